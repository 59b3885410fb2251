#pragma once

// Hand-offs through the engine's ring buffer: one writer, one or three consumers, each on a thread of its own.

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <latch>
#include <thread>

#include "bench/load.h"
#include "bench/wait.h"
#include "engine/byte_ring.h"
#include "engine/ring_writer.h"
#include "engine/sequencer.h"

namespace daybook::bench {

struct Course {
  std::uint64_t records = 4'000'000;
  unsigned batch = 1;                 // records that are claimed and published together; divides `records`
  std::size_t most_waiting = 16'384;  // records on their way at most, and more than half of them
};

// The ring has a power of two of bytes.
[[nodiscard]] inline ByteRing ring_for(std::size_t most_waiting, std::size_t stride) {
  return ByteRing::create(std::bit_floor(most_waiting * stride)).value();
}

struct Finish {
  double seconds = 0;  // from the first record sent to the last one consumed by all
  bool right = false;  // every consumer has added up the same sum, the expected one
};

// What travels: items that are the load and nothing else, as in the slots of other rings; the readers know their size.
template <class Load>
class Items {
 public:
  static constexpr std::size_t kStride = sizeof(Load);

  explicit Items(const ByteRing& ring) : writer_(ring) {}
  [[nodiscard]] RingWriter& writer() noexcept { return writer_; }
  [[nodiscard]] std::byte* claim(unsigned count) noexcept { return writer_.claim(kStride * count); }
  void append(std::byte* item, std::uint64_t value) noexcept {
    reinterpret_cast<Load*>(item)->fill(value);
    writer_.append(kStride);
  }
  static std::uint64_t sum(const std::byte* item) noexcept { return reinterpret_cast<const Load*>(item)->sum(); }
  static std::size_t stride(const std::byte*) noexcept { return kStride; }

 private:
  RingWriter writer_;
};

// Or commands: what the engine hands over. Each has its header, and the sequencer, which reads the clock for each
// claim, gives it a sequence and a stamp. Left out are id and checksum, which a producer makes: they stay zero.
template <class Load>
class Commands {
 public:
  static constexpr std::size_t kStride = aligned8(sizeof(CommandHeader) + Load::kBytes);

  explicit Commands(const ByteRing& ring) : sequencer_(ring, Clock(), status_) {}
  [[nodiscard]] Sequencer& writer() noexcept { return sequencer_; }
  [[nodiscard]] std::byte* claim(unsigned count) noexcept {
    return sequencer_.stamp() && sequencer_.admits() ? sequencer_.claim(kStride * count) : nullptr;
  }
  void append(std::byte* record, std::uint64_t value) noexcept {
    *reinterpret_cast<CommandHeader*>(record) = CommandHeader{.bytes = kStride, .type = 1};
    reinterpret_cast<Load*>(record + sizeof(CommandHeader))->fill(value);
    sequencer_.append(record);
  }
  static std::uint64_t sum(const std::byte* record) noexcept {
    return reinterpret_cast<const Load*>(CommandView(record).payload().data())->sum();
  }
  static std::size_t stride(const std::byte* record) noexcept { return CommandView(record).stride(); }

 private:
  Status status_;
  Sequencer sequencer_;
};

// `Records`: Items<Load> or Commands<Load>.
template <class Load, class Wait, class Records>
class RingCourse {
 public:
  explicit RingCourse(const Course& course)
      : course_(course), ring_(ring_for(course.most_waiting, Records::kStride)), records_(ring_) {
    std::memset(ring_.at(0), 0, ring_.bytes());
  }

  //  P ──► C1
  Finish one_to_one() {
    records_.writer().gate_on(stages_[0].cursor);
    return run(1, {&published(), nullptr}, {}, {});
  }
  //      ┌──► C1 ──┐
  //  P ──┤         ├──► C3
  //      └──► C2 ──┘
  Finish diamond() {
    records_.writer().gate_on(stages_[2].cursor);
    stages_[0].after = stages_[1].after = &stages_[2].wait;
    return run(3, {&published(), nullptr}, {&published(), nullptr}, {&stages_[0].cursor, &stages_[1].cursor});
  }
  //  P ──► C1 ──► C2 ──► C3
  Finish pipeline() {
    records_.writer().gate_on(stages_[2].cursor);
    stages_[0].after = &stages_[1].wait;
    stages_[1].after = &stages_[2].wait;
    return run(3, {&published(), nullptr}, {&stages_[0].cursor, nullptr}, {&stages_[1].cursor, nullptr});
  }

 private:
  // What a consumer stays behind of: one cursor or two.
  struct Barrier {
    const Cursor* first = nullptr;
    const Cursor* second = nullptr;
    [[nodiscard]] std::uint64_t load() const noexcept {
      const std::uint64_t position = first->load();
      return second == nullptr ? position : std::min(position, second->load());
    }
  };
  struct Stage {
    Cursor cursor;
    Wait wait;
    Wait* after = nullptr;  // who waits for this one
    std::uint64_t sum = 0;
  };

  [[nodiscard]] const Cursor& published() noexcept { return records_.writer().published(); }

  Finish run(unsigned consumers, Barrier first, Barrier second, Barrier third) {
    const Barrier barriers[] = {first, second, third};
    std::latch ready(consumers + 1);
    std::thread threads[3];
    for (unsigned i = 0; i < consumers; ++i) {
      feeds_[i] = barriers[i].first == &published();
      stages_[i].wait.expect(consumers + 1);
      threads[i] = std::thread([this, i, barrier = barriers[i], &ready] {
        ready.arrive_and_wait();
        consume(stages_[i], barrier);
      });
    }
    ready.arrive_and_wait();
    const auto begin = std::chrono::steady_clock::now();
    produce();
    for (unsigned i = 0; i < consumers; ++i) threads[i].join();
    const auto end = std::chrono::steady_clock::now();
    const std::uint64_t sum = Load::sum_of(course_.records);
    const bool right = std::all_of(stages_, stages_ + consumers, [&](const Stage& stage) { return stage.sum == sum; });
    return {std::chrono::duration<double>(end - begin).count(), right};
  }

  void produce() {
    auto& writer = records_.writer();
    for (std::uint64_t sent = 0; sent < course_.records;) {
      std::byte* record = nullptr;
      while ((record = records_.claim(course_.batch)) == nullptr) std::this_thread::yield();
      for (unsigned i = 0; i < course_.batch; ++i, record += Records::kStride) records_.append(record, ++sent);
      writer.publish();
      for (unsigned i = 0; i < 3; ++i) {
        if (feeds_[i]) stages_[i].wait.wake();
      }
    }
  }

  // Takes everything there is, record by record, as a stage of the engine does.
  void consume(Stage& stage, const Barrier& barrier) {
    std::uint64_t sum = 0;
    std::uint64_t at = 0;
    for (std::uint64_t seen = 0; seen < course_.records;) {
      std::uint64_t to = 0;
      stage.wait.until([&] { return (to = barrier.load()) != at; });
      while (at != to) {
        const std::byte* record = ring_.at(at);
        sum += Records::sum(record);
        at += Records::stride(record);
        ++seen;
      }
      stage.cursor.advance(at);
      if (stage.after != nullptr) stage.after->wake();
    }
    stage.sum = sum;
  }

  Course course_;
  ByteRing ring_;
  Records records_;
  Stage stages_[3];
  bool feeds_[3]{};  // which consumers wait for the writer itself
};

}  // namespace daybook::bench
