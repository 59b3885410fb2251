// `daybook import`: data from elsewhere, brought into a journal.

#include <fmt/core.h>

#include <boost/json/serialize.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>

#include "app/console.h"
#include "app/core.h"
#include "app/scms_import.h"
#include "app/verbs.h"

namespace daybook::app {

const std::string_view kImportHelp =
    "Reads an SCMS delivery history (CSV) into the journal in DIR, which is made if there is none: one shipment\n"
    "for each ASN/DN #, with its line items; submitted, assigned, shipped, delivered and invoiced in the order of\n"
    "the business's days. Every row is imported or reported with its line number and the reason. At the end the\n"
    "freight invoiced is read back from the ledger and compared with the file, to the cent.\n"
    "\n"
    "Import as often as you like: what is there already is not imported again, and a row whose cells differ from\n"
    "what is recorded is reported, not imported over it. Stopped or killed in the middle: start it again, and it\n"
    "goes on.\n"
    "\n"
    "A row that is odd but usable (no weight, ordered after delivery) is imported with a note. One that cannot be\n"
    "used is rejected, and the other rows of its shipment are held back: a shipment is imported whole or not at\n"
    "all. Correct the file and import it again.\n"
    "\n"
    "Exit status: 0 everything in the file is in the ledger as the file has it; 1 rows were left out or differ, or\n"
    "the ledger does not agree; 3 the file or the journal cannot be read; 130 stopped by Ctrl-C.\n"
    "\n"
    "Example:\n"
    "  daybook import scms history.csv --journal shop";

namespace {

int cannot_open(const std::string& what) {
  fmt::print(stderr, "daybook: {}\n", what);
  return kCannotOpen;
}

}  // namespace

// The file is read first: one that is mistyped or of another kind makes no journal.
int run_import(const ImportArguments& arguments) {
  if (std::error_code ignored; std::filesystem::is_directory(arguments.file, ignored)) {
    return cannot_open(arguments.file + ": it is a directory");
  }
  std::ifstream in(arguments.file, std::ios::binary);
  if (!in) return cannot_open(fmt::format("{}: {}", arguments.file, std::strerror(errno)));
  const auto file = scms::File::read(in);
  if (!file) return cannot_open(fmt::format("{}: {}", arguments.file, file.error()));

  scms::ImportOptions options;
  options.engine.directory = arguments.journal.directory;
  options.engine.durability = durability_of(arguments.journal.durability);
  options.engine.segment_bytes = arguments.journal.segment_mib << 20;
  options.engine.dedup_bytes = dedup_bytes_here();
  options.stop = interrupted;
  std::optional<Progress> progress;
  options.progress = [&](std::uint64_t done, std::uint64_t total) {
    if (!progress) progress.emplace("importing", total);
    progress->update(done);
  };
  auto report = scms::import(*file, options);
  if (progress) progress->finish();
  if (!report) return cannot_open(report.error().message());
  report->file = arguments.file;
  if (arguments.json) {
    fmt::print("{}\n", boost::json::serialize(scms::to_json(*report)));
  } else {
    fmt::print("{}", scms::to_text(*report));
  }
  if (report->interrupted) {
    if (arguments.json) fmt::print(stderr, "daybook: stopped; start the same import again, and it goes on\n");
    return kInterrupted;
  }
  return report->complete() ? kOk : kFailed;
}

}  // namespace daybook::app
