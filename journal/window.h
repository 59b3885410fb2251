#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "journal/error.h"
#include "journal/storage.h"

namespace daybook::journal {

// A sliding view of a file, filled by `pread`: a read error is an error here, where a mapping would raise SIGBUS. It
// holds one chunk, or one frame where a frame is longer.
class Window {
 public:
  Window() = default;
  Window(const File& file, std::uint64_t file_bytes) : file_(&file), file_bytes_(file_bytes) {}

  // Bytes [offset, offset + bytes), 8-byte aligned where `offset` is; valid until the next call. The range lies in the
  // file.
  [[nodiscard]] Result<std::span<const std::byte>> view(std::uint64_t offset, std::uint64_t bytes);

 private:
  const File* file_ = nullptr;
  std::uint64_t file_bytes_ = 0;
  std::uint64_t begin_ = 0;
  std::uint64_t held_ = 0;
  std::vector<std::byte> buffer_;
};

}  // namespace daybook::journal
