// The domain does the same whenever it is told the same, and keeps nothing beside its tables.

#include "engine/test_kit/determinism.h"

#include <gtest/gtest.h>

#include "domain/workload.h"
#include "tests/domain/returns/carrier.h"

namespace daybook::domain::testing {
namespace {

TEST(ShippingDomain, IsDeterministic) {
  test_kit::check_determinism<ShippingDomain>([](std::uint64_t seed, auto&& send) {
    workload::ShippingDay day({.seed = seed, .shipments = 30, .accounts = 10});
    bool goes_on = true;
    while (goes_on && day.next([&](const auto&, const auto& command) { goes_on = send(command); })) {
    }
  });
}

// What the standard workload does not have: holds with timeouts, reversals, refunds in every state. All of it is sent
// once more, so that each row is looked at after it was made: whoever has not got it decides something else.
template <class Send>
class OtherDay {
 public:
  explicit OtherDay(Send& send) : send_(send) {}

  void run() {
    books();
    transfers();
    shipment();
    for (const RefundId& refund : kRefunds) begin(refund);
    send(receive("stock", 2));
    decide();
    end();
    RequestRefund another = request("another");
    another.order = request("waiting").order;
    send(another, "agent");
  }

 private:
  static constexpr std::array<RefundId, 4> kRefunds = {"by rule", "by a person", "declined", "waiting"};

  template <class C>
  void send(const C& command, const Id& actor = {}) {
    goes_on_ = goes_on_ && send_(command, actor);
  }

  void books() {
    send(ConfigureDomain{kConfiguration, AutoOpen::kOn, 1, Amount{1'000}});
    send(open("a"));
    send(open_limited("b", 500));
    send(SetRate{"Air", Money{100}, Money{10}, kUsd});
  }
  void transfers() {
    const Transfer moved = transfer("moved", "a", "b", 40);
    const HoldTransfer held = hold("held", "a", "b", 50);
    send(moved);
    send(held);
    send(hold_for(300, "short", "a", "b", 60));
    send(hold_for(1'000'000, "released", "a", "b", 70));
    send(post("held", Amount{20}));
    send(release("released"));
    send(post("short"));
    send(reverse("moved back", moved));
    send(reverse("held back", held));
    send(hold("stands", "a", "b", 5));
  }
  void shipment() {
    send(submit("delivered", 300));
    send(assign("delivered"));
    send(ship("delivered"));
    send(deliver("delivered"));
  }
  void begin(const RefundId& refund) {
    const std::uint64_t amount = refund == RefundId("by rule") ? 500 : 2'000;
    send(request(refund), "agent");
    send(open_order_refund(OrderRefundId(refund), amount));
    send(reserve(ReplacementId(refund)));
    send(open_disassembly(DisassemblyId(refund)));
    send(charge(DisposalId(refund)));
  }
  void decide() {
    send(ApproveRefund{"by a person"}, "boss");
    send(DeclineRefund{"declined"}, "boss");
    send(RecordPaymentFailure{"by rule", 2, 3});
    send(RecordBookingFailure{"by rule", 2, 3});
  }
  void end() {
    send(RecordReplacementSent{"by rule"});
    send(WithdrawReplacement{"by a person"});
    for (const DisassemblyId& refund : {DisassemblyId("by rule"), DisassemblyId("by a person")}) {
      send(RecordDiagnosis{refund, "a crack"});
      send(CloseDisassembly{refund, Amount{100}});
    }
    send(WithdrawDisassembly{"declined"});
    send(SettleAssetDisposal{"by rule", Amount{100}});
    send(SettleAssetDisposal{"by a person", Amount{100}});
    send(ReverseAssetDisposal{"declined"});
  }

  Send& send_;
  bool goes_on_ = true;
};

TEST(ShippingDomain, IsDeterministicInReturnsAndInWhatIsHeld) {
  test_kit::check_determinism<ShippingDomain>([](std::uint64_t, auto&& send) {
    OtherDay day(send);
    day.run();
    day.run();
  });
}

}  // namespace
}  // namespace daybook::domain::testing
