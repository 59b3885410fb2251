#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "engine/checkpoint.h"
#include "engine/error.h"
#include "journal/storage.h"

namespace daybook {

// What is known of a reactor when it is opened, besides its checkpoint.
struct ReactorPast {
  std::string name{};
  std::string directory{};     // of the engine that it hears …
  std::uint64_t released = 0;  // … and up to where that can be heard
  // What the engine that takes its commands has decided last of them; none: nothing, or it sends nothing.
  AnswerPlace taken{};
  // Its commands go to another engine than the one it hears.
  bool crosses = false;
};

// Where a reactor goes on.
struct ReactorPlace {
  HistoryPoint point{};
  bool another_history = false;  // the checkpoint is of one, so it begins anew
};

// | checkpoint                  | the engine that takes its commands | it goes on                                     |
// |-----------------------------|------------------------------------|------------------------------------------------|
// | none                        | any                                | at the beginning                               |
// | of this history             | has all that it has answered       | there                                          |
// | of this history             | has lost some of it with the power | before the last answer that is not lost        |
// | of another history          | the one it hears: lost it as well  | at the beginning                               |
// | of another history, or none | another: has answers to what is no | nowhere: an error, since those would be taken  |
// |                             | more                               | for the answers to what is there now           |
Expected<ReactorPlace> find_place(journal::Storage& storage, const ReactorPast& past,
                                  const std::optional<Checkpoint>& checkpoint);

}  // namespace daybook
