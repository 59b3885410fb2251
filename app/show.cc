// `daybook show`: one aggregate as it is, and how it became so.

#include <fmt/core.h>

#include <boost/json/serialize.hpp>

#include "app/account_page.h"
#include "app/history.h"
#include "app/refund_page.h"
#include "app/shipment_page.h"
#include "app/state.h"
#include "app/verbs.h"

namespace daybook::app {

const std::string_view kShowHelp =
    "Reads the journal in DIR, which may be in use, and writes nothing. A shipment is shown with all that happened\n"
    "to it and to its bill; an account with its balances and a statement; a refund with what each of the four teams\n"
    "has done of it. Each event says when and under which sequence it happened, by whom, why, and which command\n"
    "caused it; a follow-up says what it answers, a reactor's command, too; a timer which command armed it and when\n"
    "it was due.\n"
    "\n"
    "Examples:\n"
    "  daybook show shop shipment S1\n"
    "  daybook show shop account ACME --json | jq .statement\n"
    "  daybook show shop refund R1";

namespace {

History::Subject subject_of(const std::string& kind) {
  if (kind == "refund") return History::Subject::kRefund;
  return kind == "account" ? History::Subject::kAccount : History::Subject::kShipment;
}

std::optional<Page> page_of(const Domain& domain, History::Subject subject, const Id& id, const History& history) {
  switch (subject) {
    case History::Subject::kRefund:
      return refund_page(domain, domain::RefundId(id), history);
    case History::Subject::kAccount:
      return account_page(domain.get<domain::Accounts>(), domain::AccountId(id), history);
    default:
      return shipment_page(domain.get<domain::Shipments>(), domain::ShipmentId(id), history);
  }
}

}  // namespace

int run_show(const ShowArguments& arguments) {
  const auto id = Id::parse(arguments.id);
  if (!id) {
    fmt::print(stderr, "daybook show: {}: {}\n", arguments.id, id.error());
    return kUsage;
  }
  const History::Subject subject = subject_of(arguments.kind);
  History history(subject, *id);
  int status = kOk;
  const auto state =
      load_state(arguments.directory, status, [&](const DecisionView& decision) { history.look(decision); });
  if (!state) return status;
  const auto page = page_of(state->core->domain(), subject, *id, history);
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
