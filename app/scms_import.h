#pragma once

#include <cstdint>
#include <functional>

#include "app/core.h"
#include "app/scms.h"
#include "app/scms_report.h"

namespace daybook::app::scms {

struct ImportOptions {
  Options engine{};
  std::function<bool()> stop{};                                             // asked between commands; true: no more
  std::function<void(std::uint64_t done, std::uint64_t total)> progress{};  // commands answered
};

// Brings a journal up to the file, then reads the ledger back and compares. The commands carry fresh ids: what is there
// already is told by the domain, which refuses a second creation and a second step, not by the engine's deduplication,
// whose window ends a minute later. So an import may be repeated, or go on after it was killed, at any time.
//
// The error: the journal could not be opened or failed. Whatever is wrong with the file is in the report.
[[nodiscard]] Expected<Report> import(const File& file, const ImportOptions& options);

}  // namespace daybook::app::scms
