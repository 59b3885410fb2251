// Random commands at random times, against the model: the same receipts, the same balances, and no invariant broken.

#include <rapidcheck.h>

#include <map>
#include <utility>

#include "domain/audit.h"
#include "domain/invariants.h"
#include "domain/ledger_watch.h"
#include "tests/domain/ledger_model.h"
#include "tests/domain/world.h"

namespace daybook::domain::testing {
namespace {

constexpr std::array<std::uint64_t, 9> kAmounts = {
    0, 1, 2, 50, 99, 100, 101, std::uint64_t{1} << 63, ~std::uint64_t{0} - 1};
constexpr std::array<std::uint64_t, 6> kTimeouts = {1, 2, 20, 50, 50, ~std::uint64_t{0}};
constexpr std::array<std::uint64_t, 4> kWaits = {0, 1, 3, 60};
constexpr std::array<Currency, 2> kCurrencies = {kUsd, kEur};

// A command as five small numbers, so that a failure shrinks well.
using Draw = std::tuple<std::uint8_t, std::uint8_t, std::uint8_t, std::uint8_t, std::uint8_t>;

AccountId account_id(unsigned number) { return AccountId(Id::derived("account", Id{"property"}, number % 5)); }

class Comparison {
 public:
  // Of so many transfers' ids: few meet often, many fill an account with holds.
  explicit Comparison(unsigned transfers) : transfers_(transfers) { watch_.start(world_.accounts()); }

  void step(const Draw& draw) {
    const auto [which, a, b, c, d] = draw;
    switch (which % 24) {
      case 0:
      case 1:
      case 2:
        return check(open_account(a, b, c));
      case 3:
        return b % 2 == 0 ? check(CloseAccount{account_id(a)}) : check(open_account(a, b, c));
      case 4:
      case 5:
      case 6:
      case 7:
        return check_move(move<Transfer>(a, b, c, d));
      case 8:
      case 9:
      case 10:
      case 11:
        return check_move(move<HoldTransfer>(a, b, c, d));
      case 12:
      case 13:
      case 14: {
        PostTransfer command{transfer_id(a), {}, {}};
        if (b % 2 == 0) command.amount = Amount{kAmounts[c % kAmounts.size()]};
        return check(command);
      }
      case 15:
        return check(VoidTransfer{transfer_id(a), {}});
      case 16:
      case 17:
      case 18:
      case 19: {
        HoldTransfer command = move<HoldTransfer>(a, b, c, d);
        command.timeout_ms = kTimeouts[d / 4 % kTimeouts.size()];
        return check_move(command);
      }
      case 20:
      case 21:
        return check(reversal(a, b, c));
      case 22:
        return check(ExpireTransfer{transfer_id(a), {}});
      default:
        if (a % 16 == 1) return crowd(b, c);
        return world_.wait_ms(kWaits[a % 8 == 0 ? 3 : a % 3]);
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
  static inline std::size_t expired = 0;  // holds
  static inline std::size_t late = 0;     // posts of holds whose timers had to wait for their turn
  static inline std::size_t reversed_holds = 0;

 private:
  [[nodiscard]] TransferId transfer_id(unsigned number) const {
    return TransferId(Id::derived("transfer", Id{"property"}, number % transfers_));
  }
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
  [[nodiscard]] C move(unsigned a, unsigned b, unsigned c, unsigned d) const {
    C command = transfer_of<C>(transfer_id(a), account_id(b), account_id(b / 5U), kAmounts[c % kAmounts.size()],
                               kCurrencies[d % 8 == 0 ? 1 : 0]);
    if (d % 4 == 0) command.reference = Id{"what for"};
    return command;
  }
  // More holds expire at once than there are turns for timers; then the last one is to be posted.
  void crowd(unsigned b, unsigned c) {
    constexpr unsigned kHolds = 20;
    for (unsigned i = 0; i < kHolds; ++i) {
      const TransferId id(Id::derived("crowd", Id{"property"}, crowded_++));
      check_move(hold_for(1, id, account_id(b), account_id(c), 1));
    }
    world_.wait_ms(1);
    check(post(TransferId(Id::derived("crowd", Id{"property"}, crowded_ - 1))));
  }
  // Mostly of what was sent, sometimes with something else said of it.
  [[nodiscard]] ReverseTransfer reversal(unsigned a, unsigned b, unsigned c) const {
    const auto found = sent_.find(transfer_id(b));
    ReverseTransfer command = found != sent_.end()
                                  ? found->second
                                  : reverse("none", transfer(transfer_id(b), account_id(a), account_id(c), 1));
    command.transfer = transfer_id(a);
    if (c % 16 == 0) command.amount.minor ^= 1;
    if (c % 16 == 1) std::swap(command.debit, command.credit);
    if (c % 16 == 2) command.timeout_ms ^= 1;
    if (c % 16 == 3) command.kind = command.kind == TransferKind::kHeld ? TransferKind::kAtOnce : TransferKind::kHeld;
    return command;
  }
  template <class C>
  void check_move(const C& command) {
    if (run(command)) sent_.insert_or_assign(command.transfer, reverse("none", command));
  }
  template <class C>
  void check(const C& command) {
    static_cast<void>(run(command));
  }
  // True where it is accepted, by both.
  template <class C>
  bool run(const C& command) {
    const Result result = world_.send(command);
    model_.begin(world_.now().ns);
    const LedgerModel::Answer answer = model_.run(command, result.sequence);
    ++seen()[result.code.number];
    count(command, result);
    RC_ASSERT(result.accepted() == !answer.refusal.has_value());
    if (answer.refusal) RC_ASSERT(result.code == code_of(*answer.refusal));
    RC_ASSERT(result.related == answer.related);
    RC_ASSERT(watch_.after(world_.last_record(), world_.accounts()).text() == "");
    return result.accepted();
  }
  template <class C>
  void count(const C& command, const Result& result) {
    expired += world_.last_events<TransferExpired>().size();
    if constexpr (std::is_same_v<C, PostTransfer>) {
      const bool pending = world_.accounts().pending.find(command.transfer) != nullptr;
      if (pending && result.refused_for(AccountRefusal::kExpired)) ++late;
    }
    if constexpr (std::is_same_v<C, ReverseTransfer>) {
      if (result.accepted() && command.kind == TransferKind::kHeld) ++reversed_holds;
    }
  }

  const unsigned transfers_;
  std::map<TransferId, ReverseTransfer> sent_;  // what a reversal has to say of each
  World world_;
  LedgerModel model_;
  std::uint64_t crowded_ = 0;
  LedgerWatch watch_;
};

TEST(LedgerProperty, RandomCommandsAgreeWithTheModel) {
  EXPECT_TRUE(rc::check("receipts, balances, invariants, audit and fold agree", [] {
    const auto draws = *rc::gen::container<std::vector<Draw>>(rc::gen::arbitrary<Draw>());
    Comparison run(12);
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
    Comparison run(250);
    for (int i = 0; i < 2'000; ++i) run.step(Draw{draw(), draw(), draw(), draw(), draw()});
    run.finish();
  }));
  for (const AccountRefusal refusal : {AccountRefusal{},
                                       AccountRefusal::kAlreadyExists,
                                       AccountRefusal::kExistsWithDifferentContent,
                                       AccountRefusal::kUnknownAccount,
                                       AccountRefusal::kAccountClosed,
                                       AccountRefusal::kSameAccount,
                                       AccountRefusal::kLedgersDiffer,
                                       AccountRefusal::kZeroAmount,
                                       AccountRefusal::kLimitExceeded,
                                       AccountRefusal::kOverflow,
                                       AccountRefusal::kUnknownTransfer,
                                       AccountRefusal::kNotHeld,
                                       AccountRefusal::kAlreadyResolved,
                                       AccountRefusal::kMoreThanHeld,
                                       AccountRefusal::kPendingsRemain,
                                       AccountRefusal::kBalanceRemains,
                                       AccountRefusal::kNoKind,
                                       AccountRefusal::kCreditLineWithoutLimit,
                                       AccountRefusal::kExpired,
                                       AccountRefusal::kReservedForTimers,
                                       AccountRefusal::kTimeoutTooLong,
                                       AccountRefusal::kNotPosted,
                                       AccountRefusal::kNotReversible,
                                       AccountRefusal::kAlreadyReversed,
                                       AccountRefusal::kOriginalDiffers}) {
    EXPECT_GT(Comparison::seen()[static_cast<std::uint16_t>(refusal)], 0U) << enumerator_name(refusal);
  }
  EXPECT_GT(Comparison::expired, 0U);
  EXPECT_GT(Comparison::late, 0U);
  EXPECT_GT(Comparison::reversed_holds, 0U);
}

}  // namespace
}  // namespace daybook::domain::testing
