#include "app/demo_run.h"

#include <unistd.h>

#include <boost/json.hpp>
#include <cstring>
#include <vector>

#include "app/console.h"
#include "app/core.h"
#include "app/recovery_json.h"
#include "app/verbs.h"
#include "domain/domain.h"

namespace daybook::app {

namespace {

using domain::ShippingDomain;
using domain::workload::Item;
using domain::workload::ShippingDay;

// Writes all of it, or ends the process: without its parent, a run has no purpose.
void tell(int pipe, const void* bytes, std::size_t size) {
  const char* at = static_cast<const char*>(bytes);
  while (size != 0) {
    const ssize_t written = ::write(pipe, at, size);
    if (written <= 0) ::_exit(kFailed);
    at += written;
    size -= static_cast<std::size_t>(written);
  }
}
void tell(int pipe, RunMessage::Kind kind, const void* bytes, std::size_t size) {
  const RunMessage message{kind, static_cast<std::uint32_t>(size)};
  tell(pipe, &message, sizeof message);
  tell(pipe, bytes, size);
}
int fail(int pipe, const std::string& what) {
  tell(pipe, RunMessage::Kind::kFailed, what.data(), what.size());
  return kFailed;
}

// Sends the commands with a bounded number in flight and hands every receipt on.
class Sender {
 public:
  Sender(DomainEngine& engine, const RunSettings& settings, int pipe)
      : engine_(engine),
        settings_(settings),
        producer_(engine.producer()),
        pipe_(pipe),
        in_flight_(std::size_t{settings.window} * 2) {
    receipts_.reserve(kReceiptsPerMessage);
  }

  // False: the engine stopped.
  bool run() {
    ShippingDay day(settings_.workload);
    bool running = true;
    const std::uint64_t begin = Clock::system_monotonic_ns();
    while (running && !interrupted() &&
           day.next([&](const Item& item, const auto& command) { running = send(item, command); })) {
    }
    while (running && producer_.in_flight() != 0) running = wait();
    end_.elapsed_ns = Clock::system_monotonic_ns() - begin;
    flush();
    return running;
  }
  [[nodiscard]] RunEnd& end() { return end_; }

 private:
  static constexpr std::size_t kReceiptsPerMessage = 512;
  struct Sent {
    std::uint64_t index = 0;
    std::uint64_t at_ns = 0;
  };

  template <class C>
  bool send(const Item& item, const C& command) {
    if (settings_.acknowledged != nullptr && settings_.acknowledged[item.index] != 0) return true;
    while (producer_.in_flight() >= settings_.window) {
      if (!wait()) return false;
    }
    const SubmitOptions options{.id = item.id, .actor = Id{"shipping day"}, .occurred_on = item.occurred_on};
    in_flight_[sent_ % in_flight_.size()] = {item.index, Clock::system_monotonic_ns()};
    auto ticket = producer_.submit(command, options);
    while (!ticket && ticket.error().kind == SubmitError::Kind::kBusy) {
      if (!wait()) return false;
      ticket = producer_.submit(command, options);
    }
    if (!ticket) return false;
    ++sent_;
    ++end_.sent;
    return true;
  }
  // Takes what receipts there are, at least one unless the engine stopped.
  bool wait() {
    std::uint64_t now = 0;
    const auto take = [&](const Reply& reply) {
      if (now == 0) now = Clock::system_monotonic_ns();
      const Sent& sent = in_flight_[received_++ % in_flight_.size()];
      end_.latency.add(now - sent.at_ns);
      receipts_.push_back({sent.index, reply});
      if (receipts_.size() == kReceiptsPerMessage) flush();
    };
    if (producer_.poll(take) != 0) return true;
    flush();
    producer_.wait();
    return producer_.poll(take) != 0 || !engine_.error();
  }
  void flush() {
    if (!receipts_.empty())
      tell(pipe_, RunMessage::Kind::kReceipts, receipts_.data(), receipts_.size() * sizeof(RunReceipt));
    receipts_.clear();
  }

  DomainEngine& engine_;
  const RunSettings& settings_;
  Producer<ShippingDomain> producer_;
  const int pipe_;
  std::vector<Sent> in_flight_;
  std::uint64_t sent_ = 0;
  std::uint64_t received_ = 0;
  std::vector<RunReceipt> receipts_;
  RunEnd end_;
};

Options demo_options(const RunSettings& settings) {
  // Commands of one demonstration carry its start as the time in their ids, and may be sent again until its end.
  constexpr std::uint64_t kHourNs = 3'600'000'000'000;
  return {.directory = settings.directory,
          .durability = settings.durability,
          .topology = Topology::kPaired,
          .intake = Intake::kDirect,
          .dedup_bytes = SIZE_MAX,  // all of them
          .dedup_window_ns = 24 * kHourNs};
}

}  // namespace

int run_workload(const RunSettings& settings, int pipe) {
  auto engine = DomainEngine::open(demo_options(settings));
  if (!engine) return fail(pipe, engine.error().message());
  const std::string found = boost::json::serialize(recovery_json(engine->recovery()));
  tell(pipe, RunMessage::Kind::kOpened, found.data(), found.size());
  Sender sender(*engine, settings, pipe);
  if (!sender.run()) {
    const auto error = engine->error();
    return fail(pipe, error ? error->message() : "the engine stopped");
  }
  if (interrupted()) {
    (void)engine->stop();
    return kInterrupted;
  }
  auto hash = engine->state_hash();
  if (!hash) return fail(pipe, hash.error().message());
  sender.end().state_hash = *hash;
  sender.end().batches = engine->batches();
  if (auto stopped = engine->stop(); !stopped) return fail(pipe, stopped.error().message());
  tell(pipe, RunMessage::Kind::kEnded, &sender.end(), sizeof(RunEnd));
  return kOk;
}

}  // namespace daybook::app
