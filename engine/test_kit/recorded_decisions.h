#pragma once

#include <cstdint>
#include <string>

#include "engine/directories.h"
#include "engine/record_stream.h"

namespace daybook::test_kit {

// Calls f(const DecisionView&) for what an engine in `directory` has decided, from this sequence on. The engine may be
// open. Returns how far it came, or an error.
template <class F>
[[nodiscard]] Expected<std::uint64_t> for_each_decision(journal::Storage& storage, const std::string& directory,
                                                        std::uint64_t from_sequence, F&& f) {
  auto reader =
      journal::Reader::open(storage, events_directory(directory),
                            {.limit = journal::ReaderOptions::Limit::kWritten, .from_sequence = from_sequence});
  if (!reader) return journal_error(reader.error());
  RecordStream<journal::Reader, DecisionView> decisions(*reader);
  std::uint64_t last = from_sequence - 1;
  for (;;) {
    const auto more = decisions.next();
    if (!more) return tl::unexpected(more.error());
    if (!*more) return last;
    const DecisionView decision = decisions.record();
    if (decision.header().sequence < from_sequence) continue;
    last = decision.header().sequence;
    f(decision);
  }
}

}  // namespace daybook::test_kit
