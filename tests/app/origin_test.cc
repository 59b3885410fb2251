#include "app/origin.h"

#include <gtest/gtest.h>

#include <array>

#include "app/history.h"
#include "engine/timer_record.h"
#include "tests/domain/world.h"

namespace daybook::app {
namespace {

TEST(Origins, ATimerIsNotTheCommandBeforeWhichItFires) {
  domain::testing::World world;
  Envelope envelope;
  world.send(domain::testing::open("a"));
  world.send(domain::testing::open("b"));
  envelope.actor = Id{"clerk 7"};
  envelope.correlation = Id{"order-9"};
  const auto held = world.send(domain::testing::hold_for(10, "h", "a", "b", 5), envelope);
  const Stamp armed_at = world.now();
  world.wait_ms(10);
  envelope.actor = Id{"somebody"};
  envelope.correlation = Id{"order-10"};
  const auto moved = world.send(domain::testing::transfer("t", "a", "b", 1), envelope);
  History history(History::Subject::kAccount, Id{"a"});
  for (std::size_t i = 0; i < world.records(); ++i) history.look(world.record(i));

  ASSERT_EQ(history.entries().size(), 4U);
  const HistoryEntry& expired = history.entries()[2];
  EXPECT_EQ(expired.event, "TransferExpired");
  EXPECT_EQ(expired.sequence, moved.sequence) << "the record that it stands in";
  EXPECT_EQ(expired.origin.correlation, Id{"order-9"});
  EXPECT_TRUE(expired.origin.actor.empty());
  ASSERT_TRUE(expired.origin.timer.has_value());
  EXPECT_EQ(expired.origin.timer->armed_by, held.sequence);
  EXPECT_EQ(expired.origin.timer->armed_at, armed_at);
  EXPECT_EQ(expired.origin.timer->due, Stamp{armed_at.ns + 10'000'000});
  EXPECT_EQ(expired.posting->released, domain::Amount{5});
  const HistoryEntry& transferred = history.entries()[3];
  EXPECT_EQ(transferred.origin.correlation, Id{"order-10"});
  EXPECT_EQ(transferred.origin.actor, Id{"somebody"});
  EXPECT_FALSE(transferred.origin.timer.has_value());
}

// A record in which two timers fired before a command, and a policy answered the first: as the engine writes it.
class RecordWithTimers {
 public:
  RecordWithTimers() {
    writer_.open(room_.data());
    writer_.header().sequence = 9;
    writer_.header().command = Id{"the command"};
    writer_.header().outcome = Outcome::kAccepted;
    begin<domain::ExpireTransfer>();
    fire({.due_ns = 700, .armed_at_ns = 200, .sequence = 5, .index = 1, .correlation = Id{"order-9"}});
    end(domain::TransferExpired{.transfer = "H1",
                                .debit = "A",
                                .credit = "B",
                                .reference = Id{"S1"},
                                .released = {500},
                                .ledger = domain::Currency("USD")});
    begin<domain::RecordBillingFailure>().policy = Facts<domain::ShippingDomain>::number<domain::Billing>();
    writer_.step_payload({}, "it expired");
    end(domain::BillingFailed{.transfer = "H1", .shipment = "S1"});
    begin<domain::ExpireTransfer>();
    fire({.due_ns = 800, .armed_at_ns = 300, .sequence = 6, .index = 0, .correlation = Id{"order-11"}});
    end(domain::TransferExpired{.transfer = "H2",
                                .debit = "A",
                                .credit = "B",
                                .reference = Id{"S1"},
                                .released = {500},
                                .ledger = domain::Currency("USD")});
    writer_.end_timers();
    begin<domain::ShipShipment>();
    end(domain::ShipmentShipped{"S1"});
    writer_.close();
  }
  [[nodiscard]] DecisionView view() const { return DecisionView(room_.data()); }

 private:
  template <class C>
  StepHeader& begin() {
    StepHeader& step = *writer_.begin_step();
    step.type = kMessage<C>.type;
    step.outcome = Outcome::kAccepted;
    return step;
  }
  void fire(const Timer& timer) { EXPECT_TRUE(write_fired(timer, writer_)); }
  template <class E>
  void end(const E& event) {
    EventHeader* header = writer_.begin_event(kLayout<E>.max_bytes);
    *header = {.type = kMessage<E>.type, .block_bytes = static_cast<std::uint16_t>(kLayout<E>.block)};
    writer_.end_event(header, encode(event, reinterpret_cast<std::byte*>(header + 1)));
    writer_.end_step();
  }

  alignas(8) std::array<std::byte, kMaxDecisionBytes> room_{};
  DecisionWriter writer_;
};

TEST(Origins, FollowUpsOfATimerAreTheTimers) {
  const RecordWithTimers record;
  History history(History::Subject::kShipment, Id{"S1"});
  history.look(record.view());
  ASSERT_EQ(history.entries().size(), 4U);
  const Origin& first = history.entries()[0].origin;
  const Origin& follow_up = history.entries()[1].origin;
  const Origin& second = history.entries()[2].origin;
  const Origin& command = history.entries()[3].origin;

  ASSERT_TRUE(first.timer.has_value());
  EXPECT_EQ(first.timer->armed_by, 5U);
  EXPECT_EQ(first.timer->armed_at, Stamp{200});
  EXPECT_EQ(first.timer->due, Stamp{700});
  EXPECT_EQ(first.correlation, Id{"order-9"});
  EXPECT_EQ(first.command, (Timer{.sequence = 5, .index = 1}.id()));
  EXPECT_EQ(first.command_type, "ExpireTransfer");
  EXPECT_EQ(first.policy, "");

  ASSERT_TRUE(follow_up.timer.has_value());
  EXPECT_EQ(follow_up.timer->armed_by, 5U);
  EXPECT_EQ(follow_up.correlation, Id{"order-9"});
  EXPECT_EQ(follow_up.policy, "billing");
  EXPECT_EQ(follow_up.cause, "TransferExpired");
  EXPECT_EQ(follow_up.reason, "it expired");

  ASSERT_TRUE(second.timer.has_value());
  EXPECT_EQ(second.timer->armed_by, 6U);
  EXPECT_EQ(second.correlation, Id{"order-11"});

  EXPECT_FALSE(command.timer.has_value());
  EXPECT_EQ(command.command, Id{"the command"});
  EXPECT_EQ(command.correlation, Id{"the command"});
}

}  // namespace
}  // namespace daybook::app
