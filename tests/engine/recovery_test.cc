// What an engine finds when it starts again: after a stop, after a crash, with parts of its files gone.

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "engine/replay.h"
#include "engine/skip.h"
#include "tests/engine/engine_fixture.h"

namespace daybook {
namespace {

using bank::account;
using bank::Deposit;
using bank::Explode;
using bank::Withdraw;

class RecoveryTest : public testing::Test, public EngineFixture<> {
 protected:
  // Some commands of every kind, refused and repeated ones among them.
  void run_some(std::uint64_t count = 500) {
    for (std::uint64_t i = 0; i < count; ++i) {
      if (i % 5 == 4) {
        call(Withdraw{account(i % 11), static_cast<std::int64_t>(i % 60)});
      } else {
        call(Deposit{account(i % 11), static_cast<std::int64_t>(i % 17), "note"});
      }
    }
  }
  // Leaves the directory as a killed process would: a copy of the running engine's files.
  void crash() {
    const std::string copy = scratch("copy");
    std::filesystem::copy(options.directory, copy, std::filesystem::copy_options::recursive);
    engine.reset();
    producer.reset();
    std::filesystem::remove_all(options.directory);
    std::filesystem::rename(copy, options.directory);
  }
  std::string segment(const char* journal) {
    std::string first;
    for (const auto& entry : std::filesystem::directory_iterator(options.directory + "/" + journal)) {
      const std::string path = entry.path().string();
      if (path.ends_with(".segment") && (first.empty() || path < first)) first = path;
    }
    EXPECT_FALSE(first.empty());
    return first;
  }
};

TEST_F(RecoveryTest, AStoppedEngineFoldsEverything) {
  open();
  run_some();
  const std::uint64_t before = hash();
  reopen();
  EXPECT_EQ(engine->recovery().commands, 501u);
  EXPECT_EQ(engine->recovery().folded, 501u);
  EXPECT_EQ(engine->recovery().redecided, 0u);
  EXPECT_TRUE(engine->recovery().command_journal.clean);
  EXPECT_EQ(hash(), before);
}

TEST_F(RecoveryTest, ACrashedEngineHasEverythingThatWasReleased) {
  open();
  run_some();
  const std::uint64_t before = hash();
  crash();
  open();
  EXPECT_EQ(engine->recovery().commands, 501u);
  EXPECT_EQ(hash(), before);
}

TEST_F(RecoveryTest, WithoutItsEventJournalEverythingIsDecidedAgain) {
  open();
  run_some();
  const std::uint64_t before = hash();
  stop();
  std::filesystem::remove_all(options.directory + "/events");
  open();
  EXPECT_EQ(engine->recovery().folded, 0u);
  EXPECT_EQ(engine->recovery().redecided, 501u);
  EXPECT_GT(engine->recovery().chain_checks, 0u);
  EXPECT_EQ(hash(), before);
  reopen();
  EXPECT_EQ(engine->recovery().folded, 501u) << "the decisions were recorded again";
  EXPECT_EQ(hash(), before);
}

TEST_F(RecoveryTest, DecisionsBeyondTheLastCommandAreDiscarded) {
  // Commands are lost that the event journal already knows: an older copy of the command journal beside a newer event
  // journal.
  open();
  run_some(100);
  const std::uint64_t early = hash();
  std::filesystem::copy(options.directory + "/commands", scratch("older"), std::filesystem::copy_options::recursive);
  run_some(50);
  stop();
  std::filesystem::remove_all(options.directory + "/commands");
  std::filesystem::rename(scratch("older"), options.directory + "/commands");
  open();
  EXPECT_EQ(engine->recovery().commands, 101u);
  EXPECT_EQ(engine->recovery().discarded_decisions, 50u);
  EXPECT_FALSE(engine->recovery().event_journal.clean);
  EXPECT_EQ(hash(), early);
  call(Deposit{account(1), 1, "goes on"});
  reopen();
  EXPECT_EQ(engine->recovery().commands, 102u);
  EXPECT_EQ(engine->recovery().discarded_decisions, 0u);
}

TEST_F(RecoveryTest, AnEventJournalWithoutItsCommandsIsRefused) {
  open();
  run_some(10);
  stop();
  std::filesystem::remove_all(options.directory + "/commands");
  const Error error = refused_to_open();
  EXPECT_EQ(error.kind, Error::Kind::kJournal);
  EXPECT_NE(error.message().find("taken away"), std::string::npos) << error.message();
  auto decisions = journal::Reader::open(journal::Storage::system(), options.directory + "/events",
                                         {.limit = journal::ReaderOptions::Limit::kWritten});
  ASSERT_TRUE(decisions.has_value());
  auto first = decisions->next();
  ASSERT_TRUE(first.has_value());
  EXPECT_TRUE(first->has_value()) << "nothing was cut";
}

// At kProcess the power may take every command, none of which was synced, and leave decisions.
TEST_F(RecoveryTest, DecisionsWithoutAnyCommandLeftAreDiscarded) {
  open();
  run_some(10);
  stop();
  std::filesystem::remove_all(options.directory + "/commands");
  {
    auto empty = journal::Journal::open(journal::Storage::system(), options.directory + "/commands",
                                        {.segment_bytes = options.segment_bytes});
    ASSERT_TRUE(empty.has_value());
  }
  open();
  EXPECT_EQ(engine->recovery().commands, 0u);
  EXPECT_EQ(engine->recovery().discarded_decisions, 11u);
  call(Deposit{account(1), 1, "begins anew"});
  reopen();
  EXPECT_EQ(engine->recovery().commands, 2u);
  EXPECT_EQ(balance(account(1)), 1);
}

TEST_F(RecoveryTest, DecisionsInTheMiddleOfAFrameAreKept) {
  // The frame of the last decisions holds some that belong to a command and some that do not.
  open();
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(producer->submit(Deposit{account(1), 1, ""}).has_value());
  engine->do_work();
  std::filesystem::copy(options.directory + "/commands", scratch("older"), std::filesystem::copy_options::recursive);
  stop();
  // A second history with the same first commands, and one frame of decisions that is longer.
  std::filesystem::remove_all(options.directory + "/commands");
  std::filesystem::rename(scratch("older"), options.directory + "/commands");
  open();
  const std::uint64_t all = engine->recovery().commands;
  EXPECT_EQ(balance(account(1)), static_cast<std::int64_t>(all) - 1);
}

TEST_F(RecoveryTest, ADecisionIsNeverAttachedToAnotherCommand) {
  // The command journal of one engine beside the event journal of another: same length, other commands.
  open();
  for (int i = 0; i < 20; ++i) call(Deposit{account(1), 1, ""});
  stop();
  std::filesystem::rename(options.directory + "/events", scratch("other-events"));
  std::filesystem::remove_all(options.directory);
  open();
  for (int i = 0; i < 20; ++i) call(Deposit{account(1), 5, ""});
  const std::uint64_t before = hash();
  stop();
  std::filesystem::remove_all(options.directory + "/events");
  std::filesystem::rename(scratch("other-events"), options.directory + "/events");
  open();
  EXPECT_EQ(engine->recovery().redecided, 21u - engine->recovery().folded);
  EXPECT_LE(engine->recovery().folded, 1u) << "at most the settings record, which may be equal";
  EXPECT_EQ(balance(account(1)), 100);
  EXPECT_EQ(hash(), before);
}

TEST_F(RecoveryTest, ARepeatAcrossARestartGetsTheOriginalReceipt) {
  open();
  const SubmitOptions same{.id = Id{"payment-1"}, .sent_at_ns = Clock::real_ns()};
  const Reply first = call(Deposit{account(1), 100, ""}, same);
  reopen();
  const Reply again = call(Deposit{account(1), 100, ""}, same);
  EXPECT_EQ(again.sequence, first.sequence);
  EXPECT_EQ(again.version, first.version);
  EXPECT_EQ(call(Deposit{account(1), 7, ""}, same).outcome, Outcome::kIdReused);
  EXPECT_EQ(balance(account(1)), 100);
}

TEST_F(RecoveryTest, ARepeatOfARefusalAcrossARestartIsTheSameRefusal) {
  open();
  call(Deposit{account(1), 5, ""});
  const SubmitOptions same{.id = Id{"withdrawal"}, .sent_at_ns = Clock::real_ns()};
  const Reply first = call(Withdraw{account(1), 50}, same);
  call(Deposit{account(1), 500, ""});
  reopen();
  const Reply again = call(Withdraw{account(1), 50}, same);
  EXPECT_EQ(again.refusal, "not_enough") << "though there is enough by now";
  EXPECT_EQ(again.sequence, first.sequence);
  EXPECT_EQ(again.related, first.related);
}

TEST_F(RecoveryTest, ResendingEverythingChangesNothing) {
  open();
  std::vector<Id> ids;
  for (std::uint64_t i = 0; i < 200; ++i) {
    auto ticket = producer->submit(Deposit{account(i % 5), static_cast<std::int64_t>(i), ""});
    ASSERT_TRUE(ticket.has_value());
    ids.push_back(ticket->command);
  }
  const std::uint64_t before = hash();
  crash();
  open();
  for (std::uint64_t i = 0; i < 200; ++i) {
    const Reply reply = call(Deposit{account(i % 5), static_cast<std::int64_t>(i), ""}, {.id = ids[i]});
    EXPECT_EQ(reply.sequence.value, i + 2);
  }
  EXPECT_EQ(hash(), before) << "the window and the sequences are left out of the hash";
}

TEST_F(RecoveryTest, AllTopologiesGiveTheSameHash) {
  std::vector<std::uint64_t> hashes;
  for (const Topology topology : {Topology::kInline, Topology::kPaired, Topology::kDedicated}) {
    options.topology = topology;
    options.directory = scratch(std::to_string(hashes.size()));
    open();
    run_some(2'000);
    hashes.push_back(hash());
    stop();
  }
  EXPECT_EQ(hashes[0], hashes[1]);
  EXPECT_EQ(hashes[0], hashes[2]);
}

TEST_F(RecoveryTest, APoisonCommandStopsEveryStartUntilItIsSkipped) {
  open();
  call(Deposit{account(1), 7, ""});
  const SubmitOptions same{.id = Id{"poison"}, .sent_at_ns = Clock::real_ns()};
  ASSERT_FALSE(producer->call(Explode{account(1)}, same).has_value());
  crash();

  const Error error = refused_to_open();
  EXPECT_EQ(error.kind, Error::Kind::kFault);
  EXPECT_EQ(error.sequence, 3u);
  EXPECT_NE(error.message().find("daybook skip"), std::string::npos) << "the way out: " << error.message();

  ASSERT_TRUE(skip_command(journal::Storage::system(), options.directory, 3).has_value());
  open();
  EXPECT_EQ(engine->recovery().skipped, 1u);
  EXPECT_EQ(balance(account(1)), 7);
  EXPECT_EQ(call(Explode{account(1)}, same).outcome, Outcome::kFaulted) << "the receipt of the skipped command";
  const std::uint64_t before = hash();
  stop();
  std::filesystem::remove_all(options.directory + "/events");
  open();
  EXPECT_EQ(hash(), before) << "the skip is history, too";
}

TEST_F(RecoveryTest, OnlyAnUndecidedCommandCanBeSkipped) {
  open();
  call(Deposit{account(1), 7, ""});
  auto& storage = journal::Storage::system();
  EXPECT_FALSE(skip_command(storage, options.directory, 2).has_value()) << "in use";
  stop();
  auto decided = skip_command(storage, options.directory, 2);
  ASSERT_FALSE(decided.has_value());
  EXPECT_NE(decided.error().message().find("decided already"), std::string::npos);
  auto absent = skip_command(storage, options.directory, 99);
  ASSERT_FALSE(absent.has_value());
  EXPECT_NE(absent.error().message().find("no command 99"), std::string::npos);
  open();
  EXPECT_EQ(engine->recovery().commands, 2u) << "nothing was written";
}

TEST_F(RecoveryTest, OtherRulesMayNotDecideWhatOldRulesAccepted) {
  open();
  run_some(20);
  stop();
  std::filesystem::remove_all(options.directory + "/events");  // everything is undecided

  EngineFixture<bank::Domain<2>> newer(options.directory);
  const Error error = newer.refused_to_open();
  EXPECT_EQ(error.kind, Error::Kind::kRules);
  EXPECT_NE(error.message().find("bank 1"), std::string::npos) << error.message();
  EXPECT_NE(error.message().find("bank 2"), std::string::npos) << error.message();

  open();  // the program that accepted them decides them
  const std::uint64_t before = hash();
  stop();
  newer.open();
  EXPECT_EQ(newer.hash(), before);
  newer.call(Deposit{account(1), 1, ""});
  newer.reopen();
  EXPECT_EQ(newer.engine->recovery().redecided, 0u);
  newer.stop();
  // And back again: nothing is undecided, so the old program may take over, too.
  open();
  stop();
}

TEST_F(RecoveryTest, AHandlerThatDecidesOtherwiseIsFoundOut) {
  // The same rules version, but another behaviour: Explode is a deposit here, a fault there.
  EngineFixture<bank::Domain<1, false>> tame(options.directory);
  tame.open();
  for (int i = 0; i < 50; ++i) tame.call(Explode{account(1)});
  tame.stop();
  std::filesystem::remove_all(options.directory + "/events");
  const Error error = refused_to_open();
  EXPECT_EQ(error.kind, Error::Kind::kFault);

  tame.open();
  tame.stop();
  ReplayOptions both{.source = ReplayOptions::Source::kBoth, .limit = journal::ReaderOptions::Limit::kWritten};
  Replay<bank::Domain<1, false>> same(journal::Storage::system(), options.directory, both);
  EXPECT_TRUE(same.run().has_value());
}

TEST_F(RecoveryTest, ATornTailIsCutAndTheRestIsKept) {
  open();
  run_some(100);
  crash();
  // The last frame's first bytes never reached the disk.
  const std::string path = segment("commands");
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(file)), {});
  const std::size_t last = bytes.find_last_not_of('\0');
  file.clear();
  file.seekp(static_cast<std::streamoff>(last - 8));
  file.write("\xff\xff\xff", 3);
  file.close();
  std::filesystem::remove_all(options.directory + "/events");
  // The machine was started anew since, so nothing says how far the last process had come.
  std::filesystem::remove(options.directory + "/commands/control");
  open();
  EXPECT_FALSE(engine->recovery().command_journal.clean);
  EXPECT_LT(engine->recovery().commands, 101u);
  EXPECT_GT(engine->recovery().commands, 90u);
  const std::uint64_t before = hash();
  call(Deposit{account(1), 1, ""});
  reopen();
  EXPECT_TRUE(engine->recovery().command_journal.clean);
  EXPECT_NE(hash(), before);
}

TEST_F(RecoveryTest, DamageToWhatWasSyncedIsRefusedAndNamed) {
  open();
  run_some(100);
  stop();
  const std::string path = segment("commands");
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(4096 + 400);
  file.write("\xff\xff\xff\xff", 4);
  file.close();
  const Error error = refused_to_open();
  EXPECT_EQ(error.kind, Error::Kind::kJournal);
  EXPECT_NE(error.message().find(path), std::string::npos) << error.message();
}

TEST_F(RecoveryTest, ReplayFromEitherJournalGivesTheSameState) {
  open();
  run_some(300);
  const std::uint64_t live = hash();
  stop();
  for (const auto source :
       {ReplayOptions::Source::kEvents, ReplayOptions::Source::kCommands, ReplayOptions::Source::kBoth}) {
    Replay<Bank> replay(journal::Storage::system(), options.directory,
                        {.source = source, .limit = journal::ReaderOptions::Limit::kWritten});
    auto report = replay.run();
    ASSERT_TRUE(report.has_value()) << report.error().message();
    EXPECT_EQ(report->state_hash, live);
    EXPECT_EQ(report->last_sequence, 301u);
  }
}

TEST_F(RecoveryTest, AReplayCanStopAtASequence) {
  open();
  for (int i = 0; i < 10; ++i) call(Deposit{account(1), 1, ""});
  stop();
  Replay<Bank> replay(journal::Storage::system(), options.directory,
                      {.to_sequence = 5, .limit = journal::ReaderOptions::Limit::kWritten});
  auto report = replay.run();
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->last_sequence, 5u);
  const auto& part = replay.core().domain().get<bank::Bank<1, true>>();
  EXPECT_EQ(part.rows.find(account(1))->balance, 4);
}

// A child process runs an engine as fast as it can and is killed; whatever it told its parent must be there.
TEST_F(RecoveryTest, KilledAtRandomMomentsNothingAcknowledgedIsLost) {
  constexpr int kKills = 20;
  std::uint64_t told = 0;
  for (int kill_number = 0; kill_number < kKills; ++kill_number) {
    int pipe_ends[2];
    ASSERT_EQ(::pipe(pipe_ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      ::close(pipe_ends[0]);
      options.topology = kill_number / 2 % 2 == 0 ? Topology::kPaired : Topology::kDedicated;
      options.durability = kill_number % 2 == 0 ? Durability::kProcess : Durability::kPower;
      auto opened = Engine<Bank>::open(options);
      if (!opened) ::_exit(3);
      auto mine = opened->producer();
      for (;;) {
        const auto tell = [&](const Reply& reply) {
          const std::uint64_t sequence = reply.sequence.value;
          if (::write(pipe_ends[1], &sequence, sizeof sequence) != sizeof sequence) ::_exit(4);
        };
        if (!mine.submit(Deposit{account(1), 1, "n"})) mine.poll(tell);
        if (mine.in_flight() > 100) mine.poll(tell);
      }
    }
    ::close(pipe_ends[1]);
    // At a moment that the child's own pace decides: after some number of receipts.
    const int wanted = 50 + kill_number * 37 % 400;
    for (int i = 0; i < wanted; ++i) {
      std::uint64_t sequence = 0;
      ASSERT_EQ(::read(pipe_ends[0], &sequence, sizeof sequence), static_cast<ssize_t>(sizeof sequence));
      told = sequence;
    }
    ::kill(child, SIGKILL);
    std::uint64_t sequence = 0;
    while (::read(pipe_ends[0], &sequence, sizeof sequence) == static_cast<ssize_t>(sizeof sequence)) told = sequence;
    ::close(pipe_ends[0]);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << WEXITSTATUS(status);

    options.topology = Topology::kInline;
    open();
    ASSERT_GE(engine->recovery().last_sequence, told) << "after kill " << kill_number;
    EXPECT_EQ(balance(account(1)), static_cast<std::int64_t>(engine->recovery().last_sequence) - 1);
    const std::uint64_t live = hash();
    stop();
    Replay<Bank> replay(journal::Storage::system(), options.directory,
                        {.source = ReplayOptions::Source::kBoth, .limit = journal::ReaderOptions::Limit::kWritten});
    auto report = replay.run();
    ASSERT_TRUE(report.has_value()) << report.error().message();
    EXPECT_EQ(report->state_hash, live);
  }
}

}  // namespace
}  // namespace daybook
