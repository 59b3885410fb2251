#pragma once

#include <array>
#include <cstdint>

#include "domain/returns/manufacturing/messages.h"
#include "engine/message.h"

namespace daybook::domain {

// Numbers are part of receipts and records: never reused.
enum class ManufacturingRefusal : std::uint16_t {
  kAlreadyExists = 1,  // with the same content
  kExistsWithDifferentContent = 2,
  kInvalidLedger = 3,
  kUnknownDisassembly = 4,
  kAlreadyClosed = 5,
  kAlreadyWithdrawn = 6,
  kEmptyDiagnosis = 7,
  kNoDiagnosis = 8,  // yet: what the parts are worth cannot be known
};
DAYBOOK_REFUSALS(ManufacturingRefusal, kAlreadyExists, kExistsWithDifferentContent, kInvalidLedger, kUnknownDisassembly,
                 kAlreadyClosed, kAlreadyWithdrawn, kEmptyDiagnosis, kNoDiagnosis)

// Of several faults in one command, the one reported is the first in this order.
template <class C>
inline constexpr std::array<ManufacturingRefusal, 0> kManufacturingPrecedence{};
template <>
inline constexpr std::array kManufacturingPrecedence<OpenDisassembly> = {
    ManufacturingRefusal::kAlreadyExists, ManufacturingRefusal::kExistsWithDifferentContent,
    ManufacturingRefusal::kInvalidLedger};
template <>
inline constexpr std::array kManufacturingPrecedence<RecordDiagnosis> = {
    ManufacturingRefusal::kUnknownDisassembly, ManufacturingRefusal::kAlreadyClosed,
    ManufacturingRefusal::kAlreadyWithdrawn, ManufacturingRefusal::kEmptyDiagnosis};
template <>
inline constexpr std::array kManufacturingPrecedence<CloseDisassembly> = {
    ManufacturingRefusal::kUnknownDisassembly, ManufacturingRefusal::kAlreadyClosed,
    ManufacturingRefusal::kAlreadyWithdrawn, ManufacturingRefusal::kNoDiagnosis};
template <>
inline constexpr std::array kManufacturingPrecedence<WithdrawDisassembly> = {ManufacturingRefusal::kUnknownDisassembly,
                                                                             ManufacturingRefusal::kAlreadyClosed,
                                                                             ManufacturingRefusal::kAlreadyWithdrawn};

}  // namespace daybook::domain
