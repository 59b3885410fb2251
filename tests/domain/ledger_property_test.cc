// Random commands, against the model: the same receipts, the same balances, and no invariant broken.

#include <rapidcheck.h>

#include <map>

#include "domain/audit.h"
#include "domain/invariants.h"
#include "domain/ledger_watch.h"
#include "tests/domain/ledger_model.h"
#include "tests/domain/world.h"

namespace daybook::domain::testing {
namespace {

constexpr std::array<std::uint64_t, 9> kAmounts = {
    0, 1, 2, 50, 99, 100, 101, std::uint64_t{1} << 63, ~std::uint64_t{0} - 1};
constexpr std::array<Currency, 2> kCurrencies = {kUsd, kEur};

// A command as five small numbers, so that a failure shrinks well.
using Draw = std::tuple<std::uint8_t, std::uint8_t, std::uint8_t, std::uint8_t, std::uint8_t>;

AccountId account_id(unsigned number) { return AccountId(Id::derived("account", Id{"property"}, number % 5)); }
TransferId transfer_id(unsigned number) { return TransferId(Id::derived("transfer", Id{"property"}, number % 12)); }

class Comparison {
 public:
  Comparison() { watch_.start(world_.accounts()); }

  void step(const Draw& draw) {
    const auto [which, a, b, c, d] = draw;
    switch (which % 16) {
      case 0:
      case 1:
      case 2:
        return check(open_account(a, b, c));
      case 3:
        return check(CloseAccount{account_id(a)});
      case 4:
      case 5:
      case 6:
      case 7:
        return check(move<Transfer>(a, b, c, d));
      case 8:
      case 9:
      case 10:
      case 11:
        return check(move<HoldTransfer>(a, b, c, d));
      case 12:
      case 13:
      case 14: {
        PostTransfer command{transfer_id(a), {}, {}};
        if (b % 2 == 0) command.amount = Amount{kAmounts[c % kAmounts.size()]};
        return check(command);
      }
      default:
        return check(VoidTransfer{transfer_id(a), {}});
    }
  }

  void finish() {
    RC_ASSERT(check_invariants(world_.domain()).text() == "");
    RC_ASSERT(world_.folded_hash() == world_.state_hash());
    LedgerAudit audit;
    for (std::size_t i = 0; i < world_.records(); ++i) audit.add(world_.record(i));
    RC_ASSERT(audit.compare(world_.accounts()).text() == "");
    for (const auto& [id, model] : model_.accounts()) {
      const Account* account = world_.accounts().accounts.find(id);
      RC_ASSERT(account != nullptr);
      const LedgerModel::Sums sums = model_.sums(id);
      using Wide = LedgerModel::Wide;
      RC_ASSERT(sums.debits_pending == static_cast<Wide>(account->debits_pending.minor));
      RC_ASSERT(sums.debits_posted == static_cast<Wide>(account->debits_posted.minor));
      RC_ASSERT(sums.credits_pending == static_cast<Wide>(account->credits_pending.minor));
      RC_ASSERT(sums.credits_posted == static_cast<Wide>(account->credits_posted.minor));
      RC_ASSERT(model.closed == (account->state == AccountState::kClosed));
    }
    RC_ASSERT(world_.accounts().accounts.size() == model_.accounts().size());
  }

  // How often each outcome came up: 0 is accepted.
  static std::map<std::uint16_t, std::size_t>& seen() {
    static std::map<std::uint16_t, std::size_t> seen;
    return seen;
  }

 private:
  static OpenAccount open_account(unsigned a, unsigned b, unsigned c) {
    OpenAccount command;
    command.account = account_id(a);
    command.ledger = kCurrencies[b % 8 == 0 ? 1 : 0];
    command.kind = static_cast<AccountKind>(b % 32 == 31 ? 0 : 1);
    command.limit = static_cast<AccountLimit>(c % 3);
    if (c % 2 == 0 && (c % 3 != 0 || c % 5 == 0)) command.credit_line = Amount{100};
    return command;
  }
  template <class C>
  static C move(unsigned a, unsigned b, unsigned c, unsigned d) {
    C command = transfer_of<C>(transfer_id(a), account_id(b), account_id(b / 5U), kAmounts[c % kAmounts.size()],
                               kCurrencies[d % 8 == 0 ? 1 : 0]);
    if (d % 4 == 0) command.reference = Id{"what for"};
    return command;
  }
  template <class C>
  void check(const C& command) {
    const LedgerModel::Answer answer = model_.run(command, world_.sequence() + 1);
    const Result result = world_.send(command);
    ++seen()[result.code.number];
    RC_ASSERT(result.accepted() == !answer.refusal.has_value());
    if (answer.refusal) RC_ASSERT(result.code == code_of(*answer.refusal));
    RC_ASSERT(result.related == answer.related);
    RC_ASSERT(watch_.after(world_.last_record(), world_.accounts()).text() == "");
  }

  World world_;
  LedgerModel model_;
  LedgerWatch watch_;
};

TEST(LedgerProperty, RandomCommandsAgreeWithTheModel) {
  EXPECT_TRUE(rc::check("receipts, balances, invariants, audit and fold agree", [] {
    const auto draws = *rc::gen::container<std::vector<Draw>>(rc::gen::arbitrary<Draw>());
    Comparison run;
    for (const Draw& draw : draws) run.step(draw);
    run.finish();
  }));
}

// Longer than what shrinks: shares of all outcomes, so that the property above is known to have met them.
TEST(LedgerProperty, LongRunsMeetEveryRefusal) {
  EXPECT_TRUE(rc::check("as above, 2000 commands", [] {
    const auto seed = *rc::gen::arbitrary<std::uint64_t>();
    std::uint64_t state = seed;
    const auto draw = [&] {
      state = state * 6'364'136'223'846'793'005ULL + 1'442'695'040'888'963'407ULL;
      return static_cast<std::uint8_t>(state >> 56);
    };
    Comparison run;
    for (int i = 0; i < 2'000; ++i) run.step(Draw{draw(), draw(), draw(), draw(), draw()});
    run.finish();
  }));
  for (const AccountRefusal refusal :
       {AccountRefusal{}, AccountRefusal::kAlreadyExists, AccountRefusal::kExistsWithDifferentContent,
        AccountRefusal::kUnknownAccount, AccountRefusal::kAccountClosed, AccountRefusal::kSameAccount,
        AccountRefusal::kLedgersDiffer, AccountRefusal::kZeroAmount, AccountRefusal::kLimitExceeded,
        AccountRefusal::kOverflow, AccountRefusal::kUnknownTransfer, AccountRefusal::kNotHeld,
        AccountRefusal::kAlreadyResolved, AccountRefusal::kMoreThanHeld, AccountRefusal::kPendingsRemain,
        AccountRefusal::kBalanceRemains, AccountRefusal::kNoKind, AccountRefusal::kCreditLineWithoutLimit}) {
    EXPECT_GT(Comparison::seen()[static_cast<std::uint16_t>(refusal)], 0U) << enumerator_name(refusal);
  }
}

}  // namespace
}  // namespace daybook::domain::testing
