#include "tests/property/generate.h"

#include <rapidcheck.h>

#include <algorithm>

#include "tests/property/author.h"

namespace daybook::domain::property {

namespace {

// The same action with less to it, the greatest step last.
std::vector<Action> simpler(const Action& action) {
  std::vector<Action> found;
  if (const auto* send = std::get_if<Send>(&action)) {
    Send plain{.number = send->number, .command = send->command};
    const bool is_plain = send->id_kind == plain.id_kind && send->sent_ms_ago == 0 && send->actor.empty() &&
                          send->correlation.empty() && send->reason.empty() && !send->expected_version &&
                          !send->occurred_on && send->then == plain.then;
    Send waiting = *send;
    waiting.then = Send::Then::kWait;
    if (send->then != waiting.then) found.emplace_back(waiting);
    if (!is_plain) found.emplace_back(plain);
  } else if (const auto* pause = std::get_if<Pause>(&action)) {
    if (pause->ms > 1) found.emplace_back(Pause{pause->ms / 2});
  } else if (const auto* crash = std::get_if<Crash>(&action)) {
    if (crash->after_changes != 0) found.emplace_back(Crash{crash->kind, crash->after_changes / 2, crash->seed});
  }
  return found;
}

// Scripts that are the same but for one thing that is less: first without a half of the actions, then without a
// quarter, …, at last with one action that is simpler.
class Less {
 public:
  explicit Less(const Script& script) : script_(script), chunk_((script.actions.size() + 1) / 2) {}

  rc::Maybe<Script> operator()() {
    while (chunk_ != 0 && at_ >= script_.actions.size()) {
      at_ = 0;
      chunk_ = chunk_ == 1 ? 0 : (chunk_ + 1) / 2;
    }
    return chunk_ != 0 ? without_chunk() : with_simpler_action();
  }

 private:
  rc::Maybe<Script> without_chunk() {
    const auto begin = static_cast<std::ptrdiff_t>(at_);
    const auto end = static_cast<std::ptrdiff_t>(std::min(at_ + chunk_, script_.actions.size()));
    at_ += chunk_;
    Script less = script_;
    less.actions.erase(less.actions.begin() + begin, less.actions.begin() + end);
    return less;
  }
  rc::Maybe<Script> with_simpler_action() {
    while (simpler_.empty()) {
      if (at_ == script_.actions.size()) return rc::Nothing;
      simpler_ = simpler(script_.actions[at_++]);
    }
    Script less = script_;
    less.actions[at_ - 1] = simpler_.back();
    simpler_.pop_back();
    return less;
  }

  Script script_;
  std::size_t chunk_;
  std::size_t at_ = 0;
  std::vector<Action> simpler_;  // of the action before `at_`
};

rc::Seq<Script> shrink(const Script& script) { return rc::Seq<Script>(Less(script)); }

}  // namespace

rc::Gen<Script> scripts(std::size_t commands) {
  return [commands](rc::Random random, int) {
    return rc::shrinkable::shrinkRecur(Author(random.next(), Speech::kAnything).write(commands), shrink);
  };
}

}  // namespace daybook::domain::property
