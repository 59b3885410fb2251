#pragma once

// Reactors: whoever answers events from outside the core, at its own pace: with commands, or with side effects on the
// world. A reactor is a plain struct:
//
//   struct Shipping {
//     static constexpr Id kName{"shipping"};          // of its checkpoint, its cursor; the actor of its commands
//     using Listens = Messages<AddressChanged>;       // what it must know: void apply(const E&[, const EventContext&])
//     using Reacts = Messages<OrderPaid>;             // void react(const E&, const EventContext&, Reaction&)
//     using Sends = Messages<Ship, Hold>;             // every command it may send
//     using HearsRefused = Messages<Ship>;            // void refused(const C&, Code, const EventContext&, Reaction&)
//     using Reaction = daybook::Reaction<Shipping>;
//   };
//   auto shipping = daybook::Reactor<Orders, Shipping>::open(engine);
//   (*shipping)->start();                             // a thread of its own; or call do_work() yourself
//
// All lists but kName may be left out. It hears released records alone, in order, each at least once, through the files
// of the event journal: one that is slow, stopped or failing delays nobody. What it listens to it hears from the
// beginning of history after every start; what it reacts to, from its checkpoint. Its commands run exactly once, for
// ever, because the engine keeps a cursor by their causes; side effects happen at least once, under keys that stay the
// same. For both, the same records must be answered in the same way: no clock, no chance.
//
// A handler may return tl::expected<void, std::string>. One that fails or throws parks the reactor, which says so.

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "engine/engine.h"
#include "engine/feed.h"
#include "engine/reaction.h"
#include "engine/reactor_facts.h"
#include "engine/reactor_progress.h"

namespace daybook {

// Runs reactor R on the events of an engine of domain D. `do_work` and the thread of `start` exclude each other;
// `status`, `caught_up` and `resume` may be called by any thread. It may outlive the engine, and then hears nothing
// new.
template <class D, class R>
class Reactor {
  using Fact = Facts<Composed<D>>;
  using Lists = detail::ReactorLists<R>;

 public:
  // Commands go to the engine that is heard.
  static Expected<std::unique_ptr<Reactor>> open(Engine<D>& engine, R reactor = R()) {
    return open(engine, engine, std::move(reactor));
  }
  // Or to another one, of domain T. The checkpoint lies beside the journals of `source`.
  template <class T>
  static Expected<std::unique_ptr<Reactor>> open(Engine<D>& source, Engine<T>& target, R reactor = R()) {
    static_assert(detail::check_reactor<R, typename Facts<Composed<T>>::Commands>());
    std::unique_ptr<Reactor> opened(new Reactor(source.state(), std::move(reactor)));
    if constexpr (Lists::Sends::kCount != 0) {
      auto producer = target.producer();
      if (!producer.attached()) {
        return tl::unexpected(
            Error{Error::Kind::kArgument, 0,
                  "reactor " + R::kName.text() +
                      " sends commands, but the engine takes no more producers: with Intake::kDirect there is one"});
      }
      opened->queue_.open(std::make_unique<EngineOutlet<T>>(std::move(producer)));
      opened->watch(target.state());
    }
    if (auto ready = opened->begin(); !ready) return tl::unexpected(ready.error());
    return opened;
  }
  Reactor(const Reactor&) = delete;
  Reactor& operator=(const Reactor&) = delete;
  ~Reactor() {
    stop();
    for (const auto& unwatch : unwatch_) unwatch();
  }

  // Hears what is released, answers, collects receipts, stores its checkpoint now and then. Returns how much it did.
  std::size_t do_work() { return round().count; }

  // Does so on a thread of its own, which sleeps while there is nothing to do. Not beside an engine that is `inline`,
  // which one thread drives: it parks.
  void start() {
    CHECK(!thread_.joinable());
    if (drives_an_engine_) {
      progress_.park("an inline engine is driven by its caller's thread: call do_work() there instead of start()");
      progress_.publish(queue_.counts());
      return;
    }
    stop_.store(false, std::memory_order_release);
    thread_ = std::thread([this] {
      IdleStrategy::run(
          parker_, [this] { return round(); }, [this] { return stop_.load(std::memory_order_acquire); },
          IdleStrategy::Patience::kNone);
    });
    pthread_setname_np(thread_.native_handle(), ("react-" + R::kName.text()).substr(0, 15).c_str());
  }
  // Ends the thread and stores the checkpoint. What is in flight is collected when it is opened again.
  void stop() {
    if (thread_.joinable()) {
      stop_.store(true, std::memory_order_release);
      parker_.unpark();
      thread_.join();
    }
    queue_.collect();
    progress_.settle(queue_.settled(progress_.heard()));
    progress_.store_now();
    progress_.publish(queue_.counts());
  }

  [[nodiscard]] ReactorStatus status() const {
    ReactorStatus status = progress_.status();
    status.released = std::max(source_->released(), status.settled);
    return status;
  }
  // Everything released is answered, and the answers are released.
  [[nodiscard]] bool caught_up() const { return status().lag() == 0; }
  // Answers once more where it has parked.
  void resume() {
    resume_.store(true, std::memory_order_release);
    parker_.unpark();
  }

  // Between two rounds, on the thread that drives it.
  [[nodiscard]] const R& reactor() const noexcept { return reactor_; }

 private:
  static constexpr std::size_t kMostRecords = 256;  // in a round
  static constexpr std::uint64_t kTryAgainNs = 1'000'000;
  static constexpr bool kListens = Lists::Listens::kCount != 0;

  Reactor(std::shared_ptr<EngineState<D>> source, R reactor)
      : source_(std::move(source)), reactor_(std::move(reactor)), progress_(R::kName.text(), source_->options().clock) {
    watch(source_);
  }

  template <class T>
  void watch(const std::shared_ptr<EngineState<T>>& engine) {
    drives_an_engine_ = drives_an_engine_ || engine->options().topology == Topology::kInline;
    engine->watchers().add(parker_);
    unwatch_.push_back([this, engine] { engine->watchers().remove(parker_); });
  }

  // Finds out where to go on.
  Expected<void> begin() {
    const std::string& directory = source_->options().directory;
    auto file = CheckpointFile::open(source_->storage(), directory, R::kName);
    if (!file) return tl::unexpected(file.error());
    auto begun =
        progress_.begin(std::move(*file), [this](const HistoryPoint& point) { return is_of_this_history(point); });
    if (!begun) return begun;
    from_ = progress_.heard().sequence;
    auto feed = Feed::open(source_->storage(), directory, kListens ? 1 : from_ + 1);
    if (!feed) return tl::unexpected(feed.error());
    feed_.emplace(std::move(*feed));
    progress_.publish({});
    return {};
  }

  // A loss of power takes the end of a journal that is not synced; what is written next has the same sequences.
  [[nodiscard]] Expected<bool> is_of_this_history(const HistoryPoint& point) const {
    if (point.sequence == 0) return true;
    if (point.sequence > source_->released()) return false;
    auto feed = Feed::open(source_->storage(), source_->options().directory, point.sequence);
    if (!feed) return tl::unexpected(feed.error());
    const auto record = feed->next();
    if (!record) return tl::unexpected(record.error());
    return *record && decision_digest((**record).bytes()) == point.digest;
  }

  Work round() {
    std::size_t done = queue_.collect() + queue_.send();
    if (progress_.parked() && resume_.exchange(false, std::memory_order_acq_rel)) done += answer_again();
    for (std::size_t i = 0; i < kMostRecords && !progress_.parked() && !queue_.is_full(); ++i) {
      if (!hear_next()) break;
      ++done;
    }
    done += queue_.send();
    progress_.settle(queue_.settled(progress_.heard()));
    const std::uint64_t store_in_ns = progress_.store_when_due();
    progress_.publish(queue_.counts());
    return {done, std::min(store_in_ns, queue_.should_try_again() ? kTryAgainNs : UINT64_MAX)};
  }

  // --- what comes in ---

  // False: nothing more is released now, or it cannot be read.
  bool hear_next() {
    auto record = feed_->next();
    if (!record) {
      progress_.park(record.error().message());
      return false;
    }
    if (!*record) return false;
    const DecisionView decision = **record;
    const std::uint64_t sequence = decision.header().sequence;
    Envelope envelope;
    if (!envelope.decode(decision.envelope(), decision.header().envelope)) {
      progress_.park(fmt::format("the envelope of sequence {} cannot be read", sequence));
      return false;
    }
    if (!listen(decision, envelope)) return false;
    if (sequence <= from_) return true;
    current_ = decision;
    return answer(decision, envelope);
  }

  bool listen(const DecisionView& decision, const Envelope& envelope) {
    if constexpr (kListens) {
      return each_event<typename Lists::Listens>(
          decision, envelope, [&](const auto& event, const EventContext& context) -> tl::expected<void, std::string> {
            if constexpr (requires { reactor_.apply(event, context); }) {
              reactor_.apply(event, context);
            } else {
              reactor_.apply(event);
            }
            return {};
          });
    }
    return true;
  }

  // All of a record's events, then its refusal. Only when all went well are the answers taken.
  bool answer(const DecisionView& decision, const Envelope& envelope) {
    const std::uint64_t sequence = decision.header().sequence;
    answers_.begin(R::kName, sequence);
    if (!react(decision, envelope) || !hear_refusal(decision, envelope)) return false;
    if (!answers_.wrong().empty()) {
      progress_.park(fmt::format("sequence {}: it answers with a command whose field is out of its bounds: {}",
                                 sequence, answers_.wrong()));
      return false;
    }
    queue_.add(answers_.all(), progress_.heard());
    progress_.hear({sequence, decision_digest(decision.bytes())});
    current_.reset();
    return true;
  }
  bool react(const DecisionView& decision, const Envelope& envelope) {
    if constexpr (Lists::Reacts::kCount != 0) {
      return each_event<typename Lists::Reacts>(
          decision, envelope, [&](const auto& event, const EventContext& context) -> tl::expected<void, std::string> {
            progress_.count_answered();
            Reaction<R> out(answers_, context);
            return detail::said([&] { return reactor_.react(event, context, out); });
          });
    }
    return true;
  }
  std::size_t answer_again() {
    if (!current_) return 0;
    progress_.resume();
    Envelope envelope;
    static_cast<void>(envelope.decode(current_->envelope(), current_->header().envelope));
    return answer(*current_, envelope) ? 1 : 0;
  }

  // Calls handle(event, context), with the event as its type has it today, for those of `List`. False: parked.
  template <class List, class Handle>
  bool each_event(const DecisionView& decision, const Envelope& envelope, Handle&& handle) {
    bool ok = true;
    for_each_event(decision, envelope, [&](const EventView& view, const EventContext& context) {
      if (!ok) return;
      const bool known = Fact::event(view.header->type, [&]<class Owner, class E>() {
        if constexpr (detail::IsIn<detail::CurrentOf<Fact, Owner, E>, List>::value) {
          ok = with_current<Owner, E>(view, context, handle);
        }
      });
      if (known) return;
      progress_.park(fmt::format("sequence {} holds an event of type {}, which this program does not know",
                                 context.sequence.value, view.header->type));
      ok = false;
    });
    return ok;
  }
  template <class Owner, class E, class Handle>
  bool with_current(const EventView& view, const EventContext& context, Handle& handle) {
    E event{};
    tl::expected<void, std::string> handled = tl::unexpected<std::string>("its bytes do not fit its type");
    if (decode(view.payload(), view.header->block_bytes, event)) {
      handled = guarded([&] { return handle(detail::current<Fact, Owner>(event), context); });
    }
    if (handled) return true;
    progress_.park(fmt::format("{} (sequence {}, event {}): {}", kMessage<E>.name, context.sequence.value,
                               context.index, handled.error()));
    return false;
  }

  // Tells of the command of this record, where it was sent by a reactor and refused.
  bool hear_refusal(const DecisionView& decision, const Envelope& envelope) {
    bool ok = true;
    if constexpr (Lists::HearsRefused::kCount != 0) {
      if (decision.header().outcome != Outcome::kRefused || envelope.cause.reactor != detail::kRefusalsOf<R>)
        return true;
      for_each_step(decision, envelope, [&](const StepView& step, const EventContext& context) {
        if (context.follow_up || context.by_timer || !ok) return;
        ok = detail::with_command<typename Lists::HearsRefused>(
            step, [&]<class C>(const C* command) { return tell_refusal(command, step, context); });
      });
    }
    return ok;
  }
  template <class C>
  bool tell_refusal(const C* command, const StepView& step, const EventContext& context) {
    tl::expected<void, std::string> handled = tl::unexpected<std::string>("its bytes do not fit its type");
    if (command != nullptr) {
      progress_.count_answered();
      Reaction<R> out(answers_, context);
      handled = guarded(
          [&] { return detail::said([&] { return reactor_.refused(*command, step.header().code, context, out); }); });
    }
    if (handled) return true;
    progress_.park(
        fmt::format("the refusal of {} (sequence {}): {}", kMessage<C>.name, context.sequence.value, handled.error()));
    return false;
  }

  const std::shared_ptr<EngineState<D>> source_;
  R reactor_;
  ReactorProgress progress_;
  AnswerQueue queue_;
  std::optional<Feed> feed_;
  std::uint64_t from_ = 0;               // reacts to what comes after this
  std::optional<DecisionView> current_;  // the record it is at, while that is not answered
  Answers answers_;

  bool drives_an_engine_ = false;
  Parker parker_;
  std::vector<std::function<void()>> unwatch_;
  std::atomic<bool> stop_{false};
  std::atomic<bool> resume_{false};
  std::thread thread_;
};

}  // namespace daybook
