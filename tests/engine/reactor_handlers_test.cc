// What a reactor's handlers are called for, and what they may do.

#include "engine/reactor_handlers.h"

#include <stdexcept>

#include "tests/engine/reactor_fixture.h"

namespace daybook {
namespace {

struct Order {
  Id order;
};
struct Ordered {
  Id order;
};
// Once, a command to ship said nothing of the weight.
struct ShipUnweighed {
  Id order;
};
struct Ship {
  Id order;
  std::uint64_t weight_g;
};
DAYBOOK_COMMAND(Order, 51, order)
DAYBOOK_EVENT(Ordered, 52, order)
DAYBOOK_COMMAND(ShipUnweighed, 53, order)
DAYBOOK_COMMAND(Ship, 54, order, weight_g)

enum class ParcelRefusal : std::uint16_t { kNoTruck = 1 };
BOOST_DESCRIBE_ENUM(ParcelRefusal, kNoTruck)

// The part as it was, and as it is.
struct OldParcels {
  using Commands = Messages<Order, ShipUnweighed>;
  using Events = Messages<Ordered>;
  using Decision = daybook::Decision<OldParcels>;
  using Refusals = ParcelRefusal;
  static constexpr Rules kRules{.name = "parcels", .version = 1};

  static Verdict decide(const Order& command, Decision& out) { return out.accept(Ordered{command.order}); }
  static Verdict decide(const ShipUnweighed&, Decision&) { return ParcelRefusal::kNoTruck; }
  void apply(const Ordered&) {}
  static auto tables() { return std::tuple<>(); }
};
struct Parcels {
  using Commands = Messages<Order, Ship>;
  using Events = Messages<Ordered>;
  using Past = Messages<ShipUnweighed>;
  using Decision = daybook::Decision<Parcels>;
  using Refusals = ParcelRefusal;
  static constexpr Rules kRules{.name = "parcels", .version = 1};

  static Ship upcast(const ShipUnweighed& old) { return {old.order, 1'000}; }
  static Verdict decide(const Order& command, Decision& out) { return out.accept(Ordered{command.order}); }
  static Verdict decide(const Ship&, Decision&) { return ParcelRefusal::kNoTruck; }
  void apply(const Ordered&) {}
  static auto tables() { return std::tuple<>(); }
};

struct OldShipping {
  static constexpr Id kName{"shipping"};
  using Reacts = Messages<Ordered>;
  using Sends = Messages<ShipUnweighed>;
  using Reaction = daybook::Reaction<OldShipping>;
  static void react(const Ordered& event, const EventContext&, Reaction& out) { out.send(ShipUnweighed{event.order}); }
};
struct Compensation {
  static constexpr Id kName{"compensation"};
  static constexpr Id kRefusalsOf{"shipping"};
  using HearsRefused = Messages<Ship>;
  using Reaction = daybook::Reaction<Compensation>;
  void refused(const Ship& command, Code, const EventContext&, Reaction&) { weights.push_back(command.weight_g); }
  std::vector<std::uint64_t> weights{};
};

TEST(ReactorHandlers, ARefusedCommandOfAnOldVersionIsHeardAsItIsToday) {
  EngineFixture<OldParcels> old;
  old.options.intake = Intake::kShared;
  old.open();
  {
    auto shipping = Reactor<OldParcels, OldShipping>::open(*old.engine);
    ASSERT_TRUE(shipping.has_value()) << shipping.error().message();
    old.call(Order{"o"});
    for (int i = 0; i < 100 && !(*shipping)->caught_up(); ++i) (*shipping)->do_work();
  }
  old.stop();
  auto engine = Engine<Parcels>::open(old.options);
  ASSERT_TRUE(engine.has_value()) << engine.error().message();
  auto compensation = Reactor<Parcels, Compensation>::open(*engine);
  ASSERT_TRUE(compensation.has_value()) << compensation.error().message();
  for (int i = 0; i < 100 && !(*compensation)->caught_up(); ++i) (*compensation)->do_work();
  EXPECT_EQ((*compensation)->status().failure, "");
  EXPECT_EQ((*compensation)->reactor().weights, std::vector<std::uint64_t>{1'000});
}

// Listens until it may not, and then does not know the deposit.
struct Listener {
  static constexpr Id kName{"listener"};
  using Listens = Messages<bank::Deposited>;
  void apply(const bank::Deposited& event) {
    if (*fails) throw std::runtime_error("no memory");
    sum += event.amount;
  }
  const bool* fails = nullptr;
  std::int64_t sum = 0;
};

// The handler may have done half of it, so it is not told the same again: it begins with nothing.
TEST_F(ReactorTest, OneThatFailsToListenGoesOnOnlyWhenItIsOpenedAgain) {
  bool fails = false;
  Listener listener;
  listener.fails = &fails;
  auto running = react<Listener>(listener);
  pay_in_and_out(2);
  catch_up(*running);
  fails = true;
  pay_in_and_out(2);
  catch_up(*running);
  EXPECT_TRUE(running->status().parked());
  EXPECT_NE(running->status().failure.find("no memory"), std::string::npos);
  EXPECT_EQ(running->reactor().sum, 200);
  fails = false;
  running->resume();
  running->do_work();
  EXPECT_TRUE(running->status().parked());
  EXPECT_NE(running->status().failure.find("open it again"), std::string::npos);
  running.reset();
  auto again = react<Listener>(listener);
  catch_up(*again);
  EXPECT_EQ(again->status().failure, "");
  EXPECT_EQ(again->reactor().sum, 400) << "each deposit once";
}

}  // namespace
}  // namespace daybook
