#pragma once

#include <cstdint>
#include <string>
#include <tl/expected.hpp>

namespace daybook {

// Why an engine could not open, or stopped.
struct Error {
  enum class Kind : std::uint8_t {
    kJournal,     // the journal or the storage below it: the message names file and offset
    kRules,       // undecided commands were accepted under other rules than this program's
    kFault,       // a handler failed on the command `sequence`
    kDivergence,  // replay decided differently from what is recorded at `sequence`
    kClock,       // the clock stands before the last journaled stamp, or jumped
    kArgument,    // an option that cannot be
    kStopped,     // the engine has stopped
  };
  Kind kind = Kind::kJournal;
  std::uint64_t sequence = 0;  // the command concerned, or 0
  std::string what{};          // what happened, and the way out

  [[nodiscard]] const std::string& message() const { return what; }
};

template <class T>
using Expected = tl::expected<T, Error>;

}  // namespace daybook
