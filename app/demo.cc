// `daybook demo`: the main job, end to end.

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <csignal>
#include <filesystem>
#include <memory>
#include <random>

#include "app/console.h"
#include "app/core.h"
#include "app/demo_directory.h"
#include "app/demo_report.h"
#include "app/recovery_json.h"
#include "app/verbs.h"
#include "bench/load/disk.h"

namespace daybook::app {

const std::string_view kDemoHelp =
    "A child process runs the standard workload and sends every receipt to its parent, which kills it at a random\n"
    "moment between 10% and 90%, starts it again and lets it finish. Then it is proved, from the receipts and the\n"
    "files alone, that nothing that was acknowledged is lost, doubled or changed. A second act plays a day of "
    "returns:\n"
    "four teams that answer one event, approvals that take too long, holds that expire; killed, too, and counted.\n"
    "\n"
    "Exit status: 0 everything holds; 1 a proof is broken, and what differs is said.\n"
    "\n"
    "Example:\n"
    "  daybook demo --durability power --seed 7";

namespace {

using domain::workload::ShippingDay;

// Which commands are acknowledged: shared with the children, who look only at their start.
class Acknowledged {
 public:
  explicit Acknowledged(std::size_t commands) : bytes_(commands) {
    void* memory = ::mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    flags_ = memory == MAP_FAILED ? nullptr : static_cast<std::uint8_t*>(memory);
  }
  Acknowledged(const Acknowledged&) = delete;
  Acknowledged& operator=(const Acknowledged&) = delete;
  ~Acknowledged() {
    if (flags_ != nullptr) ::munmap(flags_, bytes_);
  }
  [[nodiscard]] std::uint8_t* flags() const { return flags_; }

 private:
  std::size_t bytes_;
  std::uint8_t* flags_;
};

// What a child told before it ended.
struct ChildStory {
  boost::json::object recovery;
  RunEnd end;
  bool ended = false;
  bool killed = false;
  std::string error;
  std::uint64_t received = 0;
};

class Demo {
 public:
  explicit Demo(const DemoArguments& options) : options_(options) {
    run_.directory = options.directory;
    run_.durability = durability_of(options.durability);
    run_.window = run_.durability == Durability::kPower ? 16'384 : 2'048;
    const std::uint64_t shipments = std::max<std::uint64_t>(ShippingDay::shipments_for(options.commands), 1);
    run_.workload = {.seed = *options.seed,
                     .shipments = shipments,
                     .accounts = std::max<std::uint64_t>(shipments / 25, 10),
                     .epoch_ms = Clock::real_ns() / 1'000'000};
    run_.commands = ShippingDay::commands(run_.workload);
    // A short run must not be over before the first receipt is read.
    run_.window = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(run_.window, std::max<std::uint64_t>(run_.commands / 50, 1)));
  }

  int run() {
    acknowledged_ = std::make_unique<Acknowledged>(run_.commands);
    if (acknowledged_->flags() == nullptr) return fail("no memory for the receipts");
    receipts_.resize(run_.commands);
    run_.acknowledged = acknowledged_->flags();
    introduce();
    const std::uint64_t kill_at = kill_moment();

    ChildStory first = follow("loading", run_, kill_at);
    if (interrupted()) return stopped();
    if (!first.killed) return fail(first.error.empty() ? "the child ended before it could be killed" : first.error);
    say("{} after {} receipts, at a random moment\n", styled(Style::kBold, "SIGKILL"), grouped(acknowledged_count_));
    if (acknowledged_count_ == run_.commands) {
      say("(all were answered by then: a larger --commands leaves the kill something to lose)\n");
    }

    ChildStory second = follow("finishing", run_, UINT64_MAX);
    if (interrupted()) return stopped();
    if (!second.ended) return fail(second.error);
    if (acknowledged_count_ != run_.commands)
      return fail("the child said that it had finished, but receipts are missing");
    say("{} commands sent again or for the first time, state hash {:016x}\n", grouped(second.end.sent),
        second.end.state_hash);

    RunSettings whole = run_;
    whole.directory += "/uninterrupted";
    whole.acknowledged = nullptr;
    std::filesystem::remove_all(whole.directory);
    collect_ = false;
    ChildStory uninterrupted = follow("without kill", whole, UINT64_MAX);
    if (interrupted()) return stopped();
    if (!uninterrupted.ended) return fail(uninterrupted.error);

    ProofResult result = prove({.run = run_,
                                .receipts = receipts_,
                                .live_hash = second.end.state_hash,
                                .uninterrupted = whole.directory,
                                .uninterrupted_hash = uninterrupted.end.state_hash});
    std::filesystem::remove_all(whole.directory);
    const ReturnsAct returns =
        play_returns(run_.directory + "/returns", run_.durability, *options_.seed, returns_played(run_.commands));
    if (interrupted()) return stopped();
    if (!returns.error.empty()) return fail(returns.error);
    result.proofs.push_back({"timers, follow-ups, refusals and four reactors do what the seed foretells, once each",
                             returns.holds, returns.holds ? returns.killed : returns.differs});
    return conclude({.arguments = options_,
                     .run = run_,
                     .result = std::move(result),
                     .recovery = second.recovery,
                     .state_hash = second.end.state_hash,
                     .whole = uninterrupted.end,
                     .returns = returns});
  }

 private:
  template <class... Args>
  void say(fmt::format_string<Args...> format, Args&&... args) const {
    if (!options_.json) fmt::print(format, std::forward<Args>(args)...);
  }
  int fail(const std::string& what) const {
    fmt::print(stderr, "daybook demo: {}\n", what);
    fmt::print(stderr,
               "The journals are kept in {}. The same again: daybook demo --seed {} --commands {} --durability {}\n",
               run_.directory, *options_.seed, options_.commands, options_.durability);
    return kFailed;
  }
  int stopped() const {
    fmt::print(stderr, "daybook demo: interrupted; the journals are in {}\n", run_.directory);
    return kInterrupted;
  }

  void introduce() const {
    say("{}\n", styled(Style::kBold, "Daybook: load, SIGKILL, recover, prove"));
    say("{} commands of the standard workload (seed {}: {} shipments, {} accounts)\n", grouped(run_.commands),
        *options_.seed, grouped(run_.workload.shipments), grouped(run_.workload.accounts));
    say("durability {}, topology paired, closed loop with {} in flight, journals in {}\n\n", options_.durability,
        grouped(run_.window), run_.directory);
    const std::string parent = std::filesystem::absolute(run_.directory).parent_path().string();
    if (run_.durability == Durability::kPower && load::file_system_of(parent) == "tmpfs") {
      say("note: {} is in memory (tmpfs): nothing there survives a loss of power\n\n", parent);
    }
  }

  // Between 10% and 90% of the commands; of the process's own randomness, since a kill is not part of the workload.
  [[nodiscard]] std::uint64_t kill_moment() const {
    std::random_device device;
    std::mt19937_64 random(device());
    return std::uniform_int_distribution<std::uint64_t>(run_.commands / 10, run_.commands * 9 / 10)(random);
  }

  // Runs a child and listens to it; kills it once `kill_at` receipts are in.
  ChildStory follow(const char* what, const RunSettings& settings, std::uint64_t kill_at) {
    ChildStory story;
    int ends[2];
    if (::pipe(ends) != 0) return story.error = "cannot make a pipe", story;
    std::fflush(nullptr);
    const pid_t child = ::fork();
    if (child < 0) return story.error = "cannot start a child process", story;
    if (child == 0) {
      ::close(ends[0]);
      ::_exit(run_workload(settings, ends[1]));
    }
    ::close(ends[1]);
    std::unique_ptr<FILE, int (*)(FILE*)> pipe(::fdopen(ends[0], "rb"), &std::fclose);
    Progress progress(what, settings.commands);
    std::uint64_t done = collect_ ? acknowledged_count_ : 0;
    RunMessage message;
    std::vector<char> body;
    while (std::fread(&message, sizeof message, 1, pipe.get()) == 1) {
      body.resize(message.bytes);
      if (!body.empty() && std::fread(body.data(), body.size(), 1, pipe.get()) != 1)
        break;  // killed in the middle of a sentence
      take(message, body, story);
      progress.update(done + story.received);
      if (!story.killed && done + story.received >= kill_at) {
        ::kill(child, SIGKILL);
        story.killed = true;
      }
    }
    progress.finish();
    int status = 0;
    ::waitpid(child, &status, 0);
    if (story.killed) story.killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    if (!story.killed && !story.ended && story.error.empty()) story.error = "the child process ended without a word";
    return story;
  }

  void take(const RunMessage& message, const std::vector<char>& body, ChildStory& story) {
    switch (message.kind) {
      case RunMessage::Kind::kOpened:
        story.recovery = boost::json::parse({body.data(), body.size()}).as_object();
        if (story.recovery.at("commands").to_number<std::uint64_t>() != 0) {
          say("{}\n{}", styled(Style::kBold, "recovery"), recovery_text(story.recovery));
        }
        break;
      case RunMessage::Kind::kReceipts:
        for (std::size_t at = 0; at < body.size(); at += sizeof(RunReceipt)) {
          RunReceipt one;
          std::memcpy(&one, body.data() + at, sizeof one);
          ++story.received;
          if (collect_) collect(one);
        }
        break;
      case RunMessage::Kind::kEnded:
        std::memcpy(static_cast<void*>(&story.end), body.data(), sizeof story.end);
        story.ended = true;
        break;
      case RunMessage::Kind::kFailed:
        story.error.assign(body.data(), body.size());
        break;
    }
  }
  void collect(const RunReceipt& one) {
    receipts_[one.index] = one.receipt;
    if (acknowledged_->flags()[one.index] == 0) ++acknowledged_count_;
    acknowledged_->flags()[one.index] = 1;
  }

  // Refunds in the second act: a few for a short demonstration, never many, since its timers take their time.
  static std::uint64_t returns_played(std::uint64_t commands) {
    return std::clamp<std::uint64_t>(commands / 1'000, 20, 400);
  }
  int conclude(const DemoReport& report) const {
    for (const Proof& proof : report.result.proofs) {
      if (!proof.holds) fmt::print(stderr, "daybook demo: broken: {}: {}\n", proof.claim, proof.detail);
    }
    fmt::print("{}", options_.json ? json_text(report) : text(report));
    return report.proven() ? kOk : kFailed;
  }

  const DemoArguments options_;
  RunSettings run_;
  std::unique_ptr<Acknowledged> acknowledged_;
  std::vector<Receipt> receipts_;  // by command index
  std::uint64_t acknowledged_count_ = 0;
  bool collect_ = true;
};

}  // namespace

int run_demo(const DemoArguments& arguments) {
  DemoArguments complete = arguments;
  if (!complete.seed) complete.seed = std::random_device{}();
  const DemoDirectory directory(arguments.directory);
  if (!directory.error().empty()) {
    fmt::print(stderr, "daybook demo: {}\n", directory.error());
    return kUsage;
  }
  complete.own_directory = arguments.directory.empty();
  complete.directory = directory.path();
  return Demo(complete).run();
}

}  // namespace daybook::app
