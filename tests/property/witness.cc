#include "tests/property/witness.h"

#include <fmt/format.h>

#include "app/messages.h"
#include "domain/domain.h"
#include "tests/property/lines.h"
#include "tests/property/reference/text.h"

namespace daybook::domain::property {

namespace {

bool is_of_type(const DecisionHeader& header, ControlType type) {
  return header.type == static_cast<std::uint16_t>(type);
}

}  // namespace

const reference::Names& names() {
  static const reference::Names kNames{.hold_of = hold_of, .claim_of = claim_of};
  return kNames;
}

Witness::Witness(const reference::Reference::Settings& settings, Tally& tally) : settings_(settings), tally_(tally) {
  reference_.emplace(names(), settings_);
}

void Witness::sent(const reference::Submission& submission, std::uint64_t at_ns) {
  on_their_way_.push_back({submission, at_ns});
}

std::string Witness::hear(const DecisionView& decision, std::uint64_t now_ns) {
  const DecisionHeader& header = decision.header();
  if (header.sequence != heard() + 1) return fmt::format("sequence {} follows {}", header.sequence, heard());
  digests_.push_back(decision_digest(decision.bytes()));
  if (is_of_type(header, ControlType::kSettings)) return {};
  std::string wrong;
  const std::optional<reference::Record> record = tell(header, now_ns, wrong);
  if (!record) return wrong;
  count(*record);
  const std::string difference = first_difference(lines_of(decision), lines_of(*record));
  if (difference.empty()) return {};
  return fmt::format("sequence {}, {}:\n{}", header.sequence, app::command_name(header.type), difference);
}

std::optional<reference::Record> Witness::tell(const DecisionHeader& header, std::uint64_t now_ns, std::string& wrong) {
  const std::uint64_t stamp_ns = header.stamp_ns;
  if (is_of_type(header, ControlType::kTick)) {
    if (reference_->next_due_ns() <= stamp_ns) return tell(Heard{std::nullopt, header.sequence, stamp_ns});
    wrong = fmt::format("sequence {} is a tick, and no timer is due", header.sequence);
    return std::nullopt;
  }
  if (on_their_way_.empty() || on_their_way_.front().submission.id != header.command) {
    wrong = fmt::format("sequence {} holds a command that was not sent, or not yet, or twice", header.sequence);
    return std::nullopt;
  }
  const OnItsWay arrived = on_their_way_.front();
  on_their_way_.pop_front();
  if (stamp_ns < arrived.at_ns || stamp_ns > now_ns) {
    wrong = fmt::format("sequence {} is stamped with another time than it was sent at", header.sequence);
    return std::nullopt;
  }
  reference::Record record = tell(Heard{arrived.submission, header.sequence, stamp_ns});
  answers_.emplace_back(arrived.submission.id, record.answer);
  return record;
}

reference::Record Witness::tell(const Heard& heard) {
  history_.push_back(heard);
  return heard.submission ? reference_->hear(*heard.submission, heard.sequence, heard.now_ns)
                          : reference_->tick(heard.sequence, heard.now_ns);
}

std::string Witness::check(const Receipt& receipt) {
  const auto [id, answer] = answers_.front();
  answers_.pop_front();
  if (receipt.command != id) return "the receipt of another command than " + id.text();
  if (text_of(receipt) == text_of(answer)) return {};
  return fmt::format("the receipt of {} says\n{}\ninstead of\n{}", id.text(), text_of(receipt), text_of(answer));
}

void Witness::forget_after(std::uint64_t sequence) {
  digests_.resize(sequence);
  reference_.emplace(names(), settings_);
  for (const Heard& heard : std::exchange(history_, {})) {
    if (heard.sequence <= sequence) static_cast<void>(tell(heard));
  }
}

void Witness::count(const reference::Record& record) {
  if (record.answer.outcome == Outcome::kControl) {
    ++tally_.others["ticks"];
  } else {
    ++tally_.outcomes[record.is_repeat ? "repeat" : enumerator_name(record.answer.outcome)];
  }
  if (record.answer.refusal.starts_with("engine.")) ++tally_.refusals["any " + record.answer.refusal];
  tally_.others["timers"] += record.timers.size();
  tally_.others["follow-ups"] += record.steps.empty() ? 0 : record.steps.size() - 1;
  for (const std::vector<reference::Step>* steps : {&record.timers, &record.steps}) {
    for (const reference::Step& step : *steps) {
      if (!step.accepted()) ++tally_.refusals[reference::name_of(step.command) + " " + step.verdict.refusal];
      for (const reference::Told& told : step.events) ++tally_.events[reference::name_of(told.event)];
    }
  }
}

}  // namespace daybook::domain::property
