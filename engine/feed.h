#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "engine/decision_record.h"
#include "engine/record_stream.h"
#include "journal/reader.h"

namespace daybook {

// The released decision records of an engine, in order and without a gap: what those outside the core may know. Reads
// the files of the event journal, like any other process, so nobody who reads slowly is in anybody's way. One thread.
class Feed {
 public:
  // Begins with the record of `from` (at least 1). `directory`: the engine's.
  static Expected<Feed> open(journal::Storage& storage, const std::string& directory, std::uint64_t from);

  // The next record; nothing: no more is released now. Valid until the next call. An error ends the feed: damage, or
  // records that are not there any more.
  [[nodiscard]] Expected<std::optional<DecisionView>> next();

 private:
  using Records = RecordStream<journal::Reader, DecisionView>;

  std::string directory_;
  std::unique_ptr<journal::Reader> reader_;
  std::unique_ptr<Records> records_;
  std::uint64_t next_ = 1;
};

}  // namespace daybook
