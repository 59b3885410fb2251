#pragma once

// Rows of the ledger's tables.

#include <cstdint>

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
};
DAYBOOK_STRUCT(PendingTransfer, digest, created, debit, credit, amount)
static_assert(sizeof(PendingTransfer) == 64);

enum class TransferState : std::uint64_t {
  kPostedAtOnce = 1,
  kPosted = 2,  // was held
  kVoided = 3,  // was held
};
DAYBOOK_ENUM(TransferState, kPostedAtOnce, kPosted, kVoided)

// A transfer that is done: what is kept for ever. The digest covers its accounts and reference, so that a command which
// names them again (a reversal) can be held against it.
struct ClosedTransfer {
  Digest digest;
  Sequence created;
  Amount posted;
  TransferState state = TransferState::kPostedAtOnce;
};
DAYBOOK_STRUCT(ClosedTransfer, digest, created, posted, state)
static_assert(sizeof(ClosedTransfer) == 40);

// What a transfer's digest is taken of: everything but its id and what to do about missing accounts.
struct TransferContent {
  AccountId debit;
  AccountId credit;
  Id reference;
  Amount amount;
  Currency ledger;
  std::uint32_t held;  // 1: to be held, 0: at once
};
static_assert(sizeof(TransferContent) == 64);

struct Configuration {
  std::uint64_t version = 0;
  AutoOpen auto_open = AutoOpen::kOff;
  std::uint32_t refund_sla_s = 0;
  Amount refund_limit;
};
DAYBOOK_STRUCT(Configuration, version, auto_open, refund_sla_s, refund_limit)

}  // namespace daybook::domain
