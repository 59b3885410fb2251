#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/byte_ring.h"
#include "engine/cursor.h"

namespace daybook {

// The writing side of a ring buffer: claims room, and publishes what has been written there; nothing is overwritten
// before the gate has passed it. One thread. What the bytes mean is its owner's business.
class RingWriter {
 public:
  // `ring` outlives it.
  explicit RingWriter(const ByteRing& ring) noexcept : ring_(ring) {}

  // Bytes are kept in the ring until this has passed them.
  void gate_on(const Cursor& consumer) noexcept { gate_ = &consumer; }

  // Contiguous room of `max_bytes`; null: the ring is full. Asks the gate only when it seems so.
  [[nodiscard]] std::byte* claim(std::size_t max_bytes) noexcept {
    if (head_ + max_bytes > gate_cache_ + ring_.bytes()) {
      gate_cache_ = passed();
      if (head_ + max_bytes > gate_cache_ + ring_.bytes()) {
        ++full_;
        return nullptr;
      }
    }
    return ring_.at(head_);
  }
  // The first `bytes` of what is left of the claimed room are written. Nobody sees them before the next `publish`,
  // which shows all of them to their readers at the price of one.
  void append(std::size_t bytes) noexcept { head_ += bytes; }
  void publish() noexcept { published_.advance(head_); }

  [[nodiscard]] const ByteRing& ring() const noexcept { return ring_; }
  [[nodiscard]] const Cursor& published() const noexcept { return published_; }
  // Where the next bytes go; what lies between `published` and here is appended.
  [[nodiscard]] std::uint64_t head() const noexcept { return head_; }
  // How far the gate has come.
  [[nodiscard]] std::uint64_t passed() const noexcept { return gate_->load(); }
  // How often a claim met a full ring.
  [[nodiscard]] std::uint64_t full() const noexcept { return full_; }

 private:
  const ByteRing& ring_;
  const Cursor* gate_ = nullptr;
  std::uint64_t gate_cache_ = 0;
  std::uint64_t head_ = 0;
  std::uint64_t full_ = 0;
  Cursor published_;
};

}  // namespace daybook
