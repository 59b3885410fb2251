// `daybook list`: the shipments or accounts there are.

#include <fmt/core.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "app/account_page.h"
#include "app/money_text.h"
#include "app/state.h"
#include "app/text_table.h"
#include "app/verbs.h"
#include "engine/json.h"

namespace daybook::app {

const std::string_view kListHelp =
    "Reads the journal in DIR, which may be in use, and writes nothing. In the order in which they came to be. Of a\n"
    "shipment that is closed only its last state is kept; `daybook show` tells its story.\n"
    "\n"
    "Status of shipments: submitted, assigned, shipped, returning, delivered, cancelled, lost, returned.\n"
    "Status of accounts: open, unadopted (opened automatically), closed.\n"
    "\n"
    "Examples:\n"
    "  daybook list shop shipments --status shipped --status assigned\n"
    "  daybook list shop accounts --json";

namespace {

// A row on its way out: its order, its state's name, and itself both ways.
struct Listed {
  std::uint64_t created = 0;
  Id id;
  const void* row = nullptr;
  bool closed = false;
};

// A table's worth for a person; a program gets all.
bool wanted(const ListArguments& arguments, const std::string& state) {
  return arguments.status.empty() ||
         std::find(arguments.status.begin(), arguments.status.end(), state) != arguments.status.end();
}

// By the sequence that made them; those of one command by id.
void sort(std::vector<Listed>& rows) {
  std::sort(rows.begin(), rows.end(), [](const Listed& a, const Listed& b) {
    return a.created != b.created ? a.created < b.created : a.id < b.id;
  });
}

template <class Rows>
void collect(const ListArguments& arguments, const Rows& table, bool closed, std::vector<Listed>& rows) {
  table.for_each([&](const auto& id, const auto& row) {
    if (wanted(arguments, enumerator_name(row.state))) {
      rows.push_back({.created = row.created.value, .id = id, .row = &row, .closed = closed});
    }
  });
}

void print_json_line(const char* kind, const Id& id, boost::json::object row) {
  boost::json::object line{{kind, id.text()}};
  for (auto& field : row) line.insert_or_assign(field.key(), std::move(field.value()));
  fmt::print("{}\n", boost::json::serialize(line));
}

void print_shipments(const ListArguments& arguments, const std::vector<Listed>& rows) {
  constexpr auto kRight = TextTable::Align::kRight;
  TextTable table({{.title = "shipment"},
                   {.title = "state"},
                   {.title = "bill to"},
                   {.title = "truck"},
                   {.title = "charge", .align = kRight},
                   {.title = "declared", .align = kRight},
                   {.title = "version", .align = kRight},
                   {.title = "created", .align = kRight}});
  for (const Listed& listed : rows) {
    const auto add = [&](const auto& row, std::vector<std::string> middle) {
      if (arguments.json) return print_json_line("shipment", listed.id, to_json(row));
      std::vector<std::string> cells = {listed.id.text(), enumerator_name(row.state)};
      cells.insert(cells.end(), middle.begin(), middle.end());
      cells.insert(cells.end(), {std::to_string(row.version), std::to_string(row.created.value)});
      table.add(cells);
    };
    if (listed.closed) {
      add(*static_cast<const domain::ClosedShipment*>(listed.row), {"", "", "", ""});
    } else {
      const auto& row = *static_cast<const domain::OpenShipment*>(listed.row);
      add(row,
          {row.bill_to.text(), row.truck.text(), money_text(row.charge, row.ledger), money_text(row.declared_value)});
    }
  }
  if (!arguments.json) fmt::print("{}", table.text());
}

void print_accounts(const ListArguments& arguments, const std::vector<Listed>& rows) {
  constexpr auto kRight = TextTable::Align::kRight;
  TextTable table({{.title = "account"},
                   {.title = "state"},
                   {.title = "kind"},
                   {.title = "ledger"},
                   {.title = "debits", .align = kRight},
                   {.title = "credits", .align = kRight},
                   {.title = "pending debits", .align = kRight},
                   {.title = "pending credits", .align = kRight},
                   {.title = "balance", .align = kRight},
                   {.title = "created", .align = kRight}});
  for (const Listed& listed : rows) {
    const auto& row = *static_cast<const domain::Account*>(listed.row);
    if (arguments.json) {
      print_json_line("account", listed.id, to_json(row));
      continue;
    }
    const Balance balance = grows_by_debits(row.kind) ? difference(row.debits_posted, row.credits_posted)
                                                      : difference(row.credits_posted, row.debits_posted);
    table.add({listed.id.text(), enumerator_name(row.state), enumerator_name(row.kind), std::string(row.ledger.text()),
               money_text(row.debits_posted), money_text(row.credits_posted), money_text(row.debits_pending),
               money_text(row.credits_pending), money_text(balance), std::to_string(row.created.value)});
  }
  if (!arguments.json) fmt::print("{}", table.text());
}

// The name of a status that there is not, or nothing.
template <class State>
const std::string* unknown_status(const std::vector<std::string>& status) {
  for (const std::string& name : status) {
    const auto& known = json::enumerator_names<State>();
    if (std::find(known.begin(), known.end(), name) == known.end()) return &name;
  }
  return nullptr;
}

}  // namespace

int run_list(const ListArguments& arguments) {
  const bool shipments = arguments.kind == "shipments";
  const std::string* unknown = shipments ? unknown_status<domain::ShipmentState>(arguments.status)
                                         : unknown_status<domain::AccountState>(arguments.status);
  if (unknown != nullptr) {
    std::string known;
    for (const std::string& name :
         shipments ? json::enumerator_names<domain::ShipmentState>() : json::enumerator_names<domain::AccountState>()) {
      known += " " + name;
    }
    fmt::print(stderr, "daybook list: {} have no status {}; there are{}\n", arguments.kind, printable(*unknown), known);
    return kUsage;
  }
  int status = kOk;
  const auto state = load_state(arguments.directory, status, [](const DecisionView&) {});
  if (!state) return status;
  const Domain& domain = state->core->domain();
  std::vector<Listed> rows;
  if (shipments) {
    collect(arguments, domain.get<domain::Shipments>().open, false, rows);
    collect(arguments, domain.get<domain::Shipments>().closed, true, rows);
  } else {
    collect(arguments, domain.get<domain::Accounts>().accounts, false, rows);
  }
  sort(rows);
  const std::uint64_t limit = arguments.limit.value_or(arguments.json ? UINT64_MAX : kListedInTable);
  const std::uint64_t all = rows.size();
  if (all > limit) rows.resize(limit);
  shipments ? print_shipments(arguments, rows) : print_accounts(arguments, rows);
  if (all > limit) {
    std::fflush(stdout);
    fmt::print(stderr, "daybook list: {} of {} shown; --limit N shows more, --json all\n", grouped(limit),
               grouped(all));
  }
  return kOk;
}

}  // namespace daybook::app
