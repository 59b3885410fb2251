#pragma once

#include <cstdint>
#include <string_view>

#include "engine/message.h"

namespace daybook::app::scms {

// What is odd about a row that is imported all the same.
enum class NoteKind : std::uint8_t {
  kWeightCapturedSeparately,
  kWeightByReference,
  kWeightReferenceWithoutWeight,
  kFreightIncludedInCommodityCost,
  kFreightInvoicedSeparately,
  kFreightByReference,
  kFreightReferenceWithoutCharge,
  kReferenceOutsideShipment,
  kInsuranceNotGiven,
  kModeNotGiven,
  kQuoteDateNotCaptured,
  kOrderDateNotCaptured,
  kQuotedAfterOrder,
  kOrderedAfterDelivery,
  kRecordedBeforeDelivery,
  kSeveralScheduledDates,
  kSeveralDeliveryDates,
};
DAYBOOK_ENUM(NoteKind, kWeightCapturedSeparately, kWeightByReference, kWeightReferenceWithoutWeight,
             kFreightIncludedInCommodityCost, kFreightInvoicedSeparately, kFreightByReference,
             kFreightReferenceWithoutCharge, kReferenceOutsideShipment, kInsuranceNotGiven, kModeNotGiven,
             kQuoteDateNotCaptured, kOrderDateNotCaptured, kQuotedAfterOrder, kOrderedAfterDelivery,
             kRecordedBeforeDelivery, kSeveralScheduledDates, kSeveralDeliveryDates)

// A sentence for people.
[[nodiscard]] std::string_view meaning_of(NoteKind kind);

struct Note {
  NoteKind kind{};
  std::uint64_t line = 0;
};

}  // namespace daybook::app::scms
