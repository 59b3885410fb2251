#include "engine/record.h"

#include <cstring>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace daybook {

namespace {

class Out {
 public:
  explicit Out(std::byte* at) : begin_(at), at_(at) {}
  void put(const void* bytes, std::size_t size) {
    std::memcpy(at_, bytes, size);
    at_ += size;
  }
  [[nodiscard]] std::size_t bytes() const { return static_cast<std::size_t>(at_ - begin_); }

 private:
  std::byte* begin_;
  std::byte* at_;
};

class In {
 public:
  explicit In(std::span<const std::byte> bytes) : bytes_(bytes) {}
  bool get(void* into, std::size_t size) {
    if (bytes_.size() < size) return false;
    std::memcpy(into, bytes_.data(), size);
    bytes_ = bytes_.subspan(size);
    return true;
  }
  [[nodiscard]] std::span<const std::byte> rest() const { return bytes_; }

 private:
  std::span<const std::byte> bytes_;
};

}  // namespace

std::size_t Envelope::encode(std::byte* out, std::uint16_t& fields) const noexcept {
  Out to(out);
  fields = 0;
  if (sent_at_ns != 0) {
    fields |= kSentAt;
    to.put(&sent_at_ns, 8);
  }
  if (!correlation.empty()) {
    fields |= kCorrelation;
    to.put(&correlation, 16);
  }
  if (!actor.empty()) {
    fields |= kActor;
    to.put(&actor, 16);
  }
  if (expected_version) {
    fields |= kExpectedVersion;
    to.put(&*expected_version, 8);
  }
  if (occurred_on) {
    fields |= kOccurredOn;
    const std::int64_t days = occurred_on->days;
    to.put(&days, 8);
  }
  if (!cause.reactor.empty()) {
    fields |= kCause;
    to.put(&cause.reactor, 16);
    to.put(&cause.sequence, 8);
    to.put(&cause.index, 8);
  }
  if (!reason.empty()) {
    fields |= kReason;
    to.put(reason.data(), reason.size() < kMaxReasonBytes ? reason.size() : kMaxReasonBytes);
  }
  return to.bytes();
}

bool Envelope::decode_fields(std::span<const std::byte> in, std::uint16_t fields) noexcept {
  In from(in);
  bool ok = true;
  if ((fields & kSentAt) != 0) ok = ok && from.get(&sent_at_ns, 8);
  if ((fields & kCorrelation) != 0) ok = ok && from.get(&correlation, 16);
  if ((fields & kActor) != 0) ok = ok && from.get(&actor, 16);
  if ((fields & kExpectedVersion) != 0) {
    std::uint64_t version = 0;
    ok = ok && from.get(&version, 8);
    expected_version = version;
  }
  if ((fields & kOccurredOn) != 0) {
    std::int64_t days = 0;
    ok = ok && from.get(&days, 8);
    occurred_on = Date{static_cast<std::int32_t>(days)};
  }
  if ((fields & kCause) != 0) {
    ok = ok && from.get(&cause.reactor, 16) && from.get(&cause.sequence, 8) && from.get(&cause.index, 8);
  }
  if ((fields & kReason) != 0) {
    reason = {reinterpret_cast<const char*>(from.rest().data()), from.rest().size()};
    return ok && !reason.empty() && reason.size() <= kMaxReasonBytes;
  }
  return ok && from.rest().empty();
}

Id id_of(const Envelope::Cause& cause) noexcept {
  return Id::derived("reaction", Id::derived("reaction", cause.reactor, cause.sequence), cause.index);
}

std::uint64_t CommandView::compute_checksum() const noexcept {
  const CommandHeader& h = header();
  const std::uint64_t seed = h.type | std::uint64_t{h.block_bytes} << 16 | std::uint64_t{h.envelope} << 32;
  return XXH3_64bits_withSeed(record_ + sizeof(CommandHeader), h.bytes - sizeof(CommandHeader), seed);
}

bool CommandView::well_formed(const std::byte* record, std::size_t room) noexcept {
  if (room < sizeof(CommandHeader)) return false;
  const CommandView view(record);
  const CommandHeader& h = view.header();
  if (h.bytes < sizeof(CommandHeader) + aligned8(h.envelope_bytes) || aligned8(h.bytes) > room) return false;
  return h.content_checksum == view.compute_checksum();
}

std::uint64_t skipped_by(const CommandView& command) noexcept {
  std::uint64_t sequence = 0;
  if (command.header().type != static_cast<std::uint16_t>(ControlType::kSkip)) return 0;
  if (command.payload().size() != sizeof sequence) return 0;
  std::memcpy(&sequence, command.payload().data(), sizeof sequence);
  return sequence;
}

}  // namespace daybook
