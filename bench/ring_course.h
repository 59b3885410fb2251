#pragma once

// Hand-offs through the engine's ring buffer: one sequencer, one or three consumers, each on a thread of its own.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <latch>
#include <thread>

#include "bench/load.h"
#include "bench/wait.h"
#include "engine/byte_ring.h"
#include "engine/sequencer.h"

namespace daybook::bench {

struct Course {
  std::uint64_t records = 4'000'000;
  unsigned batch = 1;  // records that are claimed and published together; divides `records`
  std::size_t ring_bytes = std::size_t{1} << 20;
};

struct Finish {
  double seconds = 0;  // from the first record sent to the last one consumed by all
  bool right = false;  // every consumer has added up the same sum, the expected one
};

template <class Load, class Wait>
class RingCourse {
 public:
  explicit RingCourse(const Course& course)
      : course_(course), ring_(ByteRing::create(course.ring_bytes).value()), sequencer_(ring_, Clock(), status_) {
    std::memset(ring_.at(0), 0, ring_.bytes());
  }

  //  P ──► C1
  Finish one_to_one() {
    sequencer_.gate_on(stages_[0].cursor);
    return run(1, {&sequencer_.published(), nullptr}, {}, {});
  }
  //      ┌──► C1 ──┐
  //  P ──┤         ├──► C3
  //      └──► C2 ──┘
  Finish diamond() {
    sequencer_.gate_on(stages_[2].cursor);
    stages_[0].after = stages_[1].after = &stages_[2].wait;
    return run(3, {&sequencer_.published(), nullptr}, {&sequencer_.published(), nullptr},
               {&stages_[0].cursor, &stages_[1].cursor});
  }
  //  P ──► C1 ──► C2 ──► C3
  Finish pipeline() {
    sequencer_.gate_on(stages_[2].cursor);
    stages_[0].after = &stages_[1].wait;
    stages_[1].after = &stages_[2].wait;
    return run(3, {&sequencer_.published(), nullptr}, {&stages_[0].cursor, nullptr}, {&stages_[1].cursor, nullptr});
  }

 private:
  static constexpr std::size_t kStride = aligned8(sizeof(CommandHeader) + Load::kBytes);

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

  Finish run(unsigned consumers, Barrier first, Barrier second, Barrier third) {
    const Barrier barriers[] = {first, second, third};
    std::latch ready(consumers + 1);
    std::thread threads[3];
    for (unsigned i = 0; i < consumers; ++i) {
      feeds_[i] = barriers[i].first == &sequencer_.published();
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
    for (std::uint64_t sent = 0; sent < course_.records;) {
      std::byte* record = nullptr;
      while ((record = sequencer_.claim(kStride * course_.batch)) == nullptr) std::this_thread::yield();
      for (unsigned i = 0; i < course_.batch; ++i, record += kStride) {
        *reinterpret_cast<CommandHeader*>(record) = CommandHeader{.bytes = kStride, .type = 1};
        reinterpret_cast<Load*>(record + sizeof(CommandHeader))->fill(++sent);
        sequencer_.append(record);
      }
      sequencer_.publish();
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
        const CommandView record(ring_.at(at));
        sum += reinterpret_cast<const Load*>(record.payload().data())->sum();
        at += record.stride();
        ++seen;
      }
      stage.cursor.advance(at);
      if (stage.after != nullptr) stage.after->wake();
    }
    stage.sum = sum;
  }

  Course course_;
  ByteRing ring_;
  Status status_;
  Sequencer sequencer_;
  Stage stages_[3];
  bool feeds_[3]{};  // which consumers wait for the sequencer itself
};

}  // namespace daybook::bench
