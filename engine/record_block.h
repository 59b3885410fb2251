#pragma once

// Records of a journal, read and checked: what `RecordStream` walks, and what a thread that reads ahead hands over.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/error.h"
#include "journal/reader.h"

namespace daybook {

struct RecordBlock {
  struct Record {
    const std::byte* at;
    std::uint32_t batch;   // its place in `batches`
    std::uint32_t index;   // its place in its batch
    std::uint64_t digest;  // of a decision record: what the chain hash takes of it; 0 for a command
  };
  std::vector<journal::BatchView> batches;
  std::vector<Record> records;
  std::vector<std::byte> bytes;  // the batches' payloads, where they are copied
  std::size_t used = 0;          // of `bytes`
  // What comes after these records: nothing, or the error that ends the stream. Absent: another block.
  std::optional<Expected<void>> ending;

  void clear() {
    batches.clear();
    records.clear();
    used = 0;
    ending.reset();
  }
};

}  // namespace daybook
