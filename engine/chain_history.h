#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "engine/error.h"

namespace daybook {

// Compares the chain hash of a replay with what the command batches say was really decided. A batch speaks of an
// earlier sequence than its own commands: already replayed (kept in a window), or still to come (kept in a queue).
class ChainHistory {
 public:
  // The replay has decided `sequence` and its chain is now `chain`. Error: a batch said otherwise.
  [[nodiscard]] std::optional<Error> add(std::uint64_t sequence, std::uint64_t chain);
  // A batch says that the chain was `chain` after `sequence`.
  [[nodiscard]] std::optional<Error> expect(std::uint64_t sequence, std::uint64_t chain);
  [[nodiscard]] std::uint64_t checks() const { return checks_; }

 private:
  static constexpr std::uint64_t kWindow = 131'072;  // sequences: twice what a batch may look back
  struct Point {
    std::uint64_t sequence = 0;
    std::uint64_t chain = 0;
  };
  [[nodiscard]] std::optional<Error> compare(const Point& expected, std::uint64_t chain);

  std::vector<std::uint64_t> window_ = std::vector<std::uint64_t>(kWindow);
  std::deque<Point> to_come_;
  std::uint64_t first_ = 0;  // first sequence added
  std::uint64_t last_ = 0;
  std::uint64_t checks_ = 0;
};

}  // namespace daybook
