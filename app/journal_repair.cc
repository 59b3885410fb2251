// `daybook journal repair`: makes a damaged journal one that opens again.

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "app/journal_tools.h"
#include "app/verbs.h"
#include "journal/repair.h"

namespace daybook::app {

const std::string_view kJournalRepairHelp =
    "For a journal that `daybook journal verify` finds damaged, when there is no copy to restore. Nothing runs this "
    "by\n"
    "itself. In each of the two journals of DIR that is damaged, every batch before the first damage is kept; the "
    "rest,\n"
    "though it had been durable, goes into files of the same directory, which are named. A journal that is sound is\n"
    "not touched.\n"
    "\nCommands after the damage are lost: who was promised that they are durable was promised too much. Lost "
    "decisions\n"
    "are made again by the next start. Copy DIR first.\n"
    "\nExit status: 0 repaired or sound, 1 nothing before the damage can be proven (nothing is kept, nothing was\n"
    "changed), 3 in use, or it cannot be read or written.";

namespace {

boost::json::object json_of(const journal::Repaired& repaired) {
  boost::json::object json{{"was_damaged", repaired.was_damaged}};
  if (!repaired.was_damaged) return json;
  json["damage"] = repaired.damage;
  json["batches_kept"] = repaired.kept.batches;
  json["last_sequence_kept"] = repaired.kept.last_sequence;
  json["moved"] = boost::json::array(repaired.moved.begin(), repaired.moved.end());
  return json;
}

void print_text(std::string_view which, const journal::Repaired& repaired) {
  if (!repaired.was_damaged) {
    fmt::print("{:<9} {}, not touched\n", which, styled(Style::kGood, "sound"));
    return;
  }
  fmt::print("{:<9} damaged: {}\n", which, repaired.damage);
  fmt::print("          kept {} batches, up to sequence {}\n", grouped(repaired.kept.batches),
             grouped(repaired.kept.last_sequence));
  for (const std::string& path : repaired.moved) fmt::print("          moved to {}\n", path);
}

}  // namespace

int run_journal_repair(const JournalRepairArguments& arguments) {
  if (!journals_are_there(arguments.directory)) return kCannotOpen;
  boost::json::object json{{"directory", arguments.directory}};
  bool repaired_any = false;
  for (const std::string_view which : kJournals) {
    // The size of segments is that of those which are there; durability matters to what is appended only.
    const auto repaired = journal::repair(journal::Storage::system(), directory_of(arguments.directory, which),
                                          journal::JournalOptions{});
    if (!repaired) return report_error(repaired.error());
    repaired_any |= repaired->was_damaged;
    json[which] = json_of(*repaired);
    if (!arguments.json) print_text(which, *repaired);
  }
  if (arguments.json) fmt::print("{}\n", boost::json::serialize(json));
  if (repaired_any) {
    fmt::print(stderr, "next: daybook journal verify {0}, then daybook replay {0} --source both\n",
               arguments.directory);
  }
  return kOk;
}

}  // namespace daybook::app
