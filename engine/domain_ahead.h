#pragma once

// What the parts of a domain say that they will touch for a message that is known ahead.

#include <span>

#include "engine/codec.h"
#include "engine/compose.h"
#include "engine/decision_record.h"
#include "engine/look_ahead.h"
#include "engine/record.h"

namespace daybook {

template <class D>
class DomainAhead {
  using Domain = Composed<D>;
  using Fact = Facts<Domain>;

 public:
  explicit DomainAhead(const Domain& domain) noexcept : domain_(domain) {}

  // Look-ahead for a command that will run soon, or a decision that will be folded.
  void prefetch(const CommandView& command, Ahead ahead) const {
    Fact::command(command.header().type, [&]<class Part, class C>() {
      prefetch_in<Part, C>(command.payload(), command.header().block_bytes, ahead);
    });
  }
  void prefetch(const DecisionView& decision, Ahead ahead) const {
    decision.for_each_step([&](const StepView& step) {
      step.for_each_event([&](const EventView& event) {
        Fact::event(event.header->type, [&]<class Part, class E>() {
          prefetch_in<Part, E>(event.payload(), event.header->block_bytes, ahead);
        });
      });
    });
  }

 private:
  template <class Part, class M>
  void prefetch_in(std::span<const std::byte> payload, std::size_t block_bytes, Ahead ahead) const {
    M message{};
    decode_fixed(payload, block_bytes, message);
    prefetch_message<Part>(message, ahead);
    domain_.for_each_part([&](const auto& policy, std::uint16_t) {
      using Policy = std::remove_cvref_t<decltype(policy)>;
      if constexpr (Fact::template foretells<Policy, M>()) {
        policy.foretell(message, [&]<class C>(const C& follow_up) {
          prefetch_message<typename Fact::template OwnerOf<C>>(follow_up, ahead);
        });
      }
    });
  }
  template <class Part, class M>
  void prefetch_message(const M& message, Ahead ahead) const {
    const Part& part = domain_.template get<Part>();
    if constexpr (requires { part.prefetch(message, ahead); }) part.prefetch(message, ahead);
  }

  const Domain& domain_;
};

}  // namespace daybook
