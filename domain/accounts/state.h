#pragma once

// Rows of the ledger's tables.

#include <cstdint>
#include <limits>
#include <optional>

#include "domain/accounts/messages.h"
#include "domain/digest.h"
#include "domain/ids.h"
#include "domain/money.h"
#include "engine/message.h"

namespace daybook::domain {

enum class AccountState : std::uint8_t {
  kOpen = 1,
  kUnadopted = 2,  // open, automatically; an OpenAccount may adopt it
  kClosed = 3,
};
DAYBOOK_ENUM(AccountState, kOpen, kUnadopted, kClosed)

// One cache line. A closed account stays as it is: its row is the content that a digest would stand for.
struct Account {
  Amount debits_pending;
  Amount debits_posted;
  Amount credits_pending;
  Amount credits_posted;
  Amount credit_line;
  Sequence created;  // of the request: once adopted, of the adopting command
  std::uint64_t version = 0;
  Currency ledger;
  AccountKind kind = AccountKind::kNone;
  AccountLimit limit = AccountLimit::kNone;
  AccountState state = AccountState::kOpen;
};
DAYBOOK_STRUCT(Account, debits_pending, debits_posted, credits_pending, credits_posted, credit_line, created, version,
               ledger, kind, limit, state)
static_assert(sizeof(Account) == 64);

// True where the account's limit holds with `more_debits` and `more_credits` on top. No sum is cut: 128 bits.
[[nodiscard]] constexpr bool within_limit(const Account& account, Amount more_debits, Amount more_credits) {
  __extension__ typedef unsigned __int128 Wide;  // NOLINT(modernize-use-using)
  const auto sum = [](Amount a, Amount b, Amount c) { return Wide{a.minor} + b.minor + c.minor; };
  switch (account.limit) {
    case AccountLimit::kDebitsMustNotExceedCredits:
      return sum(account.debits_pending, account.debits_posted, more_debits) <=
             Wide{account.credits_posted.minor} + account.credit_line.minor;
    case AccountLimit::kCreditsMustNotExceedDebits:
      return sum(account.credits_pending, account.credits_posted, more_credits) <=
             Wide{account.debits_posted.minor} + account.credit_line.minor;
    case AccountLimit::kNone:
      break;
  }
  return true;
}

// A hold that stands. Its reference is in the event.
struct PendingTransfer {
  Digest digest;
  Sequence created;
  AccountId debit;
  AccountId credit;
  Amount amount;
  Stamp deadline;  // zero: none
};
DAYBOOK_STRUCT(PendingTransfer, digest, created, debit, credit, amount, deadline)
static_assert(sizeof(PendingTransfer) == 72);

// When a hold that is made now expires; zero: never. Nothing where journaled time ends before; its last nanosecond is
// no deadline, since to the engine's timers it means that there is none.
[[nodiscard]] constexpr std::optional<Stamp> deadline_of(Stamp now, std::uint64_t timeout_ms) {
  constexpr std::uint64_t kNsPerMs = 1'000'000;
  std::uint64_t deadline = 0;
  if (timeout_ms == 0) return Stamp{};
  if (__builtin_mul_overflow(timeout_ms, kNsPerMs, &deadline)) return std::nullopt;
  if (__builtin_add_overflow(deadline, now.ns, &deadline)) return std::nullopt;
  if (deadline == std::numeric_limits<std::uint64_t>::max()) return std::nullopt;
  return Stamp{deadline};
}
[[nodiscard]] constexpr bool has_expired(const PendingTransfer& hold, Stamp now) {
  return hold.deadline != Stamp{} && hold.deadline <= now;
}

enum class TransferState : std::uint64_t {
  kPostedAtOnce = 1,
  kPosted = 2,    // was held
  kVoided = 3,    // was held
  kExpired = 4,   // was held
  kReversed = 5,  // was posted at once
  kReversedHold = 6,
  kReversal = 7,  // of another: posted at once
};
DAYBOOK_ENUM(TransferState, kPostedAtOnce, kPosted, kVoided, kExpired, kReversed, kReversedHold, kReversal)

[[nodiscard]] constexpr bool was_held(TransferState state) {
  return state == TransferState::kPosted || state == TransferState::kVoided || state == TransferState::kExpired ||
         state == TransferState::kReversedHold;
}
// Given back by a reversal.
[[nodiscard]] constexpr bool is_reversed(TransferState state) {
  return state == TransferState::kReversed || state == TransferState::kReversedHold;
}

// A transfer that is done: what is kept for ever. The digest covers its accounts and reference, so that a command which
// names them again (a reversal) can be held against it. One that is reversed still has what it posted.
struct ClosedTransfer {
  Digest digest;
  Sequence created;
  Amount posted;
  TransferState state = TransferState::kPostedAtOnce;
};
DAYBOOK_STRUCT(ClosedTransfer, digest, created, posted, state)
static_assert(sizeof(ClosedTransfer) == 40);

struct Configuration {
  std::uint64_t version = 0;
  AutoOpen auto_open = AutoOpen::kOff;
  std::uint32_t refund_sla_s = 0;
  Amount refund_limit;
};
DAYBOOK_STRUCT(Configuration, version, auto_open, refund_sla_s, refund_limit)

}  // namespace daybook::domain
