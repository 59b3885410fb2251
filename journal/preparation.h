#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "journal/durability.h"
#include "journal/segment.h"

namespace daybook::journal {

// What a new segment is made of.
struct SegmentPlan {
  std::uint64_t index = 0;
  std::uint64_t segment_bytes = 0;
  JournalId id{};
  Durability durability = Durability::kPower;
};

// Makes a segment ready for the writer in small steps, so that a sync never waits long behind it:
//   create under a temporary name and allocate → zero it, a chunk with its sync at a time → header, sync → rename, sync
//   the directory → map.
// A segment that nobody needs any more can become the new one: then the first step gives it the temporary name, and
// syncs the directory before a byte is changed, so that it is gone as if it were removed.
// A crash before the rename leaves a temporary file, which the next open removes; after it, an unused segment that the
// next open adopts: a valid header and zeros. At kPower zeros are written although fallocate gives zeros too: otherwise
// every first sync of a block would also have to convert its extent. At kProcess nobody waits for such syncs.
class Preparation {
 public:
  Preparation(Storage& storage, std::string directory, const SegmentPlan& plan);
  // Out of segment `old`, the oldest one, of which `file` is open and locked against readers.
  Preparation(Storage& storage, std::string directory, const SegmentPlan& plan, std::unique_ptr<File> file,
              std::uint64_t old);
  // Of a segment that is there already: only maps it.
  Preparation(Storage& storage, std::string directory, const SegmentPlan& plan, Segment existing);

  // One step. True once the segment is ready to be taken; false: call again.
  [[nodiscard]] Result<bool> step();
  // It has its name, or still an old one: an error is then more than a lack of space.
  [[nodiscard]] bool named() const noexcept { return renamed_ || stage_ == Stage::kMap || stage_ == Stage::kRecycle; }
  // Removes what has no name yet, as far as that works; the next open removes the rest.
  void give_up() noexcept;
  [[nodiscard]] std::unique_ptr<Segment> take() noexcept { return std::move(segment_); }

 private:
  enum class Stage : std::uint8_t { kCreate, kRecycle, kZero, kHeader, kName, kMap, kReady };

  Result<void> create();
  Result<void> recycle();
  Result<void> zero_chunk();
  Result<void> write_header();
  Result<void> name();
  Result<void> map();

  Storage& storage_;
  std::string directory_;
  std::string temporary_;
  SegmentPlan plan_;
  std::uint64_t old_ = 0;  // the segment that becomes the new one, in stage kRecycle
  Stage stage_ = Stage::kCreate;
  bool renamed_ = false;
  std::uint64_t zeroed_bytes_ = 0;
  std::unique_ptr<Segment> segment_;
};

// All steps at once, for an owner who has to wait anyway.
[[nodiscard]] Result<std::unique_ptr<Segment>> prepare_now(Preparation preparation);

// Ends the name of every file that is not finished; such files are removed at open.
inline constexpr const char* kTemporarySuffix = ".tmp";

}  // namespace daybook::journal
