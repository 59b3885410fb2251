// As precedence_test.cc, for what moves money.

#include <limits>

#include "tests/domain/precedence.h"

namespace daybook::domain::testing {
namespace {

constexpr std::uint64_t kGreatest = std::numeric_limits<std::uint64_t>::max();

template <class C>
void check_transfers(std::size_t least_pairs) {
  using R = AccountRefusal;
  Scenario<C, R> scenario;
  scenario.prepare = [](auto& c) {
    c.world.send(open_limited("a", 100));
    c.world.send(open("b"));
    c.world.send(open("full"));
    c.world.send(open("other"));
    c.world.send(open("gone"));
    c.world.send(CloseAccount{"gone"});
    c.world.send(transfer("t1", "other", "full", kGreatest));
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
      case R::kTimeoutTooLong:
        if constexpr (requires { c.command.timeout_ms; }) c.command.timeout_ms = kGreatest;
        return true;
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
  check_precedence(kAccountPrecedence<C>, scenario, least_pairs);
}

TEST(Precedence, Transfer) { check_transfers<Transfer>(22); }
TEST(Precedence, HoldTransfer) { check_transfers<HoldTransfer>(30); }

TEST(Precedence, PostTransfer) {
  using R = AccountRefusal;
  Scenario<PostTransfer, R> scenario;
  scenario.prepare = [](auto& c) {
    c.world.send(open("a"));
    c.world.send(open("b"));
    c.world.send(transfer("t", "a", "b", 60));
    // Their timers come first, and leave that of "h" no turn before the next command.
    for (unsigned i = 0; i < kMaxTimersPerCommand; ++i) {
      c.world.send(hold_for(10, TransferId(Id::derived("crowd", Id{"test"}, i)), "a", "b", 1));
    }
    c.world.send(hold_for(10, "h", "a", "b", 60));
    c.command = post("h");
  };
  scenario.plant = [](auto& c, R fault) {
    switch (fault) {
      case R::kUnknownTransfer:
        c.command.transfer = TransferId("x");
        return !c.has(R::kExpired) && !c.has(R::kAlreadyResolved) && !c.has(R::kNotHeld);
      case R::kNotHeld:
        c.command.transfer = TransferId("t");
        return !c.has(R::kExpired) && !c.has(R::kAlreadyResolved);
      case R::kAlreadyResolved:
        return c.world.send(release("h")).accepted();
      case R::kExpired:
        c.world.wait_ms(10);
        return true;
      case R::kZeroAmount:
        c.command.amount = Amount{0};
        return !c.has(R::kMoreThanHeld);
      case R::kMoreThanHeld:
        c.command.amount = Amount{61};
        return true;
      default:
        return false;
    }
  };
  check_precedence(kAccountPrecedence<PostTransfer>, scenario, 9);
}

TEST(Precedence, VoidTransfer) {
  using R = AccountRefusal;
  Scenario<VoidTransfer, R> scenario;
  scenario.prepare = [](auto& c) {
    c.world.send(open("a"));
    c.world.send(open("b"));
    c.world.send(transfer("t", "a", "b", 60));
    c.world.send(hold("h", "a", "b", 60));
    c.command = release("h");
  };
  scenario.plant = [](auto& c, R fault) {
    if (!c.planted.empty()) return false;  // each excludes the others
    if (fault == R::kUnknownTransfer) c.command.transfer = TransferId("x");
    if (fault == R::kNotHeld) c.command.transfer = TransferId("t");
    if (fault == R::kAlreadyResolved) return c.world.send(post("h")).accepted();
    return true;
  };
  check_precedence(kAccountPrecedence<VoidTransfer>, scenario, 0);
}

TEST(Precedence, ReverseTransfer) {
  using R = AccountRefusal;
  Scenario<ReverseTransfer, R> scenario;
  // "b" may not be debited more than it was credited: 120 against 60. "t" and "t2" have the same content.
  scenario.prepare = [](auto& c) {
    for (const OpenAccount& account : {open("a"), open_limited("b", 0), open("c"), open("d")}) c.world.send(account);
    c.world.send(transfer("t", "a", "b", 60));
    c.world.send(transfer("t2", "a", "b", 60));
    c.world.send(reverse("r2", transfer("t2", "a", "b", 60)));
    c.world.send(hold("v", "a", "b", 60));
    c.world.send(release("v"));
    c.command = reverse("r", transfer("t", "a", "b", 60));
  };
  scenario.plant = [](auto& c, R fault) {
    const auto name = [&](TransferId original) {
      const bool free = c.command.original == TransferId("t");
      c.command.original = original;
      return free;
    };
    switch (fault) {
      case R::kAlreadyExists:
        return c.planted.empty() && c.world.send(c.command).accepted();
      case R::kExistsWithDifferentContent:
        return c.world.send(transfer("r", "a", "d", 1)).accepted();
      case R::kUnknownTransfer:
        return name("x");
      case R::kNotPosted:
        return name("v");
      case R::kNotReversible:
        return name("r2");
      case R::kAlreadyReversed:
        return name("t2");
      case R::kOriginalDiffers:
        c.command.amount = Amount{61};
        return true;
      case R::kAccountClosed:
        if (!c.has(R::kLimitExceeded)) c.world.send(transfer("even", "b", "d", 60));
        return c.world.send(CloseAccount{"b"}).accepted();
      case R::kLimitExceeded:
        return c.world.send(transfer("spent", "b", "d", 60)).accepted();
      case R::kOverflow:
        return c.world.send(transfer("full", "c", "a", kGreatest - 60)).accepted();
      default:
        return false;
    }
  };
  check_precedence(kAccountPrecedence<ReverseTransfer>, scenario, 30);
}

// A transfer's unknown account comes before a closed one on the other side.
TEST(Precedence, BothSidesOfATransfer) {
  World world;
  world.send(open("gone"));
  world.send(CloseAccount{"gone"});
  EXPECT_TRUE(world.send(transfer("t", "gone", "x", 1)).refused_for(AccountRefusal::kUnknownAccount));
}

}  // namespace
}  // namespace daybook::domain::testing
