// Reactors: outside the core, from released records, at their own pace; commands exactly once, for ever.

#include <chrono>
#include <filesystem>
#include <fstream>

#include "tests/engine/reactor_fixture.h"

namespace daybook {
namespace {

using bank::Cashback;
using bank::Collector;
using bank::Deposit;
using bank::Interest;
using bank::Letters;
using bank::Withdraw;

TEST_F(ReactorTest, AnswersEventsWithCommands) {
  auto cashback = react<Cashback>();
  pay_in_and_out(3);
  EXPECT_EQ(balance("ada"), 3 * (100 - 50 - 1));
  catch_up(*cashback);
  EXPECT_EQ(balance("ada"), 3 * (100 - 50 - 1 + 5));
  EXPECT_EQ(balance("house"), 3);
  const ReactorStatus status = cashback->status();
  EXPECT_EQ(status.sent, 6U);
  EXPECT_EQ(status.repeated, 0U);
  EXPECT_EQ(status.lag(), 0U);
  expect_replays();
}

TEST_F(ReactorTest, OneThatIsAddedLaterHearsTheWholeHistory) {
  pay_in_and_out(2);
  reopen();
  pay_in_and_out(1);
  auto cashback = react<Cashback>();
  catch_up(*cashback);
  EXPECT_EQ(balance("house"), 3);
}

TEST_F(ReactorTest, GoesOnFromItsCheckpoint) {
  {
    auto cashback = react<Cashback>();
    pay_in_and_out(2);
    catch_up(*cashback);
  }
  reopen();
  pay_in_and_out(1);
  auto cashback = react<Cashback>();
  catch_up(*cashback);
  EXPECT_EQ(cashback->status().sent, 2U) << "only what is new";
  EXPECT_EQ(balance("house"), 3);
}

// Killed after its commands were journaled and before its checkpoint was stored; and the window has long forgotten.
TEST_F(ReactorTest, CommandsAreNotDoubledWithoutItsCheckpointHoweverLate) {
  {
    auto cashback = react<Cashback>();
    pay_in_and_out(5);
    catch_up(*cashback);
  }
  ASSERT_TRUE(std::filesystem::remove(checkpoint_path("cashback")));
  const std::uint64_t before = hash();
  reopen();
  clock.advance(100 * options.dedup_window_ns);
  auto cashback = react<Cashback>();
  catch_up(*cashback);
  EXPECT_EQ(cashback->status().sent, 10U);
  EXPECT_EQ(cashback->status().repeated, 10U);
  EXPECT_EQ(balance("house"), 5);
  EXPECT_EQ(hash(), before);
  expect_replays();
}

// The cursor is by event and index: half an answer is completed, not repeated.
TEST_F(ReactorTest, HalfAnAnswerIsCompleted) {
  pay_in_and_out(1);
  const std::uint64_t withdrawn = engine->positions().released;
  const SubmitOptions first{.cause = {Cashback::kName, withdrawn, 0}};
  EXPECT_EQ(call(Deposit{"ada", 5, "cashback"}, first).outcome, Outcome::kAccepted);
  auto cashback = react<Cashback>();
  catch_up(*cashback);
  EXPECT_EQ(cashback->status().repeated, 1U);
  EXPECT_EQ(balance("ada"), 100 - 50 - 1 + 5);
  EXPECT_EQ(balance("house"), 1);
}

TEST_F(ReactorTest, ARepeatNamesTheOriginalWhereItIsTheLast) {
  const SubmitOptions cause{.cause = {Cashback::kName, 1, 0}};
  const Reply first = call(Deposit{"ada", 5, {}}, cause);
  call(Deposit{"ada", 1, {}});
  const Reply again = call(Deposit{"ada", 5, {}}, cause);
  EXPECT_EQ(again.outcome, Outcome::kRepeat);
  EXPECT_EQ(again.related, first.sequence);
  EXPECT_EQ(balance("ada"), 6);
}

TEST_F(ReactorTest, ListensFromTheBeginningAfterEveryStart) {
  call(Deposit{"ada", 1'000, {}});
  {
    auto interest = react<Interest>();
    call(Deposit{"ada", 0, {}});
    catch_up(*interest);
    EXPECT_EQ(balance("ada"), 1'010);
  }
  reopen();
  auto interest = react<Interest>();
  call(Deposit{"ada", 0, {}});
  catch_up(*interest);
  EXPECT_EQ(balance("ada"), 1'020);
  EXPECT_EQ(interest->reactor().balances.at("ada"), 1'020);
  EXPECT_EQ(interest->status().sent, 1U) << "what was answered before is heard again, not answered again";
}

TEST_F(ReactorTest, HearsThatItsCommandWasRefused) {
  auto collector = react<Collector>();
  call(Deposit{"ada", 30, {}});
  EXPECT_EQ(call(Withdraw{"ada", 1'000}).outcome, Outcome::kRefused) << "another's refusal is none of its business";
  catch_up(*collector);
  EXPECT_EQ(collector->reactor().refusals, std::vector<std::string>{"not_enough collector"});
  EXPECT_EQ(call(Deposit{"ada", 1, {}}).refusal, "is_blocked");
  expect_replays();
}

TEST_F(ReactorTest, AFailingOneParksAndSaysSoAndAnswersWhenItIsToldToGoOn) {
  std::vector<Letters::Letter> letters;
  auto cashback = react<Cashback>();
  Letters broken;
  broken.letters = &letters;
  broken.fails = true;
  auto post = react<Letters>(std::move(broken));
  pay_in_and_out(2);
  catch_up(*post);
  catch_up(*cashback);
  EXPECT_EQ(balance("house"), 2) << "the others go on";

  ReactorStatus status = post->status();
  EXPECT_EQ(status.state, ReactorStatus::State::kParked);
  EXPECT_NE(status.failure.find("Withdrawn (sequence 3"), std::string::npos) << status.failure;
  EXPECT_NE(status.failure.find("the post office is closed"), std::string::npos) << status.failure;
  EXPECT_GT(status.lag(), 0U);
  EXPECT_EQ(status.settled, 2U);
  clock.advance(1'000'000'000);
  post->do_work();
  EXPECT_NE(read(checkpoint_path("letters")).find("\nparked Withdrawn (sequence 3"), std::string::npos);

  const std::size_t before = letters.size();
  post->resume();
  post->do_work();
  ASSERT_EQ(letters.size(), before + 1);
  EXPECT_EQ(letters.front().key, letters.back().key) << "the same effect has the same key";
  EXPECT_EQ(post->status().state, ReactorStatus::State::kParked);
}

TEST_F(ReactorTest, AParkedOneTriesAgainWhenItIsOpened) {
  std::vector<Letters::Letter> letters;
  Letters post;
  post.letters = &letters;
  post.fails = true;
  pay_in_and_out(1);
  {
    auto running = react<Letters>(post);
    catch_up(*running);
  }
  EXPECT_NE(read(checkpoint_path("letters")).find("\nparked "), std::string::npos);
  post.fails = false;
  auto running = react<Letters>(post);
  catch_up(*running);
  EXPECT_EQ(running->status().state, ReactorStatus::State::kRunning);
  running.reset();
  EXPECT_EQ(read(checkpoint_path("letters")).find("\nparked "), std::string::npos);
  ASSERT_EQ(letters.size(), 3U) << "one of them twice, under one key";
  EXPECT_EQ(letters[0].key, letters[1].key);
  EXPECT_NE(letters[1].key, letters[2].key);
}

// A failure in the middle of a record: nothing of its answer is sent.
TEST_F(ReactorTest, AFailedAnswerIsNotSent) {
  Cashback broken;
  broken.fails = true;
  pay_in_and_out(1);
  auto cashback = react<Cashback>(std::move(broken));
  catch_up(*cashback);
  EXPECT_EQ(cashback->status().sent, 0U);
  EXPECT_NE(cashback->status().failure.find("no cash"), std::string::npos);
}

TEST_F(ReactorTest, TheContextSaysWhoWhatWhyAndWhen) {
  std::vector<Letters::Letter> letters;
  Letters post;
  post.letters = &letters;
  auto running = react<Letters>(post);
  call(Deposit{"ada", 10, {}});
  clock.advance(5);
  const std::uint64_t now_ns = clock.now_ns();
  const Reply reply = call(Withdraw{"ada", 10}, {.correlation = "trip", .actor = "bob", .reason = "for the road"});
  catch_up(*running);
  ASSERT_EQ(letters.size(), 2U) << "withdrawn; the fee was refused, which blocks the account";
  const EventContext& own = letters[0].context;
  EXPECT_EQ(own.command, reply.command);
  EXPECT_EQ(own.correlation, Id{"trip"});
  EXPECT_EQ(own.actor, Id{"bob"});
  EXPECT_EQ(own.now.ns, now_ns);
  EXPECT_EQ(own.sequence, reply.sequence);
  EXPECT_EQ(own.index, 0U);
  EXPECT_FALSE(own.follow_up);
  const EventContext& followed = letters[1].context;
  EXPECT_TRUE(followed.follow_up);
  EXPECT_EQ(followed.correlation, Id{"trip"});
  EXPECT_EQ(followed.policy, 2U);
  EXPECT_EQ(followed.index, 1U);
}

// Correlation goes through; the actor of a reactor's command is the reactor, and its cause says what it answers.
TEST_F(ReactorTest, ItsCommandsSayWhereTheyComeFrom) {
  auto cashback = react<Cashback>();
  call(Deposit{"ada", 100, {}});
  const Reply withdrawn = call(Withdraw{"ada", 50}, {.correlation = "trip", .actor = "bob"});
  catch_up(*cashback);
  auto feed = Feed::open(journal::Storage::system(), options.directory, withdrawn.sequence.value + 1);
  ASSERT_TRUE(feed.has_value());
  for (std::uint64_t index = 0; index < 2; ++index) {
    const auto record = feed->next();
    ASSERT_TRUE(record.has_value() && record->has_value());
    Envelope envelope;
    ASSERT_TRUE(envelope.decode((*record)->envelope(), (*record)->header().envelope));
    EXPECT_EQ(envelope.correlation, Id{"trip"});
    EXPECT_EQ(envelope.actor, Cashback::kName);
    EXPECT_EQ(envelope.reason, index == 0 ? "a tenth" : "");
    EXPECT_EQ(envelope.cause, (Envelope::Cause{Cashback::kName, withdrawn.sequence.value, index}));
    EXPECT_EQ((*record)->header().command, id_of(envelope.cause));
  }
}

// The journal was taken away and another begun: the sequences mean something else now.
TEST_F(ReactorTest, ACheckpointOfAnotherHistoryIsNotFollowed) {
  {
    auto cashback = react<Cashback>();
    pay_in_and_out(3);
    catch_up(*cashback);
  }
  stop();
  std::filesystem::remove_all(commands_directory(options.directory));
  std::filesystem::remove_all(events_directory(options.directory));
  const std::string kept = scratch("checkpoint");
  std::filesystem::copy_file(checkpoint_path("cashback"), kept);
  for (const int times : {1, 10}) {  // shorter than the checkpoint says, and longer
    std::filesystem::copy_file(kept, checkpoint_path("cashback"), std::filesystem::copy_options::overwrite_existing);
    open();
    pay_in_and_out(times);
    {
      auto cashback = react<Cashback>();
      EXPECT_TRUE(cashback->status().another_history);
      EXPECT_EQ(cashback->status().settled, 0U);
    }
    stop();
  }
}

TEST_F(ReactorTest, ADamagedCheckpointIsAnErrorThatNamesTheFileAndTheWayOut) {
  {
    auto cashback = react<Cashback>();
    pay_in_and_out(1);
    catch_up(*cashback);
  }
  const std::string path = checkpoint_path("cashback");
  std::string text = read(path);
  text[text.find("sequence ") + 9] ^= 1;
  std::ofstream(path) << text;
  const auto opened = Reactor<Bank, Cashback>::open(*engine);
  ASSERT_FALSE(opened.has_value());
  EXPECT_NE(opened.error().message().find(path), std::string::npos);
  EXPECT_NE(opened.error().message().find("Remove it"), std::string::npos);
}

TEST_F(ReactorTest, AThreadOfItsOwnIsNoneOfAnInlineEngine) {
  auto cashback = react<Cashback>();
  const auto started = cashback->start();
  ASSERT_FALSE(started.has_value());
  EXPECT_NE(started.error().message().find("do_work()"), std::string::npos);
  pay_in_and_out(1);
  catch_up(*cashback);
  EXPECT_EQ(balance("house"), 1);
}

class ReactorTestWithThreads : public ReactorTest, public testing::WithParamInterface<Topology> {};

INSTANTIATE_TEST_SUITE_P(Topologies, ReactorTestWithThreads, testing::Values(Topology::kPaired, Topology::kDedicated),
                         kNameOfTopology);

// Real threads: four reactors at their own paces, one of them never driven.
TEST_P(ReactorTestWithThreads, DelayNobody) {
  stop();
  options.topology = GetParam();
  options.clock = Clock();
  options.directory = scratch("threads");
  open();
  std::vector<Letters::Letter> letters;
  Letters post;
  post.letters = &letters;
  auto idle = react<Collector>();
  auto cashback = react<Cashback>();
  auto interest = react<Interest>();
  auto writer = react<Letters>(post);
  ASSERT_TRUE(cashback->start() && interest->start() && writer->start());
  constexpr int kTimes = 500;
  pay_in_and_out(kTimes);
  const auto done = [&] { return cashback->caught_up() && interest->caught_up() && writer->caught_up(); };
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!done() && std::chrono::steady_clock::now() < patience) std::this_thread::yield();
  EXPECT_TRUE(done());
  EXPECT_EQ(balance("house"), kTimes);
  EXPECT_EQ(idle->status().settled, 0U);
  EXPECT_GT(idle->status().lag(), 0U);
  writer->stop();
  EXPECT_EQ(letters.size(), 2U * kTimes);
  interest->stop();
  EXPECT_EQ(interest->reactor().balances.at("house"), kTimes);
}

}  // namespace
}  // namespace daybook
