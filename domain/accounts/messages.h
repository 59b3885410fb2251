#pragma once

// Commands and events of the ledger. Template ids: commands 201 to 249, events 251 to 299.

#include <cstdint>

#include "domain/digest.h"
#include "domain/ids.h"
#include "domain/money.h"
#include "engine/message.h"

namespace daybook::domain {

enum class AccountKind : std::uint16_t {
  kNone = 0,  // in a transfer: the account must be there
  kAsset = 1,
  kLiability = 2,
  kEquity = 3,
  kIncome = 4,
  kExpense = 5,
};
DAYBOOK_ENUM(AccountKind, kNone, kAsset, kLiability, kEquity, kIncome, kExpense)

// Pendings count on the limited side; the other side counts what is posted, plus the credit line.
enum class AccountLimit : std::uint8_t {
  kNone = 0,
  kDebitsMustNotExceedCredits = 1,
  kCreditsMustNotExceedDebits = 2,
};
DAYBOOK_ENUM(AccountLimit, kNone, kDebitsMustNotExceedCredits, kCreditsMustNotExceedDebits)

enum class AccountOrigin : std::uint8_t {
  kRequested = 0,
  kAutomatic = 1,  // first named by a shipment. Only a policy may say so.
};
DAYBOOK_ENUM(AccountOrigin, kRequested, kAutomatic)

// How a transfer was made. 32 bits, so that the fixed blocks end on a boundary where a field can be added.
enum class TransferKind : std::uint32_t { kAtOnce = 0, kHeld = 1 };
DAYBOOK_ENUM(TransferKind, kAtOnce, kHeld)

// 32 bits; older records hold the first 8 alone, at the end of their block.
enum class AutoOpen : std::uint32_t { kOff = 0, kOn = 1 };
DAYBOOK_ENUM(AutoOpen, kOff, kOn)

// The one configuration there is.
inline constexpr ConfigurationId kConfiguration{"domain"};

// What decisions of several parts depend on; replaced as a whole.
struct ConfigureDomain {
  ConfigurationId configuration = kConfiguration;
  AutoOpen auto_open = AutoOpen::kOff;
  std::uint32_t refund_sla_s = 0;  // a refund that waits longer for its approval is escalated; 0: never
  Amount refund_limit = {};        // refunds of at most so much, in whatever ledger, are approved by rule
};
DAYBOOK_COMMAND(ConfigureDomain, 201, configuration, auto_open, refund_sla_s, refund_limit)
DAYBOOK_DEFAULTS(ConfigureDomain, configuration, refund_sla_s, refund_limit)

// Of an account that was opened automatically: adopts it, once, says what kind it is, and may give it a limit.
struct OpenAccount {
  AccountId account;
  Amount credit_line = {};  // what the limit leaves open beyond the balance; 0 without a limit
  Currency ledger;
  AccountKind kind = AccountKind::kNone;
  AccountLimit limit = AccountLimit::kNone;
  AccountOrigin origin = AccountOrigin::kRequested;
};
DAYBOOK_COMMAND(OpenAccount, 202, account, credit_line, ledger, kind, limit, origin)
DAYBOOK_DEFAULTS(OpenAccount, credit_line, limit, origin)

struct CloseAccount {
  AccountId account;
};
DAYBOOK_COMMAND(CloseAccount, 203, account)

// Addressed to the debit account: its version is the one that a sender may expect. `reference`: what it is for, such as
// a shipment. The kinds are a policy's: what to open the account as where it is not there and `auto_open` is on.
struct Transfer {
  TransferId transfer;
  AccountId debit;
  AccountId credit;
  Maybe<Id> reference = {};
  Amount amount;
  Currency ledger;
  AccountKind debit_kind = AccountKind::kNone;
  AccountKind credit_kind = AccountKind::kNone;
};
DAYBOOK_COMMAND(Transfer, 204, transfer, debit, credit, reference, amount, ledger, debit_kind, credit_kind)
DAYBOOK_TARGET(Transfer, debit)
DAYBOOK_DEFAULTS(Transfer, debit_kind, credit_kind)

// As Transfer, but pending until it is posted or voided, or until so much journaled time has passed.
struct HoldTransfer {
  TransferId transfer;
  AccountId debit;
  AccountId credit;
  Maybe<Id> reference = {};
  Amount amount;
  Currency ledger;
  AccountKind debit_kind = AccountKind::kNone;
  AccountKind credit_kind = AccountKind::kNone;
  std::uint64_t timeout_ms = 0;  // 0: none
};
DAYBOOK_COMMAND(HoldTransfer, 205, transfer, debit, credit, reference, amount, ledger, debit_kind, credit_kind,
                timeout_ms)
DAYBOOK_TARGET(HoldTransfer, debit)
DAYBOOK_DEFAULTS(HoldTransfer, debit_kind, credit_kind, timeout_ms)

// Addressed to the hold; the version that a sender may expect is its debit account's.
struct PostTransfer {
  TransferId transfer;
  Maybe<Id> reference = {};   // absent: the hold's own says it
  Maybe<Amount> amount = {};  // absent: all; less: the rest is released
};
DAYBOOK_COMMAND(PostTransfer, 206, transfer, reference, amount)

struct VoidTransfer {
  TransferId transfer;
  Maybe<Id> reference = {};
};
DAYBOOK_COMMAND(VoidTransfer, 207, transfer, reference)

// Gives back what another transfer has posted, in a transfer of its own. Of what is done only a digest is kept, so the
// original's content is named again, as it was sent. Addressed to the account that is debited now: the original's
// credit account.
struct ReverseTransfer {
  TransferId transfer;  // the reversal's own
  TransferId original;
  AccountId debit;  // this and what follows: the original's
  AccountId credit;
  Maybe<Id> reference = {};
  Amount amount;  // what was asked for, also where less was posted
  std::uint64_t timeout_ms = 0;
  Currency ledger;
  TransferKind kind = TransferKind::kAtOnce;
};
DAYBOOK_COMMAND(ReverseTransfer, 208, transfer, original, debit, credit, reference, amount, timeout_ms, ledger, kind)
DAYBOOK_TARGET(ReverseTransfer, credit)
DAYBOOK_DEFAULTS(ReverseTransfer, timeout_ms, kind)

// Armed by a hold with a timeout, with the hold's reference; refused from anybody but a timer. Does nothing where the
// hold is resolved already.
struct ExpireTransfer {
  TransferId transfer;
  Maybe<Id> reference;
};
DAYBOOK_COMMAND(ExpireTransfer, 209, transfer, reference)

struct DomainConfigured {
  ConfigurationId configuration;
  AutoOpen auto_open = AutoOpen::kOff;
  std::uint32_t refund_sla_s = 0;
  Amount refund_limit = {};
};
DAYBOOK_EVENT(DomainConfigured, 251, configuration, auto_open, refund_sla_s, refund_limit)

struct AccountOpened {
  AccountId account;
  Amount credit_line;
  Currency ledger;
  AccountKind kind = AccountKind::kNone;
  AccountLimit limit = AccountLimit::kNone;
  AccountOrigin origin = AccountOrigin::kRequested;
};
DAYBOOK_EVENT(AccountOpened, 252, account, credit_line, ledger, kind, limit, origin)

// An account that was opened automatically has got its owner, and the kind and limit that the owner wants.
struct AccountAdopted {
  AccountId account;
  Amount credit_line;
  AccountLimit limit = AccountLimit::kNone;
  std::uint8_t zero = 0;                  // older blocks end before it, where no 16 bits can begin
  AccountKind kind = AccountKind::kNone;  // none, in older records: as it was opened
};
DAYBOOK_EVENT(AccountAdopted, 253, account, credit_line, limit, zero, kind)

struct AccountClosed {
  AccountId account;
};
DAYBOOK_EVENT(AccountClosed, 254, account)

struct Transferred {
  TransferId transfer;
  AccountId debit;
  AccountId credit;
  Maybe<Id> reference;
  Digest digest;  // of the transfer's content (state.h)
  Amount amount;
  Currency ledger;
};
DAYBOOK_EVENT(Transferred, 255, transfer, debit, credit, reference, digest, amount, ledger)
DAYBOOK_STREAMS(Transferred, debit, credit)

struct TransferHeld {
  TransferId transfer;
  AccountId debit;
  AccountId credit;
  Maybe<Id> reference;
  Digest digest;
  Amount amount;
  Currency ledger;
  std::uint32_t zero = 0;  // older blocks end before it, where no 64 bits can begin
  std::uint64_t timeout_ms = 0;
};
DAYBOOK_EVENT(TransferHeld, 256, transfer, debit, credit, reference, digest, amount, ledger, zero, timeout_ms)
DAYBOOK_STREAMS(TransferHeld, debit, credit)

struct TransferPosted {
  TransferId transfer;
  AccountId debit;
  AccountId credit;
  Maybe<Id> reference;
  Amount posted;
  Amount released;  // what was held beyond that
  Currency ledger;
};
DAYBOOK_EVENT(TransferPosted, 257, transfer, debit, credit, reference, posted, released, ledger)
DAYBOOK_STREAMS(TransferPosted, debit, credit)

struct TransferVoided {
  TransferId transfer;
  AccountId debit;
  AccountId credit;
  Maybe<Id> reference;
  Amount released;
  Currency ledger;
};
DAYBOOK_EVENT(TransferVoided, 258, transfer, debit, credit, reference, released, ledger)
DAYBOOK_STREAMS(TransferVoided, debit, credit)

// A transfer of its own, from the original's credit account to its debit account, for as much as the original posted.
struct TransferReversed {
  TransferId transfer;
  TransferId original;
  AccountId debit;  // the reversal's
  AccountId credit;
  Maybe<Id> reference;  // the original's
  Digest digest;        // of the reversal's content
  Amount amount;
  Currency ledger;
};
DAYBOOK_EVENT(TransferReversed, 259, transfer, original, debit, credit, reference, digest, amount, ledger)
DAYBOOK_STREAMS(TransferReversed, debit, credit)

struct TransferExpired {
  TransferId transfer;
  AccountId debit;
  AccountId credit;
  Maybe<Id> reference;
  Amount released;
  Currency ledger;
};
DAYBOOK_EVENT(TransferExpired, 260, transfer, debit, credit, reference, released, ledger)
DAYBOOK_STREAMS(TransferExpired, debit, credit)

}  // namespace daybook::domain
