#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "engine/error.h"

namespace daybook {

// Memory of the ring buffer: a power of two of bytes, mapped twice in a row, so that every record lies contiguous
// wherever it starts. Positions grow for ever; `at` maps them into the ring.
class ByteRing {
 public:
  // `bytes`: a power of two and a multiple of the page size.
  static Expected<ByteRing> create(std::size_t bytes);
  ByteRing(ByteRing&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
  ByteRing& operator=(ByteRing&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~ByteRing();

  [[nodiscard]] std::byte* at(std::uint64_t position) const noexcept { return data_ + (position & (bytes_ - 1)); }
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

 private:
  ByteRing(std::byte* data, std::size_t bytes) : data_(data), bytes_(bytes) {}
  std::byte* data_;
  std::size_t bytes_;
};

}  // namespace daybook
