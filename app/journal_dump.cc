// `daybook journal dump`: the frames of a journal, one by one.

#include <fmt/format.h>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <cstdio>
#include <thread>

#include "app/journal_tools.h"
#include "app/verbs.h"
#include "journal/reader.h"

namespace daybook::app {

const std::string_view kJournalDumpHelp =
    "One line for each valid frame: where it begins, what it is, its length in bytes, its generation, and the\n"
    "position up to which the log was known to be synced when it was written. Of a batch also its first sequence,\n"
    "its count of records, the bytes of its payload and its term. journal/FORMAT.md draws all of it.\n"
    "\nExamples:\n"
    "  daybook journal dump shop --from 1000 --to 1010\n"
    "  daybook journal dump shop --journal events --json\n"
    "  daybook journal dump shop --follow            the batches, as they are released, until Ctrl-C";

namespace {

using journal::InspectedFrame;
using journal::Inspection;

std::string_view name_of(journal::FrameType type) {
  switch (type) {
    case journal::FrameType::kBatch:
      return "batch";
    case journal::FrameType::kPadding:
      return "padding";
    case journal::FrameType::kWatermark:
      return "watermark";
    case journal::FrameType::kStart:
      return "start";
    case journal::FrameType::kCut:
      return "cut";
  }
  return "?";
}

// A line for a frame, or for a batch alone, of which a reader does not say what is local to the file.
struct Line {
  journal::FrameType type = journal::FrameType::kBatch;
  std::uint64_t position = 0;
  std::uint64_t bytes = 0;
  const journal::FrameHeader* local = nullptr;
  const journal::BatchHeader* batch = nullptr;
};

void print(const Line& line, bool as_json) {
  if (as_json) {
    boost::json::object json{{"position", line.position}, {"type", name_of(line.type)}, {"bytes", line.bytes}};
    if (line.local != nullptr) {
      json["generation"] = line.local->generation;
      json["synced_position"] = line.local->synced;
    }
    if (line.batch != nullptr) {
      json["first_sequence"] = line.batch->first_sequence;
      json["count"] = line.batch->count;
      json["payload_bytes"] = line.batch->bytes;
      json["term"] = line.batch->term;
    }
    fmt::print("{}\n", boost::json::serialize(json));
    return;
  }
  fmt::print("{:>14}  {:<9}  {:>8}", line.position, name_of(line.type), line.bytes);
  if (line.local != nullptr) {
    fmt::print("  {:>10}  {:>14}", line.local->generation, line.local->synced);
  } else {
    fmt::print("  {:>10}  {:>14}", "", "");
  }
  if (line.batch != nullptr) {
    fmt::print("  {:>14}  {:>7}  {:>8}  {:>6}", line.batch->first_sequence, line.batch->count, line.batch->bytes,
               line.batch->term);
  }
  fmt::print("\n");
}

std::uint64_t last_of(const journal::BatchHeader& batch) { return batch.first_sequence + batch.count - 1; }

// Prints batches as they are released.
int follow(const JournalDumpArguments& arguments) {
  auto reader = journal::Reader::open(journal::Storage::system(), directory_of(arguments.directory, arguments.which),
                                      {.from_sequence = arguments.from});
  if (!reader) return report_error(reader.error());
  while (!interrupted()) {
    auto batch = reader->next();
    if (!batch) return report_error(batch.error());
    if (!*batch) {
      if (std::fflush(stdout) != 0) return kFailed;  // nobody reads on
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      continue;
    }
    const journal::BatchView& view = **batch;
    if (view.header.first_sequence > arguments.to) return kOk;
    print({.position = view.begin.value, .bytes = view.end.value - view.begin.value, .batch = &view.header},
          arguments.json);
    if (last_of(view.header) >= arguments.to) return kOk;
  }
  return kInterrupted;
}

}  // namespace

int run_journal_dump(const JournalDumpArguments& arguments) {
  if (!journals_are_there(arguments.directory)) return kCannotOpen;
  if (!arguments.json) {
    fmt::print("{:>14}  {:<9}  {:>8}  {:>10}  {:>14}  {:>14}  {:>7}  {:>8}  {:>6}\n", "position", "type", "bytes",
               "generation", "synced", "first sequence", "records", "payload", "term");
  }
  if (arguments.follow) return follow(arguments);
  std::uint64_t reached = 0;  // sequence
  auto found = inspect(arguments.directory, arguments.which, nullptr, [&](const InspectedFrame& frame) {
    const bool is_batch = frame.frame.type() == journal::FrameType::kBatch;
    if (is_batch) {
      if (frame.frame.batch.first_sequence > arguments.to) return false;
      reached = last_of(frame.frame.batch);
    }
    if (reached >= arguments.from) {
      print({.type = frame.frame.type(),
             .position = frame.begin.value,
             .bytes = frame.frame.header.bytes,
             .local = &frame.frame.header,
             .batch = is_batch ? &frame.frame.batch : nullptr},
            arguments.json);
    }
    return true;
  });
  if (!found) return report_error(found.error());
  if (interrupted()) return kInterrupted;
  if (found->ending == Inspection::Ending::kTorn) {
    fmt::print(stderr, "daybook: a torn tail follows, which the next open will cut: {}\n", found->reason);
  }
  return kOk;
}

}  // namespace daybook::app
