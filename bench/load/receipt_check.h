#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "domain/workload.h"
#include "engine/outcome.h"

namespace daybook::load {

// Holds the receipts of one producer against what the workload foretells of its commands. Receipts come in the order of
// the commands. One thread.
class ReceiptCheck {
 public:
  // A repeat is at most so many commands behind its original.
  static constexpr std::uint64_t kFarthest = 512;

  // `most`: commands in flight.
  explicit ReceiptCheck(std::size_t most) : expected_(most) {}

  // A command was sent under `id`.
  void sent(const Id& id, const domain::workload::Item& item) noexcept {
    expected_[sent_++ % expected_.size()] = {.id = id,
                                             .code = item.code,
                                             .behind = static_cast<std::uint16_t>(item.index - item.original),
                                             .refused_follow_ups = item.refused_follow_ups,
                                             .outcome = item.outcome};
  }
  // Its receipt.
  void received(const Receipt& receipt) noexcept {
    const Expected& expected = expected_[received_ % expected_.size()];
    if (expected.outcome == Outcome::kRepeat) {
      const Answer& original = answers_[(received_ - expected.behind) % kFarthest];
      if (receipt.command != expected.id || receipt.sequence != original.sequence ||
          receipt.outcome != original.outcome) {
        report(expected, receipt);
      }
    } else if (receipt.command != expected.id || receipt.outcome != expected.outcome || receipt.code != expected.code ||
               receipt.refused_follow_ups != expected.refused_follow_ups) {
      report(expected, receipt);
    }
    answers_[received_++ % kFarthest] = {receipt.sequence, receipt.outcome};
  }

  [[nodiscard]] std::uint64_t sent() const noexcept { return sent_; }
  [[nodiscard]] std::uint64_t received() const noexcept { return received_; }
  // Receipts that say something else than what was foretold, and what the first of them says.
  [[nodiscard]] std::uint64_t mismatches() const noexcept { return mismatches_; }
  [[nodiscard]] const std::string& first_mismatch() const noexcept { return first_mismatch_; }

 private:
  struct Expected {
    Id id;
    Code code;
    std::uint16_t behind = 0;  // of a repeat: commands between it and its original
    std::uint16_t refused_follow_ups = 0;
    Outcome outcome = Outcome::kAccepted;
  };
  struct Answer {
    Sequence sequence;
    Outcome outcome = Outcome::kAccepted;
  };

  void report(const Expected& expected, const Receipt& receipt);

  std::vector<Expected> expected_;
  std::array<Answer, kFarthest> answers_{};
  std::uint64_t sent_ = 0;
  std::uint64_t received_ = 0;
  std::uint64_t mismatches_ = 0;
  std::string first_mismatch_;
};

}  // namespace daybook::load
