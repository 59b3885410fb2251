#pragma once

// Walks the records of a journal, batch by batch, and checks that each is what its batch says.

#include <fmt/format.h>

#include <cstdint>

#include "engine/decision_record.h"
#include "engine/error.h"
#include "engine/record.h"
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
    if (open_) {
      offset_ += stride_of(record());
      ++index_;
      if (index_ < batch_.header.count) return check();
      if (offset_ != batch_.payload.size()) return broken("its records are shorter than it says");
      open_ = false;
    }
    auto found = source_.next();
    if (!found) return tl::unexpected(Error{Error::Kind::kJournal, 0, found.error().message()});
    if (!*found) return false;
    batch_ = **found;
    open_ = true;
    offset_ = 0;
    index_ = 0;
    return check();
  }

  // The record that `next` went to. Valid until the first record of the next batch.
  [[nodiscard]] View record() const { return View(batch_.payload.data() + offset_); }
  [[nodiscard]] const journal::BatchView& batch() const { return batch_; }
  [[nodiscard]] std::uint32_t index() const { return index_; }  // of the record in its batch
  [[nodiscard]] std::size_t offset() const { return offset_; }  // of the record in the batch's payload, bytes
  [[nodiscard]] std::uint64_t sequence() const { return batch_.header.first_sequence + index_; }

 private:
  Expected<bool> check() {
    const std::byte* at = batch_.payload.data() + offset_;
    if (!View::well_formed(at, batch_.payload.size() - offset_)) return broken("a record in it is not well-formed");
    if (record().header().sequence != sequence()) return broken("a record in it has another sequence than its place");
    return true;
  }
  Expected<bool> broken(const char* what) const {
    return tl::unexpected(
        Error{Error::Kind::kJournal, sequence(),
              fmt::format("the batch at position {} has a valid checksum, but {} (sequence {}): it was written by "
                          "a defective or a different program",
                          batch_.begin.value, what, sequence())});
  }

  Source& source_;
  journal::BatchView batch_{};
  bool open_ = false;  // `next` stands in `batch_`
  std::size_t offset_ = 0;
  std::uint32_t index_ = 0;
};

}  // namespace daybook
