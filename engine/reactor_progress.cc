#include "engine/reactor_progress.h"

namespace daybook {

void ReactorProgress::begin(CheckpointFile file, const ReactorPlace& place, const Checkpoint& stored) {
  file_.emplace(std::move(file));
  stored_ = stored;
  stored_at_ns_ = clock_.monotonic_ns();
  heard_ = settled_ = place.point;
  status_.another_history = place.another_history;
}

std::uint64_t ReactorProgress::store_when_due() {
  if (checkpoint() == stored_) return UINT64_MAX;
  const std::uint64_t waited_ns = clock_.monotonic_ns() - stored_at_ns_;
  if (waited_ns < kStoreEveryNs) return kStoreEveryNs - waited_ns;
  store_now();
  return checkpoint() == stored_ ? UINT64_MAX : kStoreEveryNs;
}

void ReactorProgress::store_now() {
  if (!file_) return;  // it was not opened after all
  stored_at_ns_ = clock_.monotonic_ns();
  const Checkpoint now = checkpoint();
  if (now == stored_) return;
  const auto done = file_->store(now);
  trouble_ = done ? std::string() : done.error().message();
  if (done) stored_ = now;
}

void ReactorProgress::publish(const AnswerQueue& queue, std::uint64_t reactions) {
  const AnswerQueue::Counts& counts = queue.counts();
  const std::lock_guard lock(mutex_);
  status_.state = parked() ? ReactorStatus::State::kParked : ReactorStatus::State::kRunning;
  status_.failure = parked()          ? parked_
                    : queue.stopped() ? "the engine that takes its commands has stopped; open the reactor again with it"
                                      : trouble_;
  status_.heard = heard_.sequence;
  status_.settled = settled_.sequence;
  status_.stored = stored_.point.sequence;
  status_.answered = reactions;
  status_.sent = counts.sent;
  status_.repeated = counts.repeated;
  status_.refused = counts.refused;
}

ReactorStatus ReactorProgress::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

}  // namespace daybook
