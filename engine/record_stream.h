#pragma once

// Walks the records of a journal, batch by batch, and checks that each is what its batch says.

#include <fmt/format.h>

#include <cstdint>

#include "engine/decision_record.h"
#include "engine/error.h"
#include "engine/record.h"
#include "engine/table.h"
#include "journal/reader.h"

namespace daybook {

inline std::size_t stride_of(const CommandView& view) { return view.stride(); }
inline std::size_t stride_of(const DecisionView& view) { return view.bytes().size(); }

// `Source`: journal::Recovery or journal::Reader. `View`: CommandView or DecisionView.
template <class Source, class View>
class RecordStream {
 public:
  explicit RecordStream(Source& source) : source_(source) {}

  // Goes to the next record. False: there is no more, now.
  Expected<bool> next() {
    return next([](const View&, Ahead) {});
  }
  // As `next`; calls look(view, Ahead) for each record of the batch some places before it is reached, in two steps.
  template <class Look>
  Expected<bool> next(Look&& look) {
    if (open_) {
      current_ = after(current_);
      if (current_.index < batch_.header.count) {
        step_near(look);
        return step_far(look);
      }
      if (current_.offset != batch_.payload.size()) return broken(current_, "its records are shorter than it says");
      open_ = false;
    }
    auto found = source_.next();
    if (!found) return tl::unexpected(Error{Error::Kind::kJournal, 0, found.error().message()});
    if (!*found) return false;
    batch_ = **found;
    open_ = true;
    current_ = near_ = far_ = Place{};
    for (unsigned i = 0; i < kIndexAhead; ++i) {
      if (auto stepped = step_far(look); !stepped) return stepped;
    }
    for (unsigned i = 0; i < kRecordAhead; ++i) step_near(look);
    return true;
  }

  // The record that `next` went to. Valid until the first record of the next batch.
  [[nodiscard]] View record() const { return at(current_); }
  [[nodiscard]] const journal::BatchView& batch() const { return batch_; }
  [[nodiscard]] std::uint32_t index() const { return current_.index; }  // of the record in its batch
  [[nodiscard]] std::size_t offset() const { return current_.offset; }  // of the record in the batch's payload, bytes
  [[nodiscard]] std::uint64_t sequence() const { return batch_.header.first_sequence + current_.index; }

 private:
  struct Place {
    std::size_t offset = 0;
    std::uint32_t index = 0;
  };

  [[nodiscard]] View at(const Place& place) const { return View(batch_.payload.data() + place.offset); }
  [[nodiscard]] Place after(const Place& place) const { return {place.offset + stride_of(at(place)), place.index + 1}; }

  // Checks one more record: all are checked before they are reached.
  template <class Look>
  Expected<bool> step_far(Look& look) {
    if (far_.index == batch_.header.count) return true;
    if (far_.offset > batch_.payload.size() ||
        !View::well_formed(batch_.payload.data() + far_.offset, batch_.payload.size() - far_.offset)) {
      return broken(far_, "a record in it is not well-formed");
    }
    const View view = at(far_);
    if (view.header().sequence != batch_.header.first_sequence + far_.index) {
      return broken(far_, "a record in it has another sequence than its place");
    }
    look(view, Ahead::kIndex);
    far_ = after(far_);
    return true;
  }
  template <class Look>
  void step_near(Look& look) {
    if (near_.index == far_.index) return;
    look(at(near_), Ahead::kRecord);
    near_ = after(near_);
  }

  Expected<bool> broken(const Place& place, const char* what) const {
    return tl::unexpected(
        Error{Error::Kind::kJournal, batch_.header.first_sequence + place.index,
              fmt::format("the batch at position {} has a valid checksum, but {} (sequence {}): it was written by a "
                          "defective or a different program",
                          batch_.begin.value, what, batch_.header.first_sequence + place.index)});
  }

  Source& source_;
  journal::BatchView batch_{};
  bool open_ = false;  // `next` stands in `batch_`
  Place current_;
  Place near_;
  Place far_;  // checked up to here
};

}  // namespace daybook
