#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "journal/control.h"
#include "journal/journal.h"
#include "journal/pages.h"
#include "journal/preparation.h"
#include "journal/progress.h"
#include "journal/segment_queue.h"

namespace daybook::journal {

// Everything that recovery hands over to the journal it opens.
struct JournalSeed {
  Storage& storage;
  std::string directory;
  JournalOptions options;
  JournalId id{};
  std::unique_ptr<File> lock;
  Control control;
  std::unique_ptr<Segment> current;  // mapped
  std::optional<Segment> prepared;   // an unused one that was found
  std::uint64_t first_index = 0;     // of the oldest segment
  // Where the log goes on: everything before `position` is synced.
  Position position;
  std::uint32_t generation = kFirstGeneration;
  std::uint64_t next_sequence = 0;
  std::uint64_t checksum = 0;
  std::uint64_t term = 0;
  bool proven = true;  // a watermark in the log covers every batch
};

// The cold half of a journal: prepares segments ahead, cares for the pages around the writer, syncs, uses again or
// removes what nobody needs.
//
// Threads: the writer calls `take`; one service thread calls `run`. They share the queue of segments and Progress.
class Service {
 public:
  Service(JournalSeed& seed, Progress& progress);

  // --- writer ---
  // The next segment, now the current one; null when it is not prepared yet.
  [[nodiscard]] Segment* take(std::uint64_t last_sequence) noexcept;

  // --- service ---
  bool run() noexcept;
  [[nodiscard]] bool wanted() const noexcept;
  [[nodiscard]] std::uint64_t rest_ns() const noexcept;
  // Syncs everything written. False: it failed, see Progress::failure.
  bool sync_all() noexcept;

  // --- owner, all stopped ---
  bool prepare_all() noexcept;
  void give_up_lock() noexcept { lock_.reset(); }

  [[nodiscard]] Segment& current() noexcept { return segments_.current(); }
  [[nodiscard]] Control& control() noexcept { return control_; }
  [[nodiscard]] const std::string& directory() const noexcept { return directory_; }
  [[nodiscard]] const Error* failure() const noexcept { return progress_.failure.load(std::memory_order_acquire); }

 private:
  bool sync_due() noexcept;
  [[nodiscard]] bool rests() noexcept;
  void rest_after(std::uint64_t begin_ns, std::uint64_t synced_bytes) noexcept;
  bool prepare_due() noexcept;
  bool begin_preparation();
  bool wait_for_space() noexcept;
  bool forget_due() noexcept;
  bool remove_due() noexcept;
  [[nodiscard]] bool removes() const noexcept;
  void remove_oldest() noexcept;
  void forget_no_more(std::uint64_t index) noexcept;
  [[nodiscard]] std::uint64_t removable() const noexcept;
  bool sync_to(std::uint64_t position, std::uint64_t sequence) noexcept;
  void fail(Error error) noexcept;

  Storage& storage_;
  std::string directory_;
  Durability durability_;
  std::unique_ptr<File> lock_;
  Control control_;
  Progress& progress_;
  Error error_;  // what Progress::failure points to

  // Service thread only.
  std::uint64_t spacing_ns_;
  std::uint64_t spare_segments_;
  std::uint64_t cached_bytes_;
  std::uint64_t rests_until_ns_ = 0;  // of the monotonic clock
  SegmentPlan plan_;                  // of the segment in preparation
  std::optional<Preparation> preparation_;
  std::deque<std::unique_ptr<Segment>> leaving_;  // synced; their pages will leave the page cache
  std::uint64_t forgotten_bytes_ = 0;             // of the first of these

  std::atomic<std::uint64_t> first_index_;  // written by the service thread

  SegmentQueue segments_;
  Pages pages_;
};

}  // namespace daybook::journal
