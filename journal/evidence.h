#pragma once

#include <cstdint>

#include "journal/catalog.h"
#include "journal/frame.h"

namespace daybook::journal {

// What lies at and behind the place where a walk stopped: every aligned offset there and in all later segments is
// looked at.
struct Evidence {
  bool bad_word = false;            // at the place itself
  bool residue = false;             // bytes that are not zero behind the place
  std::uint64_t residue_end = 0;    // position after the last byte that is not zero, the place itself included; 0: none
  std::uint64_t later_frames = 0;   // valid, of the current generation, behind the place
  std::uint64_t newer_frames = 0;   // valid, of a cut that came later, the place itself included
  std::uint64_t proven_synced = 0;  // highest watermark in those frames
  std::uint32_t newest = 0;         // highest generation of any valid frame there or behind; 0: there is none
};

// `place` lies in a segment of the catalog, where a frame may begin. `current` is the generation there; frames from
// `newer_from` on prove that a cut was made, those between are what a cut that was begun takes away.
struct Generations {
  std::uint32_t current;
  std::uint32_t newer_from;
};
[[nodiscard]] Result<Evidence> gather(Storage& storage, const Catalog& catalog, Position place,
                                      Generations generations);

}  // namespace daybook::journal
