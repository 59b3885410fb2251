#pragma once

// One open engine: its stages, the threads that drive them, and what its producers and its owner ask of it.

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <thread>

#include "engine/claimed_names.h"
#include "engine/clock_check.h"
#include "engine/options.h"
#include "engine/recovery.h"
#include "engine/stages.h"
#include "engine/threads.h"

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
    for (const auto& [name, ns] : {std::pair{"dedup_window_ns", options.dedup_window_ns},
                                   std::pair{"allowed_skew_ns", options.allowed_skew_ns}}) {
      if (ns <= kMostNs) continue;
      return tl::unexpected(Error{Error::Kind::kArgument, 0, fmt::format("Options.{} is more than 50 years", name)});
    }
    const std::size_t places = DedupWindow::entries_in(options.dedup_bytes);
    if (places < 2 * Sequencer::most_in_ring(options.ring_bytes)) {
      return tl::unexpected(
          Error{Error::Kind::kArgument, 0,
                fmt::format("Options.dedup_bytes: {} bytes keep {} commands, but the ring alone may hold {}: give the "
                            "window more, or the ring less",
                            options.dedup_bytes, places, Sequencer::most_in_ring(options.ring_bytes))});
    }
    auto ring = ByteRing::create(options.ring_bytes);
    if (!ring) return tl::unexpected(ring.error());
    auto recovered = EngineRecovery<D>::run(options, storage_of(options));
    if (!recovered) return tl::unexpected(recovered.error());
    auto state = std::make_shared<EngineState>(options, std::move(*ring), std::move(*recovered));
    if (auto ready = state->start(); !ready) return tl::unexpected(ready.error());
    return state;
  }

  EngineState(const Options& options, ByteRing ring, typename EngineRecovery<D>::Recovered recovered)
      : options_(options), summary_(recovered.summary), stages_(options_, std::move(ring), std::move(recovered)) {}
  EngineState(const EngineState&) = delete;
  EngineState& operator=(const EngineState&) = delete;
  ~EngineState() { stop(); }

  [[nodiscard]] const Options& options() const noexcept { return options_; }
  [[nodiscard]] const RecoverySummary& summary() const noexcept { return summary_; }
  [[nodiscard]] Status& status() noexcept { return stages_.status(); }
  [[nodiscard]] LogicCore<D>& core() noexcept { return stages_.logic().core(); }
  [[nodiscard]] std::uint64_t released() const noexcept { return stages_.publish().released(); }
  [[nodiscard]] journal::Journal& commands() noexcept { return stages_.commands(); }
  [[nodiscard]] journal::Journal& events() noexcept { return stages_.events(); }
  [[nodiscard]] std::uint64_t batches() const noexcept { return stages_.intake().journal_stage().batches(); }
  [[nodiscard]] Queries& queries() noexcept { return stages_.queries(); }
  [[nodiscard]] Watchers& watchers() noexcept { return stages_.publish().watchers(); }
  // Of those who hear this engine or send to it.
  [[nodiscard]] ClaimedNames& reactor_names() noexcept { return reactor_names_; }
  [[nodiscard]] journal::Storage& storage() const noexcept { return storage_of(options_); }
  [[nodiscard]] std::uint64_t now_ns() const noexcept { return options_.clock.now_ns(); }
  [[nodiscard]] bool no_space() const noexcept { return stages_.no_space(); }
  // Nothing more will be released.
  [[nodiscard]] bool finished() const noexcept {
    const Status::State state = stages_.status().state();
    return state == Status::State::kStopped ||
           (state == Status::State::kFailed && (threads_.ended() || drained_.load(std::memory_order_acquire)));
  }

  // --- producers ---

  [[nodiscard]] Mailbox* add_mailbox() { return stages_.intake().add_mailbox(); }
  void give_back(Mailbox& mailbox) { stages_.intake().give_back(mailbox); }

  // Room for a record. A kReady must be followed by `hand_over`.
  [[nodiscard]] Submission claim(Mailbox& mailbox, std::size_t max_bytes, WhenFull when_full, std::byte*& record) {
    mailbox.begin_submit();
    for (;;) {
      if (!status().running()) {
        mailbox.end_submit();
        return Submission::kStopped;
      }
      if (no_space()) {
        do_work();  // with direct publishing nobody else would look again
        mailbox.end_submit();
        return Submission::kNoSpace;
      }
      record = stages_.intake().claim(mailbox, max_bytes);
      if (record != nullptr) return Submission::kReady;
      if (when_full == WhenFull::kBusy) {
        mailbox.end_submit();
        return Submission::kBusy;
      }
      if (do_work().count == 0) std::this_thread::yield();
    }
  }
  void hand_over(Mailbox& mailbox, std::byte* record) {
    stages_.intake().hand_over(mailbox, record);
    mailbox.end_submit();
  }
  // What the caller's thread owes the engine: everything `inline`, the intake's work with direct publishing, else
  // nothing.
  Work do_work() {
    if (options_.topology == Topology::kInline) {
      const Work work = stages_.do_everything();
      if (status().failed() && stages_.released_all()) drained_.store(true, std::memory_order_release);
      return work;
    }
    return stages_.intake().direct() ? stages_.intake().do_work() : Work{};
  }
  // Returns when a receipt is there, the engine has finished, or kReceiptWaitNs have passed.
  void wait_for_receipt(Mailbox& mailbox) {
    const std::uint64_t until = Clock::system_monotonic_ns() + kReceiptWaitNs;
    IdleStrategy::run(
        mailbox.parker,
        [&] {
          Work work = do_work();
          work.sleep_ns = std::min(work.sleep_ns, kReceiptLookNs);
          return work;
        },
        [&] { return mailbox.receipts.front() != nullptr || finished() || Clock::system_monotonic_ns() >= until; });
  }
  // Returns once `ready()`, or when the engine has finished; for rare waits. `work` is what the caller's thread owes
  // the engine meanwhile.
  template <class Ready, class DoWork>
  void wait_until(Ready&& ready, DoWork&& work) {
    for (unsigned turn = 0; !ready() && !finished(); ++turn) {
      threads_.wake_logic();
      if (work().count == 0 && turn > 1000) std::this_thread::sleep_for(std::chrono::microseconds(50));
    }
  }
  // What any thread may do: nothing, but for the one that drives everything.
  Work do_anyones_work() { return options_.topology == Topology::kInline ? do_work() : Work{}; }

  // Refuses new commands, drains what was accepted, releases it, closes the journals. Any thread, once or more often.
  Expected<void> stop() {
    const std::lock_guard lock(stop_mutex_);
    if (stopped_) return result();
    stopped_ = true;
    status().advance(Status::State::kRunning, Status::State::kStopping);
    threads_.wake();  // who waits for space on the disk does so no longer
    while (stages_.intake().mailboxes().submitting()) std::this_thread::yield();
    if (!threads_.has_sequencer()) drain_intake();
    threads_.stop_sequencer();
    threads_.stop_others();
    if (options_.topology == Topology::kInline) drain_inline();
    status().advance(Status::State::kStopping, Status::State::kStopped);
    drained_.store(true, std::memory_order_release);
    for (journal::Journal* journal : {&commands(), &events()}) {
      if (auto closed = journal->close(); !closed) status().fail({Error::Kind::kJournal, 0, closed.error().message()});
    }
    return result();
  }

 private:
  static constexpr std::size_t kMinRingBytes = std::size_t{256} << 10;
  static constexpr std::uint64_t kMostNs = 50ULL * 365 * 86'400 * 1'000'000'000;  // sums with a stamp do not overflow
  static constexpr std::uint64_t kReceiptWaitNs = 5'000'000;
  static constexpr std::uint64_t kReceiptLookNs = 1'000'000;

  static journal::Storage& storage_of(const Options& options) noexcept {
    return options.storage != nullptr ? *options.storage : journal::Storage::system();
  }
  [[nodiscard]] Sequencer& sequencer() noexcept { return stages_.intake().sequencer(); }

  // Journals what configures this engine's decisions, where the journal does not say so yet; then starts the threads.
  Expected<void> start() {
    if (auto timely = check_clock(options_.clock, sequencer().stamp_ns(), summary_.last_sequence); !timely) {
      return timely;
    }
    // What was recovered is durable: recovery has synced the commands, and the decisions follow from them.
    for (journal::Journal* journal : {&commands(), &events()})
      journal->release(journal->written(), journal->written_sequence());
    stages_.release();
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
    if (options_.topology != Topology::kInline) threads_.start(options_.topology);
    return {};
  }

  Expected<void> journal_settings(const Settings& settings) {
    // Decisions made under the old rules must be on disk before a record says that new ones hold.
    events().request_sync();
    while (events().synced_sequence() < events().written_sequence() && events().failure() == nullptr)
      events().service();
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
    commands().request_sync();
    while ((released() < sequence || commands().synced_sequence() < sequence) && !status().failed()) {
      if (stages_.do_everything().count != 0) continue;
      if (released() < sequence && no_space()) status().fail(without_space(options_.directory, "the start"));
      commands().request_sync();
    }
    return result();
  }

  [[nodiscard]] Expected<void> result() const {
    if (auto error = stages_.status().error()) return tl::unexpected(*error);
    return {};
  }

  // --- stopping, on the thread that drives the intake ---

  void drain_intake() {
    while (!status().failed() && !stages_.intake().drained()) {
      if (do_work().count == 0 && options_.topology != Topology::kInline) std::this_thread::yield();
    }
  }
  void drain_inline() {
    while (!status().failed() && !stages_.drained()) stages_.do_everything();
    while (!stages_.released_all()) stages_.do_everything();
  }

  const Options options_;
  const RecoverySummary summary_;
  Stages<D> stages_;
  ClaimedNames reactor_names_;
  std::atomic<bool> drained_{false};
  std::mutex stop_mutex_;
  bool stopped_ = false;
  Threads<D> threads_{stages_};
};

}  // namespace daybook
