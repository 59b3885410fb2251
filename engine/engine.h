#pragma once

// Front door: a durable, deterministic, single-writer core for a domain of one's own. README.md shows a complete
// program; DESIGN.md beside this file says how it works and why.

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "engine/engine_state.h"
#include "engine/message.h"
#include "engine/options.h"
#include "engine/producer.h"
#include "engine/recovery_summary.h"
#include "engine/table.h"

namespace daybook {

// How far each stage has come, as sequences. journaled <= synced is not implied: the first says what the logic stage
// may decide, the second what survives the loss of power; nobody outside learns anything above `released`.
struct Positions {
  std::uint64_t written = 0;   // in the command journal
  std::uint64_t synced = 0;    // of those, on disk
  std::uint64_t released = 0;  // of those decided and durable at the engine's level: visible to outsiders
};

// `D`: one domain part, or a Compose of several.
template <class D>
class Engine {
 public:
  // Opens or creates the journals in `options.directory`, recovers the state, starts the threads of the topology. The
  // error says what is in the way and how to get past it.
  static Expected<Engine> open(const Options& options) {
    auto state = EngineState<D>::open(options);
    if (!state) return tl::unexpected(state.error());
    return Engine(std::move(*state));
  }
  Engine(Engine&&) noexcept = default;
  Engine& operator=(Engine&& other) noexcept {
    if (state_ && state_ != other.state_) state_->stop();
    state_ = std::move(other.state_);
    return *this;
  }
  ~Engine() {
    if (state_) state_->stop();
  }

  // A new producer, for one thread. With Intake::kDirect there is one; any other answers "stopped" to everything.
  [[nodiscard]] Producer<D> producer() { return Producer<D>(state_, state_->add_mailbox()); }

  [[nodiscard]] const RecoverySummary& recovery() const noexcept { return state_->summary(); }

  // Runs f(const D&) on the logic stage between two batches and returns its result once everything it could see is
  // released; what f throws is thrown here. kStopped: the engine stopped first. Any thread; `inline`: the one that
  // drives the engine.
  template <class F>
  auto query(F&& f) -> Expected<std::invoke_result_t<F, const D&>> {
    using Result = std::invoke_result_t<F, const D&>;
    static_assert(!std::is_reference_v<Result> && !std::is_void_v<Result>, "a query returns a value of its own");
    std::optional<Result> result;
    Queries::Query query;
    std::exception_ptr thrown;
    query.run = [&] {
      try {
        result.emplace(f(domain()));
      } catch (...) {
        thrown = std::current_exception();
      }
    };
    state_->queries().ask(query);
    state_->wait_until([&] { return query.done.load(std::memory_order_acquire) && state_->released() >= query.gate; },
                       [&] { return state_->do_anyones_work(); });
    state_->queries().forget(query);
    if (!query.done.load(std::memory_order_acquire) || state_->released() < query.gate) {
      return tl::unexpected(Error{Error::Kind::kStopped, 0, "the engine stopped before the query was answered"});
    }
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*result);
  }
  // Hash of the whole state, as `query` sees it: equal state, equal hash, on every machine.
  Expected<std::uint64_t> state_hash() {
    return query([this](const D&) { return state_->core().state_hash(); });
  }
  // When the next timer is due, as `query` sees it; nothing: none is armed.
  Expected<std::optional<Stamp>> next_timer() {
    return query([this](const D&) {
      const std::uint64_t due_ns = state_->core().next_due_ns();
      return due_ns == UINT64_MAX ? std::nullopt : std::optional<Stamp>(Stamp{due_ns});
    });
  }

  [[nodiscard]] Positions positions() const noexcept {
    return {state_->commands().written_sequence(), state_->commands().synced_sequence(), state_->released()};
  }
  // Returns when `sequence` is released; kStopped: it will not be. In `inline` and with direct publishing: on the
  // thread that drives the engine.
  Expected<void> wait_until(Sequence sequence) {
    state_->wait_until([&] { return state_->released() >= sequence.value; }, [&] { return state_->do_work(); });
    if (state_->released() >= sequence.value) return {};
    return tl::unexpected(
        state_->status().error().value_or(Error{Error::Kind::kStopped, sequence.value, "the engine has stopped"}));
  }

  // What the caller's thread owes: everything in `inline`, the journaling with direct publishing. Returns how much it
  // did.
  std::size_t do_work() { return state_->do_work().count; }

  // Refuses new commands, drains and releases what was accepted, closes the journals. The destructor does the same. In
  // `inline` and with direct publishing: on the thread that drives the engine.
  Expected<void> stop() { return state_->stop(); }
  // Why the engine stopped by itself, if it did.
  [[nodiscard]] std::optional<Error> error() const { return state_->status().error(); }
  // For whoever stands beside it: reactors.
  [[nodiscard]] const std::shared_ptr<EngineState<D>>& state() const noexcept { return state_; }
  // Batches journaled since it was opened.
  [[nodiscard]] std::uint64_t batches() const noexcept { return state_->batches(); }

 private:
  explicit Engine(std::shared_ptr<EngineState<D>> state) : state_(std::move(state)) {}

  [[nodiscard]] const D& domain() const noexcept {
    if constexpr (std::is_same_v<D, Composed<D>>) {
      return state_->core().domain();
    } else {
      return state_->core().domain().template get<D>();
    }
  }

  std::shared_ptr<EngineState<D>> state_;
};

}  // namespace daybook
