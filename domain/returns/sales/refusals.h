#pragma once

#include <array>
#include <cstdint>

#include "domain/returns/sales/messages.h"
#include "engine/message.h"

namespace daybook::domain {

// Numbers are part of receipts and records: never reused.
enum class SalesRefusal : std::uint16_t {
  kAlreadyExists = 1,  // with the same content
  kExistsWithDifferentContent = 2,
  kInvalidLedger = 3,
  kZeroAmount = 4,
  kUnknownRefund = 5,
  kAlreadyApproved = 6,
  kAlreadyDeclined = 7,
  kNoActor = 8,  // nobody says that it was they who decided
  kApproverIsRequester = 9,
  kReservedForTimers = 10,
  kNotApproved = 11,
};
DAYBOOK_REFUSALS(SalesRefusal, kAlreadyExists, kExistsWithDifferentContent, kInvalidLedger, kZeroAmount, kUnknownRefund,
                 kAlreadyApproved, kAlreadyDeclined, kNoActor, kApproverIsRequester, kReservedForTimers, kNotApproved)

// Of several faults in one command, the one reported is the first in this order.
template <class C>
inline constexpr std::array<SalesRefusal, 0> kSalesPrecedence{};
template <>
inline constexpr std::array kSalesPrecedence<OpenOrderRefund> = {
    SalesRefusal::kAlreadyExists, SalesRefusal::kExistsWithDifferentContent, SalesRefusal::kInvalidLedger,
    SalesRefusal::kZeroAmount};
template <>
inline constexpr std::array kSalesPrecedence<ApproveRefund> = {
    SalesRefusal::kUnknownRefund, SalesRefusal::kAlreadyApproved, SalesRefusal::kAlreadyDeclined,
    SalesRefusal::kNoActor, SalesRefusal::kApproverIsRequester};
template <>
inline constexpr std::array kSalesPrecedence<DeclineRefund> = kSalesPrecedence<ApproveRefund>;
template <>
inline constexpr std::array kSalesPrecedence<EscalateRefund> = {SalesRefusal::kReservedForTimers};
template <>
inline constexpr std::array kSalesPrecedence<RecordPaymentFailure> = {SalesRefusal::kUnknownRefund,
                                                                      SalesRefusal::kNotApproved};

}  // namespace daybook::domain
