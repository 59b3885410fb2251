#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "journal/error.h"

namespace daybook::journal {

inline constexpr std::size_t kCacheLine = 64;

// How far the log has come: the words between the writer and the service. Anyone may read them.
struct Progress {
  // Stored by the writer, the position before the sequence, both with release; the service loads the sequence before
  // the position, both with acquire. So the position it syncs to covers the sequence it then publishes.
  alignas(kCacheLine) std::atomic<std::uint64_t> written{0};
  std::atomic<std::uint64_t> written_sequence{0};

  // Stored by the service after the sync, the position before the sequence, both with release; acquired by whoever acts
  // on them.
  alignas(kCacheLine) std::atomic<std::uint64_t> synced{0};
  std::atomic<std::uint64_t> synced_sequence{0};
  // Set once by the service, with release.
  std::atomic<const Error*> failure{nullptr};

  // kPower: the service lets a little time pass before the next sync; nobody need wake it for one.
  std::atomic<bool> resting{false};

  // Wishes of the writer or anyone; taken by the service.
  alignas(kCacheLine) std::atomic<bool> sync_requested{false};
  std::atomic<bool> prepared{false};  // a segment waits for the writer; release by the service when it is there
  std::atomic<std::uint64_t> release_before{0};  // position
  std::atomic<bool> no_space{false};             // set and taken back by the service
};
static_assert(offsetof(Progress, written_sequence) < kCacheLine, "the writer's");
static_assert(offsetof(Progress, synced) == kCacheLine && offsetof(Progress, resting) < 2 * kCacheLine,
              "the service's");
static_assert(offsetof(Progress, sync_requested) == 2 * kCacheLine, "seldom written");
static_assert(sizeof(Progress) == 3 * kCacheLine, "nothing beside it");

}  // namespace daybook::journal
