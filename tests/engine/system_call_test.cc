// The hot path makes no system call: the stages of an engine driven by hand, on one thread, so that nobody has to be
// woken. What is left out is left to others: the service thread's part (syncs, segments) and parking.

#include <array>
#include <memory>

#include "tests/engine/engine_fixture.h"
#include "tests/engine/system_call_trap.h"

namespace daybook {
namespace {

using bank::account;
using bank::Deposit;

// What EngineState puts together, without threads.
class Stages : public testing::TestWithParam<std::tuple<Intake, Durability>> {
 protected:
  static constexpr unsigned kCommandsPerRound = 256;
  static constexpr unsigned kAccounts = 1000;
  // The window has forgotten a round before the next begins, whose ids fall some slices of time further on.
  static constexpr std::uint64_t kBetweenRoundsNs = std::uint64_t{129} * 512 * 1'000'000;

  Stages() {
    options_.directory = directory_.file("engine");
    options_.intake = std::get<Intake>(GetParam());
    options_.durability = std::get<Durability>(GetParam());
    options_.sync_spacing_ns = 0;  // each time that it is served, it syncs
    options_.ring_bytes = kRingBytes;
    options_.dedup_bytes = std::size_t{1} << 20;
    options_.clock = Clock(&clock_);
    recovered_ = *EngineRecovery<Bank>::run(options_, journal::Storage::system());
    intake_.emplace(options_, ring_, *recovered_.commands, decided_, status_);
    outputs_.emplace(options_.credits * 2);
    logic_.emplace(std::move(recovered_.core), ring_, intake_->journal_stage().journaled(), *recovered_.events,
                   *outputs_, decided_, status_, options_.clock);
    publish_.emplace(*outputs_, intake_->mailboxes(), *recovered_.commands, *recovered_.events,
                     intake_->journal_stage().marks(), logic_->marks());
    intake_->sequencer().resume(0, 0);
    intake_->sequencer().gate_on(logic_->consumed());
    intake_->sequencer().watch(logic_->level(), DedupWindow::entries_in(options_.dedup_bytes));
    mailbox_ = intake_->add_mailbox();
  }

  void submit() {
    const Deposit command{account(sent_ % kAccounts), 10, "a note"};
    mailbox_->begin_submit();
    std::byte* record = intake_->claim(*mailbox_, sizeof(CommandHeader) + kLayout<Deposit>.max_bytes + 16);
    if (record == nullptr || !mailbox_->take_credit()) return mailbox_->end_submit();
    auto& header = *reinterpret_cast<CommandHeader*>(record);
    header = CommandHeader{.type = kMessage<Deposit>.type,
                           .block_bytes = static_cast<std::uint16_t>(kLayout<Deposit>.block),
                           .id = Id::uuid_v7(clock_.now_ns() / 1'000'000, 0, ++sent_),
                           .origin = mailbox_->origin()};
    header.bytes =
        static_cast<std::uint32_t>(sizeof header + encode(command, reinterpret_cast<std::byte*>(&header + 1)));
    header.content_checksum = CommandView(record).compute_checksum();
    intake_->hand_over(*mailbox_, record);
    mailbox_->end_submit();
  }
  void poll() {
    while (const Receipt* receipt = mailbox_->receipts.front()) {
      answered_ += receipt->outcome == Outcome::kAccepted ? 1 : 0;
      mailbox_->receipts.pop();
      mailbox_->return_credit();
    }
  }
  // From `submit` to `poll`; at kPower the receipts are those of the round that was synced before.
  void round() {
    for (unsigned i = 0; i < kCommandsPerRound; ++i) submit();
    while (intake_->do_work().count != 0) continue;
    while (logic_->do_work(nullptr).count != 0) continue;
    while (publish_->do_work(logic_->core().decided()) != 0) continue;
    poll();
  }
  // Between two rounds: what the service thread would do.
  void serve() {
    clock_.advance(kBetweenRoundsNs);
    while (recovered_.commands->service() || recovered_.events->service()) continue;
  }

  std::uint64_t sent_ = 0;
  std::uint64_t answered_ = 0;

 private:
  static constexpr std::size_t kRingBytes = std::size_t{256} << 10;

  TemporaryDirectory directory_;
  ManualClock clock_{1'800'000'000'000'000'000};
  Options options_;
  EngineRecovery<Bank>::Recovered recovered_;
  ByteRing ring_ = *ByteRing::create(kRingBytes);
  DecidedPoint decided_;
  Status status_;
  std::optional<IntakeStage> intake_;
  std::optional<OutputRing> outputs_;
  std::optional<LogicStage<Bank>> logic_;
  std::optional<PublishStage> publish_;
  Mailbox* mailbox_ = nullptr;
};

INSTANTIATE_TEST_SUITE_P(Levels, Stages,
                         testing::Combine(testing::Values(Intake::kDirect, Intake::kShared),
                                          testing::Values(Durability::kProcess, Durability::kPower)),
                         [](const auto& instance) {
                           return std::string(std::get<0>(instance.param) == Intake::kDirect ? "Direct" : "Shared") +
                                  (std::get<1>(instance.param) == Durability::kProcess ? "Process" : "Power");
                         });

TEST_P(Stages, MakeNoSystemCallForACommand) {
  if (!SystemCallTrap::is_supported()) GTEST_SKIP() << "the kernel or the processor has no syscall user dispatch";
  // The slices of the window's index that come up have all come up, and the ring of its entries goes round.
  constexpr unsigned kWarmUpRounds = 300;
  constexpr unsigned kMeasuredRounds = 100;
  for (unsigned i = 0; i < kWarmUpRounds; ++i) {
    serve();
    round();
  }
  SystemCallTrap trap;
  for (unsigned i = 0; i < kMeasuredRounds; ++i) {
    serve();
    trap.set();
    round();
    const std::optional<int> call = trap.take();
    ASSERT_FALSE(call.has_value()) << "system call " << *call << " in round " << i;
  }
  serve();
  round();
  EXPECT_EQ(sent_, (kWarmUpRounds + kMeasuredRounds + 1) * std::uint64_t{kCommandsPerRound});
  EXPECT_GE(answered_, sent_ - kCommandsPerRound);
}

}  // namespace
}  // namespace daybook
