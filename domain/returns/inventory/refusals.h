#pragma once

#include <array>
#include <cstdint>

#include "domain/returns/inventory/messages.h"
#include "engine/message.h"

namespace daybook::domain {

// Numbers are part of receipts and records: never reused.
enum class InventoryRefusal : std::uint16_t {
  kAlreadyExists = 1,  // with the same content
  kExistsWithDifferentContent = 2,
  kZeroQuantity = 3,
  kUnknownReplacement = 4,
  kAlreadySent = 5,
  kAlreadyWithdrawn = 6,
  kNotReserved = 7,  // a backorder: there is nothing to send
  kReservedForTimers = 8,
};
DAYBOOK_REFUSALS(InventoryRefusal, kAlreadyExists, kExistsWithDifferentContent, kZeroQuantity, kUnknownReplacement,
                 kAlreadySent, kAlreadyWithdrawn, kNotReserved, kReservedForTimers)

// Of several faults in one command, the one reported is the first in this order.
template <class C>
inline constexpr std::array<InventoryRefusal, 0> kInventoryPrecedence{};
template <>
inline constexpr std::array kInventoryPrecedence<ReceiveStock> = {
    InventoryRefusal::kAlreadyExists, InventoryRefusal::kExistsWithDifferentContent, InventoryRefusal::kZeroQuantity};
template <>
inline constexpr std::array kInventoryPrecedence<ReserveReplacement> = {InventoryRefusal::kAlreadyExists,
                                                                        InventoryRefusal::kExistsWithDifferentContent};
template <>
inline constexpr std::array kInventoryPrecedence<RecordReplacementSent> = {
    InventoryRefusal::kUnknownReplacement, InventoryRefusal::kAlreadySent, InventoryRefusal::kAlreadyWithdrawn,
    InventoryRefusal::kNotReserved};
template <>
inline constexpr std::array kInventoryPrecedence<WithdrawReplacement> = {
    InventoryRefusal::kUnknownReplacement, InventoryRefusal::kAlreadySent, InventoryRefusal::kAlreadyWithdrawn};
template <>
inline constexpr std::array kInventoryPrecedence<FillBackorders> = {InventoryRefusal::kReservedForTimers};

}  // namespace daybook::domain
