#pragma once

// What is kept of a transfer's content for ever: a digest, which tells a repetition from something else, and which a
// reversal's words about its original are held against. The bytes that it is taken of are therefore frozen.

#include <cstdint>

#include "domain/accounts/messages.h"
#include "domain/digest.h"
#include "domain/ids.h"
#include "domain/money.h"

namespace daybook::domain {

// Everything but the transfer's id and what to do about missing accounts.
struct TransferContent {
  AccountId debit;
  AccountId credit;
  Id reference;
  Amount amount;
  Currency ledger;
  TransferKind kind;
};
static_assert(sizeof(TransferContent) == 64);

// Of a hold with a timeout. One without has the digest that it had before there were timeouts.
struct TimedContent {
  TransferContent transfer;
  std::uint64_t timeout_ms;
};
static_assert(sizeof(TimedContent) == 72);

// Of a reversal: which transfer it reverses, and what it says of it.
struct ReversalContent {
  TransferId original;
  Digest content;
};
static_assert(sizeof(ReversalContent) == 32);

// Of a command that says everything of a transfer.
template <class C>
[[nodiscard]] Digest digest_of_transfer(const C& command, TransferKind kind) {
  const TransferContent content{.debit = command.debit,
                                .credit = command.credit,
                                .reference = *command.reference,
                                .amount = command.amount,
                                .ledger = command.ledger,
                                .kind = kind};
  if constexpr (requires { command.timeout_ms; }) {
    if (command.timeout_ms != 0) return digest_of_block(TimedContent{content, command.timeout_ms});
  }
  return digest_of_block(content);
}

[[nodiscard]] inline Digest digest_of_reversal(const TransferId& original, const Digest& content) {
  return digest_of_block(ReversalContent{original, content});
}

}  // namespace daybook::domain
