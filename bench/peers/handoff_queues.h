#pragma once

// Hand-offs through a queue: `producers` threads, one consumer.

#include <chrono>
#include <cstdint>
#include <latch>
#include <thread>
#include <vector>

#include "bench/load.h"
#include "bench/peers/contestants.h"
#include "bench/peers/courses.h"

namespace daybook::peers {

// At most so many items wait in a queue, as in the ring buffers: one that is never full measures memory.
inline constexpr std::size_t kMostWaiting = 16'384;

//  P1 ──┐
//  …  ──┼──► Queue ──► C
//  Pn ──┘
// `Queue<Load>` has send(producer, const Load*, count), which waits for room, and receive(Load*, most), which waits for
// items and returns how many.
template <template <class> class Queue, class Load>
Result queue_course(unsigned producers, std::uint64_t records, unsigned batch) {
  constexpr std::size_t kMostReceived = 256;
  Queue<Load> queue(producers);
  const std::uint64_t share = records / producers;
  std::latch ready(producers + 1);
  std::vector<std::thread> threads;
  for (unsigned p = 0; p < producers; ++p) {
    threads.emplace_back([&, p] {
      std::vector<Load> loads(batch);
      ready.arrive_and_wait();
      for (std::uint64_t sent = 0; sent < share;) {
        for (Load& load : loads) load.fill(++sent);
        queue.send(p, loads.data(), batch);
      }
    });
  }
  std::vector<Load> received(kMostReceived);
  std::uint64_t sum = 0;
  ready.arrive_and_wait();
  const auto begin = std::chrono::steady_clock::now();
  for (std::uint64_t seen = 0; seen < share * producers;) {
    const std::size_t count = queue.receive(received.data(), received.size());
    for (std::size_t i = 0; i < count; ++i) sum += received[i].sum();
    seen += count;
  }
  const auto end = std::chrono::steady_clock::now();
  for (std::thread& thread : threads) thread.join();
  return {share * producers, std::chrono::duration<double>(end - begin).count(),
          sum == producers * Load::sum_of(share) ? "" : "items were lost, doubled or torn"};
}

template <template <class> class Queue>
Result queue_courses(const Settings& settings) {
  const std::string& topology = settings.text("topology");
  if (topology != "1to1" && topology != "3to1") give_up("a queue has no topology " + topology);
  const unsigned producers = topology == "1to1" ? 1 : 3;
  const std::uint64_t records = settings.number("records");
  const auto batch = static_cast<unsigned>(settings.number("batch"));
  return run_courses(static_cast<double>(settings.number("seconds")), [&] {
    return settings.number("bytes") == 8 ? queue_course<Queue, bench::NoOp>(producers, records, batch)
                                         : queue_course<Queue, bench::Bytes128>(producers, records, batch);
  });
}

}  // namespace daybook::peers
