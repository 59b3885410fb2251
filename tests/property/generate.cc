#include "tests/property/generate.h"

#include <rapidcheck.h>

#include "tests/property/author.h"

namespace daybook::domain::property {

namespace {

using Actions = std::vector<Action>;

// The same action with less to it, the greatest step first.
std::vector<Action> simpler(const Action& action) {
  std::vector<Action> found;
  if (const auto* send = std::get_if<Send>(&action)) {
    Send plain{.number = send->number, .command = send->command};
    const bool is_plain = send->id_kind == plain.id_kind && send->sent_ms_ago == 0 && send->actor.empty() &&
                          send->correlation.empty() && send->reason.empty() && !send->expected_version &&
                          !send->occurred_on && send->then == plain.then;
    if (!is_plain) found.emplace_back(plain);
    Send waiting = *send;
    waiting.then = Send::Then::kWait;
    if (send->then != waiting.then) found.emplace_back(waiting);
  } else if (const auto* pause = std::get_if<Pause>(&action)) {
    if (pause->ms > 1) found.emplace_back(Pause{pause->ms / 2});
  } else if (const auto* crash = std::get_if<Crash>(&action)) {
    if (crash->after_changes != 0) found.emplace_back(Crash{crash->kind, crash->after_changes / 2, crash->seed});
  }
  return found;
}

rc::Seq<Script> shrink(const Script& script) {
  const auto with = [script](Actions&& actions) {
    Script less = script;
    less.actions = std::move(actions);
    return less;
  };
  const auto each = [](const Action& action) { return rc::seq::fromContainer(simpler(action)); };
  return rc::seq::concat(rc::seq::map(rc::shrink::removeChunks(script.actions), with),
                         rc::seq::map(rc::shrink::eachElement(script.actions, each), with));
}

}  // namespace

rc::Gen<Script> scripts(std::size_t commands) {
  return [commands](rc::Random random, int) {
    return rc::shrinkable::shrinkRecur(Author(random.next(), Speech::kAnything).write(commands), shrink);
  };
}

}  // namespace daybook::domain::property
