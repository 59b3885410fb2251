// `daybook journal info` and `verify`: what lies in the two journals of an engine, and whether it is sound.

#include "app/journal_tools.h"

#include <fmt/format.h>

#include <array>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <utility>

#include "app/console.h"
#include "app/core.h"
#include "app/journal_files.h"
#include "app/text_table.h"
#include "app/verbs.h"
#include "engine/directories.h"
#include "engine/record_stream.h"

namespace daybook::app {

const std::string_view kJournalInfoHelp =
    "Reads both journals in DIR, writes nothing, and may run beside the program that writes them.\n\n"
    "Positions are bytes since the beginning of the log: segment index * segment size + offset in that file.\n"
    "  end       of the last valid frame\n"
    "  synced    what the log itself proves to be on disk\n"
    "  released  what other processes may show; known while the machine has not been booted again\n"
    "  cuts      how often a recovery cut off an unfinished tail; each begins a generation\n"
    "\nExit status: 0 done, 1 a journal is damaged (see `daybook journal verify`), 3 there is none.";

const std::string_view kJournalVerifyHelp =
    "Reads every byte of both journals and checks every checksum, every sequence, and that each recorded decision\n"
    "belongs to its command. Writes nothing. What the rules make of the commands is another question:\n"
    "`daybook replay DIR --source both`.\n"
    "\nA torn tail is what a crash leaves: the next open cuts it off, and nothing that was durable is in it.\n"
    "\nExit status: 0 sound (a torn tail is said), 1 damaged: file, offset and the way out are named, 3 there is no\n"
    "journal or it cannot be read, 130 stopped by Ctrl-C.";

std::string directory_of(const std::string& directory, std::string_view which) {
  return which == "commands" ? commands_directory(directory) : events_directory(directory);
}

bool journals_are_there(const std::string& directory) {
  for (const std::string_view which : kJournals) {
    std::error_code ignored;
    if (std::filesystem::is_directory(directory_of(directory, which), ignored)) continue;
    fmt::print(stderr, "daybook: {}\n", find_journal(directory).error());
    return false;
  }
  return true;
}

journal::Result<journal::Inspection> inspect(const std::string& directory, std::string_view which, Progress* progress,
                                             const std::function<bool(const journal::InspectedFrame&)>& on_frame) {
  return journal::inspect(journal::Storage::system(), directory_of(directory, which),
                          {.in_use = journals_in_use(directory), .on_frame = [&](const journal::InspectedFrame& frame) {
                             if (progress != nullptr && frame.frame.type() == journal::FrameType::kBatch)
                               progress->update(frame.frame.batch.first_sequence + frame.frame.batch.count);
                             return !interrupted() && (!on_frame || on_frame(frame));
                           }});
}

int report_error(const journal::Error& error) {
  fmt::print(stderr, "daybook: {}\n", error.message());
  return error.kind == journal::Error::Kind::kCorrupt ? kFailed : kCannotOpen;
}

namespace {

using journal::Inspection;

std::string ending_text(const Inspection& found) {
  switch (found.ending) {
    case Inspection::Ending::kInUse:
      return "in use";
    case Inspection::Ending::kTorn:
      return "torn: " + found.reason;
    default:
      return "clean";
  }
}

boost::json::object json_of(const Inspection& found) {
  boost::json::object json{{"segment_bytes", found.segment_bytes},
                           {"first_segment", found.first_segment},
                           {"segments", found.segments},
                           {"generation", found.generation},
                           {"cuts", found.cuts},
                           {"watermarks", found.watermarks},
                           {"batches", found.batches},
                           {"records", found.records},
                           {"payload_bytes", found.payload_bytes},
                           {"first_sequence", found.first_sequence},
                           {"last_sequence", found.last_sequence},
                           {"first_term", found.first_term},
                           {"last_term", found.last_term},
                           {"end_position", found.end.value},
                           {"synced_position", found.synced.value}};
  if (found.released) json["released_position"] = found.released->value;
  json["ending"] = found.ending == Inspection::Ending::kInUse  ? "in_use"
                   : found.ending == Inspection::Ending::kTorn ? "torn"
                                                               : "clean";
  if (!found.reason.empty()) json["reason"] = found.reason;
  json["quarantine"] = boost::json::array(found.quarantine.begin(), found.quarantine.end());
  return json;
}

std::string range(std::uint64_t first, std::uint64_t last) { return fmt::format("{}-{}", first, last); }

void print_info(const std::array<Inspection, 2>& found) {
  using Row = std::pair<std::string_view, std::string (*)(const Inspection&)>;
  static constexpr std::array kRows = {
      Row{"segments", [](const Inspection& i) { return grouped(i.segments); }},
      Row{"segment size", [](const Inspection& i) { return bytes_text(static_cast<double>(i.segment_bytes)); }},
      Row{"oldest segment", [](const Inspection& i) { return grouped(i.first_segment); }},
      Row{"batches", [](const Inspection& i) { return grouped(i.batches); }},
      Row{"records", [](const Inspection& i) { return grouped(i.records); }},
      Row{"sequences", [](const Inspection& i) { return range(i.first_sequence, i.last_sequence); }},
      Row{"terms", [](const Inspection& i) { return range(i.first_term, i.last_term); }},
      Row{"payload", [](const Inspection& i) { return bytes_text(static_cast<double>(i.payload_bytes)); }},
      Row{"end", [](const Inspection& i) { return grouped(i.end.value); }},
      Row{"synced", [](const Inspection& i) { return grouped(i.synced.value); }},
      Row{"released", [](const Inspection& i) { return i.released ? grouped(i.released->value) : "not known"; }},
      Row{"generation", [](const Inspection& i) { return grouped(i.generation); }},
      Row{"cuts", [](const Inspection& i) { return grouped(i.cuts); }},
      Row{"quarantine", [](const Inspection& i) { return fmt::format("{} files", i.quarantine.size()); }},
      Row{"ending", ending_text},
  };
  TextTable table({{""}, {"commands"}, {"events"}});
  for (const auto& [name, cell] : kRows) table.add({std::string(name), cell(found[0]), cell(found[1])});
  fmt::print("{}", table.text());
}

struct Attached {
  std::uint64_t decided = 0;    // commands whose recorded decision is theirs
  std::uint64_t undecided = 0;  // commands after those
};

// Compares the decisions with the commands, one by one. kStopped: Ctrl-C.
Expected<Attached> attach(const std::string& directory) {
  journal::Storage& storage = journal::Storage::system();
  const journal::ReaderOptions options{.limit = journals_in_use(directory) ? journal::ReaderOptions::Limit::kReleased
                                                                           : journal::ReaderOptions::Limit::kWritten};
  auto commands = journal::Reader::open(storage, commands_directory(directory), options);
  if (!commands) return journal_error(commands.error());
  auto events = journal::Reader::open(storage, events_directory(directory), options);
  if (!events) return journal_error(events.error());
  RecordStream<journal::Reader, CommandView> command(*commands);
  RecordStream<journal::Reader, DecisionView> decision(*events);
  Attached result;
  auto decided = decision.next();
  for (;;) {
    auto more = command.next();
    if (!more) return tl::unexpected(more.error());
    if (!decided) return tl::unexpected(decided.error());
    if (!*more) return result;
    if (interrupted()) return tl::unexpected(Error{Error::Kind::kStopped, 0, "interrupted"});
    // Old commands may be gone, old decisions are kept.
    while (*decided && decision.sequence() < command.sequence()) {
      decided = decision.next();
      if (!decided) return tl::unexpected(decided.error());
    }
    if (!*decided) {
      ++result.undecided;
      continue;
    }
    if (!LogicCore<Domain>::attaches(command.record(), decision.record())) {
      return tl::unexpected(
          Error{Error::Kind::kJournal, command.sequence(),
                fmt::format("the decision recorded for command {} belongs to another command: the next start cuts the "
                            "decisions off from here and decides the commands again",
                            command.sequence())});
    }
    ++result.decided;
    decided = decision.next();
  }
}

}  // namespace

int run_journal_info(const JournalInfoArguments& arguments) {
  if (!journals_are_there(arguments.directory)) return kCannotOpen;
  std::array<Inspection, 2> found;
  for (std::size_t i = 0; i < kJournals.size(); ++i) {
    auto inspected = inspect(arguments.directory, kJournals[i], nullptr);
    if (!inspected) return report_error(inspected.error());
    found[i] = std::move(*inspected);
  }
  if (interrupted()) return kInterrupted;
  if (!arguments.json) {
    print_info(found);
    return kOk;
  }
  boost::json::object json{{"directory", arguments.directory}};
  for (std::size_t i = 0; i < kJournals.size(); ++i) json[kJournals[i]] = json_of(found[i]);
  fmt::print("{}\n", boost::json::serialize(json));
  return kOk;
}

int run_journal_verify(const JournalVerifyArguments& arguments) {
  if (!journals_are_there(arguments.directory)) return kCannotOpen;
  boost::json::object json{{"directory", arguments.directory}};
  int status = kOk;
  for (const std::string_view which : kJournals) {
    Progress progress(fmt::format("reading {}", which),
                      JournalFiles{.directory = arguments.directory}.about_commands());
    auto found = inspect(arguments.directory, which, &progress);
    progress.finish();
    if (interrupted()) return kInterrupted;
    if (!found) {
      json[which] = boost::json::object{{"sound", false},
                                        {"path", found.error().path},
                                        {"offset", found.error().offset},
                                        {"error", found.error().message()}};
      status = std::max(status, report_error(found.error()));
      continue;
    }
    json[which] = json_of(*found);
    json[which].as_object()["sound"] = true;
    if (!arguments.json) {
      fmt::print("{:<9} {}  {} batches, {} records, sequences {}; ends {}\n", which, styled(Style::kGood, "sound"),
                 grouped(found->batches), grouped(found->records), range(found->first_sequence, found->last_sequence),
                 ending_text(*found));
    }
  }
  if (status == kOk) {
    const auto attached = attach(arguments.directory);
    if (interrupted()) return kInterrupted;
    if (!attached) {
      fmt::print(stderr, "daybook: {}\n", attached.error().message());
      json["error"] = attached.error().message();
      status = kFailed;
    } else {
      json["decided"] = attached->decided;
      json["undecided"] = attached->undecided;
      if (!arguments.json) {
        fmt::print("decisions {}  {} belong to their commands, {} commands are not decided yet\n",
                   styled(Style::kGood, "sound"), grouped(attached->decided), grouped(attached->undecided));
      }
    }
  }
  json["sound"] = status == kOk;
  if (arguments.json) fmt::print("{}\n", boost::json::serialize(json));
  return status;
}

}  // namespace daybook::app
