#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "journal/journal.h"
#include "journal/reader.h"

namespace daybook::journal {

// What recovery found and did. Complete after `finish`.
struct RecoveryReport {
  std::uint64_t segments = 0;
  std::uint64_t batches = 0;
  std::uint64_t records = 0;         // sum of the batches' counts
  std::uint64_t first_sequence = 0;  // 0 when empty
  std::uint64_t last_sequence = 0;
  std::uint64_t payload_bytes = 0;
  Position end;                         // after the last batch kept
  Position synced;                      // the highest watermark proven by the journal itself
  bool clean = true;                    // nothing had to be cut
  std::string cut_reason;               // why, in words; empty when clean
  std::uint64_t cut_bytes = 0;          // taken away, and kept in `quarantine`
  std::vector<std::string> quarantine;  // files that hold what was cut
  std::uint64_t rewritten_bytes = 0;    // beyond the watermark: written again and synced before anything is released
};

// Opens a journal for writing, in three steps, so that its owner reads every batch exactly once:
//   begin   takes the kernel lock and validates the segment files (or creates an empty journal);
//   next    yields each verified batch in order, and nothing at the ending;
//   finish  decides end / torn / corrupt by the table of FORMAT.md, cuts, scrubs, rewrites and syncs the tail, and
//   returns
//           the journal, ready to append. It reads on to the ending first, where the owner stopped early.
// A crash at any point leaves a journal that recovers again. All reads are `pread`.
class Recovery {
 public:
  static Result<Recovery> begin(Storage& storage, const std::string& directory, const JournalOptions& options);
  Recovery(Recovery&&) noexcept;
  Recovery& operator=(Recovery&&) noexcept;
  ~Recovery();

  [[nodiscard]] Result<std::optional<BatchView>> next();

  // Keeps only what ends at or before `keep`; the rest is cut as a torn tail is (reason `why`), even where it was
  // synced: the caller knows that it may not live on. Without `keep`, everything valid is kept.
  struct Keep {
    Position end;
    std::string why;
  };
  [[nodiscard]] Result<std::unique_ptr<Journal>> finish(const std::optional<Keep>& keep = std::nullopt);
  // Where `finish` refuses damage: keeps what is before it and cuts the rest, though it had been durable. For `repair`.
  [[nodiscard]] Result<std::unique_ptr<Journal>> finish_damaged();

  [[nodiscard]] const RecoveryReport& report() const noexcept;

 private:
  struct State;
  explicit Recovery(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace daybook::journal
