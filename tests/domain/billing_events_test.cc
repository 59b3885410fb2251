// What the policy makes of events, command by command.

#include "domain/accounts/content.h"
#include "engine/test_kit/given.h"
#include "tests/domain/world.h"

namespace daybook::domain::testing {
namespace {

using test_kit::given;
using test_kit::refused;

// A customer with a credit line of 10,000, a carrier, and what came after them.
template <class... History>
test_kit::Given<ShippingDomain> given_accounts(const History&... history) {
  return given<ShippingDomain>(open_limited("customer", 10'000), open("carrier", AccountKind::kIncome), history...);
}
// Nothing is to be paid for when it is lost.
SubmitShipment submit_worthless(ShipmentId shipment, std::int64_t quote) {
  SubmitShipment command = submit(shipment, quote);
  command.declared_value = Money{};
  return command;
}
const ConfigureDomain kAutoOpen{kConfiguration, AutoOpen::kOn};

// The events that the commands of world.h are decided into.
ShipmentSubmitted submitted(const SubmitShipment& command) {
  ShipmentSubmitted event;
  event.shipment = command.shipment;
  event.bill_to = command.bill_to;
  event.carrier = command.carrier;
  event.service = command.service;
  event.digest = digest_of(command);
  event.declared_value = command.declared_value;
  event.charge = *command.quoted_charge;
  event.weight_g = command.weight_g;
  event.ledger = command.ledger;
  event.basis = ChargeBasis::kQuote;
  event.ship_from = command.ship_from;
  event.ship_to = command.ship_to;
  return event;
}
ShipmentDelivered delivered(ShipmentId shipment, std::int64_t charge) {
  return {shipment, "customer", Money{charge}, kUsd, ChargeBasis::kQuote, "A. Okafor"};
}
ShipmentCancelled cancelled(ShipmentId shipment, std::int64_t charge, CancelCause cause = CancelCause::kRequested) {
  return {shipment, "customer", Money{charge}, kUsd, cause};
}
ShipmentLost lost(ShipmentId shipment, std::int64_t charge, std::int64_t declared_value) {
  return {shipment, "customer", Money{charge}, Money{declared_value}, kUsd, ChargeBasis::kQuote};
}
TransferHeld held(ShipmentId shipment, std::uint64_t amount) {
  const TransferContent content{"customer", "carrier", shipment, Amount{amount}, kUsd, TransferKind::kHeld};
  return {hold_of(shipment), "customer", "carrier", Id(shipment), digest_of_block(content), Amount{amount}, kUsd, 0, 0};
}
TransferPosted posted(ShipmentId shipment, std::uint64_t amount) {
  return {hold_of(shipment), "customer", "carrier", Id(shipment), Amount{amount}, Amount{}, kUsd};
}
TransferVoided voided(ShipmentId shipment, std::uint64_t amount) {
  return {hold_of(shipment), "customer", "carrier", Id(shipment), Amount{amount}, kUsd};
}
Transferred claimed(ShipmentId shipment, std::uint64_t amount) {
  const AccountId claims = claims_account(kUsd);
  const TransferContent content{claims, "customer", shipment, Amount{amount}, kUsd, TransferKind::kAtOnce};
  return {claim_of(shipment), claims, "customer", Id(shipment), digest_of_block(content), Amount{amount}, kUsd};
}
AccountOpened opened_automatically(AccountId account, AccountKind kind) {
  return {account, Amount{}, kUsd, kind, AccountLimit::kNone, AccountOrigin::kAutomatic};
}
BillingFailed failed(TransferId transfer, ShipmentId shipment, BillingStep step, AccountRefusal refusal) {
  const Code code = code_of(refusal);
  return {transfer, shipment, step, code.part, code.number};
}

TEST(Billing, SubmitHoldsTheCharge) {
  const SubmitShipment command = submit("s", 1'000);
  given_accounts().when(command).then(submitted(command), held("s", 1'000));
}

TEST(Billing, DeliveryPostsTheHold) {
  given_accounts(submit("s", 1'000), assign("s"), ship("s"))
      .when(deliver("s"))
      .then(delivered("s", 1'000), posted("s", 1'000));
}

TEST(Billing, DeliveredTwiceBilledOnce) {
  given_accounts(submit("s", 1'000), assign("s"), ship("s"), deliver("s"))
      .when(deliver("s"))
      .then(refused(ShipmentRefusal::kNotUnderWay));
}

TEST(Billing, CancelVoidsTheHold) {
  given_accounts(submit("s", 1'000)).when(cancel("s")).then(cancelled("s", 1'000), voided("s", 1'000));
}

TEST(Billing, LostShipmentIsReleasedAndPaidFor) {
  given_accounts(open(claims_account(kUsd), AccountKind::kExpense), submit("s", 1'000), assign("s"), ship("s"))
      .when(report_lost("s"))
      .then(lost("s", 1'000, 5'000), voided("s", 1'000), claimed("s", 5'000));
}

TEST(Billing, NothingDeclaredNothingClaimed) {
  given_accounts(submit_worthless("s", 1'000), assign("s"), ship("s"))
      .when(report_lost("s"))
      .then(lost("s", 1'000, 0), voided("s", 1'000));
}

TEST(Billing, ShipmentThatCannotBePaidForIsCancelled) {
  const SubmitShipment command = submit("s", 10'001);
  given_accounts().when(command).then(submitted(command), refused(AccountRefusal::kLimitExceeded),
                                      cancelled("s", 10'001, CancelCause::kHoldRefused));
}

TEST(Billing, UnknownPayerCancelsToo) {
  const SubmitShipment command = submit("s", 1'000);
  given<ShippingDomain>().when(command).then(submitted(command), refused(AccountRefusal::kUnknownAccount),
                                             cancelled("s", 1'000, CancelCause::kHoldRefused));
}

TEST(Billing, PayerOfAnotherLedgerCancelsToo) {
  const SubmitShipment command = submit("s", 1'000);
  given<ShippingDomain>(open("customer", AccountKind::kAsset, kEur), open("carrier", AccountKind::kIncome, kEur))
      .when(command)
      .then(submitted(command), refused(AccountRefusal::kLedgersDiffer),
            cancelled("s", 1'000, CancelCause::kHoldRefused));
}

TEST(Billing, HoldTakenInAdvanceBySomebodyElseCancels) {
  const SubmitShipment command = submit("s", 1'000);
  given_accounts(hold(hold_of("s"), "customer", "carrier", 1))
      .when(command)
      .then(submitted(command), refused(AccountRefusal::kExistsWithDifferentContent),
            cancelled("s", 1'000, CancelCause::kHoldRefused));
}

TEST(Billing, CancelledShipmentCannotBeAssigned) {
  given<ShippingDomain>(submit("s")).when(assign("s")).then(refused(ShipmentRefusal::kNotAssignable));
}

TEST(Billing, AutoOpenOpensPayerAndCarrierWithTheFirstHold) {
  const SubmitShipment command = submit("s", 1'000);
  given<ShippingDomain>(kAutoOpen).when(command).then(
      submitted(command), opened_automatically("customer", AccountKind::kAsset),
      opened_automatically("carrier", AccountKind::kIncome), held("s", 1'000));
}

TEST(Billing, FreeShipmentHoldsNothing) {
  const SubmitShipment command = submit("s", 0);
  given_accounts().when(command).then(submitted(command));
}

TEST(Billing, FreeShipmentIsInvoicedAtNothing) {
  given_accounts(submit("s", 0), assign("s"), ship("s")).when(deliver("s")).then(delivered("s", 0));
}

TEST(Billing, FreeShipmentVoidsNothing) { given_accounts(submit("s", 0)).when(cancel("s")).then(cancelled("s", 0)); }

TEST(Billing, LostWhileFreeIsOnlyPaidFor) {
  given_accounts(open(claims_account(kUsd), AccountKind::kExpense), submit("s", 0), assign("s"), ship("s"))
      .when(report_lost("s"))
      .then(lost("s", 0, 5'000), claimed("s", 5'000));
}

TEST(Billing, FreeShipmentOpensTheAccountsItNames) {
  const SubmitShipment command = submit("s", 0);
  given<ShippingDomain>(kAutoOpen, open("carrier", AccountKind::kIncome))
      .when(command)
      .then(submitted(command), opened_automatically("customer", AccountKind::kAsset));
}

TEST(Billing, FreeShipmentOpensNothingWhereAutoOpenIsOff) {
  const SubmitShipment command = submit("s", 0);
  given<ShippingDomain>(kAutoOpen, ConfigureDomain{}).when(command).then(submitted(command));
}

TEST(Billing, RefusedPostIsABillingFailure) {
  given_accounts(submit("s", 1'000), assign("s"), ship("s"), release(hold_of("s")))
      .when(deliver("s"))
      .then(delivered("s", 1'000), refused(AccountRefusal::kAlreadyResolved),
            failed(hold_of("s"), "s", BillingStep::kInvoice, AccountRefusal::kAlreadyResolved));
}

TEST(Billing, RefusedReleaseIsABillingFailure) {
  given_accounts(submit("s", 1'000), post(hold_of("s")))
      .when(cancel("s"))
      .then(cancelled("s", 1'000), refused(AccountRefusal::kAlreadyResolved),
            failed(hold_of("s"), "s", BillingStep::kRelease, AccountRefusal::kAlreadyResolved));
}

TEST(Billing, RefusedClaimIsABillingFailure) {
  given_accounts(submit("s", 1'000), assign("s"), ship("s"))  // there is no claims account
      .when(report_lost("s"))
      .then(lost("s", 1'000, 5'000), voided("s", 1'000), refused(AccountRefusal::kUnknownAccount),
            failed(claim_of("s"), "s", BillingStep::kClaim, AccountRefusal::kUnknownAccount));
}

TEST(Billing, OnlyThePolicyRecordsFailures) {
  const RecordBillingFailure command{.transfer = "t", .shipment = "s"};
  given<ShippingDomain>().when(command).then(refused(BillingRefusal::kReservedForPolicies));
}

}  // namespace
}  // namespace daybook::domain::testing
