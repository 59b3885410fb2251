// For each command of returns and each two of its refusals that can be true of it at once, the one reported is the
// earlier in its table.

#include "tests/domain/precedence.h"

#include <algorithm>

#include "tests/domain/returns/carrier.h"

namespace daybook::domain::testing {
namespace {

template <class C, class R>
using CarrierScenario = Scenario<C, R, Carrier>;

// Of a command that opens a team's piece. `other`: the same one, with other content.
template <class C, class R, std::size_t N>
void check_opening(const std::array<R, N>& precedence, const C& command, const C& other, std::size_t pairs_expected) {
  CarrierScenario<C, R> scenario;
  scenario.prepare = [&](auto& c) { c.command = command; };
  scenario.plant = [&](auto& c, R fault) {
    if (fault == R::kAlreadyExists) return c.planted.empty() && c.accepted();
    if (fault == R::kExistsWithDifferentContent) return c.world.send(other).accepted();
    if (fault == R::kInvalidLedger) {
      c.command.ledger = Currency();
      return true;
    }
    if constexpr (requires { R::kZeroAmount; }) {
      if (fault == R::kZeroAmount) {
        c.command.amount = Amount{};
        return true;
      }
    }
    return false;
  };
  check_precedence(precedence, scenario, pairs_expected);
}

TEST(ReturnsPrecedence, OpenOrderRefund) {
  check_opening(kSalesPrecedence<OpenOrderRefund>, open_order_refund("r"), open_order_refund("r", 77), 3);
}
TEST(ReturnsPrecedence, OpenDisassembly) {
  OpenDisassembly other = open_disassembly("r");
  other.item = ItemId("another");
  check_opening(kManufacturingPrecedence<OpenDisassembly>, open_disassembly("r"), other, 1);
}
TEST(ReturnsPrecedence, ChargeAssetDisposal) {
  check_opening(kDisposalPrecedence<ChargeAssetDisposal>, charge("r"), charge("r", 77), 1);
}

TEST(ReturnsPrecedence, RequestRefund) {
  using R = SupportRefusal;
  CarrierScenario<RequestRefund, R> scenario;
  scenario.prepare = [](auto& c) { c.command = request("r"); };
  scenario.plant = [](auto& c, R fault) {
    switch (fault) {
      case R::kAlreadyExists:  // what is already there was in order, but who asks again may be nobody
        c.world.send(c.command, "agent");
        return c.planted.empty() || c.planted.contains(R::kNoActor);
      case R::kExistsWithDifferentContent:
        return c.world.send(request("r", 77), "agent").accepted();
      case R::kNoActor:
        c.actor = Id();
        return true;
      case R::kInvalidLedger:
        c.command.ledger = Currency();
        return true;
      case R::kZeroAmount:
        c.command.amount = Amount{};
        return true;
      case R::kOrderHasOpenRefund: {
        RequestRefund other = request("other");
        other.order = c.command.order = OrderId("order");
        return c.world.send(other, "agent").accepted();
      }
      default:
        return false;
    }
  };
  check_precedence(kSupportPrecedence<RequestRefund>, scenario, 11);
}

template <class C>
void check_decisions() {
  using R = SalesRefusal;
  CarrierScenario<C, R> scenario;
  scenario.prepare = [](auto& c) {
    c.world.send(open_order_refund("r"));
    c.command = C{"r"};
    c.actor = Id("boss");
  };
  scenario.plant = [](auto& c, R fault) {
    switch (fault) {
      case R::kUnknownRefund:  // it is in no state and has no requester, but who decides may be nobody
        c.command.refund = OrderRefundId("x");
        return c.planted.empty() || c.planted.contains(R::kNoActor);
      case R::kAlreadyApproved:
        return !c.planted.contains(R::kAlreadyDeclined) && c.world.send(ApproveRefund{"r"}, "boss").accepted();
      case R::kAlreadyDeclined:
        return c.world.send(DeclineRefund{"r"}, "boss").accepted();
      case R::kNoActor:
        if (c.planted.contains(R::kApproverIsRequester)) return false;
        c.actor = Id();
        return true;
      case R::kApproverIsRequester:
        c.actor = Id("requester");
        return true;
      default:
        return false;
    }
  };
  check_precedence(kSalesPrecedence<C>, scenario, 5);
}

TEST(ReturnsPrecedence, ApproveRefund) { check_decisions<ApproveRefund>(); }
TEST(ReturnsPrecedence, DeclineRefund) { check_decisions<DeclineRefund>(); }

TEST(ReturnsPrecedence, ReceiveStock) {
  using R = InventoryRefusal;
  CarrierScenario<ReceiveStock, R> scenario;
  scenario.prepare = [](auto& c) { c.command = receive("first", 1); };
  scenario.plant = [](auto& c, R fault) {
    switch (fault) {
      case R::kAlreadyExists:
        return c.planted.empty() && c.accepted();
      case R::kExistsWithDifferentContent:
        return c.world.send(receive("first", 77)).accepted();
      case R::kZeroQuantity:
        c.command.quantity = 0;
        return true;
      default:
        return false;
    }
  };
  check_precedence(kInventoryPrecedence<ReceiveStock>, scenario, 1);
}

TEST(ReturnsPrecedence, RecordDiagnosis) {
  using R = ManufacturingRefusal;
  CarrierScenario<RecordDiagnosis, R> scenario;
  scenario.prepare = [](auto& c) {
    c.world.send(open_disassembly("r"));
    c.command = RecordDiagnosis{"r", "a crack"};
  };
  scenario.plant = [](auto& c, R fault) {
    switch (fault) {
      case R::kUnknownDisassembly:
        c.command.refund = DisassemblyId("x");
        return c.planted.empty() || c.planted.contains(R::kEmptyDiagnosis);
      case R::kAlreadyClosed:
        if (c.planted.contains(R::kAlreadyWithdrawn)) return false;
        c.world.send(RecordDiagnosis{"r", "a crack"});
        return c.world.send(CloseDisassembly{"r", {}}).accepted();
      case R::kAlreadyWithdrawn:
        return c.world.send(WithdrawDisassembly{"r"}).accepted();
      case R::kEmptyDiagnosis:
        c.command.diagnosis = "";
        return true;
      default:
        return false;
    }
  };
  check_precedence(kManufacturingPrecedence<RecordDiagnosis>, scenario, 3);
}

TEST(ReturnsPrecedence, CloseDisassembly) {
  using R = ManufacturingRefusal;
  CarrierScenario<CloseDisassembly, R> scenario;
  scenario.prepare = [](auto& c) {
    c.world.send(open_disassembly("r"));
    c.world.send(RecordDiagnosis{"r", "a crack"});
    c.world.send(open_disassembly("undiagnosed"));
    c.command = CloseDisassembly{"r", Amount{1}};
  };
  scenario.plant = [](auto& c, R fault) {
    switch (fault) {
      case R::kUnknownDisassembly:
        c.command.refund = DisassemblyId("x");
        return c.planted.empty();
      case R::kAlreadyClosed:
        return c.planted.empty() && c.accepted();
      case R::kAlreadyWithdrawn:
        return c.world.send(WithdrawDisassembly{c.command.refund}).accepted();
      case R::kNoDiagnosis:
        c.command.refund = DisassemblyId("undiagnosed");
        return true;
      default:
        return false;
    }
  };
  check_precedence(kManufacturingPrecedence<CloseDisassembly>, scenario, 1);
}

TEST(ReturnsPrecedence, SettleAssetDisposal) {
  using R = DisposalRefusal;
  CarrierScenario<SettleAssetDisposal, R> scenario;
  scenario.prepare = [](auto& c) {
    c.world.send(charge("r"));
    c.command = SettleAssetDisposal{"r", Amount{1}, kUsd};
  };
  scenario.plant = [](auto& c, R fault) {
    switch (fault) {
      case R::kUnknownDisposal:  // it is in no state, but a ledger is named all the same
        c.command.refund = DisposalId("x");
        return c.planted.empty() || c.planted.contains(R::kLedgersDiffer);
      case R::kAlreadySettled:
        if (c.planted.contains(R::kAlreadyReversed)) return false;
        return c.world.send(SettleAssetDisposal{"r", Amount{1}}).accepted();
      case R::kAlreadyReversed:
        return c.world.send(ReverseAssetDisposal{"r"}).accepted();
      case R::kLedgersDiffer:
        c.command.ledger = kEur;
        return true;
      default:
        return false;
    }
  };
  check_precedence(kDisposalPrecedence<SettleAssetDisposal>, scenario, 3);
}

// The refusals of the others exclude each other; each has a row of its own in the tests of its part.
TEST(ReturnsPrecedence, TablesNameEachRefusalOnce) {
  const auto unique = [](auto precedence) {
    std::sort(precedence.begin(), precedence.end());
    return !precedence.empty() && std::adjacent_find(precedence.begin(), precedence.end()) == precedence.end();
  };
  EXPECT_TRUE(unique(kSupportPrecedence<RequestRefund>));
  EXPECT_TRUE(unique(kSalesPrecedence<OpenOrderRefund>));
  EXPECT_TRUE(unique(kSalesPrecedence<ApproveRefund>));
  EXPECT_TRUE(unique(kSalesPrecedence<EscalateRefund>));
  EXPECT_TRUE(unique(kSalesPrecedence<RecordPaymentFailure>));
  EXPECT_TRUE(unique(kInventoryPrecedence<ReceiveStock>));
  EXPECT_TRUE(unique(kInventoryPrecedence<ReserveReplacement>));
  EXPECT_TRUE(unique(kInventoryPrecedence<RecordReplacementSent>));
  EXPECT_TRUE(unique(kInventoryPrecedence<WithdrawReplacement>));
  EXPECT_TRUE(unique(kInventoryPrecedence<FillBackorders>));
  EXPECT_TRUE(unique(kManufacturingPrecedence<WithdrawDisassembly>));
  EXPECT_TRUE(unique(kDisposalPrecedence<ReverseAssetDisposal>));
  EXPECT_TRUE(unique(kDisposalPrecedence<RecordBookingFailure>));
}

}  // namespace
}  // namespace daybook::domain::testing
