#pragma once

#include <array>
#include <cstdint>

#include "domain/accounts/messages.h"
#include "engine/message.h"

namespace daybook::domain {

// Numbers are part of receipts and records: never reused.
enum class AccountRefusal : std::uint16_t {
  kAlreadyExists = 1,  // with the same content
  kExistsWithDifferentContent = 2,
  kUnknownAccount = 3,
  kAccountClosed = 4,
  kSameAccount = 5,
  kLedgersDiffer = 6,  // the transfer's, the debit account's, the credit account's
  kZeroAmount = 7,
  kLimitExceeded = 8,
  kOverflow = 9,  // of the sum of a side, pendings included
  kUnknownTransfer = 10,
  kNotHeld = 11,  // it was posted at once: there is nothing to post or void
  kAlreadyResolved = 12,
  kMoreThanHeld = 13,
  kPendingsRemain = 14,
  kBalanceRemains = 15,
  kInvalidLedger = 16,  // not three capital letters
  kNoKind = 17,
  kCreditLineWithoutLimit = 18,
  kReservedForPolicies = 19,  // an origin that no sender may give
  kAutoOpenOff = 20,
  kUnknownConfiguration = 21,
  kExpired = 22,            // of a hold: its timeout has passed
  kReservedForTimers = 23,  // a command that only a timer may send
  kTimeoutTooLong = 24,     // it would end after journaled time does, in 2554
  kNotPosted = 25,          // still pending, voided or expired: there is nothing to reverse
  kNotReversible = 26,      // it is a reversal itself
  kAlreadyReversed = 27,
  kOriginalDiffers = 28,  // from what the reversal says of it
};
DAYBOOK_REFUSALS(AccountRefusal, kAlreadyExists, kExistsWithDifferentContent, kUnknownAccount, kAccountClosed,
                 kSameAccount, kLedgersDiffer, kZeroAmount, kLimitExceeded, kOverflow, kUnknownTransfer, kNotHeld,
                 kAlreadyResolved, kMoreThanHeld, kPendingsRemain, kBalanceRemains, kInvalidLedger, kNoKind,
                 kCreditLineWithoutLimit, kReservedForPolicies, kAutoOpenOff, kUnknownConfiguration, kExpired,
                 kReservedForTimers, kTimeoutTooLong, kNotPosted, kNotReversible, kAlreadyReversed, kOriginalDiffers)

// Of several faults in one command, the one reported is the first in this order.
template <class C>
inline constexpr std::array<AccountRefusal, 0> kAccountPrecedence{};
template <>
inline constexpr std::array kAccountPrecedence<ConfigureDomain> = {AccountRefusal::kUnknownConfiguration};
template <>
inline constexpr std::array kAccountPrecedence<OpenAccount> = {
    AccountRefusal::kReservedForPolicies,        AccountRefusal::kAutoOpenOff,   AccountRefusal::kAlreadyExists,
    AccountRefusal::kExistsWithDifferentContent, AccountRefusal::kInvalidLedger, AccountRefusal::kNoKind,
    AccountRefusal::kCreditLineWithoutLimit,     AccountRefusal::kLimitExceeded,
};
template <>
inline constexpr std::array kAccountPrecedence<CloseAccount> = {
    AccountRefusal::kUnknownAccount, AccountRefusal::kAccountClosed, AccountRefusal::kPendingsRemain,
    AccountRefusal::kBalanceRemains};
template <>
inline constexpr std::array kAccountPrecedence<Transfer> = {
    AccountRefusal::kAlreadyExists,  AccountRefusal::kExistsWithDifferentContent,
    AccountRefusal::kUnknownAccount, AccountRefusal::kAccountClosed,
    AccountRefusal::kSameAccount,    AccountRefusal::kLedgersDiffer,
    AccountRefusal::kZeroAmount,     AccountRefusal::kLimitExceeded,
    AccountRefusal::kOverflow,
};
template <>
inline constexpr std::array kAccountPrecedence<HoldTransfer> = {
    AccountRefusal::kAlreadyExists,  AccountRefusal::kExistsWithDifferentContent,
    AccountRefusal::kUnknownAccount, AccountRefusal::kAccountClosed,
    AccountRefusal::kSameAccount,    AccountRefusal::kLedgersDiffer,
    AccountRefusal::kZeroAmount,     AccountRefusal::kTimeoutTooLong,
    AccountRefusal::kLimitExceeded,  AccountRefusal::kOverflow,
};
// Also a hold that is still pending has expired when its time has come: its timer may have to wait for a turn.
template <>
inline constexpr std::array kAccountPrecedence<PostTransfer> = {
    AccountRefusal::kUnknownTransfer, AccountRefusal::kNotHeld,    AccountRefusal::kAlreadyResolved,
    AccountRefusal::kExpired,         AccountRefusal::kZeroAmount, AccountRefusal::kMoreThanHeld};
template <>
inline constexpr std::array kAccountPrecedence<VoidTransfer> = {
    AccountRefusal::kUnknownTransfer, AccountRefusal::kNotHeld, AccountRefusal::kAlreadyResolved};
template <>
inline constexpr std::array kAccountPrecedence<ReverseTransfer> = {
    AccountRefusal::kAlreadyExists,   AccountRefusal::kExistsWithDifferentContent,
    AccountRefusal::kUnknownTransfer, AccountRefusal::kNotPosted,
    AccountRefusal::kNotReversible,   AccountRefusal::kAlreadyReversed,
    AccountRefusal::kOriginalDiffers, AccountRefusal::kAccountClosed,
    AccountRefusal::kLimitExceeded,   AccountRefusal::kOverflow,
};
template <>
inline constexpr std::array kAccountPrecedence<ExpireTransfer> = {AccountRefusal::kReservedForTimers};

}  // namespace daybook::domain
