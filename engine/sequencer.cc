#include "engine/sequencer.h"

#include <algorithm>
#include <utility>

namespace daybook {

namespace {

// While commands are on their way to the logic stage, which may let the timers fire.
constexpr std::uint64_t kLookSoonNs = 1'000'000;
// The clock may be set, and a manual one is.
constexpr std::uint64_t kLookAgainNs = 1'000'000'000;
constexpr std::uint64_t kLookAtManualNs = 5'000'000;

}  // namespace

bool Sequencer::stamp() noexcept {
  const std::uint64_t now = clock_.now_ns();
  if (auto jumped = jump_check_.look(clock_, now, stamp_ns_)) {
    status_.fail(std::move(*jumped));
    return false;
  }
  if (now > stamp_ns_) stamp_ns_ = now;
  return true;
}

bool Sequencer::admits() const noexcept {
  // What is in the ring is not counted yet, but has its places beyond the limit.
  if (level_ == nullptr || level_->size.load(std::memory_order_relaxed) < dedup_limit_) return true;
  // Beyond it one at a time, each known to take the place of an entry that it lets the window forget.
  if (writer_.passed() == writer_.head() && level_->forget_after_ns.load(std::memory_order_relaxed) < stamp_ns_) {
    return true;
  }
  return !status_.running();
}

std::uint64_t Sequencer::tick() noexcept {
  const auto next_due_ns = [this] { return level_->next_due_ns.load(std::memory_order_acquire); };
  if (level_ == nullptr || next_due_ns() == UINT64_MAX || !status_.running()) return UINT64_MAX;
  // First what is decided, then when the next timer is due: the logic stage stores them the other way round, so that a
  // timer that has fired is not ticked for again.
  const bool all_is_decided = writer_.passed() == published().own();
  const std::uint64_t due = next_due_ns();
  const std::uint64_t now = clock_.now_ns();
  if (now < due) return std::min(due - now, clock_.is_manual() ? kLookAtManualNs : kLookAgainNs);
  if (!all_is_decided) return kLookSoonNs;
  if (!stamp()) return UINT64_MAX;
  std::byte* record = claim(sizeof(CommandHeader));
  if (record == nullptr) return kLookSoonNs;
  auto& header = *reinterpret_cast<CommandHeader*>(record);
  header = CommandHeader{
      .bytes = sizeof(CommandHeader), .type = static_cast<std::uint16_t>(ControlType::kTick), .id = Id{"daybook tick"}};
  header.content_checksum = CommandView(record).compute_checksum();
  publish(record);
  return 0;
}

}  // namespace daybook
