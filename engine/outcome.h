#pragma once

// What became of a command.

#include <boost/describe/enum.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "engine/id.h"
#include "engine/values.h"

namespace daybook {

enum class Outcome : std::uint8_t {
  kAccepted = 1,
  kRefused = 2,   // by the domain, for the reason in `code`; or by an expected version that is not the actual one
  kExpired = 3,   // sent longer ago than the deduplication window reaches: whether it ran before cannot be known
  kIdReused = 4,  // another command with this id, but other content, came before
  kFaulted = 5,   // its handler failed; an operator skipped it
  kRepeat = 6,    // in decision records: the receipt repeats that of sequence `related`. In receipts of reactors:
                  // decided before
  kControl = 7,   // in decision records only: a record of the engine itself
};
BOOST_DESCRIBE_ENUM(Outcome, kAccepted, kRefused, kExpired, kIdReused, kFaulted, kRepeat, kControl)

// A refusal: `part` is the domain part that refused, counted from 1 in its Compose (0: the engine); `number` its
// enumerator.
struct Code {
  std::uint16_t part = 0;
  std::uint16_t number = 0;
  friend constexpr bool operator==(Code, Code) = default;
};

// The engine's own refusals: part 0.
enum class EngineRefusal : std::uint16_t {
  // The command names another version of its target than the actual one, which the receipt carries.
  kVersionConflict = 1,
  // The id's time is further ahead of the journal's than the allowed skew.
  kSentInFuture = 2,
};
BOOST_DESCRIBE_ENUM(EngineRefusal, kVersionConflict, kSentInFuture)

// "kAlreadyExists" is "already_exists" to the outside.
std::string snake_case(std::string_view enumerator);

// The name of an enumerator, in snake_case; its number where it has none.
template <class E>
std::string enumerator_name(E value) {
  std::string name;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) {
    if (d.value == value) name = snake_case(d.name);
  });
  return name.empty() ? std::to_string(static_cast<std::uint64_t>(value)) : name;
}

// What `decide` returns: accepted, or one of the domain's refusals.
class Verdict {
 public:
  template <class R>
  requires std::is_enum_v<R>
  constexpr Verdict(R refusal)  // NOLINT(google-explicit-constructor): `return Refusal::kOverflow;`
      : number_(static_cast<std::uint16_t>(refusal)) {}
  // A refusal that carries the sequence of the original, such as "already exists".
  template <class R>
  requires std::is_enum_v<R>
  constexpr Verdict(R refusal, Sequence related) : number_(static_cast<std::uint16_t>(refusal)), related_(related) {}
  static constexpr Verdict accepted() { return Verdict(); }

  [[nodiscard]] constexpr bool is_accepted() const { return number_ == 0; }
  [[nodiscard]] constexpr std::uint16_t number() const { return number_; }
  [[nodiscard]] constexpr Sequence related() const { return related_; }

 private:
  constexpr Verdict() = default;
  std::uint16_t number_ = 0;
  Sequence related_{};
};

// What the sender of a command learns, once the outcome is released.
struct Receipt {
  Id command{};
  Sequence sequence{};  // of the original, where the command is a repeat
  Outcome outcome = Outcome::kAccepted;
  std::uint8_t zero = 0;
  std::uint16_t refused_follow_ups = 0;
  Code code{};                // why refused
  std::uint64_t version = 0;  // of the target aggregate afterwards (0: its domain keeps none)
  Sequence related{};         // of the original that the refusal speaks of, or 0
  std::uint32_t origin = 0;   // which producer sent it; of no meaning outside the process
  std::uint32_t more_zero = 0;
};
static_assert(sizeof(Receipt) == 56);

}  // namespace daybook
