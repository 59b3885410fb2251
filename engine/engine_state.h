#pragma once

// All stages of one engine and the threads that drive them. A topology says which share a thread; the stages are the
// same.

#include <memory>
#include <thread>

#include "engine/claimed_names.h"
#include "engine/intake_stage.h"
#include "engine/large_pages.h"
#include "engine/logic_stage.h"
#include "engine/options.h"
#include "engine/publish_stage.h"
#include "engine/queries.h"
#include "engine/recovery.h"
#include "engine/status.h"

namespace daybook {

enum class Submission : std::uint8_t { kReady, kBusy, kStopped, kNoSpace };

template <class D>
class EngineState {
 public:
  static Expected<std::shared_ptr<EngineState>> open(const Options& options) {
    if (options.directory.empty())
      return tl::unexpected(Error{Error::Kind::kArgument, 0, "Options.directory is empty"});
    if (options.ring_bytes < kMinRingBytes) {
      return tl::unexpected(Error{Error::Kind::kArgument, 0, "Options.ring_bytes must be at least 256 KiB"});
    }
    auto ring = ByteRing::create(options.ring_bytes);
    if (!ring) return tl::unexpected(ring.error());
    auto recovered = EngineRecovery<D>::run(options, storage_of(options));
    if (!recovered) return tl::unexpected(recovered.error());
    const std::size_t places = recovered->core->dedup().capacity();
    if (places < 2 * Sequencer::most_in_ring(options.ring_bytes)) {
      return tl::unexpected(
          Error{Error::Kind::kArgument, 0,
                fmt::format("Options.dedup_bytes: {} bytes keep {} commands, but the ring alone may hold {}: give the "
                            "window more, or the ring less",
                            options.dedup_bytes, places, Sequencer::most_in_ring(options.ring_bytes))});
    }
    auto state = std::make_shared<EngineState>(options, std::move(*ring), std::move(*recovered));
    if (auto ready = state->start(); !ready) return tl::unexpected(ready.error());
    return state;
  }

  EngineState(const Options& options, ByteRing ring, typename EngineRecovery<D>::Recovered recovered)
      : options_(options),
        summary_(recovered.summary),
        ring_(std::move(ring)),
        commands_(std::move(recovered.commands)),
        events_(std::move(recovered.events)),
        intake_(options_, ring_, *commands_, decided_, status_),
        outputs_(std::size_t{options_.credits} * 2),
        logic_(std::move(recovered.core), ring_, intake_.journal_stage().journaled(), *events_, outputs_, decided_,
               status_, options_.clock),
        publish_(outputs_, intake_.mailboxes(), *commands_, *events_, intake_.journal_stage().marks(), logic_.marks()) {
    sequencer().resume(summary_.last_sequence, recovered.last_stamp_ns);
    sequencer().gate_on(logic_.consumed());
    sequencer().watch(logic_.level(), logic_.core().dedup().capacity());
    status_.on_fail([this] {
      logic_parker_.unpark();
      intake_.parker().unpark();
    });
  }
  EngineState(const EngineState&) = delete;
  EngineState& operator=(const EngineState&) = delete;
  ~EngineState() { stop(); }

  [[nodiscard]] const Options& options() const noexcept { return options_; }
  [[nodiscard]] const RecoverySummary& summary() const noexcept { return summary_; }
  [[nodiscard]] Status& status() noexcept { return status_; }
  [[nodiscard]] LogicCore<D>& core() noexcept { return logic_.core(); }
  [[nodiscard]] std::uint64_t released() const noexcept { return publish_.released(); }
  [[nodiscard]] journal::Journal& commands() noexcept { return *commands_; }
  [[nodiscard]] journal::Journal& events() noexcept { return *events_; }
  [[nodiscard]] std::uint64_t batches() const noexcept { return intake_.journal_stage().batches(); }
  [[nodiscard]] Queries& queries() noexcept { return queries_; }
  [[nodiscard]] Watchers& watchers() noexcept { return publish_.watchers(); }
  // Of those who hear this engine or send to it.
  [[nodiscard]] ClaimedNames& reactor_names() noexcept { return reactor_names_; }
  [[nodiscard]] journal::Storage& storage() const noexcept { return storage_of(options_); }
  [[nodiscard]] std::uint64_t now_ns() const noexcept { return options_.clock.now_ns(); }
  [[nodiscard]] bool no_space() const noexcept { return commands_->no_space() || events_->no_space(); }
  // Nothing more will be released.
  [[nodiscard]] bool finished() const noexcept {
    const Status::State state = status_.state();
    return state == Status::State::kStopped ||
           (state == Status::State::kFailed && failed_drained_.load(std::memory_order_acquire));
  }

  // --- producers ---

  [[nodiscard]] Mailbox* add_mailbox() { return intake_.add_mailbox(); }
  void give_back(Mailbox& mailbox) { intake_.give_back(mailbox); }

  // Room for a record. A kReady must be followed by `hand_over`.
  [[nodiscard]] Submission claim(Mailbox& mailbox, std::size_t max_bytes, WhenFull when_full, std::byte*& record) {
    mailbox.begin_submit();
    for (;;) {
      if (!status_.running()) {
        mailbox.end_submit();
        return Submission::kStopped;
      }
      if (no_space()) {
        do_work();  // with direct publishing nobody else would look again
        mailbox.end_submit();
        return Submission::kNoSpace;
      }
      record = intake_.claim(mailbox, max_bytes);
      if (record != nullptr) return Submission::kReady;
      if (when_full == WhenFull::kBusy) {
        mailbox.end_submit();
        return Submission::kBusy;
      }
      if (do_work().count == 0) std::this_thread::yield();
    }
  }
  void hand_over(Mailbox& mailbox, std::byte* record) {
    intake_.hand_over(mailbox, record);
    mailbox.end_submit();
  }
  // What the caller's thread owes the engine: everything `inline`, the intake's work with direct publishing, else
  // nothing.
  Work do_work() {
    if (options_.topology == Topology::kInline) return inline_work();
    if (intake_.direct()) return intake_.do_work();
    return {};
  }
  // Returns when a receipt is there, the engine has finished, or some milliseconds have passed.
  void wait_for_receipt(Mailbox& mailbox) {
    unsigned turns = 0;
    IdleStrategy::run(
        mailbox.parker,
        [&] {
          Work work = do_work();
          work.sleep_ns = std::min(work.sleep_ns, kReceiptWaitNs);
          return work;
        },
        [&] { return mailbox.receipts.front() != nullptr || finished() || ++turns > kReceiptTurns; });
  }
  // Returns once `ready()`, or when the engine has finished; for rare waits.
  template <class Ready>
  void wait_until(Ready&& ready) {
    for (unsigned turn = 0; !ready() && !finished(); ++turn) {
      logic_parker_.unpark();
      if (do_work().count == 0 && turn > 1000) std::this_thread::sleep_for(std::chrono::microseconds(50));
    }
  }

  // Refuses new commands, drains what was accepted, releases it, closes the journals. Any thread, once or more often.
  Expected<void> stop() {
    const std::lock_guard lock(stop_mutex_);
    if (stopped_) return result();
    stopped_ = true;
    status_.advance(Status::State::kRunning, Status::State::kStopping);
    while (intake_.mailboxes().submitting()) std::this_thread::yield();
    stop_intake_.store(true, std::memory_order_release);
    join(intake_thread_, intake_.parker());
    if (!intake_thread_was_) drain_intake();
    stop_logic_.store(true, std::memory_order_release);
    join(logic_thread_, logic_parker_);
    if (options_.topology == Topology::kInline) drain_inline();
    stop_service_.store(true, std::memory_order_release);
    join(service_thread_, service_parker_);
    status_.advance(Status::State::kStopping, Status::State::kStopped);
    failed_drained_.store(true, std::memory_order_release);
    for (journal::Journal* journal : {commands_.get(), events_.get()}) {
      if (auto closed = journal->close(); !closed) status_.fail({Error::Kind::kJournal, 0, closed.error().message()});
    }
    return result();
  }

 private:
  static constexpr std::size_t kMinRingBytes = std::size_t{256} << 10;
  static constexpr std::uint64_t kReceiptWaitNs = 1'000'000;
  static constexpr unsigned kReceiptTurns = 330;  // the spins and yields of an idle strategy, and some sleeps
  static constexpr std::uint64_t kLookForSpaceNs = 50'000'000;

  static journal::Storage& storage_of(const Options& options) noexcept {
    return options.storage != nullptr ? *options.storage : journal::Storage::system();
  }
  [[nodiscard]] Sequencer& sequencer() noexcept { return intake_.sequencer(); }

  // Journals what configures this engine's decisions, where the journal does not say so yet; then starts the threads.
  Expected<void> start() {
    if (auto timely = check_clock(); !timely) return timely;
    // What was recovered is durable: recovery has synced the commands, and the decisions follow from them.
    for (journal::Journal* journal : {commands_.get(), events_.get()})
      journal->release(journal->written(), journal->written_sequence());
    publish_.do_work(core().decided());
    const std::string rules = Facts<Composed<D>>::rules();
    if (core().settings().rules != rules) {
      Settings settings = core().settings();
      if (summary_.last_sequence == 0) {
        settings.dedup_window_ns = options_.dedup_window_ns;
        settings.allowed_skew_ns = options_.allowed_skew_ns;
      }
      settings.rules = rules;
      if (auto done = journal_settings(settings); !done) return done;
    }
    if (options_.topology == Topology::kPaired) {
      intake_.journal_stage().wakes(logic_parker_, service_parker_);
      service_thread_ = start_thread("daybook-service", [this] { run_service(); });
      logic_thread_ = start_thread("daybook-logic", [this] { run_logic(); });
      if (!intake_.direct()) intake_thread_ = start_thread("daybook-intake", [this] { run_intake(); });
    }
    intake_thread_was_ = intake_thread_.joinable();
    return {};
  }

  // A clock behind the last stamp: waits a moment, then refuses; journaled time never goes back.
  Expected<void> check_clock() {
    constexpr std::uint64_t kPatienceNs = 2'000'000'000;
    const std::uint64_t last = sequencer().stamp_ns();
    const std::uint64_t now = options_.clock.now_ns();
    if (now >= last || options_.clock.is_manual()) return {};
    if (last - now <= kPatienceNs) {
      std::this_thread::sleep_for(std::chrono::nanoseconds(last - now));
      return {};
    }
    return tl::unexpected(
        Error{Error::Kind::kClock, summary_.last_sequence,
              fmt::format("the clock stands {} ms before the last journaled stamp (sequence {}): set it right, then "
                          "start again",
                          (last - now) / 1'000'000, summary_.last_sequence)});
  }

  Expected<void> journal_settings(const Settings& settings) {
    // Decisions made under the old rules must be on disk before a record says that new ones hold.
    events_->request_sync();
    while (events_->synced_sequence() < events_->written_sequence() && events_->failure() == nullptr)
      events_->service();
    if (!sequencer().stamp()) return result();
    std::byte* record = sequencer().claim(sizeof(CommandHeader) + Settings::kMaxBytes);
    CHECK(record != nullptr);
    auto& header = *reinterpret_cast<CommandHeader*>(record);
    header = CommandHeader{.type = static_cast<std::uint16_t>(ControlType::kSettings), .id = Id{"daybook settings"}};
    const std::size_t bytes = settings.encode({record + sizeof(CommandHeader), Settings::kMaxBytes});
    header.bytes = static_cast<std::uint32_t>(sizeof(CommandHeader) + bytes);
    header.content_checksum = CommandView(record).compute_checksum();
    const std::uint64_t sequence = sequencer().publish(record);
    // On disk at either level before anything follows it: a command journal is never empty beside an event journal that
    // is not.
    commands_->request_sync();
    while ((publish_.released() < sequence || commands_->synced_sequence() < sequence) && !status_.failed()) {
      if (inline_work().count == 0) commands_->request_sync();
    }
    return result();
  }

  [[nodiscard]] Expected<void> result() const {
    if (auto error = status_.error()) return tl::unexpected(*error);
    return {};
  }

  // --- stages on the caller's thread ---

  Work inline_work() {
    const Work taken = intake_.do_work();
    std::size_t count = taken.count;
    count += commands_->service() ? 1 : 0;
    const Work logic = logic_work(nullptr);
    count += logic.count;
    count += events_->service() ? 1 : 0;
    check_journals();
    return {count, std::min(taken.sleep_ns, logic.sleep_ns)};
  }
  Work logic_work(Parker* service) {
    Work work = logic_.do_work(service);
    work.count += queries_.answer(core().decided());
    work.count += publish_.do_work(core().decided());
    if (logic_.take_nearer_timer()) intake_.parker().unpark();
    if (status_.failed() && drained()) failed_drained_.store(true, std::memory_order_release);
    return work;
  }
  // Everything decided is released, or never will be.
  [[nodiscard]] bool drained() const noexcept {
    return publish_.released() == logic_.core().decided() || commands_->failure() != nullptr;
  }
  void check_journals() {
    for (journal::Journal* journal : {commands_.get(), events_.get()}) {
      if (const journal::Error* failure = journal->failure())
        status_.fail({Error::Kind::kJournal, 0, failure->message()});
    }
  }

  // --- threads of `paired` ---

  // Named for whoever looks at the process (`top -H`); at most 15 characters.
  template <class Run>
  static std::thread start_thread(const char* name, Run run) {
    std::thread thread(std::move(run));
    pthread_setname_np(thread.native_handle(), name);
    return thread;
  }

  void run_intake() {
    IdleStrategy::run(
        intake_.parker(), [&] { return intake_.do_work(); },
        [&] { return status_.failed() || (stop_intake_.load(std::memory_order_acquire) && intake_.drained()); });
  }
  void run_logic() {
    IdleStrategy::run(
        logic_parker_, [&] { return logic_work(&service_parker_); },
        [&] {
          if (status_.failed()) return drained();
          return stop_logic_.load(std::memory_order_acquire) &&
                 logic_.consumed().own() == intake_.journal_stage().journaled().load() && drained();
        });
    failed_drained_.store(true, std::memory_order_release);
  }
  void run_service() {
    IdleStrategy::run(
        service_parker_,
        [&]() -> Work {
          const bool commands = commands_->service();
          if (commands)
            logic_parker_.unpark();  // a sync may have released something: not to wait for the other journal
          const bool events = events_->service();
          if (!commands && !events) {
            return {.count = large_pages::fill() ? std::size_t{1} : 0,
                    .sleep_ns = std::min(no_space() ? kLookForSpaceNs : UINT64_MAX, commands_->service_rest_ns())};
          }
          check_journals();
          logic_parker_.unpark();
          intake_.parker().unpark();
          return {1, 0};
        },
        [&] { return stop_service_.load(std::memory_order_acquire); }, IdleStrategy::Patience::kNone);
  }

  // --- stopping ---

  static void join(std::thread& thread, Parker& parker) {
    if (!thread.joinable()) return;
    parker.unpark();
    thread.join();
  }
  void drain_intake() {
    while (!status_.failed() && !intake_.drained()) {
      if (options_.topology == Topology::kInline) {
        inline_work();
      } else if (intake_.do_work().count == 0) {
        std::this_thread::yield();
      }
    }
  }
  void drain_inline() {
    while (!status_.failed() && (logic_.consumed().own() != intake_.journal_stage().journaled().own() || !drained()))
      inline_work();
    while (!drained()) inline_work();
  }

  const Options options_;
  const RecoverySummary summary_;
  Status status_;
  ByteRing ring_;
  const std::unique_ptr<journal::Journal> commands_;
  const std::unique_ptr<journal::Journal> events_;
  DecidedPoint decided_;
  IntakeStage intake_;
  OutputRing outputs_;
  LogicStage<D> logic_;
  PublishStage publish_;
  Queries queries_;
  ClaimedNames reactor_names_;

  Parker logic_parker_;
  Parker service_parker_;
  std::atomic<bool> stop_intake_{false};
  std::atomic<bool> stop_logic_{false};
  std::atomic<bool> stop_service_{false};
  std::atomic<bool> failed_drained_{false};
  std::mutex stop_mutex_;
  bool stopped_ = false;
  bool intake_thread_was_ = false;
  std::thread service_thread_;
  std::thread logic_thread_;
  std::thread intake_thread_;
};

}  // namespace daybook
