#pragma once

#include <array>
#include <cstdint>

#include "domain/returns/support/messages.h"
#include "engine/message.h"

namespace daybook::domain {

// Numbers are part of receipts and records: never reused.
enum class SupportRefusal : std::uint16_t {
  kAlreadyExists = 1,  // with the same content
  kExistsWithDifferentContent = 2,
  kNoActor = 3,  // nobody says that it was they who asked
  kInvalidLedger = 4,
  kZeroAmount = 5,
  kOrderHasOpenRefund = 6,
  kReservedForPolicies = 7,
  // 8 was unknown_refund, of a piece that had ended before support asked; older records have it.
};
DAYBOOK_REFUSALS(SupportRefusal, kAlreadyExists, kExistsWithDifferentContent, kNoActor, kInvalidLedger, kZeroAmount,
                 kOrderHasOpenRefund, kReservedForPolicies)

// Of several faults in one command, the one reported is the first in this order.
template <class C>
inline constexpr std::array<SupportRefusal, 0> kSupportPrecedence{};
template <>
inline constexpr std::array kSupportPrecedence<RequestRefund> = {
    SupportRefusal::kAlreadyExists, SupportRefusal::kExistsWithDifferentContent,
    SupportRefusal::kNoActor,       SupportRefusal::kInvalidLedger,
    SupportRefusal::kZeroAmount,    SupportRefusal::kOrderHasOpenRefund};
template <>
inline constexpr std::array kSupportPrecedence<RecordTeamDone> = {SupportRefusal::kReservedForPolicies};

}  // namespace daybook::domain
