#include "engine/read_ahead.h"

#include <pthread.h>

#include "engine/large_pages.h"

namespace daybook {

ReadAhead::ReadAhead(std::function<void(RecordBlock&)> fill) : thread_([this, fill = std::move(fill)] { run(fill); }) {}

ReadAhead::~ReadAhead() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

const RecordBlock& ReadAhead::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return filled_ != taken_; });
  // The block that was read until now may be filled again.
  RecordBlock& found = block(taken_++);
  lock.unlock();
  changed_.notify_all();
  return found;
}

void ReadAhead::run(const std::function<void(RecordBlock&)>& fill) {
  ::pthread_setname_np(::pthread_self(), "daybook-reader");
  for (;;) {
    std::unique_lock lock(mutex_);
    // The one that is being read counts: it is still in use.
    changed_.wait(lock, [&] { return stop_ || filled_ + 1 - taken_ < kBlocks; });
    if (stop_) return;
    RecordBlock& next = block(filled_);
    lock.unlock();
    next.clear();
    fill(next);
    while (large_pages::fill()) {  // who takes the records will need memory as well
    }
    const bool ended = next.ending.has_value();
    lock.lock();
    ++filled_;
    lock.unlock();
    changed_.notify_all();
    if (ended) return;
  }
}

}  // namespace daybook
