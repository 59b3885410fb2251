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
//   auto started = (*shipping)->start();              // a thread of its own; or call do_work() yourself
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
#include "engine/idle_strategy.h"
#include "engine/reactor_handlers.h"
#include "engine/reactor_progress.h"

namespace daybook {

// Runs reactor R on the events of an engine of domain D. `do_work` and the thread of `start` exclude each other;
// `status`, `caught_up` and `resume` may be called by any thread. It may outlive the engine, and then hears nothing
// new. Of those beside an engine, or sending to it, no two have the same name.
template <class D, class R>
class Reactor {
  using Fact = Facts<Composed<D>>;
  using Lists = detail::ReactorLists<R>;

 public:
  // Commands go to the engine that is heard.
  static Expected<std::unique_ptr<Reactor>> open(Engine<D>& engine, R reactor = R()) {
    return open(engine, engine, std::move(reactor));
  }
  // Or to another one, of domain T. The checkpoint lies beside the journals of `source`, which must be at durability
  // power: what it lost with the power would stay answered there. A name stands for one pair of engines, for ever.
  template <class T>
  static Expected<std::unique_ptr<Reactor>> open(Engine<D>& source, Engine<T>& target, R reactor = R()) {
    static_assert(detail::check_reactor<R, Fact, typename Facts<Composed<T>>::Commands>());
    std::unique_ptr<Reactor> opened(new Reactor(source.state(), std::move(reactor)));
    ReactorPast past{.name = R::kName.text(), .directory = source.state()->options().directory};
    if (!opened->watch(source.state())) return refuse("is open beside this engine already");
    if constexpr (Lists::Sends::kCount != 0) {
      if (auto attached = opened->attach(target, past); !attached) return tl::unexpected(attached.error());
    }
    past.released = source.state()->released();
    if (auto ready = opened->begin(past); !ready) return tl::unexpected(ready.error());
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
  // which one thread drives.
  [[nodiscard]] Expected<void> start() {
    CHECK(!thread_.joinable());
    if (drives_an_engine_) {
      return refuse("has no thread beside an inline engine, which its caller's thread drives: call do_work() there");
    }
    stop_.store(false, std::memory_order_release);
    thread_ = std::thread([this] {
      IdleStrategy::run(
          parker_, [this] { return round(); }, [this] { return stop_.load(std::memory_order_acquire); },
          IdleStrategy::Patience::kNone);
    });
    pthread_setname_np(thread_.native_handle(), ("react-" + R::kName.text()).substr(0, 15).c_str());
    return {};
  }
  // Ends the thread and stores the checkpoint. What is in flight is collected when it is opened again.
  void stop() {
    if (thread_.joinable()) {
      stop_.store(true, std::memory_order_release);
      parker_.unpark();
      thread_.join();
    }
    queue_.collect();
    progress_.settle(queue_);
    progress_.store_now();
    progress_.publish(queue_, handlers_.reactions());
  }

  [[nodiscard]] ReactorStatus status() const {
    ReactorStatus status = progress_.status();
    status.released = std::max(source_->released(), status.settled);
    return status;
  }
  // Everything released is answered, and the answers are released.
  [[nodiscard]] bool caught_up() const { return status().lag() == 0; }
  // Answers once more where it has parked. Not where it failed to listen, which leaves what it knows in halves: opened
  // again, it hears everything from the beginning.
  void resume() {
    resume_.store(true, std::memory_order_release);
    parker_.unpark();
  }

  // Between two rounds, on the thread that drives it.
  [[nodiscard]] const R& reactor() const noexcept { return handlers_.reactor(); }

 private:
  static constexpr std::size_t kMostRecords = 256;  // in a round
  static constexpr std::uint64_t kTryAgainNs = 1'000'000;
  static constexpr bool kListens = Lists::Listens::kCount != 0;

  Reactor(std::shared_ptr<EngineState<D>> source, R reactor)
      : source_(std::move(source)),
        handlers_(std::move(reactor)),
        progress_(R::kName.text(), source_->options().clock) {}

  static tl::unexpected<Error> refuse(const std::string& why) {
    return tl::unexpected(Error{Error::Kind::kArgument, 0, "reactor " + R::kName.text() + " " + why});
  }

  // False: one of its name does so already.
  template <class T>
  [[nodiscard]] bool watch(const std::shared_ptr<EngineState<T>>& engine) {
    if (!engine->reactor_names().claim(R::kName)) return false;
    drives_an_engine_ = drives_an_engine_ || engine->options().topology == Topology::kInline;
    engine->watchers().add(parker_);
    unwatch_.push_back([this, engine] {
      engine->watchers().remove(parker_);
      engine->reactor_names().release(R::kName);
    });
    return true;
  }

  // To the engine that takes its commands.
  template <class T>
  Expected<void> attach(Engine<T>& target, ReactorPast& past) {
    past.crosses = static_cast<const void*>(target.state().get()) != static_cast<const void*>(source_.get());
    const Options& options = target.state()->options();
    if (options.intake == Intake::kDirect && options.topology != Topology::kInline) {
      return refuse(
          "sends commands, and with Intake::kDirect all of them come from one thread: open the engine with "
          "Intake::kShared");
    }
    if (past.crosses && source_->options().durability != Durability::kPower) {
      return refuse(
          "answers into another engine, so the one it hears must be at durability power: what it loses would "
          "stay answered there");
    }
    if (past.crosses && !watch(target.state())) return refuse("sends to this engine already");
    auto producer = target.producer();
    if (!producer.attached())
      return refuse("sends commands, but the engine takes no more producers: with Intake::kDirect there is one");
    const auto taken = target.query([state = target.state()](const T&) {
      const ReactorCursors::Cursor* cursor = state->core().reactors().find(R::kName);
      return cursor == nullptr ? AnswerPlace{} : AnswerPlace{cursor->sequence, cursor->index};
    });
    if (!taken) return tl::unexpected(taken.error());
    past.taken = *taken;
    queue_.open(std::make_unique<EngineOutlet<T>>(std::move(producer)), *taken);
    return {};
  }

  Expected<void> begin(const ReactorPast& past) {
    auto file = CheckpointFile::open(source_->storage(), past.directory, R::kName);
    if (!file) return tl::unexpected(file.error());
    const auto checkpoint = file->load();
    if (!checkpoint) return tl::unexpected(checkpoint.error());
    const auto place = find_place(source_->storage(), past, *checkpoint);
    if (!place) return tl::unexpected(place.error());
    progress_.begin(std::move(*file), *place, checkpoint->value_or(Checkpoint{}));
    from_ = place->point.sequence;
    next_ = kListens ? 1 : from_ + 1;
    progress_.settle(queue_);
    progress_.publish(queue_, handlers_.reactions());
    return open_feed();
  }
  Expected<void> open_feed() {
    auto feed = Feed::open(source_->storage(), source_->options().directory, next_);
    if (!feed) return tl::unexpected(feed.error());
    feed_.emplace(std::move(*feed));
    return {};
  }

  Work round() {
    std::size_t done = queue_.collect() + queue_.send();
    if (progress_.parked() && resume_.exchange(false, std::memory_order_acq_rel)) done += answer_again();
    for (std::size_t i = 0; i < kMostRecords && !progress_.parked() && !queue_.is_full(); ++i) {
      if (!hear_next()) break;
      ++done;
    }
    done += queue_.send();
    progress_.settle(queue_);
    const std::uint64_t store_in_ns = progress_.store_when_due();
    progress_.publish(queue_, handlers_.reactions());
    return {done, std::min(store_in_ns, queue_.should_try_again() ? kTryAgainNs : UINT64_MAX)};
  }

  // --- what comes in ---

  // False: nothing more is released now, or it cannot be read. Of an engine that has stopped nothing more is: what the
  // files say then is another one's, opened after it.
  bool hear_next() {
    if (next_ > source_->released()) return false;
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
    if (auto listened = handlers_.listen(decision, envelope); !listened) {
      progress_.park(listened.error() + "; what it knows is not whole any more: open it again");
      feed_.reset();
      return false;
    }
    ++next_;
    if (sequence <= from_) return true;
    current_ = decision;
    return answer(decision, envelope);
  }

  bool answer(const DecisionView& decision, const Envelope& envelope) {
    if (auto answered = handlers_.answer(decision, envelope); !answered) {
      progress_.park(answered.error());
      return false;
    }
    queue_.add(handlers_.answers(), progress_.heard());
    progress_.hear({decision.header().sequence, decision_digest(decision.bytes())});
    current_.reset();
    return true;
  }
  // The record at which it has parked; where the feed failed, it is read again.
  std::size_t answer_again() {
    if (!feed_) return 0;
    progress_.resume();
    if (!current_) {
      if (auto opened = open_feed(); !opened) progress_.park(opened.error().message());
      return 1;
    }
    Envelope envelope;
    static_cast<void>(envelope.decode(current_->envelope(), current_->header().envelope));
    return answer(*current_, envelope) ? 1 : 0;
  }

  const std::shared_ptr<EngineState<D>> source_;
  ReactorHandlers<D, R> handlers_;
  ReactorProgress progress_;
  AnswerQueue queue_;
  std::optional<Feed> feed_;             // nothing where it failed to listen
  std::uint64_t next_ = 1;               // sequence of the record to hear next
  std::uint64_t from_ = 0;               // reacts to what comes after this
  std::optional<DecisionView> current_;  // the record it is at, while that is not answered

  bool drives_an_engine_ = false;
  Parker parker_;
  std::vector<std::function<void()>> unwatch_;
  std::atomic<bool> stop_{false};
  std::atomic<bool> resume_{false};
  std::thread thread_;
};

}  // namespace daybook
