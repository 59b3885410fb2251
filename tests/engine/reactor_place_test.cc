// Where a reactor stands: beside which engine, sending to which, under which name, and where it goes on.

#include "engine/reactor_place.h"

#include <filesystem>

#include "tests/engine/reactor_fixture.h"

namespace daybook {
namespace {

using bank::Cashback;
using bank::Deposit;
using bank::Letters;

class ReactorPlaceTest : public ReactorTest {
 protected:
  template <class R = Cashback>
  [[nodiscard]] std::string refused() {
    const auto opened = Reactor<Bank, R>::open(*engine);
    EXPECT_FALSE(opened.has_value());
    return opened ? "" : opened.error().message();
  }
};

TEST_F(ReactorPlaceTest, OneThatSendsNeedsAnEngineThatTakesProducers) {
  stop();
  options.intake = Intake::kDirect;
  open();
  EXPECT_NE(refused().find("kDirect"), std::string::npos);
  std::vector<Letters::Letter> letters;
  Letters post;
  post.letters = &letters;
  EXPECT_NE(react<Letters>(post), nullptr) << "one with side effects alone does not";
}

// The thread of the only producer is the sequencer's, whoever comes first.
TEST_F(ReactorPlaceTest, OneThatSendsIsNotTheProducerOfDirectPublishing) {
  stop();
  options.intake = Intake::kDirect;
  options.topology = Topology::kPaired;
  options.clock = Clock();
  options.directory = scratch("direct");
  auto direct = Engine<Bank>::open(options);
  ASSERT_TRUE(direct.has_value());
  const auto opened = Reactor<Bank, Cashback>::open(*direct);
  ASSERT_FALSE(opened.has_value());
  EXPECT_NE(opened.error().message().find("Intake::kShared"), std::string::npos);
  EXPECT_TRUE(direct->producer().attached());
}

TEST_F(ReactorPlaceTest, ANameIsTakenUntilItsReactorIsGone) {
  auto cashback = react<Cashback>();
  EXPECT_NE(refused().find("open beside this engine already"), std::string::npos);
  cashback.reset();
  EXPECT_NE(react<Cashback>(), nullptr);
}

// Each one that comes and goes takes the place of the one before, and not another of the engine's few.
TEST_F(ReactorPlaceTest, MayBeOpenedAgainAndAgain) {
  pay_in_and_out(1);
  for (std::uint32_t i = 0; i < Mailboxes::kMost + 10; ++i) {
    auto cashback = react<Cashback>();
    ASSERT_NE(cashback, nullptr) << i;
    catch_up(*cashback);
  }
  EXPECT_EQ(balance("house"), 1);
}

// The engine lost, with the power, answers that the reactor believed to be safe.
TEST_F(ReactorPlaceTest, GoesBackToTheFirstAnswerThatIsLost) {
  pay_in_and_out(3);
  {
    auto cashback = react<Cashback>();
    catch_up(*cashback);
  }
  const auto stored = read_checkpoints(journal::Storage::system(), options.directory);
  ASSERT_TRUE(stored.has_value());
  const Checkpoint checkpoint = stored->at("cashback");
  EXPECT_EQ(checkpoint.answered, (AnswerPlace{7, 1})) << "the third withdrawal, the commission";
  stop();
  // The commands after the sixth payment are gone, and the checkpoint stays.
  std::filesystem::remove_all(commands_directory(options.directory));
  std::filesystem::remove_all(events_directory(options.directory));
  open();
  pay_in_and_out(3);
  auto file = CheckpointFile::open(journal::Storage::system(), options.directory, Cashback::kName);
  ASSERT_TRUE(file.has_value());
  auto feed = Feed::open(journal::Storage::system(), options.directory, 7);
  ASSERT_TRUE(feed.has_value());
  const auto record = feed->next();
  ASSERT_TRUE(record.has_value() && record->has_value());
  const Checkpoint same{.point = {7, decision_digest((**record).bytes())}, .answered = checkpoint.answered};
  ASSERT_TRUE(file->store(same).has_value());
  auto cashback = react<Cashback>();
  EXPECT_FALSE(cashback->status().another_history);
  catch_up(*cashback);
  EXPECT_EQ(balance("house"), 3);
}

// What the old engine's reactor has not heard is for the new one's.
TEST_F(ReactorPlaceTest, HearsNothingOfAnEngineThatIsOpenedLater) {
  std::vector<Letters::Letter> letters;
  Letters post;
  post.letters = &letters;
  pay_in_and_out(1);
  auto old = react<Letters>(post);
  reopen();
  pay_in_and_out(5);
  for (int i = 0; i < 100; ++i) old->do_work();
  EXPECT_EQ(letters.size(), 2U) << "the withdrawal and its fee";
}

// --- from one engine to another ---

class ReactorEnginesTest : public ReactorPlaceTest {
 protected:
  ReactorEnginesTest() { options.durability = Durability::kPower; }
  void SetUp() override {
    ReactorPlaceTest::SetUp();
    other.options.clock = options.clock;
    other.options.intake = Intake::kShared;
    other.open();
  }
  auto open_between() { return Reactor<Bank, Cashback>::open(*engine, *other.engine); }
  void answer() {
    auto opened = open_between();
    ASSERT_TRUE(opened.has_value()) << opened.error().message();
    catch_up(**opened);
  }
  // The journals of the engine that is heard are gone, and others are begun.
  void lose_history() {
    stop();
    std::filesystem::remove_all(commands_directory(options.directory));
    std::filesystem::remove_all(events_directory(options.directory));
    open();
  }

  EngineFixture<> other;
};

TEST_F(ReactorEnginesTest, AnswersIntoAnotherEngine) {
  pay_in_and_out(4);
  answer();
  EXPECT_EQ(other.balance("house"), 4);
  EXPECT_EQ(balance("house"), 0);
}

TEST_F(ReactorEnginesTest, WhatIsHeardMustSurviveALossOfPower) {
  stop();
  options.durability = Durability::kProcess;
  open();
  const auto opened = open_between();
  ASSERT_FALSE(opened.has_value());
  EXPECT_NE(opened.error().message().find("durability power"), std::string::npos);
}

// The same sequences mean something else now, and the answers to them would be taken for repeats.
TEST_F(ReactorEnginesTest, AnswersToAHistoryThatIsGoneAreAnError) {
  pay_in_and_out(3);
  answer();
  lose_history();
  for (const int times : {1, 10}) {  // shorter than what was answered, and longer
    pay_in_and_out(times);
    const auto opened = open_between();
    ASSERT_FALSE(opened.has_value());
    EXPECT_NE(opened.error().message().find("another name"), std::string::npos) << opened.error().message();
  }
}

TEST_F(ReactorEnginesTest, GoesOnAfterBothWereOpenedAgain) {
  for (int i = 0; i < 3; ++i) {
    pay_in_and_out(2);
    answer();
    reopen();
    other.reopen();
  }
  EXPECT_EQ(other.balance("house"), 6);
}

TEST_F(ReactorEnginesTest, OneNameIsOfOnePair) {
  EngineFixture<> third;
  third.options = options;
  third.options.directory = scratch("third");
  third.open();
  auto first = open_between();
  ASSERT_TRUE(first.has_value());
  const auto second = Reactor<Bank, Cashback>::open(*third.engine, *other.engine);
  ASSERT_FALSE(second.has_value());
  EXPECT_NE(second.error().message().find("sends to this engine already"), std::string::npos);
}

TEST_F(ReactorEnginesTest, WhatAnEngineThatHasStoppedDoesNotTakeIsNotSettled) {
  auto opened = open_between();
  ASSERT_TRUE(opened.has_value());
  ASSERT_TRUE(other.engine->stop().has_value());
  pay_in_and_out(3);
  for (int i = 0; i < 10; ++i) (*opened)->do_work();
  const ReactorStatus status = (*opened)->status();
  EXPECT_EQ(status.sent, 0U);
  EXPECT_EQ(status.settled, 2U) << "up to the deposit before the first withdrawal";
  EXPECT_EQ(status.heard, 3U) << "it waits with the next until this one is taken";
  EXPECT_NE(status.failure.find("has stopped"), std::string::npos) << "and says why";
}

}  // namespace
}  // namespace daybook
