#include "journal/journal.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <utility>

#include "journal/check.h"
#include "journal/frame.h"
#include "journal/recovery.h"
#include "journal/service.h"
#include "journal/zero.h"

namespace daybook::journal {
namespace {

// While a sync that the service was asked for is under way.
constexpr std::uint64_t kIdlePollNs = 1'000'000;
constexpr std::uint64_t kNever = UINT64_MAX;

std::atomic_ref<std::uint64_t> word(std::byte* at) noexcept {
  return std::atomic_ref<std::uint64_t>(*reinterpret_cast<std::uint64_t*>(at));
}

}  // namespace

Result<std::unique_ptr<Journal>> Journal::open(Storage& storage, const std::string& directory,
                                               const JournalOptions& options) {
  auto recovery = Recovery::begin(storage, directory, options);
  if (!recovery) return tl::unexpected(recovery.error());
  return recovery->finish();
}

Journal::Journal(JournalSeed seed)
    : offset_(seed.position.value % seed.current->header.segment_bytes),
      next_sequence_(seed.next_sequence),
      checksum_(seed.checksum),
      term_(seed.term),
      generation_(seed.generation),
      idle_watermark_ns_(seed.options.idle_watermark_ns),
      durability_(seed.options.durability) {
  const std::uint64_t last_sequence = next_sequence_ == 0 ? 0 : next_sequence_ - 1;
  progress_.written.store(seed.position.value, std::memory_order_relaxed);
  progress_.synced.store(seed.position.value, std::memory_order_relaxed);
  progress_.written_sequence.store(last_sequence, std::memory_order_relaxed);
  progress_.synced_sequence.store(last_sequence, std::memory_order_relaxed);
  batch_end_ = seed.position.value;
  idle_batch_end_ = seed.proven ? batch_end_ : 0;
  service_ = std::make_unique<Service>(seed, progress_);
  const std::size_t offset = offset_;
  enter(service_->current());
  offset_ = offset;
  if (offset_ == kSegmentHeaderBytes) append_start();
}

Journal::~Journal() = default;

std::span<std::byte> Journal::claim(std::size_t bytes) noexcept {
  DAYBOOK_CHECK(bytes <= max_payload_bytes());
  bytes = std::max(bytes, kAlignment);  // an empty room always means "not now"
  claimed_bytes_ = 0;
  if (base_ == nullptr || failure() != nullptr) [[unlikely]]
    return {};
  if (room() < kBatchOverheadBytes || bytes > room() - kBatchOverheadBytes) [[unlikely]] {
    if (!roll()) return {};
  }
  claimed_bytes_ = room() - kBatchOverheadBytes;
  return {base_ + offset_ + kBatchOverheadBytes, claimed_bytes_};
}

Position Journal::commit(const BatchInfo& info, std::size_t bytes) noexcept {
  DAYBOOK_CHECK(claimed_bytes_ != 0 && bytes <= claimed_bytes_);
  DAYBOOK_CHECK(info.count != 0 && info.first_sequence != 0);
  DAYBOOK_CHECK(next_sequence_ == 0 || info.first_sequence == next_sequence_);
  claimed_bytes_ = 0;
  if (failure() != nullptr) [[unlikely]]
    return Position{segment_begin_ + offset_};

  std::byte* payload = base_ + offset_ + kBatchOverheadBytes;
  const std::size_t frame_bytes = kBatchOverheadBytes + aligned(bytes);
  if (bytes % kAlignment != 0) std::memset(payload + bytes, 0, aligned(bytes) - bytes);
  BatchHeader batch{.term = info.term,
                    .first_sequence = info.first_sequence,
                    .count = info.count,
                    .bytes = static_cast<std::uint32_t>(bytes),
                    .decided = info.decided,
                    .chain_hash = info.chain_hash,
                    .checksum = 0};
  batch.checksum = batch_checksum(batch, {payload, bytes}, checksum_);
  checksum_ = batch.checksum;
  term_ = info.term;
  next_sequence_ = info.first_sequence + info.count;

  publish(encode_frame(header(FrameType::kBatch, frame_bytes), batch, Position{segment_begin_ + offset_}), frame_bytes);
  batch_end_ = segment_begin_ + offset_;
  // After the position, see Progress.
  progress_.written_sequence.store(next_sequence_ - 1, std::memory_order_release);
  return Position{batch_end_};
}

FrameHeader Journal::header(FrameType type, std::size_t frame_bytes) const noexcept {
  return {.bytes = static_cast<std::uint32_t>(frame_bytes),
          .generation = generation_,
          .type = static_cast<std::uint8_t>(type),
          .zero = {},
          .salt = salt_,
          .synced = progress_.synced.load(std::memory_order_acquire),
          .checksum = 0};
}

void Journal::append_local(FrameType type, std::span<const std::byte> body, std::size_t frame_bytes) noexcept {
  publish(encode_frame(header(type, frame_bytes), body, Position{segment_begin_ + offset_}), frame_bytes);
}

// Everything but the commit word; a zero behind the frame, where claimed room may hold anything; then the word. Its
// release pairs with the acquire in decode_frame, also across processes.
void Journal::publish(const EncodedFrame& frame, std::size_t frame_bytes) noexcept {
  std::byte* at = base_ + offset_;
  constexpr std::size_t kWordBytes = sizeof(std::uint64_t);
  for (std::size_t i = 1; i < frame.count; ++i) {
    word(at + i * kWordBytes).store(frame.words[i], std::memory_order_relaxed);
  }
  if (room() - frame_bytes >= kWordBytes) word(at + frame_bytes).store(0, std::memory_order_relaxed);
  word(at).store(frame.words[0], std::memory_order_release);
  offset_ += frame_bytes;
  progress_.written.store(segment_begin_ + offset_, std::memory_order_release);
}

bool Journal::roll() noexcept {
  if (!progress_.prepared.load(std::memory_order_acquire)) return false;
  // Only now: padding says that the next segment exists.
  if (room() >= kFrameRoomBytes) append_local(FrameType::kPadding, {}, room());
  Segment* next = service_->take(progress_.written_sequence.load(std::memory_order_relaxed));
  DAYBOOK_CHECK(next != nullptr);
  enter(*next);
  append_start();
  return true;
}

void Journal::enter(Segment& segment) noexcept {
  base_ = segment.mapping->data();
  segment_begin_ = segment.begin();
  segment_bytes_ = segment.header.segment_bytes;
  salt_ = segment.header.salt;
  offset_ = kSegmentHeaderBytes;
}

void Journal::append_start() noexcept {
  const StartBody body{.next_sequence = next_sequence_, .checksum = checksum_, .term = term_};
  append_local(FrameType::kStart, std::as_bytes(std::span(&body, 1)), kStartFrameBytes);
}

bool Journal::append_watermark() noexcept {
  if (room() >= kFrameRoomBytes) {
    append_local(FrameType::kWatermark, {}, sizeof(FrameHeader));
    return true;
  }
  // A start frame carries the watermark as well.
  return roll();
}

std::uint64_t Journal::tick(std::uint64_t now_ns) noexcept {
  if (base_ == nullptr || failure() != nullptr) return kNever;
  if (batch_end_ != idle_batch_end_) {
    idle_batch_end_ = batch_end_;
    idle_since_ns_ = now_ns;
    idle_ = Idle::kActive;
  }
  if (idle_ == Idle::kQuiet) return kNever;
  if (idle_ == Idle::kActive) {
    const std::uint64_t idle_ns = now_ns - idle_since_ns_;
    if (idle_ns < idle_watermark_ns_) return idle_watermark_ns_ - idle_ns;
    request_sync();
    idle_ = Idle::kSyncing;
  }
  if (claimed_bytes_ != 0 || progress_.synced.load(std::memory_order_acquire) < batch_end_) return kIdlePollNs;
  if (!append_watermark()) return kIdlePollNs;
  request_sync();
  idle_ = Idle::kQuiet;
  return kNever;
}

bool Journal::service() noexcept { return service_->run(); }
std::uint64_t Journal::service_rest_ns() const noexcept { return service_->rest_ns(); }
bool Journal::service_wanted() const noexcept { return service_->wanted(); }
const std::string& Journal::directory() const noexcept { return service_->directory(); }

void Journal::release(Position position, std::uint64_t sequence) noexcept {
  service_->control().release(position, sequence);
}

void Journal::release_before(Position position) noexcept {
  auto& target = progress_.release_before;
  std::uint64_t seen = target.load(std::memory_order_relaxed);
  while (seen < position.value &&
         !target.compare_exchange_weak(seen, position.value, std::memory_order_release, std::memory_order_relaxed)) {
  }
}

// What was claimed and not committed would look like an unfinished append to the next open.
void Journal::zero_claimed_room() noexcept {
  std::size_t at = offset_;
  while (at < segment_bytes_) {
    const std::size_t bytes = std::min(kPageBytes - at % kPageBytes, segment_bytes_ - at);
    // Pages that are zero stay clean.
    if (!all_zero({base_ + at, bytes})) std::memset(base_ + at, 0, bytes);
    at += bytes;
  }
}

Result<void> Journal::close() {
  if (base_ == nullptr) return {};
  claimed_bytes_ = 0;
  if (failure() == nullptr) {
    zero_claimed_room();
    // The last frame may be the watermark that covers all batches already; otherwise say how far this sync came.
    bool done = service_->sync_all();
    if (done && (idle_ != Idle::kQuiet || idle_batch_end_ != batch_end_)) {
      if (room() < kFrameRoomBytes) done = service_->prepare_all();
      // A failure of these is in `failure`.
      if (done && append_watermark()) (void)service_->sync_all();
    }
  }
  base_ = nullptr;
  service_->give_up_lock();
  if (const Error* error = failure()) return tl::unexpected(*error);
  return {};
}

}  // namespace daybook::journal
