#include "journal/service.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

namespace daybook::journal {

namespace {

// Free space that a new segment must leave: one for it, one for the other journal of an engine.
constexpr std::uint64_t kFreeSegments = 2;

// What leaves the page cache at a time: some 0.1 ms.
constexpr std::uint64_t kForgetBytes = std::uint64_t{1} << 20;

// A sync that covered this much was one of many batches: some 100 commands.
constexpr std::uint64_t kLoadBytes = 16'384;

std::uint64_t monotonic_ns() noexcept {
  return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
}

}  // namespace

Service::Service(JournalSeed& seed, Progress& progress)
    : storage_(seed.storage),
      directory_(seed.directory),
      durability_(seed.options.durability),
      lock_(std::move(seed.lock)),
      control_(std::move(seed.control)),
      progress_(progress),
      spacing_ns_(seed.options.sync_spacing_ns),
      spare_segments_(seed.options.spare_segments),
      cached_bytes_(seed.options.cached_bytes),
      first_index_(seed.first_index),
      segments_(std::move(seed.current)),
      pages_(segments_, progress, durability_, segments_.current().header.segment_bytes, seed.position.value) {
  const SegmentHeader& header = segments_.current().header;
  plan_ = {.index = header.index + 1, .segment_bytes = header.segment_bytes, .id = seed.id, .durability = durability_};
  if (seed.prepared) preparation_.emplace(storage_, directory_, plan_, std::move(*seed.prepared));
}

Segment* Service::take(std::uint64_t last_sequence) noexcept {
  // Acquire pairs with the release in prepare_due: the segment is there.
  if (!progress_.prepared.load(std::memory_order_acquire)) return nullptr;
  Segment& next = segments_.roll(last_sequence);
  progress_.prepared.store(false, std::memory_order_relaxed);
  return &next;
}

bool Service::run() noexcept {
  if (failure() != nullptr || lock_ == nullptr) return false;  // without the lock, the files may be somebody else's
  // Syncs first: somebody waits for them. One step of each kind, so that none waits long for another.
  const bool synced = sync_due();
  const bool prepared = prepare_due();
  const bool pages = pages_.run();
  const bool forgotten = forget_due();
  const bool removed = remove_due();
  return synced || prepared || pages || forgotten || removed;
}

bool Service::wanted() const noexcept {
  if (failure() != nullptr) return false;
  const bool prepares = !progress_.prepared.load(std::memory_order_acquire);
  if (prepares && !progress_.no_space.load(std::memory_order_acquire)) return true;
  if (progress_.sync_requested.load(std::memory_order_acquire)) return true;
  if (segments_.any_sealed()) return true;
  if (durability_ == Durability::kPower && progress_.written_sequence.load(std::memory_order_acquire) >
                                               progress_.synced_sequence.load(std::memory_order_acquire)) {
    if (!progress_.resting.load(std::memory_order_acquire)) return true;
    // What was just written comes before a second look: the rest may be ending now.
    std::atomic_thread_fence(std::memory_order_seq_cst);
    if (!progress_.resting.load(std::memory_order_acquire)) return true;
  }
  return pages_.wanted() || removes();
}

bool Service::sync_due() noexcept {
  // First: who commits after the rest has ended wakes the service, who committed before it is seen below.
  const bool was_resting = progress_.resting.load(std::memory_order_relaxed);
  const bool resting = rests();
  const bool rested = was_resting && !resting;
  bool requested = progress_.sync_requested.load(std::memory_order_relaxed);
  // Acquire: what was written before the request is seen below. Taken before the target is captured, so none is lost.
  if (requested) requested = progress_.sync_requested.exchange(false, std::memory_order_acquire);
  const std::uint64_t sequence = progress_.written_sequence.load(std::memory_order_acquire);
  const std::uint64_t position = progress_.written.load(std::memory_order_acquire);
  const bool behind =
      durability_ == Durability::kPower && sequence > progress_.synced_sequence.load(std::memory_order_relaxed);
  if ((behind && !resting) || (requested && position > progress_.synced.load(std::memory_order_relaxed))) {
    const std::uint64_t begin_ns = spacing_ns_ == 0 ? 0 : monotonic_ns();
    const std::uint64_t bytes = position - progress_.synced.load(std::memory_order_relaxed);
    if (sync_to(position, sequence) && spacing_ns_ != 0) rest_after(begin_ns, bytes);
    return true;
  }
  const Segment* sealed = segments_.sealed();
  // The writer may be on its way into the next segment; synced never passes written.
  if (sealed == nullptr || position < sealed->end()) return requested || rested;
  sync_to(sealed->end(), sealed->last_sequence);
  return true;
}

std::uint64_t Service::rest_ns() const noexcept {
  if (!progress_.resting.load(std::memory_order_relaxed)) return UINT64_MAX;
  const std::uint64_t now = monotonic_ns();
  return rests_until_ns_ > now ? rests_until_ns_ - now : 0;
}

bool Service::rests() noexcept {
  if (!progress_.resting.load(std::memory_order_relaxed)) return false;
  if (monotonic_ns() < rests_until_ns_) return true;
  // With the fence in `wanted`: either the writer sees that the rest is over, or what it has written is seen here.
  progress_.resting.store(false, std::memory_order_release);
  std::atomic_thread_fence(std::memory_order_seq_cst);
  return false;
}

// Each sync costs a fixed amount of processor time: where much comes, it is better spent on more bytes at once.
void Service::rest_after(std::uint64_t begin_ns, std::uint64_t synced_bytes) noexcept {
  if (synced_bytes < kLoadBytes) return;
  rests_until_ns_ = begin_ns + spacing_ns_;
  progress_.resting.store(true, std::memory_order_release);
}

bool Service::sync_all() noexcept {
  if (failure() != nullptr) return false;
  const std::uint64_t sequence = progress_.written_sequence.load(std::memory_order_acquire);
  const std::uint64_t position = progress_.written.load(std::memory_order_acquire);
  return sync_to(position, sequence);
}

bool Service::sync_to(std::uint64_t position, std::uint64_t sequence) noexcept {
  pages_.leave_before(position);
  // Synced is a prefix: the older segment first.
  for (Segment* segment : segments_.before(position)) {
    if (auto synced = segment->file->sync(); !synced) {
      fail(synced.error());
      return false;
    }
  }
  progress_.synced.store(position, std::memory_order_release);
  progress_.synced_sequence.store(sequence, std::memory_order_release);

  for (auto& segment : segments_.take_before(position)) {
    segment->mapping.reset();
    leaving_.push_back(std::move(segment));
  }
  return true;
}

// A run longer than memory keeps its pace where what is done with leaves the page cache. A piece at a time: a whole
// segment keeps the kernel busy for 10 ms.
bool Service::forget_due() noexcept {
  if (leaving_.empty()) return false;
  const Segment& segment = *leaving_.front();
  if (progress_.synced.load(std::memory_order_relaxed) - segment.end() < cached_bytes_) return false;
  segment.file->forget(forgotten_bytes_, kForgetBytes);
  forgotten_bytes_ += kForgetBytes;
  if (forgotten_bytes_ >= segment.header.segment_bytes) {
    leaving_.pop_front();
    forgotten_bytes_ = 0;
  }
  return true;
}

// Segment `index` is removed or becomes another one: nothing of it is to leave the page cache any more, and its file
// is not held open.
void Service::forget_no_more(std::uint64_t index) noexcept {
  const auto found = std::find_if(leaving_.begin(), leaving_.end(),
                                  [&](const auto& segment) { return segment->header.index == index; });
  if (found == leaving_.end()) return;
  if (found == leaving_.begin()) forgotten_bytes_ = 0;
  leaving_.erase(found);
}

bool Service::prepare_due() noexcept {
  if (progress_.prepared.load(std::memory_order_relaxed)) return false;
  if (failure() != nullptr) return false;
  if (!preparation_ && !begin_preparation()) return wait_for_space();
  if (failure() != nullptr) return true;
  auto ready = preparation_->step();
  if (!ready && ready.error().kind == Error::Kind::kNoSpace && !preparation_->named()) {
    preparation_->give_up();
    preparation_.reset();
    return wait_for_space();
  }
  if (!ready) {
    fail(ready.error());
    preparation_.reset();  // and its lock on the file, if it is an old one
    return true;
  }
  if (!*ready) return true;
  segments_.prepare(preparation_->take());
  preparation_.reset();
  ++plan_.index;
  progress_.no_space.store(false, std::memory_order_release);
  // Release pairs with the acquire in `take`.
  progress_.prepared.store(true, std::memory_order_release);
  return true;
}

// Of a segment that nobody needs, else of a new file. False: the disk has no room for one.
bool Service::begin_preparation() {
  if (removable() != 0) {
    const std::uint64_t oldest = first_index_.load(std::memory_order_relaxed);
    auto file = storage_.open(segment_path(directory_, oldest), Access::kReadWrite);
    if (!file) {
      fail(file.error());
      return true;
    }
    if ((*file)->lock(Share::kExclusive)) {
      first_index_.store(oldest + 1, std::memory_order_relaxed);
      forget_no_more(oldest);
      preparation_.emplace(storage_, directory_, plan_, std::move(*file), oldest);
      return true;
    }
    remove_oldest();  // somebody reads it, and keeps what it has mapped
    if (failure() != nullptr) return true;
  }
  const auto free = storage_.free_bytes(directory_);
  if (free && *free < kFreeSegments * plan_.segment_bytes) return false;
  preparation_.emplace(storage_, directory_, plan_);
  return true;
}

// Nothing has been promised for a segment that is not there: no failure, but a reason to accept no more work.
bool Service::wait_for_space() noexcept {
  progress_.no_space.store(true, std::memory_order_release);
  return false;
}

bool Service::prepare_all() noexcept {
  while (failure() == nullptr && !progress_.prepared.load(std::memory_order_relaxed)) {
    if (!prepare_due() && progress_.no_space.load(std::memory_order_relaxed)) return false;
  }
  return failure() == nullptr;
}

// How many segments, the oldest ones, nobody needs.
std::uint64_t Service::removable() const noexcept {
  // The head of the segment that becomes the first must be durable: it alone says where the log stands.
  constexpr std::uint64_t kHeadBytes = kSegmentHeaderBytes + kCutFrameBytes;
  const std::uint64_t synced = progress_.synced.load(std::memory_order_acquire);
  const std::uint64_t limit =
      std::min(progress_.release_before.load(std::memory_order_acquire), synced - std::min(synced, kHeadBytes));
  const std::uint64_t first = first_index_.load(std::memory_order_relaxed);
  return std::max(limit / plan_.segment_bytes, first) - first;
}

// Asked at every append of a writer that runs the service itself: no division.
bool Service::removes() const noexcept {
  const std::uint64_t kept = first_index_.load(std::memory_order_relaxed) + spare_segments_;
  return progress_.release_before.load(std::memory_order_acquire) > kept * plan_.segment_bytes &&
         removable() > spare_segments_;
}

bool Service::remove_due() noexcept {
  if (failure() != nullptr || !removes()) return false;
  remove_oldest();
  return true;
}

void Service::remove_oldest() noexcept {
  const std::uint64_t index = first_index_.load(std::memory_order_relaxed);
  auto removed = storage_.remove(segment_path(directory_, index));
  // One by one: a crash must not lose a later file and keep an earlier one.
  if (removed) removed = storage_.sync_directory(directory_);
  if (!removed) {
    fail(removed.error());
  } else {
    first_index_.store(index + 1, std::memory_order_relaxed);
    forget_no_more(index);
  }
}

void Service::fail(Error error) noexcept {
  if (failure() != nullptr) return;
  error_ = std::move(error);
  progress_.failure.store(&error_, std::memory_order_release);
}

}  // namespace daybook::journal
