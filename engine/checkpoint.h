#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "engine/error.h"
#include "engine/id.h"
#include "journal/storage.h"

namespace daybook {

// A place in an engine's history.
struct HistoryPoint {
  std::uint64_t sequence = 0;  // 0: before everything
  std::uint64_t digest = 0;    // of the decision record there: where it differs, the journal tells another history
  friend bool operator==(const HistoryPoint&, const HistoryPoint&) = default;
};

// One of the answers to an event: the sequence of its record, and which of the answers to that. They grow.
struct AnswerPlace {
  std::uint64_t sequence = 0;  // 0: before the first
  std::uint64_t index = 0;
  friend auto operator<=>(const AnswerPlace&, const AnswerPlace&) = default;
};

// How far somebody outside the core has come with the records of an engine.
struct Checkpoint {
  HistoryPoint point{};    // everything up to here is dealt with, for good
  AnswerPlace answered{};  // the last answer whose receipt was released
  std::string parked{};    // why it has stopped by itself; empty: it has not

  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

// A checkpoint in a file of its own, DIR/reactors/NAME: a few lines of text with a checksum, replaced as a whole.
class CheckpointFile {
 public:
  static constexpr std::size_t kMaxBytes = 4096;

  // `name`: letters, digits, '-', '_' and '.' alone, since it names the file. Creates the directory.
  static Expected<CheckpointFile> open(journal::Storage& storage, const std::string& directory, const Id& name);

  // Nothing where none was stored. An error names the file, and what happens without it.
  [[nodiscard]] Expected<std::optional<Checkpoint>> load() const;
  // On disk when it returns: temporary file, sync, rename, sync of the directory. A crash leaves the old one or this.
  [[nodiscard]] Expected<void> store(const Checkpoint& checkpoint);

  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  CheckpointFile(journal::Storage& storage, std::string directory, const std::string& name)
      : storage_(&storage), directory_(std::move(directory)), path_(directory_ + "/" + name) {}

  journal::Storage* storage_;
  std::string directory_;
  std::string path_;
};

// All checkpoints beside an engine's journals, by the reactor's name; writes nothing.
[[nodiscard]] Expected<std::map<std::string, Checkpoint>> read_checkpoints(journal::Storage& storage,
                                                                           const std::string& directory);

}  // namespace daybook
