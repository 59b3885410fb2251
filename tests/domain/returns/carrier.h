#pragma once

// The whole domain without an engine, as the returns tests want it: commands have actors, time passes, and every record
// is kept.

#include <memory>
#include <span>
#include <vector>

#include "engine/record.h"
#include "tests/domain/world.h"

namespace daybook::domain::testing {

class Carrier {
 public:
  template <Command C>
  Result send(const C& command, const Id& actor = {}) {
    EXPECT_EQ(invalid_field(command), "");
    std::vector<std::byte> payload(encoded_bytes(command));
    encode(command, payload.data());
    return send(kMessage<C>.type, kLayout<C>.block, payload, Envelope{.actor = actor});
  }
  Result send(std::uint16_t type, std::size_t block_bytes, std::span<const std::byte> payload,
              const Envelope& envelope);
  // The next command comes so much later.
  void pass(std::uint64_t seconds) { now_ns_ += seconds * 1'000'000'000; }

  // Events of one type in the record of the last command, or in all records.
  template <Event E>
  [[nodiscard]] std::vector<E> last_events() const {
    std::vector<E> found;
    collect(record(records() - 1), found);
    return found;
  }
  template <Event E>
  [[nodiscard]] std::vector<E> all_events() const {
    std::vector<E> found;
    for (std::size_t i = 0; i < records(); ++i) collect(record(i), found);
    return found;
  }
  [[nodiscard]] std::size_t records() const { return records_.size(); }
  [[nodiscard]] DecisionView record(std::size_t i) const { return DecisionView(records_[i].data()); }

  // What the part would decide about a command of a policy, or of a timer.
  enum class By : std::uint8_t { kPolicy, kTimer };
  template <class Part, Command C>
  [[nodiscard]] Verdict decide(const C& command, By by) {
    std::vector<std::byte> room(kMaxDecisionBytes);
    DecisionWriter writer;
    writer.open(room.data());
    writer.begin_step();
    Context context{};
    context.follow_up = by == By::kPolicy;
    context.by_timer = by == By::kTimer;
    typename Part::Decision decision(writer, context, {});
    const Verdict verdict = part<Part>().decide(command, decision);
    decided_.clear();
    writer.end_step();
    StepView(&writer.step()).for_each_event([&](const EventView& event) { decided_.push_back(event.header->type); });
    return verdict;
  }
  // Types of the events that `decide` was decided into.
  [[nodiscard]] const std::vector<std::uint16_t>& decided() const { return decided_; }

  [[nodiscard]] ShippingDomain& domain() { return executor_->domain(); }
  template <class Part>
  [[nodiscard]] Part& part() {
    return domain().get<Part>();
  }
  [[nodiscard]] std::size_t timers() const { return executor_->timers().size(); }
  [[nodiscard]] std::uint64_t state_hash() const { return executor_->state_hash(); }
  // State hash of another domain that is told nothing but the records.
  [[nodiscard]] std::uint64_t folded_hash() const;

 private:
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
  std::vector<std::byte> room_ = std::vector<std::byte>(kMaxDecisionBytes);
  std::vector<std::vector<std::byte>> records_;
  std::uint64_t now_ns_ = 1'800'000'000'000'000'000;
  std::vector<std::uint16_t> decided_;
};

// Commands as the tests want them by default; a test changes what it is about. The amount is in USD cents.
inline RequestRefund request(RefundId refund, std::uint64_t amount = 2'000, std::uint64_t cost = 1'200) {
  return {.refund = refund,
          .order = OrderId(Id::derived("order", refund)),
          .customer = AccountId("customer"),
          .shipment = ShipmentId("delivered"),
          .item = ItemId("item"),
          .model = ModelId("model"),
          .location = LocationId("dock-3"),
          .amount = Amount{amount},
          .cost = Amount{cost},
          .ledger = kUsd};
}
inline OpenOrderRefund open_order_refund(OrderRefundId refund, std::uint64_t amount = 2'000) {
  return {.refund = refund,
          .order = OrderId("order"),
          .customer = AccountId("customer"),
          .requester = Id("requester"),
          .amount = Amount{amount},
          .ledger = kUsd};
}
inline ReserveReplacement reserve(ReplacementId refund, ModelId model = "model") {
  return {.refund = refund, .model = model, .shipment = ShipmentId("delivered")};
}
inline ReceiveStock receive(StockReceiptId receipt, std::uint32_t quantity, ModelId model = "model") {
  return {.receipt = receipt, .model = model, .quantity = quantity};
}
inline OpenDisassembly open_disassembly(DisassemblyId refund) {
  return {.refund = refund,
          .item = ItemId("item"),
          .model = ModelId("model"),
          .location = LocationId("dock-3"),
          .ledger = kUsd};
}
inline ChargeAssetDisposal charge(DisposalId refund, std::uint64_t cost = 1'200) {
  return {.refund = refund, .item = ItemId("item"), .cost = Amount{cost}, .ledger = kUsd};
}
inline ConfigureDomain configure(std::uint64_t refund_limit, std::uint32_t refund_sla_s) {
  return {.configuration = kConfiguration,
          .auto_open = AutoOpen::kOff,
          .refund_sla_s = refund_sla_s,
          .refund_limit = Amount{refund_limit}};
}

}  // namespace daybook::domain::testing
