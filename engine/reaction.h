#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/codec.h"
#include "engine/compose.h"
#include "engine/event_walk.h"

namespace daybook {

// What a reactor answers to one record: the commands it wants to send, encoded, in order.
class Answers {
 public:
  struct Answer {
    std::uint16_t type = 0;
    std::uint16_t block_bytes = 0;
    std::vector<std::byte> payload;
    std::string reason;
    Id correlation;
    Envelope::Cause cause;
  };

  // To what happened at `sequence`, as seen by `reactor`.
  void begin(const Id& reactor, std::uint64_t sequence) {
    answers_.clear();
    wrong_.clear();
    reactor_ = reactor;
    sequence_ = sequence;
    keys_ = 0;
  }
  template <Command C>
  void add(const C& command, std::string_view reason, const Id& correlation) {
    if (!valid(command)) return refuse(std::string(kMessage<C>.name) + "." + invalid_field(command));
    if (reason.size() > kMaxReasonBytes) return refuse("the reason of " + std::string(kMessage<C>.name));
    Answer answer{.type = kMessage<C>.type,
                  .block_bytes = static_cast<std::uint16_t>(kLayout<C>.block),
                  .payload = std::vector<std::byte>(encoded_bytes(command)),
                  .reason = std::string(reason),
                  .correlation = correlation,
                  .cause = {reactor_, sequence_, answers_.size()}};
    encode(command, answer.payload.data());
    answers_.push_back(std::move(answer));
  }
  // The key of the next side effect: the same whenever this record is answered again.
  [[nodiscard]] Id next_key() { return Id::derived("effect", Id::derived("effect", reactor_, sequence_), keys_++); }

  [[nodiscard]] std::vector<Answer>& all() noexcept { return answers_; }
  // The field that is out of its bounds, if one is: then none of the answers may be sent.
  [[nodiscard]] const std::string& wrong() const noexcept { return wrong_; }

 private:
  void refuse(std::string field) {
    if (wrong_.empty()) wrong_ = std::move(field);
  }

  std::vector<Answer> answers_;
  std::string wrong_;
  Id reactor_;
  std::uint64_t sequence_ = 0;
  std::uint64_t keys_ = 0;
};

// What the handlers of reactor R are handed to answer with.
template <class R>
class Reaction {
 public:
  Reaction(Answers& answers, const EventContext& context) noexcept : answers_(answers), context_(context) {}

  // Sends a command, once, whatever happens: its cause is this record, and its place among the answers to it. Its actor
  // is the reactor, its correlation that of what it answers. The same record must be answered with the same commands.
  template <Command C>
  void send(const C& command, std::string_view reason = {}) {
    static_assert(detail::IsIn<C, typename R::Sends>::value, "this command is not in the reactor's Sends");
    answers_.add(command, reason, context_.correlation);
  }
  // For a side effect on the world outside: it may happen more than once, always under the same key, by which whoever
  // receives it can tell.
  [[nodiscard]] Id key() { return answers_.next_key(); }

 private:
  Answers& answers_;
  const EventContext& context_;
};

}  // namespace daybook
