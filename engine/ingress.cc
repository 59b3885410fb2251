#include "engine/ingress.h"

#include <algorithm>
#include <cstring>

namespace daybook {

std::byte* Mailbox::claim(std::size_t max_bytes) noexcept {
  // A record never wraps: where the end of the buffer is too near, it is left unused.
  const std::uint64_t offset = sent_.head % bytes_;
  const std::uint64_t skip = bytes_ - offset < max_bytes ? bytes_ - offset : 0;
  const std::uint64_t needed = sent_.head + skip + max_bytes;
  if (needed > sent_.tail_cache + bytes_) {
    sent_.tail_cache = tail_.load();
    if (needed > sent_.tail_cache + bytes_) return nullptr;
  }
  sent_.head += skip;
  return buffer_.get() + sent_.head % bytes_;
}

Mailbox* Mailboxes::add(std::uint32_t credits, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  const auto found =
      std::find_if(given_back_.begin(), given_back_.end(), [](Mailbox* box) { return box->drop_receipts(); });
  if (found != given_back_.end()) {
    Mailbox* mailbox = *found;
    given_back_.erase(found);
    return mailbox;
  }
  if (owned_.size() + 1 >= kMost) return nullptr;
  const auto origin = static_cast<std::uint32_t>(owned_.size() + 1);  // 0: nobody
  owned_.push_back(std::make_unique<Mailbox>(origin, credits, bytes));
  boxes_[origin].store(owned_.back().get(), std::memory_order_release);
  return owned_.back().get();
}

void Mailboxes::give_back(Mailbox& mailbox) {
  const std::lock_guard lock(mutex_);
  given_back_.push_back(&mailbox);
}

bool Mailboxes::submitting() {
  const std::lock_guard lock(mutex_);
  return std::any_of(owned_.begin(), owned_.end(), [](const auto& mailbox) { return mailbox->submitting(); });
}

std::size_t Ingress::drain(Sequencer& sequencer) noexcept {
  if (begin_ == end_) {
    begin_ = 0;
    end_ = queue_.try_dequeue_bulk(consumer_, items_, kBulk);
    if (end_ == 0) return 0;
  }
  if (!sequencer.stamp()) return 0;
  std::size_t moved = 0;
  for (; begin_ != end_ && sequencer.admits(); ++begin_, ++moved) {
    const Item& item = items_[begin_];
    const std::byte* record = item.mailbox->at(item.position);
    const CommandView view(record);
    std::byte* room = sequencer.claim(view.stride());
    if (room == nullptr) break;
    std::memcpy(room, record, view.header().bytes);
    sequencer.append(room);
    item.mailbox->consumed(item.position + view.stride());
  }
  sequencer.publish();
  return moved;
}

}  // namespace daybook
