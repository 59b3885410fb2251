// For each command and each two of its refusals that can be true of it at once, the one reported is the earlier in its
// table. Here those of shipments and accounts; transfer_precedence_test.cc has those of transfers.

#include "tests/domain/precedence.h"

namespace daybook::domain::testing {
namespace {

TEST(Precedence, SubmitShipment) {
  using R = ShipmentRefusal;
  Scenario<SubmitShipment, R> scenario;
  scenario.prepare = [](auto& c) {
    c.world.send(open("customer"));
    c.world.send(open("carrier", AccountKind::kIncome));
    c.world.send(SetRate{"Air", Money{1}, Money{1}, kUsd});
    c.world.send(SetRate{"Dear", Money{1}, Money{std::numeric_limits<std::int64_t>::max()}, kUsd});
    c.command = submit("s");
    c.command.quoted_charge = {};
  };
  scenario.plant = [](auto& c, R fault) {
    switch (fault) {
      case R::kAlreadyExists:  // what is already there was in order, so nothing else is wrong with the same content
        return c.planted.empty() && c.world.send(c.command).accepted();
      case R::kExistsWithDifferentContent:
        return c.world.send(submit("s", 77)).accepted();
      case R::kIncompleteAddress:
        c.command.ship_to.country = "";
        return true;
      case R::kInvalidLedger:
        c.command.ledger = Currency("u d");
        return true;
      case R::kNegativeAmount:
        c.command.declared_value = Money{-1};
        return true;
      case R::kQuotedAndSeparate:
        if (c.has(R::kNoRate) || c.has(R::kWeightUnknown) || c.has(R::kChargeOverflow)) return false;
        c.command.invoicing = Invoicing::kSeparately;
        c.command.quoted_charge = Money{1};
        return true;
      case R::kNoRate:
        c.command.service = ServiceId("nowhere");
        return !c.has(R::kChargeOverflow);
      case R::kWeightUnknown:
        c.command.weight_g = 0;
        return !c.has(R::kChargeOverflow);
      case R::kChargeOverflow:
        c.command.service = ServiceId("Dear");
        return true;
      default:
        return false;
    }
  };
  check_precedence(kShipmentPrecedence<SubmitShipment>, scenario, 23);
}

TEST(Precedence, CancelShipment) {
  using R = ShipmentRefusal;
  Scenario<CancelShipment, R> scenario;
  scenario.prepare = [](auto& c) {
    c.world.send(ConfigureDomain{kConfiguration, AutoOpen::kOn});
    c.world.send(submit("s"));
    c.command = cancel("s");
  };
  scenario.plant = [](auto& c, R fault) {
    switch (fault) {
      case R::kReservedForPolicies:
        c.command.cause = CancelCause::kHoldRefused;
        return true;
      case R::kUnknownShipment:
        c.command.shipment = ShipmentId("x");
        return c.planted.empty();
      case R::kAlreadyCancelled:
        return c.planted.empty() && c.world.send(cancel("s")).accepted();
      case R::kAlreadyShipped:
        c.world.send(assign("s"));
        return c.world.send(ship("s")).accepted();
      default:
        return false;
    }
  };
  check_precedence(kShipmentPrecedence<CancelShipment>, scenario, 3);
}

// Each refusal of these excludes the others.
template <class C>
void check_on_the_way(ShipmentRefusal wrong_state) {
  using R = ShipmentRefusal;
  Scenario<C, R> scenario;
  scenario.prepare = [](auto& c) {
    c.world.send(ConfigureDomain{kConfiguration, AutoOpen::kOn});
    c.world.send(submit("s"));
    c.world.send(assign("s"));
    c.world.send(ship("s"));
    c.world.send(submit("early"));
    c.command.shipment = ShipmentId("s");
    if constexpr (std::is_same_v<C, RecordCheckpoint>) c.command.scan_code = ScanCode("ARRIVED");
    if constexpr (std::is_same_v<C, ReceiveReturn>) c.world.send(refuse("s"));
  };
  scenario.plant = [wrong_state](auto& c, R fault) {
    if (!c.planted.empty()) return false;
    if (fault == R::kUnknownShipment) c.command.shipment = ShipmentId("x");
    if (fault == wrong_state) c.command.shipment = ShipmentId("early");
    if (fault == R::kReturning) return c.world.send(refuse("s")).accepted();
    return true;
  };
  check_precedence(kShipmentPrecedence<C>, scenario, 0);
}

TEST(Precedence, DeliverShipment) { check_on_the_way<DeliverShipment>(ShipmentRefusal::kNotUnderWay); }
TEST(Precedence, ReportShipmentLost) { check_on_the_way<ReportShipmentLost>(ShipmentRefusal::kNotUnderWay); }
TEST(Precedence, RecordCheckpoint) { check_on_the_way<RecordCheckpoint>(ShipmentRefusal::kNotUnderWay); }
TEST(Precedence, RefuseShipment) { check_on_the_way<RefuseShipment>(ShipmentRefusal::kNotUnderWay); }
TEST(Precedence, ReceiveReturn) { check_on_the_way<ReceiveReturn>(ShipmentRefusal::kNotReturning); }

TEST(Precedence, SetRate) {
  using R = ShipmentRefusal;
  Scenario<SetRate, R> scenario;
  scenario.prepare = [](auto& c) { c.command = SetRate{"Air", Money{1}, Money{1}, kUsd}; };
  scenario.plant = [](auto& c, R fault) {
    if (fault == R::kInvalidLedger) c.command.ledger = Currency();
    if (fault == R::kNegativeAmount) c.command.base = Money{-1};
    return true;
  };
  check_precedence(kShipmentPrecedence<SetRate>, scenario, 1);
}

TEST(Precedence, OpenAccount) {
  using R = AccountRefusal;
  Scenario<OpenAccount, R> scenario;
  scenario.prepare = [](auto& c) {
    c.world.send(ConfigureDomain{kConfiguration, AutoOpen::kOn});
    c.world.send(submit("s", 100));  // opens "customer"
    c.world.send(ConfigureDomain{kConfiguration, AutoOpen::kOff});
    c.command = open("new");
  };
  scenario.plant = [](auto& c, R fault) {
    switch (fault) {
      case R::kReservedForPolicies:
        c.command.origin = AccountOrigin::kAutomatic;
        return true;
      case R::kAlreadyExists:
        return c.planted.empty() && c.world.send(c.command).accepted();
      case R::kExistsWithDifferentContent:
        if (c.has(R::kLimitExceeded)) return false;
        return c.world.send(open("new", AccountKind::kEquity)).accepted();
      case R::kInvalidLedger:
        c.command.ledger = Currency();
        return !c.has(R::kLimitExceeded);
      case R::kNoKind:
        c.command.kind = AccountKind::kNone;
        return !c.has(R::kLimitExceeded);
      case R::kCreditLineWithoutLimit:
        c.command.credit_line = Amount{1};
        c.command.limit = AccountLimit::kNone;
        return !c.has(R::kLimitExceeded);
      case R::kLimitExceeded:
        c.command = open_limited("customer", 99);
        return true;
      default:
        return false;
    }
  };
  // Sent by a policy, "auto-open is off" comes first of all.
  auto precedence = kAccountPrecedence<OpenAccount>;
  ASSERT_EQ(precedence[1], R::kAutoOpenOff);
  std::array<R, precedence.size() - 1> from_outside{};
  std::remove_copy(precedence.begin(), precedence.end(), from_outside.begin(), R::kAutoOpenOff);
  check_precedence(from_outside, scenario, 12);
  World world;
  OpenAccount automatic = open("a", AccountKind::kNone);
  automatic.origin = AccountOrigin::kAutomatic;
  EXPECT_EQ(world.decide<Accounts>(automatic, true).number(), static_cast<std::uint16_t>(R::kAutoOpenOff));
}

TEST(Precedence, CloseAccount) {
  using R = AccountRefusal;
  Scenario<CloseAccount, R> scenario;
  scenario.prepare = [](auto& c) {
    c.world.send(open("a"));
    c.world.send(open("b"));
    c.command = CloseAccount{"a"};
  };
  scenario.plant = [](auto& c, R fault) {
    switch (fault) {
      case R::kUnknownAccount:
        c.command.account = AccountId("x");
        return c.planted.empty();
      case R::kAccountClosed:
        return c.planted.empty() && c.world.send(c.command).accepted();
      case R::kPendingsRemain:
        return c.world.send(hold("h", "a", "b", 1)).accepted();
      case R::kBalanceRemains:
        return c.world.send(transfer("t", "b", "a", 1)).accepted();
      default:
        return false;
    }
  };
  check_precedence(kAccountPrecedence<CloseAccount>, scenario, 1);
}

// The refusals of the others exclude each other; each has a row of its own in the tests of its part.
TEST(Precedence, TablesNameEachRefusalOnce) {
  const auto unique = [](auto precedence) {
    std::sort(precedence.begin(), precedence.end());
    return std::adjacent_find(precedence.begin(), precedence.end()) == precedence.end();
  };
  EXPECT_TRUE(unique(kShipmentPrecedence<SubmitShipment>));
  EXPECT_TRUE(unique(kShipmentPrecedence<CancelShipment>));
  EXPECT_TRUE(unique(kAccountPrecedence<OpenAccount>));
  EXPECT_TRUE(unique(kAccountPrecedence<Transfer>));
  EXPECT_TRUE(unique(kAccountPrecedence<HoldTransfer>));
  EXPECT_TRUE(unique(kAccountPrecedence<PostTransfer>));
  EXPECT_TRUE(unique(kAccountPrecedence<ReverseTransfer>));
}

}  // namespace
}  // namespace daybook::domain::testing
