#include "app/scms_note.h"

namespace daybook::app::scms {

std::string_view meaning_of(NoteKind kind) {
  switch (kind) {
    case NoteKind::kWeightCapturedSeparately:
      return "the weight was captured separately: unknown";
    case NoteKind::kWeightByReference:
      return "the weight stands in another line of the shipment";
    case NoteKind::kWeightReferenceWithoutWeight:
      return "the line referred to has no weight of its own";
    case NoteKind::kFreightIncludedInCommodityCost:
      return "the freight is included in the commodity's cost: charge 0";
    case NoteKind::kFreightInvoicedSeparately:
      return "the freight is invoiced separately: charge 0, flagged";
    case NoteKind::kFreightByReference:
      return "the freight stands in another line of the shipment";
    case NoteKind::kFreightReferenceWithoutCharge:
      return "the line referred to has no freight charge of its own";
    case NoteKind::kReferenceOutsideShipment:
      return "the line referred to is not one of the shipment's";
    case NoteKind::kInsuranceNotGiven:
      return "no insurance is given";
    case NoteKind::kModeNotGiven:
      return "the shipment's mode is not given: N/A is kept";
    case NoteKind::kQuoteDateNotCaptured:
      return "the day of the price quote was not captured";
    case NoteKind::kOrderDateNotCaptured:
      return "the day of the order was not captured";
    case NoteKind::kQuotedAfterOrder:
      return "the price was quoted after the order";
    case NoteKind::kOrderedAfterDelivery:
      return "it was ordered after it was delivered";
    case NoteKind::kRecordedBeforeDelivery:
      return "its delivery was recorded before it happened";
    case NoteKind::kSeveralScheduledDates:
      return "the shipment has several scheduled dates: due on the first";
    case NoteKind::kSeveralDeliveryDates:
      return "the shipment has several delivery dates: delivered on the last";
  }
  return "";
}

}  // namespace daybook::app::scms
