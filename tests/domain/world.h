#pragma once

// The domain without an engine: commands go through the executor one by one, and every record is kept. Time is the
// test's: a microsecond passes with each command, and more where the test says so.

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "domain/domain.h"
#include "domain/events.h"
#include "engine/executor.h"

namespace daybook::domain::testing {

struct Result {
  Outcome outcome = Outcome::kAccepted;
  Code code;
  std::uint64_t sequence = 0;
  std::uint64_t version = 0;
  std::uint64_t related = 0;
  unsigned follow_ups = 0;
  unsigned refused_follow_ups = 0;

  [[nodiscard]] bool accepted() const { return outcome == Outcome::kAccepted; }
  template <class R>
  [[nodiscard]] bool refused_for(R refusal) const {
    return outcome == Outcome::kRefused && code == code_of(refusal);
  }
  [[nodiscard]] std::string text() const {
    return accepted() ? "accepted" : daybook::Facts<ShippingDomain>::refusal_name(code);
  }
};

class World {
 public:
  template <Command C>
  Result send(const C& command, const Envelope& envelope = {}) {
    EXPECT_EQ(invalid_field(command), "");
    std::vector<std::byte> bytes(sizeof(CommandHeader) + Envelope::kMaxBytes + 8 + kLayout<C>.max_bytes);
    auto* header = reinterpret_cast<CommandHeader*>(bytes.data());
    *header = CommandHeader{};
    header->type = kMessage<C>.type;
    header->block_bytes = static_cast<std::uint16_t>(kLayout<C>.block);
    header->sequence = ++sequence_;
    header->stamp_ns = now_ns_ += 1'000;
    header->id = Id::derived("command", Id{"test"}, sequence_);
    std::uint16_t fields = 0;
    const std::size_t envelope_bytes = envelope.encode(bytes.data() + sizeof(CommandHeader), fields);
    header->envelope = fields;
    header->envelope_bytes = static_cast<std::uint16_t>(envelope_bytes);
    const std::size_t begin = sizeof(CommandHeader) + aligned8(envelope_bytes);
    header->bytes = static_cast<std::uint32_t>(begin + encode(command, bytes.data() + begin));
    return run(CommandView(bytes.data()), envelope);
  }

  // So much time passes before the next command.
  void wait_ms(std::uint64_t ms) { now_ns_ += ms * 1'000'000; }
  // Stamp of the last command.
  [[nodiscard]] Stamp now() const { return Stamp{now_ns_}; }

  // Events of one type in the record of the last command, timers that fired before it included, or in all records.
  template <Event E>
  std::vector<E> last_events() const {
    std::vector<E> found;
    collect(record(records_.size() - 1), found);
    return found;
  }
  template <Event E>
  std::vector<E> all_events() const {
    std::vector<E> found;
    for (std::size_t i = 0; i < records_.size(); ++i) collect(record(i), found);
    return found;
  }
  [[nodiscard]] DecisionView last_record() const { return record(records_.size() - 1); }
  [[nodiscard]] DecisionView record(std::size_t i) const { return DecisionView(records_[i].data()); }
  [[nodiscard]] std::size_t records() const { return records_.size(); }
  // Types of the steps of the last record: timers that fired, each with its follow-ups; the command; its follow-ups.
  [[nodiscard]] std::vector<std::uint16_t> last_steps() const {
    std::vector<std::uint16_t> types;
    last_record().for_each_step([&](const StepView& step) { types.push_back(step.header().type); });
    return types;
  }

  // What the part would decide, sent by a person or by a policy.
  template <class Part, Command C>
  Verdict decide(const C& command, bool follow_up) {
    std::vector<std::byte> room(kMaxDecisionBytes);
    DecisionWriter writer;
    writer.open(room.data());
    writer.begin_step();
    Context context{};
    context.sequence = Sequence{sequence_ + 1};
    context.follow_up = follow_up;
    typename Part::Decision decision(writer, context, {});
    return domain().template get<Part>().decide(command, decision);
  }

  [[nodiscard]] ShippingDomain& domain() { return executor_->domain(); }
  [[nodiscard]] Shipments& shipments() { return domain().get<Shipments>(); }
  [[nodiscard]] Accounts& accounts() { return domain().get<Accounts>(); }
  [[nodiscard]] Billing& billing() { return domain().get<Billing>(); }
  [[nodiscard]] std::uint64_t state_hash() { return executor_->state_hash(); }
  [[nodiscard]] std::uint64_t sequence() const { return sequence_; }

  // State hash of another domain that is told nothing but the records.
  [[nodiscard]] std::uint64_t folded_hash() const {
    const auto other = std::make_unique<Executor<ShippingDomain>>();
    for (std::size_t i = 0; i < records_.size(); ++i) {
      Envelope envelope;
      EXPECT_TRUE(envelope.decode(record(i).envelope(), record(i).header().envelope));
      EXPECT_TRUE(other->fold(record(i), envelope));
    }
    return other->state_hash();
  }

 private:
  Result run(const CommandView& command, const Envelope& envelope) {
    room_.resize(kMaxDecisionBytes);
    DecisionWriter writer;
    writer.open(room_.data());
    DecisionHeader& header = writer.header();
    header.sequence = command.header().sequence;
    header.stamp_ns = command.header().stamp_ns;
    header.type = command.header().type;
    header.command = command.header().id;
    writer.envelope(command.header().envelope, command.envelope());
    executor_->begin(command.header(), Executor<ShippingDomain>::Run::kYes, writer);
    executor_->execute(command, envelope, writer);
    const std::size_t bytes = writer.close();
    records_.emplace_back(room_.begin(), room_.begin() + static_cast<std::ptrdiff_t>(bytes));
    return Result{.outcome = header.outcome,
                  .code = header.code,
                  .sequence = header.sequence,
                  .version = header.version,
                  .related = header.related,
                  .follow_ups = header.steps - 1U,
                  .refused_follow_ups = header.refused_follow_ups};
  }
  template <Event E>
  static void collect(const DecisionView& decision, std::vector<E>& found) {
    decision.for_each_step([&](const StepView& step) {
      step.for_each_event([&](const EventView& view) {
        EXPECT_TRUE(visit_event(view, [&](const auto& event) {
          if constexpr (std::is_same_v<std::remove_cvref_t<decltype(event)>, E>) found.push_back(event);
        }));
      });
    });
  }

  std::unique_ptr<Executor<ShippingDomain>> executor_ = std::make_unique<Executor<ShippingDomain>>();
  std::vector<std::vector<std::byte>> records_;
  std::vector<std::byte> room_;
  std::uint64_t sequence_ = 0;
  std::uint64_t now_ns_ = 0;
};

// Commands as the tests want them by default; a test changes what it is about.
inline constexpr Currency kUsd("USD");
inline constexpr Currency kEur("EUR");

inline SubmitShipment submit(ShipmentId shipment, std::int64_t quote = 1'000) {
  SubmitShipment command;
  command.shipment = shipment;
  command.bill_to = AccountId("customer");
  command.carrier = AccountId("carrier");
  command.service = ServiceId("Air");
  command.declared_value = Money{5'000};
  command.quoted_charge = Money{quote};
  command.weight_g = 1'500;
  command.ledger = kUsd;
  command.ship_from.name = "Warehouse 7";
  command.ship_to.name = "Amara Okafor";
  command.ship_to.country = "Ghana";
  return command;
}
inline AssignShipment assign(ShipmentId shipment, TruckId truck = "truck-1") { return {shipment, truck}; }
inline ShipShipment ship(ShipmentId shipment) { return {shipment}; }
inline DeliverShipment deliver(ShipmentId shipment) { return {shipment, "A. Okafor"}; }
inline CancelShipment cancel(ShipmentId shipment) { return {shipment, CancelCause::kRequested}; }
inline ReportShipmentLost report_lost(ShipmentId shipment) { return {shipment}; }
inline RecordCheckpoint checkpoint(ShipmentId shipment) { return {shipment, "ARRIVED", "Tema"}; }
inline RefuseShipment refuse(ShipmentId shipment) { return {shipment}; }
inline ReceiveReturn receive_return(ShipmentId shipment) { return {shipment}; }

inline OpenAccount open(AccountId account, AccountKind kind = AccountKind::kAsset, Currency ledger = kUsd) {
  OpenAccount command;
  command.account = account;
  command.kind = kind;
  command.ledger = ledger;
  return command;
}
// An account whose debits may exceed its credits by `credit_line`, no more.
inline OpenAccount open_limited(AccountId account, std::uint64_t credit_line) {
  OpenAccount command = open(account);
  command.limit = AccountLimit::kDebitsMustNotExceedCredits;
  command.credit_line = Amount{credit_line};
  return command;
}
template <class C>
C transfer_of(TransferId id, AccountId debit, AccountId credit, std::uint64_t amount, Currency ledger = kUsd) {
  C command;
  command.transfer = id;
  command.debit = debit;
  command.credit = credit;
  command.amount = Amount{amount};
  command.ledger = ledger;
  return command;
}
inline Transfer transfer(TransferId id, AccountId debit, AccountId credit, std::uint64_t amount) {
  return transfer_of<Transfer>(id, debit, credit, amount);
}
inline HoldTransfer hold(TransferId id, AccountId debit, AccountId credit, std::uint64_t amount) {
  return transfer_of<HoldTransfer>(id, debit, credit, amount);
}
inline HoldTransfer hold_for(std::uint64_t timeout_ms, TransferId id, AccountId debit, AccountId credit,
                             std::uint64_t amount) {
  HoldTransfer command = hold(id, debit, credit, amount);
  command.timeout_ms = timeout_ms;
  return command;
}
// Of a transfer or a hold, as it was sent.
template <class C>
ReverseTransfer reverse(TransferId id, const C& original) {
  ReverseTransfer command{.transfer = id,
                          .original = original.transfer,
                          .debit = original.debit,
                          .credit = original.credit,
                          .reference = original.reference,
                          .amount = original.amount,
                          .ledger = original.ledger,
                          .kind = std::is_same_v<C, HoldTransfer> ? TransferKind::kHeld : TransferKind::kAtOnce};
  if constexpr (requires { original.timeout_ms; }) command.timeout_ms = original.timeout_ms;
  return command;
}
inline PostTransfer post(TransferId id, Maybe<Amount> amount = {}) { return {id, {}, amount}; }
inline VoidTransfer release(TransferId id) { return {id, {}}; }

}  // namespace daybook::domain::testing
