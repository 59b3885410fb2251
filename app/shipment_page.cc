#include "app/shipment_page.h"

#include <fmt/format.h>

#include "app/money_text.h"
#include "app/time_text.h"
#include "engine/json.h"

namespace daybook::app {

namespace {

using domain::ClosedShipment;
using domain::OpenShipment;

std::string text_of(const boost::json::value* value) {
  return value != nullptr && value->is_string() ? std::string(value->get_string().c_str()) : std::string();
}

// "Jo Doe, 1 Main St, Springfield, US".
std::string address_text(const boost::json::object& event, const char* field) {
  std::string text;
  if (!event.contains(field)) return text;
  for (const auto& part : event.at(field).as_object()) {
    const std::string value = text_of(&part.value());
    if (!value.empty()) text += (text.empty() ? "" : ", ") + value;
  }
  return text;
}

// What only the event of the submission holds: the state keeps no address.
const HistoryEntry* submission(const History& history) {
  for (const HistoryEntry& entry : history.entries()) {
    if (entry.event == kMessage<domain::ShipmentSubmitted>.name) return &entry;
  }
  return nullptr;
}

std::vector<std::pair<std::string, std::string>> submitted_facts(const History& history) {
  const HistoryEntry* entry = submission(history);
  if (entry == nullptr) return {};
  const boost::json::object& data = entry->data;
  const auto field = [&](const char* name) { return text_of(data.if_contains(name)); };
  const auto money = [&](const char* name) {
    return fmt::format("{} {}", money_text(domain::Money{data.at(name).to_number<std::int64_t>()}), field("ledger"));
  };
  const auto weight = data.at("weight_g").to_number<std::uint64_t>();
  return {{"from", address_text(data, "ship_from")},
          {"to", address_text(data, "ship_to")},
          {"service", field("service")},
          {"weight", weight == 0 ? "unknown" : grouped(weight) + " g"},
          {"due on", field("due_on")},
          {"bill to", field("bill_to")},
          {"carrier", field("carrier")},
          {"charge", money("charge") + ", by " + field("basis")},
          {"declared value", money("declared_value")},
          {"items", data.at("items").as_array().empty() ? "" : std::to_string(data.at("items").as_array().size())}};
}

std::string history_text(const History& history) {
  TextTable table({{.title = "sequence", .align = TextTable::Align::kRight},
                   {.title = "time"},
                   {.title = "event"},
                   {.title = "version", .align = TextTable::Align::kRight},
                   {.title = "details"}});
  for (const HistoryEntry& entry : history.entries()) {
    const bool submitted = entry.event == kMessage<domain::ShipmentSubmitted>.name;  // shown above already
    table.add({std::to_string(entry.sequence), time_text(entry.time), entry.event,
               entry.version == 0 ? "" : std::to_string(entry.version), submitted ? "" : entry.details},
              entry.origin.notes());
  }
  return table.text();
}

template <class Row>
Page page_of(const domain::ShipmentId& id, const Row& row, const std::string& truck, const History& history) {
  Page page;
  page.text = fmt::format("{} {}\n\n", styled(Style::kBold, "shipment"), styled(Style::kBold, printable(id.text())));
  std::vector<std::pair<std::string, std::string>> facts = {
      {"state", enumerator_name(row.state)}, {"version", std::to_string(row.version)}, {"truck", truck}};
  for (auto& fact : submitted_facts(history)) facts.push_back(std::move(fact));
  page.text += facts_text(facts) + "\n" + history_text(history);

  page.json = {{"shipment", id.text()}, {"state", enumerator_name(row.state)}, {"row", to_json(row)}};
  boost::json::array entries;
  for (const HistoryEntry& entry : history.entries()) entries.push_back(entry.to_json());
  page.json["history"] = std::move(entries);
  return page;
}

}  // namespace

std::optional<Page> shipment_page(const domain::Shipments& shipments, const domain::ShipmentId& id,
                                  const History& history) {
  if (const OpenShipment* row = shipments.open.find(id)) return page_of(id, *row, row->truck.text(), history);
  if (const ClosedShipment* row = shipments.closed.find(id)) return page_of(id, *row, "", history);
  return std::nullopt;
}

}  // namespace daybook::app
