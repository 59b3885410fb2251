#pragma once

// A command as it stands in the ring buffer and in the command journal: one format, copied as it is.
//
//   CommandHeader | envelope (only the optional fields present) | payload (codec.h)
//
// The envelope and the payload start 8-byte aligned; the next record starts at the next multiple of 8.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "engine/decision_record.h"
#include "engine/id.h"
#include "engine/values.h"

namespace daybook {

inline constexpr std::size_t kMaxCommandBytes = std::size_t{16} << 10;
inline constexpr std::size_t kMaxReasonBytes = 250;

struct CommandHeader {
  std::uint32_t bytes = 0;  // whole record, without the padding to the next
  std::uint16_t type = 0;   // template id, or a control type
  std::uint16_t block_bytes = 0;
  std::uint64_t sequence = 0;
  std::uint64_t stamp_ns = 0;
  Id id{};
  std::uint64_t content_checksum = 0;  // over type, envelope and payload
  std::uint32_t origin = 0;            // routes the receipt; outside the content checksum
  std::uint16_t envelope = 0;          // Envelope::Field bits
  std::uint16_t envelope_bytes = 0;    // without padding
};
static_assert(sizeof(CommandHeader) == 56);
static_assert(offsetof(CommandHeader, sequence) == 8 && offsetof(CommandHeader, id) == 24 &&
              offsetof(CommandHeader, content_checksum) == 40 && offsetof(CommandHeader, envelope_bytes) == 54);

// Records of the engine itself travel as commands of these types.
enum class ControlType : std::uint16_t {
  kSettings = 0xff01,  // rules of the program and what configures the engine's decisions (settings.h)
  kSkip = 0xff02,      // the command of a given sequence is not to be run
  kTerm = 0xff03,      // reserved: a term of leadership begins
  kTick = 0xff04,      // nothing else came, and a timer is due
};
constexpr bool is_control(std::uint16_t type) { return type >= 0xff00; }
// The domain decides something at this record: its command, or timers that are due.
constexpr bool lets_decide(std::uint16_t type) {
  return !is_control(type) || type == static_cast<std::uint16_t>(ControlType::kTick);
}

// Who takes the blame and how a repeat is told apart; all optional.
struct Envelope {
  enum Field : std::uint16_t {
    kSentAt = 1,
    kCorrelation = 2,
    kActor = 4,
    kExpectedVersion = 8,
    kOccurredOn = 16,
    kCause = 32,
    kReason = 64,
  };

  std::uint64_t sent_at_ns = 0;  // 0: the id says (UUIDv7)
  Id correlation{};
  Id actor{};
  Maybe<std::uint64_t> expected_version{};
  Maybe<Date> occurred_on{};
  // Commands of reactors: which reactor, in answer to what happened at which sequence, and as which of its answers to
  // that (from 0). Of each reactor these grow; what is not beyond the last one is a repeat.
  struct Cause {
    Id reactor{};
    std::uint64_t sequence = 0;
    std::uint64_t index = 0;
    friend bool operator==(const Cause&, const Cause&) = default;
  } cause{};
  std::string_view reason{};

  static constexpr std::size_t kMaxBytes = 8 + 16 + 16 + 8 + 8 + 32 + kMaxReasonBytes;

  [[nodiscard]] bool is_reaction() const noexcept { return !cause.reactor.empty(); }

  // Writes at most kMaxBytes to `out`; `fields` receives the bits of what is there.
  std::size_t encode(std::byte* out, std::uint16_t& fields) const noexcept;
  // Into a fresh envelope. False where the bytes do not fit the bits. `reason` points into `in`.
  [[nodiscard]] bool decode(std::span<const std::byte> in, std::uint16_t fields) noexcept {
    return fields == 0 ? in.empty() : decode_fields(in, fields);
  }

 private:
  [[nodiscard]] bool decode_fields(std::span<const std::byte> in, std::uint16_t fields) noexcept;
};

// The id of a reactor's command: UUIDv8, from its cause.
[[nodiscard]] Id id_of(const Envelope::Cause& cause) noexcept;

// A record where it lies. The bytes must have passed `well_formed` or have been written by this process.
class CommandView {
 public:
  explicit CommandView(const std::byte* record) : record_(record) {}
  [[nodiscard]] const CommandHeader& header() const { return *reinterpret_cast<const CommandHeader*>(record_); }
  [[nodiscard]] std::span<const std::byte> envelope() const {
    return {record_ + sizeof(CommandHeader), header().envelope_bytes};
  }
  [[nodiscard]] std::span<const std::byte> payload() const {
    const std::size_t begin = sizeof(CommandHeader) + aligned8(header().envelope_bytes);
    return {record_ + begin, header().bytes - begin};
  }
  // With padding: the distance to the next record.
  [[nodiscard]] std::size_t stride() const { return aligned8(header().bytes); }
  [[nodiscard]] std::uint64_t compute_checksum() const noexcept;
  // True where every length stays inside `room` and the content matches its checksum.
  [[nodiscard]] static bool well_formed(const std::byte* record, std::size_t room) noexcept;

 private:
  const std::byte* record_;
};

// Of a skip record: the sequence that it takes out; 0 for every other record.
[[nodiscard]] std::uint64_t skipped_by(const CommandView& command) noexcept;

}  // namespace daybook
