#include "engine/publish_stage.h"

#include <algorithm>

#include "engine/check.h"

namespace daybook {

std::size_t PublishStage::do_work(std::uint64_t decided) noexcept {
  const std::uint64_t released = std::min(decided, commands_.durable_sequence());
  std::size_t delivered = 0;
  // Readers of the files and of the mailboxes learn it together: released first, then what it releases. A mark that
  // found no place comes later than its sequence is released.
  if (command_marks_.release(commands_, released)) ++delivered;
  if (event_marks_.release(events_, released)) ++delivered;
  if (released > released_.own()) {
    released_.advance(released);
    ++delivered;
  }
  Mailbox* last = nullptr;
  for (const Output* output = outputs_.front(); output != nullptr && output->gate <= released;
       output = outputs_.front()) {
    Mailbox* mailbox = mailboxes_.find(output->receipt.origin);
    if (mailbox != nullptr) {
      CHECK(mailbox->receipts.push(output->receipt));  // as many places as credits
      if (last != nullptr && last != mailbox) last->parker.unpark();
      last = mailbox;
    }
    outputs_.pop();
    ++delivered;
  }
  if (last != nullptr) last->parker.unpark();
  if (delivered != 0) watchers_.wake();
  return delivered;
}

}  // namespace daybook
