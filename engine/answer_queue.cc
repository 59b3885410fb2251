#include "engine/answer_queue.h"

#include <algorithm>

#include "engine/check.h"

namespace daybook {

void AnswerQueue::add(std::vector<Answers::Answer>& answers, const HistoryPoint& before) {
  for (Answers::Answer& answer : answers) {
    unanswered_.push_back({before, {answer.cause.sequence, answer.cause.index}});
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
    // One that starts over sends again what is answered.
    answered_ = std::max(answered_, unanswered_.front().place);
    unanswered_.pop_front();
    if (receipt.outcome == Outcome::kRepeat) ++counts_.repeated;
    if (receipt.outcome == Outcome::kRefused) ++counts_.refused;
    ++count;
  }
  return count;
}

}  // namespace daybook
