#include "tests/property/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "engine/feed.h"
#include "tests/property/compare.h"
#include "tests/property/machine.h"
#include "tests/property/proof.h"
#include "tests/property/reactors.h"
#include "tests/property/witness.h"

namespace daybook::domain::property {

namespace {

using reference::Submission;

constexpr std::uint64_t kStepNs = 1'000'000;  // between two commands
constexpr int kPatience = 10'000;             // turns, until an engine is thought to hang

constexpr std::size_t kTeams = 4;

// A replacement that is reserved although its shipment has left or was cancelled; empty: there is none.
std::string replacement_left_behind(const Domain& domain) {
  std::string found;
  domain.get<Inventory>().open.for_each([&](const ReplacementId& id, const OpenReplacement& replacement) {
    if (replacement.state != ReplacementState::kReserved) return;
    const ShipmentId shipment = names().shipment_of(id);
    const OpenShipment* open = domain.get<Shipments>().open.find(shipment);
    const bool is_over = open == nullptr ? domain.get<Shipments>().closed.find(shipment) != nullptr
                                         : open->state >= ShipmentState::kShipped;
    if (is_over) found = "replacement " + id.text() + " is reserved, but its shipment has left or was cancelled";
  });
  return found;
}

// One playing of one script: the client of the engine, who sends again what nobody has answered.
class Run {
 public:
  Run(const Script& script, Tally& tally)
      : script_(script),
        tally_(tally),
        machine_(script.durability, script.window_ms),
        witness_({.window_ns = script.window_ms * kMsNs, .skew_ns = kSkewNs}, tally) {}

  std::string play() {
    ++tally_.scripts;
    start();
    for (const Action& action : script_.actions) {
      if (!going_well()) break;
      std::visit([this](const auto& what) { act(what); }, action);
      if (going_well() && machine_.is_struck()) come_back();
    }
    if (going_well()) finish();
    return wrong_;
  }

 private:
  [[nodiscard]] bool going_well() const { return wrong_.empty(); }
  void fail(const std::string& what) {
    if (going_well()) wrong_ = what;
  }

  // --- what a script says ---

  void act(const Send& send) {
    machine_.clock().advance(kStepNs);
    const Submission submission = submission_of(send);
    if (witness_.reference().cannot_tell(submission, now_ns())) return;
    submit(submission);
    // What can be told now could not be told later of what is still on its way then.
    if (send.then == Send::Then::kWait || !witness_.reference().tells_time(submission)) settle();
  }
  void act(const Pause& pause) { machine_.clock().advance(pause.ms * kMsNs); }
  void act(const Idle&) { idle(); }
  void act(const Crash& crash) { machine_.expect(crash); }
  void act(const Restart&) {
    settle();
    if (!going_well() || machine_.is_struck()) return;
    ++tally_.others[kRestarts];
    stop();
    if (!machine_.is_struck()) start();
  }

  void act(const Hire& hire) {
    if (std::string wrong = reactors_.hire(hire.team, machine_.engine()); !wrong.empty()) fail(wrong);
  }
  void act(const Dismiss& dismiss) { reactors_.dismiss(dismiss.team); }
  void act(const React& react) {
    reactors_.work(react.team);
    if (!machine_.is_struck()) work();
  }

  // --- the engine comes and goes ---

  void start() {
    safe_ = std::min(safe_, witness_.heard());
    if (std::string wrong = machine_.start(); !wrong.empty()) return fail(wrong);
    if (!machine_.is_struck()) {
      if (std::string wrong = reactors_.start(machine_.engine()); !wrong.empty()) return fail(wrong);
    }
    if (machine_.is_struck()) return;
    const std::uint64_t last = machine_.engine().recovery().last_sequence;
    if (last < safe_) return fail(fmt::format("{} commands were safe, {} are there", safe_, last));
    if (last < witness_.heard()) {
      tally_.others[kLost] += witness_.heard() - last;
      witness_.forget_after(last);
    }
    auto feed = Feed::open(machine_.disk(), kDirectory, witness_.heard() + 1);
    if (!feed) return fail("the journal cannot be read: " + feed.error().message());
    feed_.emplace(std::move(*feed));
    hear();
    if (witness_.heard() < last) fail(fmt::format("{} commands are there, {} can be heard", last, witness_.heard()));
    witness_.nothing_is_on_its_way();
    replies_.clear();
    safe_ = UINT64_MAX;
  }
  void stop() {
    feed_.reset();
    reactors_.stop();
    if (std::string wrong = machine_.stop(); !wrong.empty()) fail(wrong);
  }
  // What the engine has done since the fault struck never was. Whoever has no receipt sends again.
  void come_back() {
    ++tally_.others[kCrashes];
    safe_ = machine_.loses_unsynced() ? synced_ : UINT64_MAX;
    stop();
    machine_.restart();
    start();
    if (!going_well() || machine_.is_struck()) return;
    for (const Submission& submission : std::exchange(unanswered_, {})) {
      if (witness_.reference().cannot_tell(submission, now_ns())) continue;
      ++tally_.others[kSentAgain];
      submit(submission);
    }
    settle();
  }

  // --- commands and receipts ---

  [[nodiscard]] std::uint64_t now_ns() { return machine_.clock().now_ns(); }

  // The same number, the same id, and the same time that it tells.
  Submission submission_of(const Send& send) {
    const std::uint64_t sent_ns = now_ns() - static_cast<std::uint64_t>(send.sent_ms_ago) * kMsNs;
    const Id id = send.id_kind == Send::IdKind::kTimed ? Id::uuid_v7(sent_ns / kMsNs, send.number, send.number)
                                                       : *Id::parse("c" + std::to_string(send.number));
    const auto& [known_id, known_ns] = ids_.try_emplace(send.number, id, sent_ns).first->second;
    Submission submission{.id = known_id, .envelope = {}, .command = send.command};
    submission.envelope.sent_at_ns = send.id_kind == Send::IdKind::kNamed ? known_ns : 0;
    submission.envelope.correlation = send.correlation;
    submission.envelope.actor = send.actor;
    submission.envelope.expected_version = send.expected_version;
    submission.envelope.occurred_on = send.occurred_on;
    submission.envelope.reason = send.reason;
    return submission;
  }

  void submit(const Submission& submission) {
    const Envelope& envelope = submission.envelope;
    const SubmitOptions how{.id = submission.id,
                            .sent_at_ns = envelope.sent_at_ns,
                            .correlation = envelope.correlation,
                            .actor = envelope.actor,
                            .reason = envelope.reason,
                            .expected_version = envelope.expected_version,
                            .occurred_on = envelope.occurred_on};
    const auto ticket =
        std::visit([&](const auto& command) { return machine_.producer().submit(command, how); }, submission.command);
    if (!ticket) return fail("a command is not taken: " + ticket.error().message());
    ++tally_.commands;
    witness_.sent(submission, now_ns());
    unanswered_.push_back(submission);
  }

  // Until everything that was sent is answered, and everything that is released is heard.
  void settle() {
    for (int turn = 0; turn < kPatience; ++turn) {
      work();
      if (!going_well() || machine_.is_struck()) return;
      if (unanswered_.empty() && witness_.heard() == machine_.engine().positions().released) return;
    }
    fail("the engine does not answer");
  }
  // Until there is nothing left to do.
  void idle() {
    settle();
    for (int turn = 0; turn < kPatience && going_well() && !machine_.is_struck(); ++turn) {
      if (work()) continue;
      if (witness_.reference().next_due_ns() <= now_ns()) fail("a timer is due, and the engine is idle");
      return;
    }
    if (!machine_.is_struck()) fail("the engine finds no rest");
  }

  // Whether there was anything to do.
  bool work() {
    machine_.disk().look();
    const std::uint64_t heard = witness_.heard();
    const std::size_t done = machine_.engine().do_work();
    if (machine_.is_struck()) return true;
    hear();
    machine_.producer().poll([this](const Reply& reply) {
      if (!machine_.is_struck()) replies_.push_back(reply);
    });
    if (machine_.is_struck()) return true;
    while (going_well() && !replies_.empty() && witness_.expects_receipt()) {
      if (std::string wrong = witness_.check(replies_.front()); !wrong.empty()) fail(wrong);
      replies_.pop_front();
      unanswered_.pop_front();
    }
    synced_ = machine_.engine().positions().synced;
    if (const auto error = machine_.engine().error()) fail("the engine has stopped: " + error->message());
    if (std::string parked = reactors_.parked(); !parked.empty()) fail(parked);
    return done != 0 || witness_.heard() != heard;
  }
  void hear() {
    while (going_well()) {
      const auto record = feed_->next();
      if (!record) return fail("the journal cannot be read: " + record.error().message());
      if (!*record) return;
      if (std::string wrong = witness_.hear(**record, now_ns()); !wrong.empty()) fail(wrong);
    }
  }

  // Until all who are hired have answered everything, and one another.
  void catch_up() {
    for (int turn = 0; turn < kPatience && going_well() && !machine_.is_struck(); ++turn) {
      std::size_t done = 0;
      for (const Team team : reactors_.hired()) done += reactors_.work(team);
      if (!machine_.is_struck() && !work() && done == 0) return idle();
    }
    if (!machine_.is_struck()) fail("the reactors find no rest");
  }

  // --- the end ---

  void finish() {
    catch_up();
    if (machine_.expects_crash() && !machine_.is_struck()) machine_.strike();
    if (going_well() && machine_.is_struck()) {
      come_back();
      if (going_well()) catch_up();
    }
    if (!going_well()) return;
    for (const Team team : reactors_.hired()) {
      const Id name = Reactors::name_of(team);
      const std::size_t wanted = witness_.reference().teams().wanted(name).size();
      const std::size_t sent = witness_.reference().sent_by(name);
      if (sent != wanted) return fail(fmt::format("{} has sent {} of {} commands", name.text(), sent, wanted));
    }
    const LogicCore<Domain>& core = machine_.engine().state()->core();
    if (reactors_.hired().size() == kTeams) {
      if (std::string wrong = replacement_left_behind(core.domain()); !wrong.empty()) return fail(wrong);
    }
    if (std::string wrong = compare(witness_.reference().parts(), core.domain()).text(); !wrong.empty()) {
      return fail("at the end:\n" + wrong);
    }
    const Ending ending{.state_hash = core.state_hash(), .chain_hash = core.chain(), .digests = witness_.digests()};
    stop();
    if (!going_well()) return;
    if (std::string wrong = prove(machine_.disk(), kDirectory, ending); !wrong.empty()) fail(wrong);
  }

  const Script& script_;
  Tally& tally_;
  Machine machine_;
  Witness witness_;
  Reactors reactors_;
  std::optional<Feed> feed_;
  std::string wrong_;
  std::map<std::uint32_t, std::pair<Id, std::uint64_t>> ids_;  // by number: the id, and when it was sent first
  std::deque<Submission> unanswered_;
  std::deque<Reply> replies_;
  std::uint64_t synced_ = 0;         // commands that survive the loss of power
  std::uint64_t safe_ = UINT64_MAX;  // of those that were heard, how many must be there at the next start
};

}  // namespace

std::string run(const Script& script, Tally& tally) { return Run(script, tally).play(); }

}  // namespace daybook::domain::property
