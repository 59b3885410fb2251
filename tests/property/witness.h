#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/decision_record.h"
#include "engine/outcome.h"
#include "tests/property/reference/reference.h"
#include "tests/property/tally.h"

namespace daybook::domain::property {

[[nodiscard]] const reference::Names& names();

// Hears what an engine releases, record by record, and holds each against the reference. What the engine itself must
// do is asked here: that it journals what was sent, in order and once, at the time it was sent, and nothing else.
class Witness {
 public:
  Witness(const reference::Reference::Settings& settings, Tally& tally);

  // A command is on its way.
  void sent(const reference::Submission& submission, std::uint64_t at_ns);
  // What is on its way will not arrive.
  void nothing_is_on_its_way() {
    on_their_way_.clear();
    answers_.clear();
  }
  // The next record. What is wrong with it, or empty.
  [[nodiscard]] std::string hear(const DecisionView& decision, std::uint64_t now_ns);
  // The next receipt; its record has been heard.
  [[nodiscard]] bool expects_receipt() const noexcept { return !answers_.empty(); }
  [[nodiscard]] std::string check(const Receipt& receipt);
  // Those after it are lost.
  void forget_after(std::uint64_t sequence);

  // Of all records so far.
  [[nodiscard]] const std::vector<std::uint64_t>& digests() const noexcept { return digests_; }
  [[nodiscard]] std::uint64_t heard() const noexcept { return digests_.size(); }
  [[nodiscard]] const reference::Reference& reference() const noexcept { return *reference_; }

 private:
  struct OnItsWay {
    reference::Submission submission;
    std::uint64_t at_ns = 0;
  };
  // What the reference was told, so that another one can be told the beginning of it.
  struct Heard {
    std::variant<std::monostate, reference::Submission, Envelope::Cause> command;  // nothing: a tick
    std::uint64_t sequence = 0;
    std::uint64_t now_ns = 0;
  };

  // What the record's command must be; nothing, and what is wrong, where it should not be there.
  [[nodiscard]] std::optional<Heard> expected(const DecisionView& decision, std::uint64_t now_ns, std::string& wrong);
  [[nodiscard]] std::optional<reference::Record> tell(const Heard& heard, std::string& wrong);
  void count(const reference::Record& record);

  const reference::Reference::Settings settings_;
  Tally& tally_;
  std::optional<reference::Reference> reference_;
  std::deque<OnItsWay> on_their_way_;
  std::deque<std::pair<Id, reference::Answer>> answers_;  // receipts that must come
  std::vector<Heard> history_;
  std::vector<std::uint64_t> digests_;
};

}  // namespace daybook::domain::property
