// As precedence_test.cc, for what moves money.

#include <limits>

#include "tests/domain/precedence.h"

namespace daybook::domain::testing {
namespace {

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

}  // namespace
}  // namespace daybook::domain::testing
