#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>

#include "engine/options.h"

namespace daybook::app {

// The second act of `daybook demo`: timers, follow-ups, refusals and four reactors, with a kill in between, and what
// must come of it.
struct ReturnsAct {
  std::string error;    // what kept it from being played
  bool holds = false;   // everything is as it must be
  std::string killed;   // when, in words
  std::string table;    // what was expected and what was found
  std::string differs;  // the first thing that is otherwise
  boost::json::object json;
};
// In `directory`, which is made anew. The caller has no other thread: it forks.
[[nodiscard]] ReturnsAct play_returns(const std::string& directory, Durability durability, std::uint64_t seed,
                                      std::uint64_t refunds);

}  // namespace daybook::app
