#include "engine/journal_stage.h"

#include <algorithm>
#include <cstring>

#include "engine/record.h"

namespace daybook {

namespace {

// The service wakes who waits for a segment; but not who begins to stop just then, and must say that there is none.
constexpr std::uint64_t kLookForRoomNs = 10'000'000;

}  // namespace

Work JournalStage::do_work() noexcept {
  const std::uint64_t from = journaled_.own();
  const std::uint64_t to = published_.load();
  if (from == to) return idle();

  const CommandView first(ring_.at(from));
  const std::span<std::byte> room = journal_.claim(first.stride());
  if (room.empty()) {
    if (const journal::Error* failure = journal_.failure()) {
      status_.fail({Error::Kind::kJournal, first.header().sequence, failure->message()});
    } else if (journal_.no_space() && !status_.running()) {
      status_.fail(stopped_without_space(journal_.directory(), first.header().sequence));
    } else if (service_ != nullptr) {
      service_->unpark();  // the next segment is not prepared yet
    }
    return {0, kLookForRoomNs};
  }
  const std::uint64_t limit = from + std::min<std::uint64_t>({to - from, room.size(), kMaxBatchBytes});
  std::uint64_t end = from + first.stride();
  std::uint32_t count = 1;
  while (end < limit) {
    const std::size_t stride = CommandView(ring_.at(end)).stride();
    if (stride > limit - end) break;
    end += stride;
    ++count;
  }
  std::memcpy(room.data(), ring_.at(from), end - from);

  const std::uint64_t first_sequence = first.header().sequence;
  last_decided_ = decided_.get(last_decided_);
  const bool said = first_sequence - last_decided_.sequence <= kMaxLag;
  const journal::Position position = journal_.commit({.term = 0,
                                                      .first_sequence = first_sequence,
                                                      .count = count,
                                                      .decided = said ? last_decided_.sequence : 0,
                                                      .chain_hash = said ? last_decided_.chain : 0},
                                                     end - from);
  marks_.add({first_sequence + count - 1, position});
  journaled_.advance(end);
  batches_.store(batches_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  if (logic_ != nullptr) logic_->unpark();
  if (service_ != nullptr && journal_.service_wanted()) service_->unpark();
  return {count, 0};
}

Work JournalStage::idle() noexcept {
  if (marks_.flush() && publish_ != nullptr) publish_->unpark();
  const std::uint64_t sleep_ns = journal_.tick(clock_.monotonic_ns());
  if (service_ != nullptr && journal_.service_wanted()) service_->unpark();
  return {0, sleep_ns};
}

}  // namespace daybook
