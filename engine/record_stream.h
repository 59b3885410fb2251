#pragma once

// Walks the records of a journal, batch by batch, and checks that each is what its batch says.

#include <fmt/format.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>

#include "engine/decision_record.h"
#include "engine/error.h"
#include "engine/look_ahead.h"
#include "engine/prefetch.h"
#include "engine/read_ahead.h"
#include "engine/record.h"
#include "engine/record_block.h"
#include "journal/reader.h"

namespace daybook {

inline std::size_t stride_of(const CommandView& view) { return view.stride(); }
inline std::size_t stride_of(const DecisionView& view) { return view.bytes().size(); }
inline std::uint64_t digest_of(const CommandView&) { return 0; }
inline std::uint64_t digest_of(const DecisionView& view) { return decision_digest(view.bytes()); }

// How a stream is read: by whoever walks it, or by a thread of its own, which also checks the records. The thread
// copies them, some batches at a time; the source belongs to it until the stream has ended.
enum class Reading : std::uint8_t { kInline, kAhead };

// Fills blocks from `Source`: journal::Recovery or journal::Reader. `View`: CommandView or DecisionView.
template <class Source, class View>
class BlockFiller {
 public:
  explicit BlockFiller(Source& source) : source_(source) {}

  // One batch, where it lies.
  void one(RecordBlock& block) {
    if (fetch(block)) take(block, fetched_->payload);
  }
  // A copy of as many batches as fit.
  void many(RecordBlock& block) {
    while (fetch(block)) {
      const std::span<const std::byte> payload = fetched_->payload;
      if (block.used + payload.size() > block.bytes.size() || block.batches.size() == kMostBatches) {
        if (!block.batches.empty()) return;
        block.bytes.resize(std::max(kBlockBytes, payload.size()));
      }
      std::byte* copy = block.bytes.data() + block.used;
      if (!payload.empty()) std::memcpy(copy, payload.data(), payload.size());
      block.used += payload.size();
      if (!take(block, {copy, payload.size()})) return;
    }
  }

 private:
  static constexpr std::size_t kBlockBytes = std::size_t{1} << 20;
  static constexpr std::size_t kMostBatches = 4096;

  // The next batch, or the one that did not fit into the block before. False: the stream has ended.
  bool fetch(RecordBlock& block) {
    if (fetched_) return true;
    auto found = source_.next();
    if (!found) {
      block.ending = tl::unexpected(Error{Error::Kind::kJournal, 0, found.error().message()});
    } else if (!*found) {
      block.ending = Expected<void>();
    } else {
      fetched_ = **found;
    }
    return fetched_.has_value();
  }

  // Checks the records of the fetched batch, whose payload this is, and adds them. False: they ended the stream.
  bool take(RecordBlock& block, std::span<const std::byte> payload) {
    journal::BatchView batch = *fetched_;
    fetched_.reset();
    batch.payload = payload;
    const auto place = static_cast<std::uint32_t>(block.batches.size());
    block.batches.push_back(batch);
    std::size_t offset = 0;
    for (std::uint32_t i = 0; i < batch.header.count; ++i) {
      const std::byte* at = payload.data() + offset;
      if (offset > payload.size() || !View::well_formed(at, payload.size() - offset)) {
        return broken(block, batch, i, "a record in it is not well-formed");
      }
      const View view(at);
      if (view.header().sequence != batch.header.first_sequence + i) {
        return broken(block, batch, i, "a record in it has another sequence than its place");
      }
      block.records.push_back({at, place, i, digest_of(view)});
      offset += stride_of(view);
    }
    if (offset != payload.size()) {
      return broken(block, batch, batch.header.count, "its records are shorter than it says");
    }
    return true;
  }

  static bool broken(RecordBlock& block, const journal::BatchView& batch, std::uint32_t index, const char* what) {
    const std::uint64_t sequence = batch.header.first_sequence + index;
    block.ending = tl::unexpected(
        Error{Error::Kind::kJournal, sequence,
              fmt::format("the batch at position {} has a valid checksum, but {} (sequence {}): it was written by a "
                          "defective or a different program",
                          batch.begin.value, what, sequence)});
    return false;
  }

  Source& source_;
  std::optional<journal::BatchView> fetched_;
};

template <class Source, class View>
class RecordStream {
 public:
  explicit RecordStream(Source& source, Reading reading = Reading::kInline) : filler_(source) {
    if (reading == Reading::kAhead) {
      ahead_ = std::make_unique<ReadAhead>([this](RecordBlock& block) { filler_.many(block); });
    }
  }
  RecordStream(const RecordStream&) = delete;
  RecordStream& operator=(const RecordStream&) = delete;

  // Goes to the next record. False: there is no more; of a stream that is read inline: now.
  Expected<bool> next() {
    return next([](const View&) {});
  }
  // As `next`; calls look(view) for each record of the block kIndexAhead places before it is reached.
  template <class Look>
  Expected<bool> next(Look&& look) {
    if (block_ != nullptr && ++current_ < block_->records.size()) {
      ask_for(current_ + kAskAhead);
      look_at(current_ + kIndexAhead, look);
      return true;
    }
    do {
      if (ended()) return ending();
      fetch();
      if (block_->records.empty() && block_->ending) return ending();
    } while (block_->records.empty());
    current_ = 0;
    for (std::size_t i = 0; i <= kAskAhead; ++i) ask_for(i);
    for (unsigned i = 0; i <= kIndexAhead; ++i) look_at(i, look);
    return true;
  }

  // The record that `next` went to. Valid until the next call that leaves its block.
  [[nodiscard]] View record() const { return View(here().at); }
  // What the chain hash takes of it; 0 for a command.
  [[nodiscard]] std::uint64_t digest() const { return here().digest; }
  [[nodiscard]] const journal::BatchView& batch() const { return block_->batches[here().batch]; }
  [[nodiscard]] std::uint32_t index() const { return here().index; }  // of the record in its batch
  // Of the record in the batch's payload, bytes.
  [[nodiscard]] std::size_t offset() const { return static_cast<std::size_t>(here().at - batch().payload.data()); }
  [[nodiscard]] std::uint64_t sequence() const { return batch().header.first_sequence + here().index; }

 private:
  static constexpr std::size_t kAskAhead = 32;  // records

  [[nodiscard]] const RecordBlock::Record& here() const { return block_->records[current_]; }

  // The lines of a record: another core has them.
  void ask_for(std::size_t place) const {
    if (ahead_ == nullptr || place + 1 >= block_->records.size()) return;
    for (const std::byte* at = block_->records[place].at; at < block_->records[place + 1].at; at += 64)
      prefetch_line(at);
  }
  template <class Look>
  void look_at(std::size_t place, Look& look) const {
    if (place < block_->records.size()) look(View(block_->records[place].at));
  }

  // An error ends a stream for good, and so does any ending of one that is read ahead.
  [[nodiscard]] bool ended() const {
    return block_ != nullptr && block_->ending && (ahead_ != nullptr || !block_->ending->has_value());
  }
  [[nodiscard]] Expected<bool> ending() const {
    if (block_->ending->has_value()) return false;
    return tl::unexpected(block_->ending->error());
  }
  void fetch() {
    if (ahead_ != nullptr) {
      block_ = &ahead_->next();
      return;
    }
    own_.clear();
    filler_.one(own_);
    block_ = &own_;
  }

  BlockFiller<Source, View> filler_;
  RecordBlock own_;
  const RecordBlock* block_ = nullptr;
  std::size_t current_ = 0;
  std::unique_ptr<ReadAhead> ahead_;
};

}  // namespace daybook
