#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/test_kit/assertions.h"
#include "engine/test_kit/expectation.h"

namespace daybook::test_kit {

// What a command led to. Made by `Given::when`.
template <class D>
class Decided {
 public:
  // `wrong`: why it could not be decided, which is a failure whatever is expected; empty: it was.
  Decided(std::vector<Entry> entries, std::string story, const std::string& wrong, Place place)
      : entries_(std::move(entries)), story_(std::move(story)), is_decided_(wrong.empty()) {
    if (!is_decided_) fail(wrong, story_, place);
  }

  // This and nothing else happened, in this order: the events of the command and then of each follow-up, refused(...)
  // in the place of a follow-up that was refused. For the command itself refused(...) alone, or nothing().
  template <class... Rest>
  const Decided& then(const Expectation<D>& first, const Rest&... rest) const {
    if (is_decided_) expect_same(expected_entries<D>(first, rest...), entries_, story_, first.place());
    return *this;
  }

  // No event of this type is among what happened.
  template <Event E>
  const Decided& then_never(Place place = Place::current()) const {
    check_has_event<D, E>();
    if (is_decided_) expect_never(kMessage<E>.type, entries_, story_, place);
    return *this;
  }
  // This event is not among what happened; others of its type may be.
  template <Event E>
  const Decided& then_never(const E& event, Place place = Place::current()) const {
    check_has_event<D, E>();
    if (is_decided_) expect_never(event_entry(event), entries_, story_, place);
    return *this;
  }

 private:
  std::vector<Entry> entries_;
  std::string story_;
  bool is_decided_;
};

}  // namespace daybook::test_kit
