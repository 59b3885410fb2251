// `daybook show`: one aggregate as it is, and how it became so.

#include <fmt/core.h>

#include <boost/json/serialize.hpp>

#include "app/account_page.h"
#include "app/history.h"
#include "app/shipment_page.h"
#include "app/state.h"
#include "app/verbs.h"

namespace daybook::app {

const std::string_view kShowHelp =
    "Reads the journal in DIR, which may be in use, and writes nothing. A shipment is shown with all that happened\n"
    "to it and to its bill; an account with its balances and a statement. Each event says when and under which\n"
    "sequence it happened, by whom, why, and which command caused it; a follow-up says what it answers, a timer which\n"
    "command armed it and when it was due.\n"
    "\n"
    "Examples:\n"
    "  daybook show shop shipment S1\n"
    "  daybook show shop account ACME --json | jq .statement";

int run_show(const ShowArguments& arguments) {
  const auto id = Id::parse(arguments.id);
  if (!id) {
    fmt::print(stderr, "daybook show: {}: {}\n", arguments.id, id.error());
    return kUsage;
  }
  const bool is_shipment = arguments.kind == "shipment";
  History history(is_shipment ? History::Subject::kShipment : History::Subject::kAccount, *id);
  int status = kOk;
  const auto state =
      load_state(arguments.directory, status, [&](const DecisionView& decision) { history.look(decision); });
  if (!state) return status;
  const Domain& domain = state->core->domain();
  const auto page = is_shipment ? shipment_page(domain.get<domain::Shipments>(), domain::ShipmentId(*id), history)
                                : account_page(domain.get<domain::Accounts>(), domain::AccountId(*id), history);
  if (!page) {
    fmt::print(stderr,
               "daybook show: there is no {} {} in {}: looked at {} decisions, up to sequence {}, which is {}\n",
               arguments.kind, id->text(), arguments.directory, grouped(history.records_looked_at()),
               state->core->decided(), state->files.limit_text());
    return kFailed;
  }
  fmt::print("{}", arguments.json ? boost::json::serialize(page->json) + "\n" : page->text);
  return kOk;
}

}  // namespace daybook::app
