#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "journal/storage.h"

namespace daybook::domain::property {

// What an engine that has stopped said last of itself, and the digests of the decision records as they were released.
struct Ending {
  std::uint64_t state_hash = 0;
  std::uint64_t chain_hash = 0;
  const std::vector<std::uint64_t>& digests;
};

// That the journals tell this very story, however they are read: the events folded, the commands decided again, each
// decision compared with the recorded one; that the ledger's books balance after each of them, and nothing is wrong
// with the state at the end. Empty, or what is not so.
[[nodiscard]] std::string prove(journal::Storage& storage, const std::string& directory, const Ending& ending);

}  // namespace daybook::domain::property
