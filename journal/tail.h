#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "journal/catalog.h"
#include "journal/frame.h"

namespace daybook::journal {

// What recovery does to the end of a log. Every step is safe to be cut short by a crash and to be done again; the order
// in which recovery calls them is what makes the whole safe, see FORMAT.md.

// Writes [from, to) again, the bytes that are there, and syncs it, older segments first: recovered bytes may be in the
// page cache only, behind a sync that failed. Returns the bytes written.
[[nodiscard]] Result<std::uint64_t> rewrite(Storage& storage, const Catalog& catalog, Position from, Position to);

// A cut that is to be made.
struct Cut {
  Position position;
  std::uint32_t generation = 0;   // the one that begins
  std::uint64_t residue_end = 0;  // position after the last byte that is not zero; at most `position`: nothing to keep
};

inline constexpr std::string_view kQuarantinePrefix = "quarantine-";
[[nodiscard]] std::string quarantine_name(Position position, std::uint32_t generation);

struct Quarantine {
  std::vector<std::string> paths;
  std::uint64_t bytes = 0;
};

// Saves what the cut takes away: one file for the cut's segment, written last because its name is the decision, and one
// for each later segment. Files that are there already are of an earlier attempt and are kept.
[[nodiscard]] Result<Quarantine> quarantine(Storage& storage, const Catalog& catalog, const Cut& cut);
// The newest generation after `current` of which a complete quarantine names this position: the cut had been decided.
[[nodiscard]] Result<std::optional<std::uint32_t>> quarantined(Storage& storage, const std::string& directory,
                                                               Position position, std::uint32_t current);
// Removes the quarantine of cuts that never happened: of generations newer than the log's.
[[nodiscard]] Result<void> forget_quarantine(Storage& storage, const std::string& directory, std::uint32_t generation);

// Writes the cut record and syncs it.
[[nodiscard]] Result<void> write_cut(Storage& storage, const Catalog& catalog, const Cut& cut, const CutBody& body);

// Removes all segments after `index`, last one first, and zeros that one from `offset` on (its end is an offset, too);
// synced. The catalog is brought up to date.
[[nodiscard]] Result<void> scrub(Storage& storage, Catalog& catalog, std::uint64_t index, std::uint64_t offset);

}  // namespace daybook::journal
