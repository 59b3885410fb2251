#include "engine/answer_queue.h"

#include "engine/check.h"

namespace daybook {

void AnswerQueue::add(std::vector<Answers::Answer>& answers, const HistoryPoint& before) {
  for (Answers::Answer& answer : answers) {
    unanswered_.push_back(before);
    unsent_.push_back(std::move(answer));
  }
}

std::size_t AnswerQueue::send() {
  std::size_t count = 0;
  while (!unsent_.empty() && !stopped_) {
    if (const auto ticket = outlet_->submit(unsent_.front()); !ticket) {
      CHECK(ticket.error().kind != SubmitError::Kind::kInvalid);  // it was validated when it was added
      stopped_ = ticket.error().kind == SubmitError::Kind::kStopped;
      break;
    }
    unsent_.pop_front();
    ++counts_.sent;
    ++count;
  }
  return count;
}

std::size_t AnswerQueue::collect() {
  std::size_t count = 0;
  Receipt receipt;
  while (outlet_ != nullptr && outlet_->poll(receipt)) {
    CHECK(!unanswered_.empty());
    unanswered_.pop_front();
    if (receipt.outcome == Outcome::kRepeat) ++counts_.repeated;
    if (receipt.outcome == Outcome::kRefused) ++counts_.refused;
    ++count;
  }
  return count;
}

}  // namespace daybook
