#include "engine/decision_record.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace daybook {
namespace {

// Events of one step, which lie in `room` bytes from `at`: true where they fill them exactly.
bool events_well_formed(const std::byte* at, std::size_t room, unsigned events) noexcept {
  for (unsigned i = 0; i < events; ++i) {
    if (room < sizeof(EventHeader)) return false;
    const std::size_t bytes = reinterpret_cast<const EventHeader*>(at)->bytes;
    if (bytes < sizeof(EventHeader) || aligned8(bytes) > room) return false;
    at += aligned8(bytes);
    room -= aligned8(bytes);
  }
  return room == 0;
}

bool step_well_formed(const StepHeader& step) noexcept {
  std::size_t room = step.bytes - sizeof(StepHeader);
  const std::size_t payload = aligned8(step.payload_bytes);
  if (payload > room) return false;
  room -= payload;
  const std::size_t reason = aligned8(step.reason_bytes);
  if (reason > room) return false;
  const std::byte* events = reinterpret_cast<const std::byte*>(&step + 1) + payload + reason;
  return events_well_formed(events, room - reason, step.events);
}

}  // namespace

bool DecisionView::well_formed(const std::byte* record, std::size_t room) noexcept {
  if (room < sizeof(DecisionHeader)) return false;
  const DecisionHeader& header = *reinterpret_cast<const DecisionHeader*>(record);
  if (header.bytes < sizeof(DecisionHeader) || header.bytes % 8 != 0) return false;
  if (header.bytes > room || header.bytes > kMaxDecisionBytes) return false;
  std::size_t left = header.bytes - sizeof(DecisionHeader);
  const std::size_t envelope = aligned8(header.envelope_bytes);
  if (envelope > left) return false;
  left -= envelope;
  const std::byte* at = record + sizeof(DecisionHeader) + envelope;
  const unsigned steps = header.steps + header.timer_steps;
  for (unsigned i = 0; i < steps; ++i) {
    if (left < sizeof(StepHeader)) return false;
    const StepHeader& step = *reinterpret_cast<const StepHeader*>(at);
    if (step.bytes < sizeof(StepHeader) || step.bytes % 8 != 0 || step.bytes > left) return false;
    if (!step_well_formed(step)) return false;
    at += step.bytes;
    left -= step.bytes;
  }
  return left == 0;
}

std::uint64_t decision_digest(std::span<const std::byte> record) noexcept {
  return XXH3_64bits(record.data(), record.size());
}

void DecisionWriter::write_envelope(std::uint16_t fields, std::span<const std::byte> bytes) noexcept {
  if (!has_room(bytes.size() + sizeof(std::uint64_t))) return;
  header().envelope = fields;
  header().envelope_bytes = static_cast<std::uint16_t>(bytes.size());
  std::memcpy(at_, bytes.data(), bytes.size());
  pad_to(at_ + bytes.size());
}

StepHeader* DecisionWriter::begin_step() noexcept {
  if (!has_room(sizeof(StepHeader))) return nullptr;
  std::memset(static_cast<void*>(at_), 0, sizeof(StepHeader));
  step_ = reinterpret_cast<StepHeader*>(at_);
  at_ += sizeof(StepHeader);
  events_ = at_;
  kept_ = 0;
  return step_;
}

void DecisionWriter::step_payload(std::span<const std::byte> payload, std::string_view reason) noexcept {
  if (!has_room(aligned8(payload.size()) + reason.size() + sizeof(std::uint64_t))) return;
  step_->payload_bytes = static_cast<std::uint32_t>(payload.size());
  step_->reason_bytes = static_cast<std::uint16_t>(reason.size());
  if (!payload.empty()) std::memcpy(at_, payload.data(), payload.size());
  pad_to(at_ + payload.size());
  if (!reason.empty()) std::memcpy(at_, reason.data(), reason.size());
  pad_to(at_ + reason.size());
  events_ = at_;
}

void DecisionWriter::end_step() noexcept {
  if (overflow_) return;
  step_->bytes = static_cast<std::uint32_t>(at_ - reinterpret_cast<std::byte*>(step_));
  ++header().steps;
}

std::size_t DecisionWriter::close() noexcept {
  const auto bytes = static_cast<std::size_t>(at_ - record_);
  header().bytes = static_cast<std::uint32_t>(bytes);
  return bytes;
}

}  // namespace daybook
