// `daybook reactors`: how far everybody outside the core has come.

#include <fmt/core.h>

#include <boost/json/serialize.hpp>

#include "app/console.h"
#include "app/journal_files.h"
#include "app/team_names.h"
#include "app/text_table.h"
#include "app/verbs.h"
#include "engine/checkpoint.h"
#include "engine/directories.h"
#include "journal/reader.h"

namespace daybook::app {

const std::string_view kReactorsHelp =
    "Reads the checkpoints in DIR, which may be in use, and writes nothing. A reactor answers events from outside the\n"
    "core: a team's, with commands. Its lag is how many decisions it has not dealt with yet; one that is parked says\n"
    "why, and goes on when it is started again. `daybook submit --teams` runs those of the four teams.\n"
    "\n"
    "Exit status: 0 none is parked; 1 one is.\n"
    "\n"
    "Example:\n"
    "  daybook reactors shop";

namespace {

// The last sequence that the reactors may hear of.
tl::expected<std::uint64_t, std::string> last_sequence(const JournalFiles& files) {
  auto reader =
      journal::Reader::open(journal::Storage::system(), events_directory(files.directory), {.limit = files.limit()});
  if (!reader) return tl::unexpected(reader.error().message());
  std::uint64_t last = 0;
  for (;;) {
    auto batch = reader->next();
    if (!batch) return tl::unexpected(batch.error().message());
    if (!*batch) return last;
    last = (*batch)->header.first_sequence + (*batch)->header.count - 1;
  }
}

}  // namespace

int run_reactors(const ReactorsArguments& arguments) {
  const auto files = find_journal(arguments.directory);
  if (!files) {
    fmt::print(stderr, "daybook: {}\n", files.error());
    return kCannotOpen;
  }
  const auto last = last_sequence(*files);
  auto checkpoints = read_checkpoints(journal::Storage::system(), arguments.directory);
  if (!last || !checkpoints) {
    fmt::print(stderr, "daybook: {}\n", !last ? last.error() : checkpoints.error().message());
    return kCannotOpen;
  }
  for (const std::string& team : team_names()) checkpoints->try_emplace(team);
  bool parked = false;
  TextTable table({{"reactor"},
                   {"dealt with", TextTable::Align::kRight},
                   {"of", TextTable::Align::kRight},
                   {"lag", TextTable::Align::kRight},
                   {"state"}});
  for (const auto& [name, checkpoint] : *checkpoints) {
    const std::uint64_t dealt_with = checkpoint.point.sequence;
    const std::uint64_t lag = *last > dealt_with ? *last - dealt_with : 0;
    const bool is_parked = !checkpoint.parked.empty();
    const std::string state = is_parked ? "parked" : dealt_with == 0 ? "never ran" : lag == 0 ? "caught up" : "behind";
    parked = parked || is_parked;
    if (arguments.json) {
      boost::json::object json{{"reactor", name}, {"sequence", dealt_with}, {"last", *last}, {"lag", lag}};
      json["state"] = state;
      if (is_parked) json["why"] = checkpoint.parked;
      fmt::print("{}\n", boost::json::serialize(json));
      continue;
    }
    std::vector<std::string> why;
    if (is_parked) why.push_back(printable(checkpoint.parked));
    table.add({name, grouped(dealt_with), grouped(*last), grouped(lag), state}, why);
  }
  if (!arguments.json) fmt::print("{}", table.text());
  return parked ? kFailed : kOk;
}

}  // namespace daybook::app
