#include "engine/timers.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <tuple>

namespace daybook {
namespace {

Timer timer(std::uint64_t due_ns, std::uint64_t sequence, std::uint16_t index = 0, std::string_view payload = "x") {
  return {.due_ns = due_ns,
          .armed_at_ns = 5,
          .sequence = sequence,
          .index = index,
          .type = 7,
          .block_bytes = 1,
          .correlation = "c",
          .payload = std::as_bytes(std::span(payload))};
}
std::string payload_of(const Timer& timer) {
  return {reinterpret_cast<const char*>(timer.payload.data()), timer.payload.size()};
}

TEST(Timers, AreDueFromTheirTimeOn) {
  Timers timers;
  EXPECT_EQ(timers.next_due_ns(), UINT64_MAX);
  EXPECT_EQ(timers.due(UINT64_MAX), nullptr);
  timers.arm(timer(100, 1));
  EXPECT_EQ(timers.next_due_ns(), 100U);
  EXPECT_EQ(timers.due(99), nullptr);
  ASSERT_NE(timers.due(100), nullptr);
  EXPECT_EQ(timers.due(100)->sequence, 1U);
  timers.take();
  EXPECT_EQ(timers.size(), 0U);
  EXPECT_EQ(timers.due(100), nullptr);
}

TEST(Timers, KeepTheirPayload) {
  Timers timers;
  for (std::uint16_t i = 0; i < 100; ++i) {
    std::string payload(1 + i * 7, static_cast<char>('a' + i % 26));
    timers.arm(timer(1000 - i, 1, i, payload));
    payload.assign(payload.size(), '?');
  }
  for (std::uint16_t i = 100; i-- > 0; timers.take()) {
    const Timer* first = timers.due(2000);
    ASSERT_NE(first, nullptr);
    EXPECT_EQ(payload_of(*first), std::string(1 + i * 7, static_cast<char>('a' + i % 26)));
    EXPECT_EQ(first->correlation, Id("c"));
    EXPECT_EQ(first->block_bytes, 1U);
  }
}

// Against a plain list: always the smallest of (due, sequence, index).
RC_GTEST_PROP(Timers, FireInTheOrderOfDueSequenceAndIndex, ()) {
  using Order = std::tuple<std::uint64_t, std::uint64_t, std::uint16_t>;
  Timers timers;
  std::vector<Order> model;
  std::uint16_t armed = 0;
  const auto steps = *rc::gen::container<std::vector<std::uint8_t>>(200, rc::gen::arbitrary<std::uint8_t>());
  for (const std::uint8_t step : steps) {
    if (step % 3 != 0) {
      // Few times and sequences, so that many are equal.
      const Order order{step / 32, step / 8 % 4, armed++};
      model.push_back(order);
      timers.arm(timer(std::get<0>(order), std::get<1>(order), std::get<2>(order)));
    } else {
      const Timer* first = timers.due(UINT64_MAX);
      const auto smallest = std::min_element(model.begin(), model.end());
      RC_ASSERT((first == nullptr) == model.empty());
      if (first == nullptr) continue;
      RC_ASSERT((Order{first->due_ns, first->sequence, first->index}) == *smallest);
      RC_ASSERT(timers.next_due_ns() == std::get<0>(*smallest));
      timers.take();
      model.erase(smallest);
    }
    RC_ASSERT(timers.size() == model.size());
  }
}

TEST(Timers, HashIsOfWhatTheyRunAndHowLongAfterTheyWereArmed) {
  Timers some;
  some.arm(timer(100, 1, 0, "a"));
  some.arm(timer(200, 2, 0, "b"));
  Timers later;  // in another order, at other sequences, ten nanoseconds later
  Timer moved = timer(210, 9, 3, "b");
  moved.armed_at_ns += 10;
  later.arm(moved);
  moved = timer(110, 4, 1, "a");
  moved.armed_at_ns += 10;
  later.arm(moved);
  EXPECT_EQ(some.hash(), later.hash());
  EXPECT_EQ(Timers().hash(), 0U);
  for (const Timer& other : {timer(101, 1, 0, "a"), timer(100, 1, 0, "A"), timer(100, 1, 0, "ab")}) {
    Timers changed;
    changed.arm(timer(200, 2, 0, "b"));
    changed.arm(other);
    EXPECT_NE(some.hash(), changed.hash());
  }
  Timer typed = timer(100, 1, 0, "a");
  typed.type = 8;
  Timers changed;
  changed.arm(timer(200, 2, 0, "b"));
  changed.arm(typed);
  EXPECT_NE(some.hash(), changed.hash());
}

TEST(Timers, HaveAnIdThatIsTheSameInEveryRun) {
  EXPECT_EQ(timer(1, 7, 2).id(), timer(99, 7, 2).id());
  EXPECT_NE(timer(1, 7, 2).id(), timer(1, 7, 3).id());
  EXPECT_NE(timer(1, 7, 2).id(), timer(1, 8, 2).id());
  EXPECT_EQ(timer(1, 7, 2).id().uuid_version(), 8U);
}

}  // namespace
}  // namespace daybook
