#pragma once

#include <array>
#include <cstdint>

#include "domain/returns/accounting/messages.h"
#include "engine/message.h"

namespace daybook::domain {

// Numbers are part of receipts and records: never reused.
enum class DisposalRefusal : std::uint16_t {
  kAlreadyExists = 1,  // with the same content
  kExistsWithDifferentContent = 2,
  kInvalidLedger = 3,
  kUnknownDisposal = 4,
  kAlreadySettled = 5,
  kAlreadyReversed = 6,
  kLedgersDiffer = 7,  // the salvage is worth so much of something else
};
DAYBOOK_REFUSALS(DisposalRefusal, kAlreadyExists, kExistsWithDifferentContent, kInvalidLedger, kUnknownDisposal,
                 kAlreadySettled, kAlreadyReversed, kLedgersDiffer)

// Of several faults in one command, the one reported is the first in this order.
template <class C>
inline constexpr std::array<DisposalRefusal, 0> kDisposalPrecedence{};
template <>
inline constexpr std::array kDisposalPrecedence<ChargeAssetDisposal> = {
    DisposalRefusal::kAlreadyExists, DisposalRefusal::kExistsWithDifferentContent, DisposalRefusal::kInvalidLedger};
template <>
inline constexpr std::array kDisposalPrecedence<SettleAssetDisposal> = {
    DisposalRefusal::kUnknownDisposal, DisposalRefusal::kAlreadySettled, DisposalRefusal::kAlreadyReversed,
    DisposalRefusal::kLedgersDiffer};
template <>
inline constexpr std::array kDisposalPrecedence<ReverseAssetDisposal> = {
    DisposalRefusal::kUnknownDisposal, DisposalRefusal::kAlreadySettled, DisposalRefusal::kAlreadyReversed};
template <>
inline constexpr std::array kDisposalPrecedence<RecordBookingFailure> = {DisposalRefusal::kUnknownDisposal};

}  // namespace daybook::domain
