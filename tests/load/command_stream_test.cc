#include "bench/load/command_stream.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <vector>

#include "engine/codec.h"
#include "engine/record.h"

namespace daybook::load {
namespace {

using domain::workload::Item;
using domain::workload::ShippingDay;

// Three days and more.
constexpr int kCommands = 4'000;

Settings small() { return {.producers = 2, .intake = Intake::kShared, .shipments = 500, .accounts = 20}; }

template <class C>
std::vector<std::byte> bytes_of(const C& command) {
  std::vector<std::byte> bytes(kMaxCommandBytes);
  bytes.resize(encode(command, bytes.data()));
  return bytes;
}

TEST(CommandStream, TheFirstProducerAloneSetsUp) {
  const Settings settings = small();
  CommandStream first(settings, 0);
  CommandStream second(settings, 1);
  EXPECT_GT(first.setup_commands(), settings.accounts);
  EXPECT_EQ(second.setup_commands(), 0U);
  for (std::uint64_t i = 0; i < first.setup_commands(); ++i) {
    first.next([&](const Id&, const Item& item, const auto&) { ASSERT_TRUE(item.setup); });
  }
  for (int i = 0; i < kCommands; ++i) {
    first.next([&](const Id&, const Item& item, const auto&) { ASSERT_FALSE(item.setup); });
    second.next([&](const Id&, const Item& item, const auto&) { ASSERT_FALSE(item.setup); });
  }
}

TEST(CommandStream, NoTwoCommandsHaveTheSameIdAndNoTwoShipmentsEither) {
  const Settings settings = small();
  std::set<Id> commands;
  std::set<Id> shipments;
  for (const unsigned producer : {0U, 1U}) {
    CommandStream stream(settings, producer);
    for (int i = 0; i < kCommands; ++i) {
      stream.next([&]<class C>(const Id& id, const Item& item, const C& command) {
        if (item.outcome == Outcome::kRepeat) return;
        ASSERT_TRUE(commands.insert(id).second) << id.text();
        if constexpr (std::is_same_v<C, domain::SubmitShipment>) {
          ASSERT_TRUE(shipments.insert(command.shipment).second) << command.shipment.text();
        }
      });
    }
  }
  EXPECT_GT(shipments.size(), settings.shipments) << "it was over after a day";
}

TEST(CommandStream, ARepeatIsTheSameCommandUnderTheSameId) {
  CommandStream stream(small(), 1);
  std::map<Id, std::vector<std::byte>> seen;
  int repeats = 0;
  for (int i = 0; i < kCommands; ++i) {
    stream.next([&](const Id& id, const Item& item, const auto& command) {
      if (item.outcome == Outcome::kRepeat) {
        ++repeats;
        ASSERT_EQ(seen.at(id), bytes_of(command));
      } else {
        seen.emplace(id, bytes_of(command));
      }
    });
  }
  EXPECT_GT(repeats, kCommands / 200);
}

TEST(CommandStream, IdsCarryTheTimeTheyWereMadeAt) {
  CommandStream stream(small(), 1);
  const std::uint64_t now_ms = Clock::real_ns() / 1'000'000;
  for (int i = 0; i < kCommands; ++i) {
    stream.next([&](const Id& id, const Item&, const auto&) {
      ASSERT_EQ(id.uuid_version(), 7U);
      ASSERT_LT(id.unix_ms(), now_ms + 60'000);
      ASSERT_GT(id.unix_ms() + 60'000, now_ms);
    });
  }
}

}  // namespace
}  // namespace daybook::load
