#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>

namespace daybook::domain::property {

// How often things happened, so that a run can be known to have met them.
struct Tally {
  using Counts = std::map<std::string, std::uint64_t>;

  std::uint64_t scripts = 0;
  std::uint64_t commands = 0;  // sent, those that were sent again included
  Counts outcomes;             // of those that were journaled
  Counts refusals;             // "Transfer accounts.overflow", of any step
  Counts events;
  Counts others;  // by the names below
};

// What has no name in the domain.
inline constexpr const char* kFollowUps = "follow-ups";
inline constexpr const char* kReactions = "commands of reactors";
inline constexpr const char* kTimers = "timers fired";
inline constexpr const char* kTicks = "ticks";
inline constexpr const char* kRestarts = "restarts";
inline constexpr const char* kCrashes = "crashes";
inline constexpr const char* kSentAgain = "sent again after a crash";
inline constexpr const char* kLost = "lost with the power, at the level of a process";

std::ostream& operator<<(std::ostream& out, const Tally& tally);

}  // namespace daybook::domain::property
