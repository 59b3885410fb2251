#pragma once

#include <array>
#include <cstdint>

#include "domain/shipments/messages.h"
#include "engine/message.h"

namespace daybook::domain {

// Numbers are part of receipts and records: never reused.
enum class ShipmentRefusal : std::uint16_t {
  kAlreadyExists = 1,  // with the same content
  kExistsWithDifferentContent = 2,
  kUnknownShipment = 3,
  kIncompleteAddress = 4,  // ship_to needs a name and a country
  kInvalidLedger = 5,      // not three capital letters
  kNegativeAmount = 6,
  kQuotedAndSeparate = 7,  // invoiced separately, and yet a quote that is not 0
  kNoRate = 8,             // for this service in this ledger, and no quote
  kWeightUnknown = 9,      // and no quote
  kChargeOverflow = 10,
  kNotAssignable = 11,  // neither submitted nor assigned
  kNotAssigned = 12,
  kNotUnderWay = 13,
  kAlreadyShipped = 14,
  kAlreadyCancelled = 15,
  kReservedForPolicies = 16,  // a cause that no sender may give
  kReturning = 17,            // it is on its way back
  kNotReturning = 18,
};
DAYBOOK_REFUSALS(ShipmentRefusal, kAlreadyExists, kExistsWithDifferentContent, kUnknownShipment, kIncompleteAddress,
                 kInvalidLedger, kNegativeAmount, kQuotedAndSeparate, kNoRate, kWeightUnknown, kChargeOverflow,
                 kNotAssignable, kNotAssigned, kNotUnderWay, kAlreadyShipped, kAlreadyCancelled, kReservedForPolicies,
                 kReturning, kNotReturning)

// Of several faults in one command, the one reported is the first in this order.
template <class C>
inline constexpr std::array<ShipmentRefusal, 0> kShipmentPrecedence{};
template <>
inline constexpr std::array kShipmentPrecedence<SubmitShipment> = {
    ShipmentRefusal::kAlreadyExists,
    ShipmentRefusal::kExistsWithDifferentContent,
    ShipmentRefusal::kIncompleteAddress,
    ShipmentRefusal::kInvalidLedger,
    ShipmentRefusal::kNegativeAmount,
    ShipmentRefusal::kQuotedAndSeparate,
    ShipmentRefusal::kNoRate,
    ShipmentRefusal::kWeightUnknown,
    ShipmentRefusal::kChargeOverflow,
};
template <>
inline constexpr std::array kShipmentPrecedence<AssignShipment> = {ShipmentRefusal::kUnknownShipment,
                                                                   ShipmentRefusal::kNotAssignable};
template <>
inline constexpr std::array kShipmentPrecedence<ShipShipment> = {ShipmentRefusal::kUnknownShipment,
                                                                 ShipmentRefusal::kNotAssigned};
template <>
inline constexpr std::array kShipmentPrecedence<DeliverShipment> = {
    ShipmentRefusal::kUnknownShipment, ShipmentRefusal::kNotUnderWay, ShipmentRefusal::kReturning};
template <>
inline constexpr std::array kShipmentPrecedence<CancelShipment> = {
    ShipmentRefusal::kReservedForPolicies, ShipmentRefusal::kUnknownShipment, ShipmentRefusal::kAlreadyCancelled,
    ShipmentRefusal::kAlreadyShipped};
template <>
inline constexpr std::array kShipmentPrecedence<ReportShipmentLost> = {ShipmentRefusal::kUnknownShipment,
                                                                       ShipmentRefusal::kNotUnderWay};
template <>
inline constexpr std::array kShipmentPrecedence<SetRate> = {ShipmentRefusal::kInvalidLedger,
                                                            ShipmentRefusal::kNegativeAmount};
template <>
inline constexpr std::array kShipmentPrecedence<RecordCheckpoint> = {ShipmentRefusal::kUnknownShipment,
                                                                     ShipmentRefusal::kNotUnderWay};
template <>
inline constexpr std::array kShipmentPrecedence<RefuseShipment> = kShipmentPrecedence<DeliverShipment>;
template <>
inline constexpr std::array kShipmentPrecedence<ReceiveReturn> = {ShipmentRefusal::kUnknownShipment,
                                                                  ShipmentRefusal::kNotReturning};

}  // namespace daybook::domain
