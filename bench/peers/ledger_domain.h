#pragma once

// A ledger as a domain of the engine: a command that makes one event, which changes two balances.

#include "engine/engine.h"

namespace daybook::peers {

// clang-format off
struct Post { Id debit; Id credit; std::int64_t amount; };
struct Posted { Id debit; Id credit; std::int64_t amount; };
// clang-format on
DAYBOOK_COMMAND(Post, 1, debit, credit, amount)
DAYBOOK_EVENT(Posted, 2, debit, credit, amount)
DAYBOOK_STREAMS(Posted, debit, credit)

enum class Refusal : std::uint16_t { kNoAmount = 1, kSameAccount = 2, kOverflow = 3 };
DAYBOOK_REFUSALS(Refusal, kNoAmount, kSameAccount, kOverflow)

struct Ledger {
  using Commands = Messages<Post>;
  using Events = Messages<Posted>;
  using Refusals = Refusal;
  using Decision = daybook::Decision<Ledger>;
  static constexpr Rules kRules{.name = "peers ledger", .version = 1};

  Verdict decide(const Post& post, Decision& out) const {
    if (post.amount <= 0) return Refusal::kNoAmount;
    if (post.debit == post.credit) return Refusal::kSameAccount;
    std::int64_t after = 0;
    if (__builtin_sub_overflow(balance(post.debit), post.amount, &after)) return Refusal::kOverflow;
    if (__builtin_add_overflow(balance(post.credit), post.amount, &after)) return Refusal::kOverflow;
    return out.accept(Posted{post.debit, post.credit, post.amount});
  }
  void apply(const Posted& posted) {
    balances[posted.debit] -= posted.amount;
    balances[posted.credit] += posted.amount;
  }

  void prefetch(const auto& message, Ahead ahead) const {
    balances.prefetch(message.debit, ahead);
    balances.prefetch(message.credit, ahead);
  }
  auto tables() const { return std::tie(balances); }

  [[nodiscard]] std::int64_t balance(const Id& account) const {
    const std::int64_t* found = balances.find(account);
    return found == nullptr ? 0 : *found;
  }

  Table<Id, std::int64_t> balances;
};

}  // namespace daybook::peers
