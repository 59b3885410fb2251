#include "tests/property/reference/reference.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "tests/property/reference/text.h"

namespace daybook::domain::reference {

namespace {

std::string everything_in(const Submission& submission) {
  std::byte envelope[Envelope::kMaxBytes];
  std::uint16_t fields = 0;
  const std::size_t bytes = submission.envelope.encode(envelope, fields);
  return std::to_string(fields) + std::string(reinterpret_cast<const char*>(envelope), bytes) +
         content_of(submission.command);
}

}  // namespace

std::uint64_t Reference::sent_at(const Submission& submission) const {
  if (submission.envelope.sent_at_ns != 0) return submission.envelope.sent_at_ns;
  return submission.id.unix_ms() != 0 ? submission.id.unix_ms() * 1'000'000 : now_ns_;
}

bool Reference::tells_time(const Submission& submission) {
  return submission.envelope.sent_at_ns != 0 || submission.id.unix_ms() != 0;
}

bool Reference::cannot_tell(const Submission& submission, std::uint64_t now_ns) const {
  return !tells_time(submission) && window_.has_forgotten(submission.id, now_ns);
}

std::uint64_t Reference::next_due_ns() const {
  return timers_.empty() ? UINT64_MAX : std::get<0>(timers_.begin()->first);
}

Record Reference::hear(const Submission& submission, std::uint64_t sequence, std::uint64_t now_ns) {
  Record record;
  begin(sequence, now_ns, record);
  if (is_answered(submission, record)) {
    teams_.hear(record, nullptr);
    return record;
  }
  run_own(submission, record);
  const std::uint64_t from = std::max(sent_at(submission), now_ns);
  window_.remember(submission.id, {everything_in(submission), record.answer, from + settings_.window_ns});
  teams_.hear(record, &submission);
  return record;
}

std::size_t Reference::sent_by(const Id& reactor) const {
  const auto found = sent_.find(reactor);
  return found == sent_.end() ? 0 : found->second.size();
}

// Its commands run once, for ever: neither an id nor a time plays a part.
std::optional<Record> Reference::hear(const Envelope::Cause& cause, std::uint64_t sequence, std::uint64_t now_ns,
                                      std::string& wrong) {
  const std::vector<Submission>& wanted = teams_.wanted(cause.reactor);
  const auto place =
      std::find_if(wanted.begin(), wanted.end(), [&](const Submission& each) { return each.envelope.cause == cause; });
  const auto number = static_cast<std::size_t>(place - wanted.begin());
  std::vector<std::uint64_t>& sent = sent_[cause.reactor];
  if (place == wanted.end() || number > sent.size()) {
    wrong = fmt::format("{} answers sequence {}, and has sent {} of its {} commands before that", cause.reactor.text(),
                        cause.sequence, sent.size(), number);
    return std::nullopt;
  }
  const Submission submission = *place;
  Record record;
  begin(sequence, now_ns, record);
  if (number < sent.size()) {
    record.is_repeat = true;
    record.answer.outcome = Outcome::kRepeat;
    record.answer.sequence = number + 1 == sent.size() ? sent.back() : 0;  // only the last one is remembered
    teams_.hear(record, nullptr);
    return record;
  }
  sent.push_back(sequence);
  run_own(submission, record);
  teams_.hear(record, &submission);
  return record;
}

Record Reference::tick(std::uint64_t sequence, std::uint64_t now_ns) {
  Record record;
  begin(sequence, now_ns, record);
  record.answer.outcome = Outcome::kControl;
  teams_.hear(record, nullptr);
  return record;
}

void Reference::begin(std::uint64_t sequence, std::uint64_t now_ns, Record& record) {
  sequence_ = sequence;
  now_ns_ = now_ns;
  armed_ = 0;
  record.sequence = record.answer.sequence = sequence;
  for (int fired = 0; fired < kMostTimers && next_due_ns() <= now_ns; ++fired) {
    const auto [place, timer] = *timers_.begin();
    timers_.erase(timers_.begin());
    Step step = step_of(timer.command, Sender::kTimer);
    step.correlation = timer.correlation;
    step.origin = fmt::format("timer {} of {}: ", std::get<2>(place), std::get<1>(place));
    run(step);
    record.timers.push_back(std::move(step));
    follow(record.timers);
  }
}

bool Reference::is_answered(const Submission& submission, Record& record) const {
  Answer& answer = record.answer;
  const std::uint64_t sent = sent_at(submission);
  if (sent < now_ns_ && now_ns_ - sent > settings_.window_ns) {
    answer.outcome = Outcome::kExpired;
    return true;
  }
  if (sent > now_ns_ && sent - now_ns_ > settings_.skew_ns) {
    answer.outcome = Outcome::kRefused;
    answer.refusal = "engine.sent_in_future";
    return true;
  }
  const Window::Seen* seen = window_.find(submission.id, now_ns_);
  if (seen == nullptr) return false;
  if (seen->content == everything_in(submission)) {
    answer = seen->answer;
    record.is_repeat = true;
    return true;
  }
  answer.outcome = Outcome::kIdReused;
  answer.related = seen->answer.sequence;
  return true;
}

Step Reference::step_of(const AnyCommand& command, Sender sender) const {
  Step step{.command = command};
  step.sender = sender;
  step.sequence = sequence_;
  step.now_ns = now_ns_;
  return step;
}

void Reference::run_own(const Submission& submission, Record& record) {
  const Envelope& envelope = submission.envelope;
  std::optional<Parts> before;
  if (envelope.expected_version) before = parts_;
  Step own = step_of(submission.command, Sender::kOutside);
  own.code = submission.code;
  own.actor = envelope.actor;
  own.correlation = envelope.correlation.empty() ? submission.id : envelope.correlation;
  run(own);
  // What the domain has against a command says more than a version that moved on.
  if (before && own.accepted() && *envelope.expected_version != own.found) {
    parts_ = *before;
    own.verdict = {"engine.version_conflict"};
    own.version = own.found;
    own.events.clear();
    own.timers.clear();
  }
  Answer& answer = record.answer;
  answer.outcome = own.accepted() ? Outcome::kAccepted : Outcome::kRefused;
  answer.refusal = own.verdict.refusal;
  answer.related = own.verdict.related;
  answer.version = own.version;
  record.steps.push_back(std::move(own));
  follow(record.steps);
  for (std::size_t i = 1; i < record.steps.size(); ++i) answer.refused_follow_ups += record.steps[i].accepted() ? 0 : 1;
}

void Reference::run(Step& step) {
  std::visit(
      [&](const auto& command) {
        const auto decide = [&](auto& part) {
          if constexpr (requires { part.run(command, step); }) step.verdict = part.run(command, step);
        };
        decide(parts_.shipments);
        decide(parts_.ledger);
        decide(parts_.billing);
        decide(parts_.support);
        decide(parts_.sales);
        decide(parts_.inventory);
        decide(parts_.manufacturing);
        decide(parts_.disposals);
      },
      step.command);
}

void Reference::follow(std::vector<Step>& steps) {
  std::deque<FollowUp> wanted;
  take_effect(steps.back(), wanted);
  const Id correlation = steps.back().correlation;
  while (!wanted.empty()) {
    const FollowUp next = wanted.front();
    wanted.pop_front();
    Step step = step_of(next.command, Sender::kPolicy);
    step.code = next.code;
    step.origin = next.policy + ": " + next.reason + ": ";
    step.correlation = correlation;
    run(step);
    take_effect(step, wanted);
    if (!step.accepted()) tell_refusal(next, step.verdict.refusal, wanted);
    steps.push_back(std::move(step));
  }
}

void Reference::take_effect(const Step& step, std::deque<FollowUp>& wanted) {
  for (const Armed& armed : step.timers) {
    timers_[{armed.due_ns, sequence_, armed_++}] = {armed.command, step.correlation};
  }
  for (const Told& told : step.events) {
    std::visit(
        [&](const auto& event) {
          const auto tell = [&](auto& part) {
            if constexpr (requires { part.listen(event); }) part.listen(event);
          };
          tell(parts_.billing);
          tell(parts_.sales);
          const auto ask = [&](const char* name, const auto& policy) {
            std::vector<FollowUp> asked;
            if constexpr (requires { policy.react(event, asked); }) policy.react(event, asked);
            for (FollowUp& follow_up : asked) follow_up.policy = name, wanted.push_back(std::move(follow_up));
          };
          ask("billing", parts_.billing);
          ask("support", parts_.support);
        },
        told.event);
  }
}

void Reference::tell_refusal(const FollowUp& follow_up, const Refusal& refusal, std::deque<FollowUp>& wanted) const {
  std::visit(
      [&](const auto& command) {
        const auto tell = [&](const char* name, const auto& policy) {
          std::vector<FollowUp> asked;
          if (follow_up.policy != name) return;
          if constexpr (requires { policy.refused(command, refusal, asked); }) policy.refused(command, refusal, asked);
          for (FollowUp& answer : asked) answer.policy = name, wanted.push_back(std::move(answer));
        };
        tell("billing", parts_.billing);
      },
      follow_up.command);
}

}  // namespace daybook::domain::reference
