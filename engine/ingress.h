#pragma once

#include <concurrentqueue/concurrentqueue.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "engine/outcome.h"
#include "engine/parker.h"
#include "engine/sequencer.h"
#include "engine/spsc_ring.h"

namespace daybook {

// One producer's side of the engine: how many commands it may have in flight, the receipts that wait for it, and, for
// the shared intake, the bytes of the commands it has enqueued. Written by its own thread, the sequencer's and the
// publisher's, each in cache lines of its own.
class Mailbox {
 public:
  Mailbox(std::uint32_t origin, std::uint32_t credits, std::size_t bytes)
      : receipts(credits),
        origin_(origin),
        credits_(credits),
        bytes_(bytes),
        buffer_(std::make_unique<std::byte[]>(bytes)) {}

  [[nodiscard]] std::uint32_t origin() const noexcept { return origin_; }

  // Producer: takes a credit, or says that none is left.
  [[nodiscard]] bool take_credit() noexcept {
    if (sent_.in_flight == credits_) return false;
    ++sent_.in_flight;
    return true;
  }
  void return_credit() noexcept { --sent_.in_flight; }
  [[nodiscard]] std::uint32_t in_flight() const noexcept { return sent_.in_flight; }
  // In the place of a producer that is gone: lets its receipts fall. True: none is to come any more.
  [[nodiscard]] bool drop_receipts() noexcept {
    for (; receipts.front() != nullptr; receipts.pop()) return_credit();
    return in_flight() == 0;
  }

  // Producer: contiguous room for `max_bytes` in the buffer, or null. `enqueued` says how much was used.
  [[nodiscard]] std::byte* claim(std::size_t max_bytes) noexcept;
  void enqueued(std::size_t bytes) noexcept { sent_.head += aligned8(bytes); }
  // Where the claimed record stands, for the queue's item.
  [[nodiscard]] std::uint64_t position() const noexcept { return sent_.head; }

  // Sequencer: the record at `position`, and that it has been copied.
  [[nodiscard]] const std::byte* at(std::uint64_t position) const noexcept { return buffer_.get() + position % bytes_; }
  void consumed(std::uint64_t position) noexcept { tail_.advance(position); }

  // Producer: between `begin` and `end` a command may still reach the queue; a stop waits for that.
  void begin_submit() noexcept { sent_.submitting.store(true, std::memory_order_seq_cst); }
  void end_submit() noexcept { sent_.submitting.store(false, std::memory_order_release); }
  [[nodiscard]] bool submitting() const noexcept { return sent_.submitting.load(std::memory_order_seq_cst); }

  std::optional<moodycamel::ProducerToken> token;  // shared intake: the producer's own place in the queue
  SpscRing<Receipt> receipts;  // publisher → producer; as many places as credits, so a push never fails
  Parker parker;               // where the producer waits for receipts

 private:
  // The producer's own, in a line that the others need not touch for a command.
  struct alignas(kCacheLine) Sent {
    std::uint64_t head = 0;        // where the next record goes
    std::uint64_t tail_cache = 0;  // the producer's copy of the tail
    std::uint32_t in_flight = 0;
    std::atomic<bool> submitting{false};
  };
  static_assert(sizeof(Sent) == kCacheLine);

  const std::uint32_t origin_;
  const std::uint32_t credits_;
  const std::size_t bytes_;
  const std::unique_ptr<std::byte[]> buffer_;
  Sent sent_;
  Cursor tail_;  // the sequencer's: everything before it has been copied
};

// All mailboxes. They live as long as the engine, so a late receipt always finds its place, and serve one producer
// after the other; registering is rare and locks, looking one up does not.
class Mailboxes {
 public:
  static constexpr std::uint32_t kMost = 4096;

  // Null: too many.
  Mailbox* add(std::uint32_t credits, std::size_t bytes);
  // Nobody sends with it, or takes its receipts, any more: the next one may have it once all of them have come.
  void give_back(Mailbox& mailbox);
  // True while any producer is in the middle of a submit.
  [[nodiscard]] bool submitting();
  [[nodiscard]] Mailbox* find(std::uint32_t origin) const noexcept {
    return origin < kMost ? boxes_[origin].load(std::memory_order_acquire) : nullptr;
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<Mailbox>> owned_;
  std::vector<Mailbox*> given_back_;
  std::vector<std::atomic<Mailbox*>> boxes_ = std::vector<std::atomic<Mailbox*>>(kMost);
};

// The shared intake: producers enqueue references to the records in their mailboxes; the sequencer's thread copies them
// into the ring. Order is kept per producer only; ring order is the truth.
class Ingress {
 public:
  struct Item {
    Mailbox* mailbox = nullptr;
    std::uint64_t position = 0;
  };
  using Queue = moodycamel::ConcurrentQueue<Item>;

  Ingress() : queue_(std::size_t{1} << 16), consumer_(queue_) {}

  [[nodiscard]] Queue& queue() noexcept { return queue_; }
  // Sequencer's thread: moves what is there, and fits, into the ring. Returns how many records.
  std::size_t drain(Sequencer& sequencer) noexcept;
  // Sequencer's thread: nothing enqueued before this call is left behind.
  [[nodiscard]] bool empty() noexcept { return begin_ == end_ && queue_.size_approx() == 0; }

 private:
  static constexpr std::size_t kBulk = 256;

  Queue queue_;
  moodycamel::ConsumerToken consumer_;
  Item items_[kBulk];
  std::size_t begin_ = 0;  // items dequeued that did not fit yet
  std::size_t end_ = 0;
};

}  // namespace daybook
