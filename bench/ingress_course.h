#pragma once

// Hand-offs through the shared intake: producers' mailboxes and queue, a sequencer, the ring; its reader is on the
// sequencer's thread, where the engine has the journal stage.

#include <chrono>
#include <cstdint>
#include <latch>
#include <memory>
#include <thread>
#include <vector>

#include "bench/ring_course.h"
#include "engine/check.h"
#include "engine/ingress.h"

namespace daybook::bench {

template <class Load, class Wait>
class IngressCourse {
 public:
  explicit IngressCourse(const Course& course)
      : course_(course), ring_(ring_for(course.most_waiting / 2, kStride)), sequencer_(ring_, Clock(), status_) {
    std::memset(ring_.at(0), 0, ring_.bytes());
    sequencer_.gate_on(consumed_);
  }

  //  P1 ──┐
  //  P2 ──┼──► queue ──► sequencer ──► ring ──► C
  //  P3 ──┘
  // `producers` share the records alike; each sends the values from 1 on. Of what may be on its way, half may be in the
  // ring, the rest in the mailboxes.
  Finish many_to_one(unsigned producers) {
    std::latch ready(producers + 1);
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < producers; ++i) {
      Mailbox* mailbox = mailboxes_.add(1, mailbox_bytes(producers));
      mailbox->token.emplace(ingress_.queue());
      threads.emplace_back([this, mailbox, &ready, records = course_.records / producers] {
        ready.arrive_and_wait();
        produce(*mailbox, records);
      });
    }
    wait_.expect(producers + 1);
    ready.arrive_and_wait();
    const auto begin = std::chrono::steady_clock::now();
    const std::uint64_t sum = consume(course_.records / producers * producers);
    const auto end = std::chrono::steady_clock::now();
    for (std::thread& thread : threads) thread.join();
    return {std::chrono::duration<double>(end - begin).count(),
            sum == producers * Load::sum_of(course_.records / producers)};
  }

 private:
  static constexpr std::size_t kStride = aligned8(sizeof(CommandHeader) + Load::kBytes);

  [[nodiscard]] std::size_t mailbox_bytes(unsigned producers) const {
    return std::bit_floor(course_.most_waiting / 2 / producers * kStride);
  }

  void produce(Mailbox& mailbox, std::uint64_t records) {
    for (std::uint64_t sent = 0; sent < records;) {
      std::byte* record = nullptr;
      while ((record = mailbox.claim(kStride)) == nullptr) std::this_thread::yield();
      *reinterpret_cast<CommandHeader*>(record) = CommandHeader{.bytes = kStride, .type = 1};
      reinterpret_cast<Load*>(record + sizeof(CommandHeader))->fill(++sent);
      const std::uint64_t position = mailbox.position();
      mailbox.enqueued(kStride);
      CHECK(ingress_.queue().enqueue(*mailbox.token, Ingress::Item{&mailbox, position}));
      wait_.wake();
    }
  }

  std::uint64_t consume(std::uint64_t records) {
    std::uint64_t sum = 0;
    std::uint64_t at = 0;
    for (std::uint64_t seen = 0; seen < records;) {
      wait_.until([&] { return ingress_.drain(sequencer_) != 0; });
      for (const std::uint64_t to = sequencer_.published().own(); at != to; ++seen) {
        const CommandView record(ring_.at(at));
        sum += reinterpret_cast<const Load*>(record.payload().data())->sum();
        at += record.stride();
      }
      consumed_.advance(at);
    }
    return sum;
  }

  Course course_;
  ByteRing ring_;
  Status status_;
  Sequencer sequencer_;
  Ingress ingress_;
  Mailboxes mailboxes_;
  Cursor consumed_;
  Wait wait_;
};

}  // namespace daybook::bench
