#include "tests/property/reference/teams.h"

namespace daybook::domain::reference {

void Teams::hear(const Record& record, const Submission* own) {
  hear(sales_, record, own);
  hear(inventory_, record, own);
  hear(manufacturing_, record, own);
  hear(accounting_, record, own);
}

const std::vector<Submission>& Teams::wanted(const Id& reactor) const {
  static const std::vector<Submission> kNothing;
  const auto found = wanted_.find(reactor);
  return found == wanted_.end() ? kNothing : found->second;
}

const Submission* Teams::find(const Envelope::Cause& cause) const {
  for (const Submission& each : wanted(cause.reactor)) {
    if (each.envelope.cause == cause) return &each;
  }
  return nullptr;
}

template <class Reactor>
void Teams::hear(Reactor& reactor, const Record& record, const Submission* own) {
  for (const std::vector<Step>* steps : {&record.timers, &record.steps}) {
    for (const Step& step : *steps) {
      for (const Told& told : step.events) {
        std::visit(
            [&](const auto& event) {
              if constexpr (requires { reactor.listen(event); }) reactor.listen(event);
            },
            told.event);
      }
    }
  }
  for (const std::vector<Step>* steps : {&record.timers, &record.steps}) {
    for (const Step& step : *steps) {
      std::vector<FollowUp> answers;
      for (const Told& told : step.events) {
        std::visit(
            [&](const auto& event) {
              if constexpr (requires { reactor.react(event, answers); }) reactor.react(event, answers);
            },
            told.event);
      }
      add(Reactor::kName, record, answers, step.correlation);
    }
  }
  // Of its own commands it hears, too, where they were refused.
  if (own == nullptr || own->envelope.cause.reactor != Reactor::kName) return;
  if (record.is_repeat || record.answer.outcome != Outcome::kRefused) return;
  std::vector<FollowUp> answers;
  std::visit(
      [&](const auto& command) {
        if constexpr (requires { reactor.refused(command, record.answer.refusal, answers); }) {
          reactor.refused(command, record.answer.refusal, answers);
        }
      },
      own->command);
  add(Reactor::kName, record, answers, record.steps.front().correlation);
}

// Each command says what it answers, and as which of the answers to that.
void Teams::add(const Id& reactor, const Record& record, std::vector<FollowUp>& answers, const Id& correlation) {
  std::vector<Submission>& all = wanted_[reactor];
  for (FollowUp& answer : answers) {
    std::uint64_t index = 0;
    if (!all.empty() && all.back().envelope.cause.sequence == record.sequence) {
      index = all.back().envelope.cause.index + 1;
    }
    Submission submission{.id = {}, .envelope = {}, .command = std::move(answer.command), .code = answer.code};
    submission.envelope.cause = {reactor, record.sequence, index};
    submission.envelope.actor = reactor;
    submission.envelope.correlation = correlation;
    submission.envelope.reason = *reasons_.insert(answer.reason).first;
    submission.id = id_of(submission.envelope.cause);
    all.push_back(std::move(submission));
  }
}

}  // namespace daybook::domain::reference
