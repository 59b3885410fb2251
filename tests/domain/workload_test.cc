#include "domain/workload.h"

#include <cmath>
#include <map>

#include "domain/audit.h"
#include "domain/invariants.h"
#include "engine/row_hash.h"
#include "tests/domain/world.h"

namespace daybook::domain::workload {
namespace {

using ::daybook::domain::testing::Result;
using ::daybook::domain::testing::World;

// The encoded command with its id and date, as it would be journaled.
template <Command C>
std::vector<std::byte> bytes_of(const Item& item, const C& command) {
  std::vector<std::byte> bytes(sizeof(Id) + sizeof(Date) + 2 + kLayout<C>.max_bytes);
  std::memcpy(bytes.data(), item.id.bytes().data(), sizeof(Id));
  std::memcpy(bytes.data() + sizeof(Id), &item.occurred_on, sizeof(Date));
  std::memcpy(bytes.data() + sizeof(Id) + sizeof(Date), &kMessage<C>.type, 2);
  bytes.resize(sizeof(Id) + sizeof(Date) + 2 + encode(command, bytes.data() + sizeof(Id) + sizeof(Date) + 2));
  return bytes;
}

std::uint64_t stream_hash(const Parameters& parameters) {
  ShippingDay day(parameters);
  std::uint64_t hash = 0;
  while (day.next(
      [&](const Item& item, const auto& command) { hash = mix(hash ^ hash_bytes(bytes_of(item, command))); })) {
  }
  return hash;
}

// Frozen: the same seed gives the same bytes on every machine and with every compiler. A change here is a new version,
// unless a message that it sends has got a field.
TEST(ShippingDay, BytesAreFrozen) {
  EXPECT_EQ(ShippingDay::kVersion, 1U);
  EXPECT_EQ(stream_hash({.seed = 1, .shipments = 2'000, .accounts = 100}), 18253192642688639229U);
  EXPECT_EQ(stream_hash({.seed = 2, .shipments = 777, .accounts = 1'000'000, .keys = Keys::kUniform}),
            7371855474615274554U);
}

TEST(ShippingDay, SeedsDiffer) {
  EXPECT_EQ(stream_hash({.seed = 5, .shipments = 300, .accounts = 10}),
            stream_hash({.seed = 5, .shipments = 300, .accounts = 10}));
  EXPECT_NE(stream_hash({.seed = 5, .shipments = 300, .accounts = 10}),
            stream_hash({.seed = 6, .shipments = 300, .accounts = 10}));
}

TEST(ShippingDay, EpochIsInTheIdsAlone) {
  const Parameters now{.seed = 5, .shipments = 100, .accounts = 10, .epoch_ms = 1'800'000'000'000};
  ShippingDay day(now);
  while (day.next([&](const Item& item, const auto&) {
    ASSERT_EQ(item.id.uuid_version(), 7U);
    ASSERT_EQ(item.id.unix_ms(), now.epoch_ms);
  })) {
  }
  EXPECT_EQ(expected_totals(now).ledgers[0].invoiced,
            expected_totals({.seed = 5, .shipments = 100, .accounts = 10}).ledgers[0].invoiced);
}

TEST(ShippingDay, NumberOfCommandsIsKnownBeforehand) {
  for (const std::uint64_t shipments : {0U, 1U, 3U, 4U, 199U, 200U, 201U, 1'000U, 12'345U}) {
    const Parameters parameters{.seed = shipments, .shipments = shipments, .accounts = 3};
    ShippingDay day(parameters);
    std::uint64_t commands = 0;
    std::uint64_t setup = 0;
    while (day.next([&](const Item& item, const auto&) {
      ASSERT_EQ(item.index, commands);
      ++commands;
      setup += item.setup ? 1 : 0;
    })) {
    }
    EXPECT_EQ(commands, ShippingDay::commands(parameters)) << shipments;
    EXPECT_EQ(setup, ShippingDay::setup_commands(parameters));
    EXPECT_EQ(commands, expected_totals(parameters).commands);
  }
}

// Everything that a day consists of, from where it stands.
std::vector<std::pair<Item, std::vector<std::byte>>> rest_of(ShippingDay& day) {
  std::vector<std::pair<Item, std::vector<std::byte>>> rest;
  while (day.next([&](const Item& item, const auto& command) { rest.emplace_back(item, bytes_of(item, command)); })) {
  }
  return rest;
}

TEST(ShippingDay, TheSetupCanBeSomebodyElses) {
  const Parameters parameters{.seed = 4, .shipments = 300, .accounts = 30};
  ShippingDay whole(parameters);
  ShippingDay without(parameters);
  without.skip_setup();
  auto all = rest_of(whole);
  all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(ShippingDay::setup_commands(parameters)));
  const auto rest = rest_of(without);
  ASSERT_EQ(rest.size(), all.size());
  for (std::size_t i = 0; i < rest.size(); ++i) {
    ASSERT_EQ(rest[i].first.index, all[i].first.index);
    ASSERT_EQ(rest[i].second, all[i].second);
  }
}

TEST(ShippingDay, StartedOverItIsTheDayOfThatSeed) {
  const Parameters first{.seed = 4, .shipments = 300, .accounts = 30};
  Parameters second = first;
  second.seed = 5;
  second.epoch_ms += 1'000;
  for (const int before : {0, 100, 1'000'000}) {
    ShippingDay day(first);
    for (int i = 0; i < before && day.next([](const auto&...) {}); ++i) {
    }
    day.start_over(second.seed, second.epoch_ms);
    ShippingDay fresh(second);
    fresh.skip_setup();
    const auto expected = rest_of(fresh);
    const auto found = rest_of(day);
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      ASSERT_EQ(found[i].first.id, expected[i].first.id);
      ASSERT_EQ(found[i].second, expected[i].second);
    }
  }
}

TEST(ShippingDay, ShipmentsForANumberOfCommands) {
  const std::uint64_t shipments = ShippingDay::shipments_for(1'000'000);
  const Parameters parameters{.seed = 1, .shipments = shipments, .accounts = 10};
  const std::uint64_t commands = ShippingDay::commands(parameters) - ShippingDay::setup_commands(parameters);
  EXPECT_NEAR(static_cast<double>(commands), 1'000'000, 1'000);
}

TEST(ShippingDay, RepeatsAreTheSameCommandWithTheSameId) {
  ShippingDay day({.seed = 3, .shipments = 2'000, .accounts = 50});
  std::vector<std::vector<std::byte>> seen;
  std::map<Id, std::uint64_t> ids;
  std::uint64_t repeats = 0;
  while (day.next([&](const Item& item, const auto& command) {
    seen.push_back(bytes_of(item, command));
    if (item.outcome == Outcome::kRepeat) {
      ++repeats;
      ASSERT_LT(item.original, item.index);
      ASSERT_EQ(seen.back(), seen[item.original]);
    } else {
      ASSERT_EQ(item.original, item.index);
      ASSERT_TRUE(ids.emplace(item.id, item.index).second) << "an id is used twice";
    }
  })) {
  }
  EXPECT_GT(repeats, 80U);
}

TEST(ShippingDay, SharesAreAsDescribed) {
  const Parameters parameters{.seed = 11, .shipments = 20'000, .accounts = 1'000};
  const Totals totals = expected_totals(parameters);
  const auto day = static_cast<double>(totals.commands - totals.setup);
  EXPECT_EQ(totals.cancelled, 400U);
  EXPECT_EQ(totals.lost, 100U);
  EXPECT_EQ(totals.over_limit, 200U);
  EXPECT_EQ(totals.delivered, 19'300U);
  EXPECT_EQ(totals.payments, 5'000U);
  EXPECT_NEAR(static_cast<double>(totals.repeats) / day, 0.01, 0.0001);
  EXPECT_NEAR(static_cast<double>(totals.refused) / day, 0.01, 0.0001);
}

TEST(ShippingDay, ATenthOfTheShipmentsIsOpen) {
  const Parameters parameters{.seed = 11, .shipments = 20'000, .accounts = 1'000};
  ShippingDay day(parameters);
  const std::uint64_t commands = ShippingDay::commands(parameters);
  std::uint64_t most = 0;
  std::uint64_t sum = 0;
  std::uint64_t count = 0;
  while (day.next([&](const Item& item, const auto&) {
    most = std::max(most, day.open_shipments());
    if (item.index < commands / 5 || item.index > commands * 4 / 5) return;
    sum += day.open_shipments();
    ++count;
  })) {
  }
  EXPECT_EQ(day.open_shipments(), 0U);
  EXPECT_LE(most, 2'000U);
  EXPECT_NEAR(static_cast<double>(sum) / static_cast<double>(count), 2'000, 20);
}

TEST(ShippingDay, BusyCustomersFollowZipfAndUniformDoesNot) {
  const auto busiest_share = [](Keys keys) {
    const Parameters parameters{.seed = 4, .shipments = 20'000, .accounts = 1'000, .keys = keys};
    const Content content(parameters);
    std::map<AccountId, int> count;
    int most = 0;
    for (std::uint64_t i = 0; i < parameters.shipments; ++i)
      most = std::max(most, ++count[content.shipment(i, false).bill_to]);
    return static_cast<double>(most) / static_cast<double>(parameters.shipments);
  };
  EXPECT_NEAR(busiest_share(Keys::kZipf), 0.129, 0.01);
  EXPECT_LT(busiest_share(Keys::kUniform), 0.003);
}

// What the generator promises is what the domain does.
class WorkloadRun : public ::testing::TestWithParam<Parameters> {};

TEST_P(WorkloadRun, DomainDoesWhatTheGeneratorExpects) {
  const Parameters& parameters = GetParam();
  const Totals totals = expected_totals(parameters);
  World world;
  ShippingDay day(parameters);
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;
  std::uint64_t follow_ups = 0;
  std::uint64_t refused_follow_ups = 0;
  std::array<std::uint64_t, 32> refused_for{};
  while (day.next([&](const Item& item, const auto& command) {
    if (item.outcome == Outcome::kRepeat) return;  // deduplication is not the domain's affair
    const Result result = world.send(command);
    ASSERT_EQ(result.outcome, item.outcome) << item.index << ": " << result.text();
    ASSERT_EQ(result.code, item.code) << item.index << ": " << result.text();
    ASSERT_EQ(result.follow_ups, item.follow_ups) << item.index;
    ASSERT_EQ(result.refused_follow_ups, item.refused_follow_ups) << item.index;
    if (result.accepted()) {
      ++accepted;
    } else {
      ++refused;
      ++refused_for.at(result.code.number);
    }
    follow_ups += result.follow_ups;
    refused_follow_ups += result.refused_follow_ups;
  })) {
  }
  EXPECT_EQ(accepted, totals.accepted);
  EXPECT_EQ(refused, totals.refused);
  EXPECT_EQ(accepted + refused + totals.repeats, totals.commands);
  EXPECT_EQ(refused_for, totals.refused_for);
  EXPECT_EQ(follow_ups, totals.follow_ups);
  EXPECT_EQ(refused_follow_ups, totals.refused_follow_ups);

  std::uint64_t events = 0;
  LedgerAudit audit;
  for (std::size_t i = 0; i < world.records(); ++i) {
    audit.add(world.record(i));
    world.record(i).for_each_step([&](const StepView& step) { events += step.header().events; });
  }
  EXPECT_EQ(events, totals.events);
  EXPECT_EQ(audit.compare(world.accounts()).text(), "");
  EXPECT_EQ(check_invariants(world.domain()).text(), "");
  EXPECT_EQ(world.folded_hash(), world.state_hash());

  std::map<ShipmentState, std::uint64_t> ends;
  world.shipments().closed.for_each([&](const ShipmentId&, const ClosedShipment& row) { ++ends[row.state]; });
  EXPECT_EQ(world.shipments().open.size(), 0U);
  EXPECT_EQ(ends[ShipmentState::kDelivered], totals.delivered);
  EXPECT_EQ(ends[ShipmentState::kCancelled], totals.cancelled + totals.over_limit);
  EXPECT_EQ(ends[ShipmentState::kLost], totals.lost);
  EXPECT_EQ(world.accounts().pending.size(), 0U);
  EXPECT_EQ(world.billing().failures.size(), 0U);
  for (std::size_t ledger = 0; ledger < kLedgers.size(); ++ledger) {
    std::uint64_t invoiced = 0;
    for (std::uint64_t carrier = 0; carrier < kCarriersPerLedger; ++carrier) {
      invoiced += world.accounts().accounts.find(carrier_account(ledger, carrier))->credits_posted.minor;
    }
    EXPECT_EQ(invoiced, totals.ledgers[ledger].invoiced);
    EXPECT_EQ(world.accounts().accounts.find(claims_account(kLedgers[ledger]))->debits_posted.minor,
              totals.ledgers[ledger].claimed);
    EXPECT_EQ(world.accounts().accounts.find(cash_account(ledger))->debits_posted.minor, totals.ledgers[ledger].paid);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Seeds, WorkloadRun,
    ::testing::Values(Parameters{.seed = 1, .shipments = 3'000, .accounts = 200},
                      Parameters{.seed = 2, .shipments = 1'234, .accounts = 5},
                      Parameters{.seed = 3, .shipments = 2'500, .accounts = 5'000, .keys = Keys::kUniform},
                      Parameters{.seed = 4, .shipments = 1, .accounts = 1},
                      Parameters{.seed = 0, .shipments = 17, .accounts = 2}),
    [](const auto& tested) { return "seed_" + std::to_string(tested.param.seed); });

}  // namespace
}  // namespace daybook::domain::workload
