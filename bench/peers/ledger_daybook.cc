// The whole engine at `power`: command journal, deduplication, decision records, receipts, state. Direct publishing, at
// most `batch` commands in flight.

#include <chrono>
#include <filesystem>

#include "bench/peers/contestants.h"
#include "bench/peers/ledger_domain.h"
#include "bench/peers/postings.h"
#include "engine/directories.h"
#include "engine/logic_core.h"
#include "engine/record_stream.h"

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
    } while (elapsed() < limit && !engine_.error());
    while (producer_.in_flight() != 0 && !engine_.error()) poll();
    return {answered_ - before, elapsed()};
  }

  [[nodiscard]] std::uint64_t sent() const { return sent_; }

 private:
  void send() {
    const Posting posting = stream_.next();
    while (producer_.in_flight() >= window_ && !engine_.error()) poll();
    const Post post{accounts_[posting.debit], accounts_[posting.credit], posting.amount};
    while (!producer_.submit(post) && !engine_.error()) poll();
    ++sent_;
  }
  void poll() {
    const std::size_t count = producer_.poll([](const Reply&) {});
    answered_ += count;
    if (count == 0) producer_.wait();
  }

  Engine<Ledger>& engine_;
  Producer<Ledger> producer_;
  Postings stream_;
  std::uint64_t window_;
  std::vector<Id> accounts_;
  std::uint64_t sent_ = 0;
  std::uint64_t answered_ = 0;
};

// What the files of the event journal hold, all of them, and nothing else: as the other ledgers are asked, not the
// program that wrote them.
Books read_books(const std::string& directory, std::uint64_t accounts) {
  auto reader = journal::Reader::open(journal::Storage::system(), events_directory(directory), {});
  if (!reader) give_up(reader.error().message());
  RecordStream<journal::Reader, DecisionView> decisions(*reader, Reading::kAhead);
  LogicCore<Ledger> core;
  Books books;
  for (;;) {
    auto more = decisions.next();
    if (!more) give_up(more.error().message());
    if (!*more) break;
    if (auto folded = core.fold(decisions.record(), decisions.digest()); !folded) give_up(folded.error());
    if (decisions.record().header().outcome == Outcome::kAccepted) ++books.events;
  }
  for (std::uint64_t i = 0; i < accounts; ++i) {
    books.balances.push_back(core.domain().get<Ledger>().balance(Sender::account(i)));
  }
  return books;
}

}  // namespace

Result ledger_daybook(const Settings& settings) {
  const std::uint64_t accounts = settings.number("accounts");
  const auto seconds = static_cast<double>(settings.number("seconds"));
  const std::string directory = settings.text("directory") + "/daybook";
  auto engine = Engine<Ledger>::open({.directory = directory,
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
  if (auto stopped = engine->stop(); !stopped) give_up(stopped.error().message());
  result.wrong = check(read_books(directory, accounts), accounts, sender.sent());
  return result;
}

}  // namespace daybook::peers
