// The whole engine at `power`: command journal, deduplication, decision records, receipts, state. Direct publishing, at
// most `batch` commands in flight.

#include <chrono>
#include <filesystem>

#include "bench/peers/contestants.h"
#include "bench/peers/ledger_domain.h"
#include "bench/peers/postings.h"

namespace daybook::peers {

namespace {

using std::chrono::steady_clock;

constexpr std::uint64_t kDedupWindowNs = 2'000'000'000;
constexpr std::size_t kDedupBytes = std::size_t{1} << 30;
constexpr std::uint64_t kLookEvery = 1'024;  // commands between two looks at the clock, at most

class Sender {
 public:
  Sender(Engine<Ledger>& engine, std::uint64_t accounts, std::uint64_t window)
      : engine_(engine), producer_(engine.producer()), stream_(accounts), window_(window) {
    for (std::uint64_t i = 0; i < accounts; ++i) accounts_.push_back(account(i));
  }

  static Id account(std::uint64_t number) { return Id::derived("account", Id{"peers"}, number); }

  // Sends for so long; returns when the last receipt is there.
  Result run(double limit) {
    const std::uint64_t before = answered_;
    const auto begin = steady_clock::now();
    const auto elapsed = [&] { return std::chrono::duration<double>(steady_clock::now() - begin).count(); };
    do {
      for (std::uint64_t i = 0; i < std::min(window_, kLookEvery); ++i) send();
      keep_disk_bounded();
    } while (elapsed() < limit && !engine_.error());
    while (producer_.in_flight() != 0 && !engine_.error()) poll();
    return {answered_ - before, elapsed()};
  }

  [[nodiscard]] std::uint64_t sent() const { return sent_; }
  [[nodiscard]] std::uint64_t accepted() const { return accepted_; }

 private:
  void send() {
    const Posting posting = stream_.next();
    while (producer_.in_flight() >= window_ && !engine_.error()) poll();
    const Post post{accounts_[posting.debit], accounts_[posting.credit], posting.amount};
    while (!producer_.submit(post) && !engine_.error()) poll();
    ++sent_;
  }
  void poll() {
    const std::size_t count =
        producer_.poll([&](const Reply& reply) { accepted_ += reply.outcome == Outcome::kAccepted ? 1 : 0; });
    answered_ += count;
    if (count == 0) producer_.wait();
  }
  // As a snapshot would: what both journals have on disk is not needed any more.
  void keep_disk_bounded() {
    for (journal::Journal* journal : {&engine_.state()->commands(), &engine_.state()->events()})
      journal->release_before(journal->synced());
  }

  Engine<Ledger>& engine_;
  Producer<Ledger> producer_;
  Postings stream_;
  std::uint64_t window_;
  std::vector<Id> accounts_;
  std::uint64_t sent_ = 0;
  std::uint64_t answered_ = 0;
  std::uint64_t accepted_ = 0;
};

}  // namespace

Result ledger_daybook(const Settings& settings) {
  const std::uint64_t accounts = settings.number("accounts");
  const auto seconds = static_cast<double>(settings.number("seconds"));
  auto engine = Engine<Ledger>::open({.directory = settings.text("directory") + "/daybook",
                                      .durability = Durability::kPower,
                                      .topology = Topology::kPaired,
                                      .intake = Intake::kDirect,
                                      .dedup_bytes = kDedupBytes,
                                      .expected_keys = accounts,
                                      .dedup_window_ns = kDedupWindowNs});
  if (!engine) give_up(engine.error().message());
  Sender sender(*engine, accounts, settings.number("batch"));
  sender.run(seconds / 5);
  Result result = sender.run(seconds);
  // A command is one event, kept in a decision record that was released: the receipts tell how many.
  auto books = engine->query([&](const Ledger& ledger) {
    Books found{.events = sender.accepted(), .balances = {}};
    for (std::uint64_t i = 0; i < accounts; ++i) found.balances.push_back(ledger.balance(Sender::account(i)));
    return found;
  });
  if (!books) give_up(books.error().message());
  result.wrong = check(*books, accounts, sender.sent());
  if (auto stopped = engine->stop(); !stopped) result.wrong = stopped.error().message();
  return result;
}

}  // namespace daybook::peers
