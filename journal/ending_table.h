#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "journal/check.h"

namespace daybook::journal {

// The decision about the place where the walk through a journal stopped, as data. FORMAT.md explains each row; a test
// enumerates every combination.

// What is known there. "Behind" is every aligned offset after the place, in its segment and in later ones.
struct EndingFacts {
  bool bad_word = false;       // a commit word is there, but no acceptable frame; otherwise the word is zero
  bool residue = false;        // some byte behind is not zero
  bool scrub_open = false;     // a cut record is directly before, and all residue lies in what it discarded
  bool later_frames = false;   // behind are valid frames of the current generation
  bool newer_frames = false;   // there or behind are valid frames of a newer generation
  bool proven_synced = false;  // a later frame says that a sync had come further than this place
  bool released = false;       // released beyond this place, under the boot that still runs
  bool cut_begun = false;      // a complete quarantine file names this place and the next generation
};

enum class Outcome : std::uint8_t {
  kEnd,      // nothing was ever written here
  kScrub,    // an end; the residue of an earlier cut is still to be zeroed
  kTorn,     // what is behind was never proven durable: cut it
  kCorrupt,  // what is behind was durable: refuse
};

enum class Wanted : std::uint8_t { kNo, kYes, kAny };

struct EndingRow {
  Wanted bad_word, residue, scrub_open, later_frames, newer_frames, proven_synced, released, cut_begun;
  Outcome outcome;
  std::string_view reason;
};

namespace ending_table_words {
inline constexpr Wanted kN = Wanted::kNo;
inline constexpr Wanted kY = Wanted::kYes;
inline constexpr Wanted k_ = Wanted::kAny;
}  // namespace ending_table_words

// The first row that fits decides. The last rows are the plain cases; above them stands what overrules them.
inline constexpr auto kEndingTable = [] {
  using namespace ending_table_words;
  // clang-format off
  return std::to_array<EndingRow>({
    // bad residue scrub later newer proven released begun
    {k_, k_, k_, k_, k_, k_, kY, k_, Outcome::kCorrupt, "batches that were released to readers since this machine booted are damaged or gone"},
    {k_, k_, k_, k_, kY, k_, k_, k_, Outcome::kCorrupt, "frames behind are of a newer generation: the cut record before them, which was synced, is damaged"},
    {k_, k_, k_, k_, k_, k_, k_, kY, Outcome::kTorn,    "an earlier open had begun to cut here"},
    {k_, k_, k_, k_, k_, kY, k_, k_, Outcome::kCorrupt, "later frames prove that this place had been synced"},
    {k_, k_, k_, kY, k_, kN, k_, k_, Outcome::kTorn,    "unsynced frames were lost before others that survived"},
    {kY, k_, k_, kN, k_, kN, k_, k_, Outcome::kTorn,    "the last frame is unfinished or damaged, and was never proven synced"},
    {kN, kY, kY, kN, k_, kN, k_, k_, Outcome::kScrub,   "an earlier cut was not scrubbed to its end"},
    {kN, kY, kN, kN, k_, kN, k_, k_, Outcome::kTorn,    "an append was unfinished: bytes without a commit word"},
    {kN, kN, k_, kN, k_, kN, k_, k_, Outcome::kEnd,     ""},
  });
  // clang-format on
}();

constexpr bool fits(Wanted wanted, bool fact) noexcept {
  return wanted == Wanted::kAny || (wanted == Wanted::kYes) == fact;
}

constexpr bool fits(const EndingRow& row, const EndingFacts& facts) noexcept {
  return fits(row.bad_word, facts.bad_word) && fits(row.residue, facts.residue) &&
         fits(row.scrub_open, facts.scrub_open) && fits(row.later_frames, facts.later_frames) &&
         fits(row.newer_frames, facts.newer_frames) && fits(row.proven_synced, facts.proven_synced) &&
         fits(row.released, facts.released) && fits(row.cut_begun, facts.cut_begun);
}

constexpr const EndingRow& decide(const EndingFacts& facts) noexcept {
  for (const EndingRow& row : kEndingTable) {
    if (fits(row, facts)) return row;
  }
  // The table is complete; a test says so.
  DAYBOOK_CHECK(false);
  return kEndingTable.back();
}

}  // namespace daybook::journal
