#include "app/scms_records.h"

#include "app/scms_ids.h"
#include "engine/directories.h"
#include "engine/record.h"
#include "engine/record_stream.h"
#include "journal/reader.h"

namespace daybook::app::scms {

namespace {

// Calls f(DecisionView) for each released decision record.
template <class F>
Expected<void> for_each_decision(journal::Storage& storage, const std::string& directory, F&& f) {
  auto reader = journal::Reader::open(storage, events_directory(directory), {});
  if (!reader) return journal_error(reader.error());
  RecordStream<journal::Reader, DecisionView> decisions(*reader);
  for (;;) {
    auto more = decisions.next();
    if (!more) return tl::unexpected(more.error());
    if (!*more) return {};
    f(decisions.record());
  }
}

template <class F>
void for_each_event(const DecisionView& decision, F&& f) {
  decision.for_each_step(
      [&](const StepView& step) { step.for_each_event([&](const EventView& view) { domain::visit_event(view, f); }); });
}

bool sent_by_import(const DecisionView& decision) {
  Envelope envelope;
  return envelope.decode(decision.envelope(), decision.header().envelope) && envelope.correlation == kCorrelation;
}

}  // namespace

Expected<Records> Records::read(journal::Storage& storage, const std::string& directory) {
  Records records;
  const auto read = for_each_decision(storage, directory, [&](const DecisionView& decision) {
    if (decision.header().type != kMessage<domain::SubmitShipment>.type || !sent_by_import(decision)) return;
    for_each_event(decision, [&]<class E>(const E& event) {
      if constexpr (std::is_same_v<E, domain::ShipmentSubmitted>)
        records.add(event, Sequence{decision.header().sequence});
    });
  });
  if (!read) return tl::unexpected(read.error());
  return records;
}

void Records::add(const domain::ShipmentSubmitted& event, Sequence sequence) {
  Shipment& shipment = shipments_[event.shipment];
  shipment.sequence = sequence;
  for (std::size_t i = 0; i < event.items.size(); ++i) {
    const domain::LineItem item = event.items[i];
    shipment.items.emplace(item.id, item.digest);
    homes_.emplace(item.id, event.shipment);
  }
}

const Records::Shipment* Records::find(const domain::ShipmentId& shipment) const {
  const auto found = shipments_.find(shipment);
  return found == shipments_.end() ? nullptr : &found->second;
}

const domain::ShipmentId* Records::home_of(const domain::ItemId& item) const {
  const auto found = homes_.find(item);
  return found == homes_.end() ? nullptr : &found->second;
}

Expected<Invoices> Invoices::read(journal::Storage& storage, const std::string& directory) {
  Invoices invoices;
  const auto read =
      for_each_decision(storage, directory, [&](const DecisionView& decision) { invoices.add(decision); });
  if (!read) return tl::unexpected(read.error());
  return invoices;
}

void Invoices::add(const DecisionView& decision) {
  if (is_control(decision.header().type)) return;  // what the engine says to itself
  for_each_event(decision, [&](const auto& event) { add(event); });
  audit_.add(decision);
}

// The invoice's transfer says which shipment it is for; that it is the shipment's own hold is told by its id.
void Invoices::add(const domain::TransferPosted& event) {
  if (!event.reference) return;
  const domain::ShipmentId shipment(*event.reference);
  if (event.transfer == domain::hold_of(shipment)) invoices_[shipment].posted = event.posted;
}

const Invoices::Invoice* Invoices::find(const domain::ShipmentId& shipment) const {
  const auto found = invoices_.find(shipment);
  return found == invoices_.end() ? nullptr : &found->second;
}

}  // namespace daybook::app::scms
