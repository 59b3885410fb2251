#include "app/refund_page.h"

#include <fmt/format.h>

#include "app/time_text.h"
#include "domain/returns/inventory/inventory_reactor.h"
#include "engine/json.h"

namespace daybook::app {

namespace {

using domain::bit_of;

template <class Row>
std::string state_text(const Row* row) {
  return row == nullptr ? "not begun" : enumerator_name(row->state);
}

// What a team has made of it; "waits for ..." where its piece has not ended.
struct Piece {
  std::string team;
  std::string state;
  bool done = false;
};

std::string sales_state(const domain::Sales& sales, const domain::RefundId& id) {
  const domain::OrderRefundId refund(id);
  return sales.waiting.find(refund) != nullptr ? "waits for a decision" : state_text(sales.decided.find(refund));
}
std::string inventory_state(const domain::Inventory& inventory, const domain::RefundId& id) {
  const domain::ReplacementId refund(id);
  const domain::OpenReplacement* open = inventory.open.find(refund);
  return open != nullptr ? state_text(open) : state_text(inventory.closed.find(refund));
}

std::vector<Piece> pieces_of(const Domain& domain, const domain::RefundId& id, std::uint16_t done) {
  const auto is_done = [&](domain::Team team) { return (done & bit_of(team)) != 0; };
  return {{"sales", sales_state(domain.get<domain::Sales>(), id), is_done(domain::Team::kSales)},
          {"inventory", inventory_state(domain.get<domain::Inventory>(), id), is_done(domain::Team::kInventory)},
          {"manufacturing", state_text(domain.get<domain::Manufacturing>().orders.find(domain::DisassemblyId(id))),
           is_done(domain::Team::kManufacturing)},
          {"accounting", state_text(domain.get<domain::Disposals>().disposals.find(domain::DisposalId(id))),
           is_done(domain::Team::kAccounting)}};
}

}  // namespace

std::optional<Page> refund_page(const Domain& domain, const domain::RefundId& id, const History& history) {
  const domain::Refund* row = domain.get<domain::Support>().refunds.find(id);
  if (row == nullptr) return std::nullopt;
  Page page;
  page.json = {{"refund", id.text()}, {"state", enumerator_name(row->state)}};
  const domain::ShipmentId replacement = domain::shipment_of(domain::ReplacementId(id));
  page.json["replacement"] = replacement.text();
  std::vector<std::pair<std::string, std::string>> facts = {{"state", enumerator_name(row->state)}};
  if (row->state != domain::RefundState::kAwaited) {  // whose order nobody has said
    page.json["order"] = row->order.text();
    facts.emplace_back("order", row->order.text());
  }
  facts.emplace_back("replacement", "shipment " + replacement.text());
  boost::json::object teams;
  for (const Piece& piece : pieces_of(domain, id, row->done)) {
    facts.emplace_back(piece.team, piece.state + (piece.done ? ", done" : ""));
    teams[piece.team] = boost::json::object{{"state", piece.state}, {"done", piece.done}};
  }
  page.json["teams"] = std::move(teams);

  TextTable table({{.title = "sequence", .align = TextTable::Align::kRight},
                   {.title = "time"},
                   {.title = "event"},
                   {.title = "details"}});
  boost::json::array entries;
  for (const HistoryEntry& entry : history.entries()) {
    table.add({std::to_string(entry.sequence), time_text(entry.time), entry.event, entry.details},
              entry.origin.notes());
    entries.push_back(entry.to_json());
  }
  page.json["history"] = std::move(entries);
  page.text = fmt::format("{} {}\n\n{}\n{}", styled(Style::kBold, "refund"), styled(Style::kBold, printable(id.text())),
                          facts_text(facts), table.text());
  return page;
}

}  // namespace daybook::app
