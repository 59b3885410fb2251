#include "tests/property/author.h"

namespace daybook::domain::property {

Script Author::write(std::size_t commands) {
  if (speech_ == Speech::kAnything) {
    script_.durability = chance(60) ? Durability::kPower : Durability::kProcess;
    script_.window_ms = 1'000 * (1 + below(60));
  }
  begin();
  while (commands_ < commands) next();
  return std::move(script_);
}

// Most of what is there from the beginning in a house that works; now and then something is missing.
void Author::begin() {
  if (chance(80)) send(ConfigureDomain{kConfiguration, chance(75) ? AutoOpen::kOn : AutoOpen::kOff, 20, Amount{100}});
  for (const ServiceId& service : kServices) {
    if (chance(80)) send(SetRate{service, Money{10}, Money{2}, kUsd});
  }
  for (const Holder& each : kHolders) {
    if (!chance(85)) continue;
    OpenAccount open;
    open.account = each.account;
    open.ledger = each.ledger;
    open.kind = each.kind;
    open.limit = each.limit;
    open.credit_line = Amount{each.credit_line};
    send(open);
  }
  staffed_ = speech_ == Speech::kAnything && chance(75);
  for (const Team team : kTeams) {
    if (staffed_ && chance(90)) script_.actions.emplace_back(Hire{team});
  }
}

void Author::next() {
  static constexpr std::array<Weighted, 11> kAll = {{
      {80, &Author::shipments},
      {70, &Author::ledger},
      {80, &Author::returns},
      {60, &Author::react},
      {9, &Author::send_again},
      {5, &Author::send_other_content},
      {14, &Author::pause},
      {12, &Author::idle},
      {2, &Author::crash},
      {1, &Author::restart},
      {2, &Author::staff},
  }};
  if (chance(10)) in_haste_ = chance(30);
  write_one_of(kAll);
}

void Author::send(const AnyCommand& command, Id actor) {
  Send send{.number = static_cast<std::uint32_t>(++numbers_), .command = command};
  send.id_kind = static_cast<Send::IdKind>(chance(80) ? 0 : 1 + below(2));
  if (send.id_kind != Send::IdKind::kTimeless) {
    if (chance(3)) send.sent_ms_ago = static_cast<std::int64_t>(below(70'000));
    if (chance(2)) send.sent_ms_ago = -static_cast<std::int64_t>(below(20'000));
  }
  send.actor = actor.empty() && chance(30) ? one_of(kActors) : actor;
  if (chance(10)) send.correlation = numbered("talk-", below(5));
  if (chance(15)) send.reason = one_of(kReasons);
  if (chance(8)) send.expected_version = below(6);
  if (chance(10)) send.occurred_on = Date{static_cast<std::int32_t>(below(40'000)) - 1'000};
  send.then = in_haste_ ? Send::Then::kGoOn : Send::Then::kWait;
  script_.actions.emplace_back(send);
  sent_.push_back(send);
  ++commands_;
}

void Author::send_again() {
  if (sent_.empty()) return;
  Send send = chance(80) ? recent(sent_) : one_of(sent_);
  send.then = in_haste_ ? Send::Then::kGoOn : Send::Then::kWait;
  script_.actions.emplace_back(send);
  ++commands_;
}

// The id of an earlier command, with something else in it.
void Author::send_other_content() {
  if (sent_.empty()) return;
  Send send = recent(sent_);
  switch (below(3)) {
    case 0:
      send.reason = "on second thoughts";
      break;
    case 1:
      send.expected_version = 3;
      break;
    default:
      send.command = one_of(sent_).command;
      break;
  }
  script_.actions.emplace_back(send);
  ++commands_;
}

void Author::pause() {
  constexpr std::array<std::uint64_t, 8> kPausesMs = {1, 3, 10, 50, 500, 1'500, 8'000, 45'000};
  script_.actions.emplace_back(Pause{chance(80) ? kPausesMs[below(5)] : one_of(kPausesMs)});
}

void Author::idle() { script_.actions.emplace_back(Idle{}); }

void Author::crash() {
  if (speech_ == Speech::kJson) return;
  script_.actions.emplace_back(Crash{.kind = chance(50) ? Crash::Kind::kKill : Crash::Kind::kPowerLoss,
                                     .after_changes = chance(30) ? 0 : below(80),
                                     .seed = below(1'000'000)});
}

void Author::restart() {
  if (speech_ == Speech::kAnything) script_.actions.emplace_back(Restart{});
}

}  // namespace daybook::domain::property
