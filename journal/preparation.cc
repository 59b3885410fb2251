#include "journal/preparation.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

namespace daybook::journal {
namespace {

// Bounds one step: about a millisecond of writing and a few of syncing.
constexpr std::uint64_t kZeroedAtOnceBytes = std::uint64_t{4} << 20;
// What one write takes: it stays in the processor's cache.
constexpr std::uint64_t kZerosBytes = std::uint64_t{256} << 10;

}  // namespace

Preparation::Preparation(Storage& storage, std::string directory, const SegmentPlan& plan)
    : storage_(storage),
      directory_(std::move(directory)),
      temporary_(segment_path(directory_, plan.index) + kTemporarySuffix),
      plan_(plan),
      segment_(std::make_unique<Segment>()) {}

Preparation::Preparation(Storage& storage, std::string directory, const SegmentPlan& plan, std::unique_ptr<File> file,
                         std::uint64_t old)
    : Preparation(storage, std::move(directory), plan) {
  segment_->file = std::move(file);
  old_ = old;
  stage_ = Stage::kRecycle;
}

Preparation::Preparation(Storage& storage, std::string directory, const SegmentPlan& plan, Segment existing)
    : storage_(storage),
      directory_(std::move(directory)),
      plan_(plan),
      stage_(Stage::kMap),
      segment_(std::make_unique<Segment>(std::move(existing))) {}

Result<bool> Preparation::step() {
  Result<void> result;
  switch (stage_) {
    case Stage::kCreate:
      result = create();
      break;
    case Stage::kRecycle:
      result = recycle();
      break;
    case Stage::kZero:
      result = zero_chunk();
      break;
    case Stage::kHeader:
      result = write_header();
      break;
    case Stage::kName:
      result = name();
      break;
    case Stage::kMap:
      result = map();
      break;
    case Stage::kReady:
      break;
  }
  if (!result) return tl::unexpected(result.error());
  return stage_ == Stage::kReady;
}

Result<void> Preparation::create() {
  auto file = storage_.create(temporary_);
  if (!file) return tl::unexpected(file.error());
  segment_->file = std::move(*file);
  if (auto allocated = segment_->file->allocate(plan_.segment_bytes); !allocated) return allocated;
  stage_ = plan_.durability == Durability::kPower ? Stage::kZero : Stage::kHeader;
  return {};
}

Result<void> Preparation::recycle() {
  if (auto renamed = storage_.rename(segment_path(directory_, old_), temporary_); !renamed) return renamed;
  // Its old name must not come back with other bytes behind it.
  if (auto synced = storage_.sync_directory(directory_); !synced) return synced;
  // At kPower zeros are written anyway; the blocks are there.
  stage_ = Stage::kZero;
  if (plan_.durability == Durability::kPower) return {};
  stage_ = Stage::kHeader;
  return segment_->file->allocate(plan_.segment_bytes);
}

Result<void> Preparation::zero_chunk() {
  const std::vector<std::byte> zeros(kZerosBytes);
  const std::uint64_t end = std::min(zeroed_bytes_ + kZeroedAtOnceBytes, plan_.segment_bytes);
  while (zeroed_bytes_ < end) {
    const std::span<const std::byte> piece(zeros.data(), std::min(kZerosBytes, end - zeroed_bytes_));
    if (auto written = segment_->file->write(zeroed_bytes_, piece); !written) return written;
    zeroed_bytes_ += piece.size();
  }
  if (auto synced = segment_->file->sync(); !synced) return synced;
  if (zeroed_bytes_ == plan_.segment_bytes) stage_ = Stage::kHeader;
  return {};
}

Result<void> Preparation::write_header() {
  SegmentHeader& header = segment_->header;
  header.magic = kMagic;
  header.version = kFormatVersion;
  header.salt = static_cast<std::uint32_t>(storage_.random());
  header.index = plan_.index;
  header.segment_bytes = plan_.segment_bytes;
  std::memcpy(header.journal_id, plan_.id.data(), plan_.id.size());
  header.checksum = header_checksum(header);
  if (auto written = segment_->file->write(0, std::as_bytes(std::span(&header, 1))); !written) return written;
  if (auto synced = segment_->file->sync(); !synced) return synced;
  stage_ = Stage::kName;
  return {};
}

Result<void> Preparation::name() {
  const std::string path = segment_path(directory_, plan_.index);
  segment_->file.reset();  // and its lock, before a reader can know the name
  if (auto renamed = storage_.rename(temporary_, path); !renamed) return renamed;
  renamed_ = true;
  if (auto synced = storage_.sync_directory(directory_); !synced) return synced;
  auto file = storage_.open(path, Access::kReadWrite);
  if (!file) return tl::unexpected(file.error());
  segment_->file = std::move(*file);
  stage_ = Stage::kMap;
  return {};
}

Result<void> Preparation::map() {
  auto mapping = segment_->file->map(Access::kReadWrite);
  if (!mapping) return tl::unexpected(mapping.error());
  segment_->mapping = std::move(*mapping);
  stage_ = Stage::kReady;
  return {};
}

void Preparation::give_up() noexcept {
  if (stage_ == Stage::kCreate && segment_->file == nullptr) return;
  segment_->file.reset();
  static_cast<void>(storage_.remove(temporary_));
}

Result<std::unique_ptr<Segment>> prepare_now(Preparation preparation) {
  for (;;) {
    auto ready = preparation.step();
    if (!ready) return tl::unexpected(ready.error());
    if (*ready) return preparation.take();
  }
}

}  // namespace daybook::journal
