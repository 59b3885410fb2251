#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "journal/catalog.h"
#include "journal/control.h"
#include "journal/recovery.h"
#include "journal/tail.h"
#include "journal/walk.h"

namespace daybook::journal {

// Where the log is to end, and what must be known to go on from there.
struct Place {
  Position position;
  std::uint32_t generation = kFirstGeneration;
  std::uint64_t next_sequence = 0;
  std::uint64_t checksum = 0;
  std::uint64_t term = 0;
};

[[nodiscard]] Place place_of(const Cursor& cursor) noexcept;

// The error of a repair that can keep no batch.
[[nodiscard]] tl::unexpected<Error> nothing_to_keep(const std::string& directory);

// What a recovery knows between its three steps. recovery.cc begins and reads, recovery_finish.cc finishes.
struct Recovery::State {
  State(Storage& s, std::string d, const JournalOptions& o) : storage(s), directory(std::move(d)), options(o) {}

  Result<void> begin();
  Result<void> check_empty();
  Result<std::optional<BatchView>> next();
  Result<std::unique_ptr<Journal>> finish(const std::optional<Recovery::Keep>& keep);
  Result<std::unique_ptr<Journal>> finish_damaged();
  Result<Place> relocate(Position keep);
  Result<void> move_to_room(Place& place);
  Result<std::unique_ptr<Segment>> add_segment();
  Result<void> make_cut(Place& place, std::uint32_t generation, std::string_view why);
  Result<std::uint32_t> newer_generation(Position from, std::uint32_t current);
  void report_cut(Quarantine saved, std::string_view why);
  Result<std::unique_ptr<Segment>> current_segment(Place& place);
  Result<std::unique_ptr<Journal>> open_journal(Place place);

  Storage& storage;
  std::string directory;
  JournalOptions options;
  std::unique_ptr<File> lock;
  Catalog catalog;
  std::optional<Control> control;  // none in a new journal
  bool control_believed = false;
  std::optional<Walk> walk;  // none in a new journal
  bool stopped = false;
  Place last_frame;  // behind it; padding does not count
  RecoveryReport report;
};

}  // namespace daybook::journal
