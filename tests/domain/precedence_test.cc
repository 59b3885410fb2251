// For each command and each two of its refusals that can be true of it at once, the one reported is the earlier in its
// table.

#include <algorithm>
#include <functional>
#include <set>

#include "tests/domain/world.h"

namespace daybook::domain::testing {
namespace {

// A world and a command into which faults are planted. `false`: the fault cannot be planted beside the earlier ones.
template <class C, class R>
struct Case {
  World world;
  C command;
  std::set<R> planted;
  bool has(R fault) const { return planted.contains(fault); }
};

template <class C, class R>
struct Scenario {
  std::function<void(Case<C, R>&)> prepare;  // a command that would be accepted
  std::function<bool(Case<C, R>&, R)> plant;
};

template <class C, class R, std::size_t N>
void check_precedence(const std::array<R, N>& precedence, const Scenario<C, R>& scenario, std::size_t least_pairs) {
  const auto fresh = [&](std::initializer_list<R> faults, Case<C, R>& made) {
    scenario.prepare(made);
    for (const R fault : faults) {
      if (!scenario.plant(made, fault)) return false;
      made.planted.insert(fault);
    }
    return true;
  };
  Case<C, R> healthy;
  fresh({}, healthy);
  EXPECT_TRUE(healthy.world.send(healthy.command).accepted());
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < N; ++i) {
    Case<C, R> alone;
    ASSERT_TRUE(fresh({precedence[i]}, alone)) << enumerator_name(precedence[i]);
    const Result single = alone.world.send(alone.command);
    EXPECT_TRUE(single.refused_for(precedence[i])) << enumerator_name(precedence[i]) << " gives " << single.text();
    for (std::size_t j = i + 1; j < N; ++j) {
      Case<C, R> both;
      if (!fresh({precedence[j], precedence[i]}, both)) continue;
      const Result result = both.world.send(both.command);
      EXPECT_TRUE(result.refused_for(precedence[i])) << enumerator_name(precedence[i]) << " before "
                                                     << enumerator_name(precedence[j]) << " gives " << result.text();
      ++pairs;
    }
  }
  EXPECT_GE(pairs, least_pairs);
}

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
  check_precedence(from_outside, scenario, 10);
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

template <class C>
void check_transfers() {
  using R = AccountRefusal;
  Scenario<C, R> scenario;
  scenario.prepare = [](auto& c) {
    c.world.send(open_limited("a", 100));
    c.world.send(open("b"));
    c.world.send(open("full"));
    c.world.send(open("other"));
    c.world.send(open("gone"));
    c.world.send(CloseAccount{"gone"});
    c.world.send(transfer("t1", "other", "full", std::numeric_limits<std::uint64_t>::max()));
    c.command = transfer_of<C>("t", "a", "b", 60);
  };
  scenario.plant = [](auto& c, R fault) {
    switch (fault) {
      case R::kAlreadyExists:
        if (c.has(R::kLimitExceeded)) {
          // Fits the first time, would not fit again.
          c.command.amount = Amount{60};
          return c.planted.size() == 1 && c.world.send(c.command).accepted();
        }
        return c.planted.empty() && c.world.send(c.command).accepted();
      case R::kExistsWithDifferentContent:
        return c.world.send(transfer_of<C>("t", "a", "b", 1)).accepted();
      case R::kUnknownAccount:
        c.command.debit = AccountId("x");
        return !c.has(R::kSameAccount) && !c.has(R::kLimitExceeded);
      case R::kAccountClosed:
        c.command.debit = AccountId("gone");
        return !c.has(R::kSameAccount) && !c.has(R::kLimitExceeded);
      case R::kSameAccount:
        c.command.credit = c.command.debit;
        return !c.has(R::kOverflow);
      case R::kLedgersDiffer:
        c.command.ledger = kEur;
        return true;
      case R::kZeroAmount:
        c.command.amount = Amount{0};
        return !c.has(R::kLimitExceeded) && !c.has(R::kOverflow);
      case R::kLimitExceeded:
        c.command.amount = Amount{101};
        return true;
      case R::kOverflow:
        c.command.credit = AccountId("full");
        return true;
      default:
        return false;
    }
  };
  check_precedence(kAccountPrecedence<C>, scenario, 22);
}

TEST(Precedence, Transfer) { check_transfers<Transfer>(); }
TEST(Precedence, HoldTransfer) { check_transfers<HoldTransfer>(); }

// A transfer's unknown account comes before a closed one on the other side.
TEST(Precedence, BothSidesOfATransfer) {
  World world;
  world.send(open("gone"));
  world.send(CloseAccount{"gone"});
  EXPECT_TRUE(world.send(transfer("t", "gone", "x", 1)).refused_for(AccountRefusal::kUnknownAccount));
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
  EXPECT_TRUE(unique(kAccountPrecedence<PostTransfer>));
}

}  // namespace
}  // namespace daybook::domain::testing
