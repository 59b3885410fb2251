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
  static constexpr std::uint64_t kChunkBytes = std::uint64_t{1} << 20;

  Window() = default;
  Window(const File& file, std::uint64_t file_bytes, std::uint64_t chunk_bytes = kChunkBytes)
      : file_(&file), file_bytes_(file_bytes), chunk_bytes_(chunk_bytes) {}

  // Bytes [offset, offset + bytes), 8-byte aligned where `offset` is; valid until the next call. The range lies in the
  // file.
  [[nodiscard]] Result<std::span<const std::byte>> view(std::uint64_t offset, std::uint64_t bytes);

 private:
  const File* file_ = nullptr;
  std::uint64_t file_bytes_ = 0;
  std::uint64_t chunk_bytes_ = kChunkBytes;
  std::uint64_t begin_ = 0;
  std::uint64_t held_ = 0;
  std::vector<std::byte> buffer_;
};

}  // namespace daybook::journal
