#pragma once

// What a journal must hold, as a plain vector, and the check of what a recovery found against it.

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "journal/format.h"
#include "journal/reader.h"

namespace daybook::journal {

struct ModelBatch {
  std::uint64_t first_sequence = 0;
  std::uint32_t count = 0;
  std::uint64_t term = 0;
  std::string payload{};

  [[nodiscard]] std::uint64_t last_sequence() const { return first_sequence + count - 1; }
  friend bool operator==(const ModelBatch&, const ModelBatch&) = default;
};

inline ModelBatch model_of(const BatchView& view) {
  return {.first_sequence = view.header.first_sequence,
          .count = view.header.count,
          .term = view.header.term,
          .payload = {reinterpret_cast<const char*>(view.payload.data()), view.payload.size()}};
}

struct Model {
  std::vector<ModelBatch> batches;
  std::uint64_t kept_from = 0;  // batches that end before this sequence may have been removed

  [[nodiscard]] std::uint64_t last_sequence() const { return batches.empty() ? 0 : batches.back().last_sequence(); }

  // Empty where `found` is a run of these batches without a hole, begins early enough, and goes at least to
  // `at_least`; else what is wrong.
  [[nodiscard]] std::string compare(const std::vector<ModelBatch>& found, std::uint64_t at_least) const {
    if (found.empty()) return at_least == 0 ? "" : fmt::format("nothing was found, but {} was durable", at_least);
    std::size_t place = 0;
    while (place < batches.size() && batches[place].first_sequence != found[0].first_sequence) ++place;
    if (found[0].first_sequence > kept_from && place != 0) {
      return fmt::format("it begins with sequence {}, {} was to be kept", found[0].first_sequence, kept_from);
    }
    for (const ModelBatch& batch : found) {
      if (place == batches.size() || batch != batches[place]) {
        return fmt::format("the batch of sequence {} was never written", batch.first_sequence);
      }
      ++place;
    }
    if (found.back().last_sequence() >= at_least) return "";
    return fmt::format("it ends with sequence {}, but {} was durable", found.back().last_sequence(), at_least);
  }
};

}  // namespace daybook::journal
