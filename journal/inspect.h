#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "journal/frame.h"
#include "journal/position.h"
#include "journal/storage.h"

namespace daybook::journal {

// What a journal holds and how it ends, found by reading all of it; nothing is changed, and a writer may be at work.
struct Inspection {
  // How the log ends, in the words of FORMAT.md; kCorrupt is an error of `inspect`.
  enum class Ending : std::uint8_t {
    kEnd,    // nothing was ever written there
    kTorn,   // the next open will cut what lies there, because of `reason`
    kInUse,  // a writer is at work
  };

  std::uint64_t segment_bytes = 0;
  std::uint64_t first_segment = 0;
  std::uint64_t segments = 0;  // files, with those prepared ahead
  std::uint32_t generation = 0;
  std::uint64_t cuts = 0;
  std::uint64_t watermarks = 0;
  std::uint64_t batches = 0;
  std::uint64_t records = 0;
  std::uint64_t payload_bytes = 0;
  std::uint64_t first_sequence = 0;  // 0: there is no batch
  std::uint64_t last_sequence = 0;
  std::uint64_t first_term = 0;
  std::uint64_t last_term = 0;
  Position end;                      // of the last valid frame
  Position synced;                   // what the log itself proves to be synced
  std::optional<Position> released;  // where the control file is believed
  Ending ending = Ending::kEnd;
  std::string reason;
  std::vector<std::string> quarantine;  // names of the files that cuts made
};

// One valid frame.
struct InspectedFrame {
  Position begin;
  Position end;
  const Frame& frame;
};

struct InspectOptions {
  bool in_use = false;  // a writer holds the lock: its last frames are not judged
  // Called for each valid frame in order; false stops, and what was found so far is returned.
  std::function<bool(const InspectedFrame&)> on_frame{};
};

// kCorrupt and kFormat name the file, the offset and the way out.
[[nodiscard]] Result<Inspection> inspect(Storage& storage, const std::string& directory, const InspectOptions& options);

}  // namespace daybook::journal
