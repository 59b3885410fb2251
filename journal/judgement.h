#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "journal/catalog.h"
#include "journal/cursor.h"
#include "journal/ending_table.h"
#include "journal/evidence.h"

namespace daybook::journal {

// The decision about the place where a walk stopped: the row of the ending table that fits, and the evidence it rests
// on.
struct Judgement {
  const EndingRow* row = nullptr;
  Evidence evidence;
  std::optional<std::uint32_t> begun;  // generation of a cut that an earlier open had begun here

  [[nodiscard]] Outcome outcome() const noexcept { return row->outcome; }
};

// `cursor` stands at the place; `released` is what the control file says, 0 where it is not believed.
[[nodiscard]] Result<Judgement> judge(Storage& storage, const Catalog& catalog, const Cursor& cursor,
                                      Position released);

// The error for an outcome kCorrupt, or for other damage at the cursor's place.
[[nodiscard]] tl::unexpected<Error> corrupt_error(const Catalog& catalog, const Cursor& cursor,
                                                  std::string_view reason);

}  // namespace daybook::journal
