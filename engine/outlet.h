#pragma once

#include <memory>
#include <utility>

#include "engine/producer.h"
#include "engine/reaction.h"

namespace daybook {

// Where the commands of a reactor go: a producer of some engine, whatever its domain.
class Outlet {
 public:
  Outlet() = default;
  Outlet(const Outlet&) = delete;
  Outlet& operator=(const Outlet&) = delete;
  virtual ~Outlet() = default;
  // kBusy and kNoSpace: try again later.
  [[nodiscard]] virtual tl::expected<Ticket, SubmitError> submit(const Answers::Answer& answer) = 0;
  // The next released receipt, in the order of the commands; false: none now.
  [[nodiscard]] virtual bool poll(Receipt& receipt) = 0;
};

template <class D>
class EngineOutlet final : public Outlet {
 public:
  explicit EngineOutlet(Producer<D> producer) : producer_(std::move(producer)) {}

  tl::expected<Ticket, SubmitError> submit(const Answers::Answer& answer) override {
    return producer_.submit_encoded(answer.type, answer.block_bytes, answer.payload,
                                    {.correlation = answer.correlation,
                                     .actor = answer.cause.reactor,
                                     .reason = answer.reason,
                                     .cause = answer.cause,
                                     .when_full = WhenFull::kBusy});
  }
  bool poll(Receipt& receipt) override {
    return producer_.poll([&](const Reply& reply) { receipt = reply; }, 1) != 0;
  }

 private:
  Producer<D> producer_;
};

}  // namespace daybook
