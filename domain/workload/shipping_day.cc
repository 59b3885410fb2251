#include "domain/workload/shipping_day.h"

namespace daybook::domain::workload {

namespace {

constexpr Date kFirstDay{20'458};  // 2026-01-05
constexpr std::uint64_t kCommandsPerDay = 100'000;
constexpr std::int32_t kDaysToDeliver = 3;

// Setup: the configuration, a rate for each service in each ledger, the house's accounts in each ledger, the
// customers'.
constexpr std::uint64_t kRates = kServices.size() * kLedgers.size();
constexpr std::uint64_t kHouseAccountsPerLedger = 2 + kCarriersPerLedger + kOverLimitPerLedger;
constexpr std::uint64_t kHouseAccounts = kHouseAccountsPerLedger * kLedgers.size();

Date day_of(std::uint64_t position) {
  return Date{kFirstDay.days + static_cast<std::int32_t>(position / kCommandsPerDay)};
}

}  // namespace

std::uint64_t ShippingDay::setup_commands(const Parameters& parameters) {
  return 1 + kRates + kHouseAccounts + parameters.accounts;
}

std::uint64_t ShippingDay::commands(const Parameters& parameters) {
  return setup_commands(parameters) + Schedule::commands(parameters);
}

ShippingDay::ShippingDay(const Parameters& parameters)
    : content_(parameters), schedule_(parameters), setup_(setup_commands(parameters)) {}

void ShippingDay::start_over(std::uint64_t seed, std::uint64_t epoch_ms) {
  content_.start_over(seed, epoch_ms);
  schedule_.start_over(seed);
  index_ = setup_;
}

bool ShippingDay::prepare() {
  item_.code = {};
  item_.outcome = Outcome::kAccepted;
  item_.follow_ups = item_.refused_follow_ups = 0;
  item_.index = item_.original = index_;
  item_.setup = index_ < setup_;
  if (item_.setup) {
    item_.occurred_on = kFirstDay;
    prepare_setup(index_);
  } else {
    Schedule::Entry entry;
    if (!schedule_.next(entry)) return false;
    prepare_step(entry);
  }
  item_.id = content_.command_id(item_.original);
  ++index_;
  return true;
}

void ShippingDay::prepare_setup(std::uint64_t number) {
  if (number == 0) {
    form_ = Form::kConfigure;
    configure_.auto_open = AutoOpen::kOn;
    return;
  }
  if (number > kRates) return prepare_open(number - 1 - kRates);
  form_ = Form::kSetRate;
  const std::uint64_t service = (number - 1) % kServices.size();
  const std::uint64_t ledger = (number - 1) / kServices.size();
  const RateOf rate = rate_of(service, ledger);
  set_rate_ = SetRate{kServices[service], rate.base, rate.per_kg, kLedgers[ledger]};
}

void ShippingDay::prepare_open(std::uint64_t number) {
  form_ = Form::kOpen;
  open_ = OpenAccount{};
  if (number >= kHouseAccounts) {
    const std::uint64_t customer = number - kHouseAccounts;
    open_.account = customer_account(customer);
    open_.ledger = kLedgers[ledger_of_customer(customer)];
    open_.kind = AccountKind::kAsset;
    open_.limit = AccountLimit::kDebitsMustNotExceedCredits;
    open_.credit_line = kCreditLine;
    return;
  }
  const std::uint64_t ledger = number / kHouseAccountsPerLedger;
  const std::uint64_t which = number % kHouseAccountsPerLedger;
  open_.ledger = kLedgers[ledger];
  if (which == 0) {
    open_.account = cash_account(ledger);
    open_.kind = AccountKind::kAsset;
  } else if (which == 1) {
    open_.account = claims_account(kLedgers[ledger]);
    open_.kind = AccountKind::kExpense;
  } else if (which < 2 + kCarriersPerLedger) {
    open_.account = carrier_account(ledger, which - 2);
    open_.kind = AccountKind::kIncome;
  } else {
    open_.account = over_limit_account(ledger, which - 2 - kCarriersPerLedger);
    open_.kind = AccountKind::kAsset;
    open_.limit = AccountLimit::kDebitsMustNotExceedCredits;
  }
}

void ShippingDay::prepare_step(const Schedule::Entry& entry) {
  const Step& step = entry.step;
  item_.original = setup_ + entry.original;
  item_.occurred_on = day_of(entry.original);
  if (entry.original != entry.position) {
    item_.outcome = Outcome::kRepeat;
  } else if (step.refusal != ShipmentRefusal{}) {
    item_.outcome = Outcome::kRefused;
    item_.code = code_of(step.refusal);
  }
  const bool acts = item_.outcome == Outcome::kAccepted;
  const ShipmentId shipment = step.act == Act::kPay ? ShipmentId() : content_.shipment_id(step.subject);
  switch (step.act) {
    case Act::kSubmit:
      if (acts) item_.follow_ups = step.over_limit ? 2 : 1;
      if (acts && step.over_limit) item_.refused_follow_ups = 1;
      return prepare_submit(step);
    case Act::kAssign:
      form_ = Form::kAssign;
      assign_ = AssignShipment{shipment, content_.truck(step.subject)};
      return;
    case Act::kShip:
      form_ = Form::kShip;
      ship_.shipment = shipment;
      return;
    case Act::kDeliver:
      form_ = Form::kDeliver;
      if (acts) item_.follow_ups = 1;
      deliver_ = DeliverShipment{shipment, signature(step.subject)};
      return;
    case Act::kCancel:
      form_ = Form::kCancel;
      if (acts) item_.follow_ups = 1;
      cancel_.shipment = shipment;
      return;
    case Act::kReportLost:
      form_ = Form::kReportLost;
      if (acts) item_.follow_ups = content_.shipment(step.subject, false).declared_value == Money{} ? 1 : 2;
      report_lost_.shipment = shipment;
      return;
    case Act::kPay:
      return prepare_payment(step);
  }
}

void ShippingDay::prepare_submit(const Step& step) {
  form_ = Form::kSubmit;
  const ShipmentContent content = content_.shipment(step.subject, step.over_limit);
  submit_.shipment = content_.shipment_id(step.subject);
  submit_.bill_to = content.bill_to;
  submit_.carrier = content.carrier;
  submit_.service = kServices[content.service];
  submit_.declared_value = content.declared_value;
  submit_.quoted_charge = content.quoted ? Maybe<Money>(content.charge) : Maybe<Money>();
  submit_.weight_g = content.weight_g;
  submit_.ledger = kLedgers[content.ledger];
  submit_.due_on = Date{item_.occurred_on.days + kDaysToDeliver};
  submit_.ship_from = addresses_.pick(content.address >> 32);
  submit_.ship_to = addresses_.pick(content.address);
}

void ShippingDay::prepare_payment(const Step& step) {
  form_ = Form::kPay;
  const PaymentContent content = content_.payment(step.subject);
  pay_.transfer = content_.payment_id(step.subject);
  pay_.debit = cash_account(content.ledger);
  pay_.credit = content.customer;
  pay_.amount = content.amount;
  pay_.ledger = kLedgers[content.ledger];
}

}  // namespace daybook::domain::workload
