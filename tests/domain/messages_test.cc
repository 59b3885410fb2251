// What older programs have written: a block that ends earlier, and then the defaults of the fields added since.

#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <vector>

#include "domain/domain.h"
#include "engine/json.h"

namespace daybook::domain {
namespace {

// The message as it is read when its writer's block had only so many bytes.
template <Message M>
M of_older_block(std::size_t block_bytes, const M& message) {
  std::vector<std::byte> bytes(kLayout<M>.max_bytes);
  encode(message, bytes.data());
  bytes.resize(block_bytes);
  M read{};
  EXPECT_TRUE(decode(bytes, block_bytes, read));
  return read;
}

HoldTransfer hold() {
  return {.transfer = "h",
          .debit = "a",
          .credit = "b",
          .reference = Id{"what for"},
          .amount = Amount{7},
          .ledger = Currency("USD"),
          .debit_kind = AccountKind::kAsset,
          .credit_kind = AccountKind::kIncome,
          .timeout_ms = 5'000};
}

TEST(OlderBlocks, HoldHasNoTimeout) {
  constexpr std::size_t kBefore = 80;
  ASSERT_EQ(kLayout<HoldTransfer>.block, kBefore + 8);
  const HoldTransfer read = of_older_block(kBefore, hold());
  EXPECT_EQ(read.timeout_ms, 0U);
  EXPECT_EQ(read.credit_kind, AccountKind::kIncome) << "the last field that was there";
  EXPECT_EQ(of_older_block(kBefore + 8, hold()).timeout_ms, 5'000U);
}

TEST(OlderBlocks, HeldTransferHasNoTimeout) {
  constexpr std::size_t kBefore = 92;
  ASSERT_EQ(kLayout<TransferHeld>.block, kBefore + 12);
  const TransferHeld held{.transfer = "h",
                          .debit = "a",
                          .credit = "b",
                          .reference = {},
                          .digest = {},
                          .amount = Amount{7},
                          .ledger = Currency("USD"),
                          .timeout_ms = 5'000};
  const TransferHeld read = of_older_block(kBefore, held);
  EXPECT_EQ(read.timeout_ms, 0U);
  EXPECT_EQ(read.ledger, Currency("USD")) << "the last field that was there";
  EXPECT_EQ(of_older_block(kBefore + 12, held).timeout_ms, 5'000U);
}

// `auto_open` had one byte, and nothing came after it.
template <class M>
void expect_only_auto_open() {
  constexpr std::size_t kBefore = 17;
  const M read = of_older_block(kBefore, M{.configuration = kConfiguration,
                                           .auto_open = AutoOpen::kOn,
                                           .refund_sla_s = 60,
                                           .refund_limit = Amount{5'000}});
  EXPECT_EQ(read.auto_open, AutoOpen::kOn);
  EXPECT_EQ(read.refund_sla_s, 0U);
  EXPECT_EQ(read.refund_limit, Amount{});
}

TEST(OlderBlocks, ConfigurationHasAutoOpenAlone) {
  expect_only_auto_open<ConfigureDomain>();
  expect_only_auto_open<DomainConfigured>();
}

TEST(OlderBlocks, AdoptionNamesNoKind) {
  constexpr std::size_t kBefore = 25;
  const AccountAdopted adopted{"a", Amount{500}, AccountLimit::kDebitsMustNotExceedCredits, 0, AccountKind::kExpense};
  ASSERT_EQ(kLayout<AccountAdopted>.block, kBefore + 3);
  const AccountAdopted read = of_older_block(kBefore, adopted);
  EXPECT_EQ(read.kind, AccountKind::kNone);
  EXPECT_EQ(read.limit, AccountLimit::kDebitsMustNotExceedCredits) << "the last field that was there";
  EXPECT_EQ(of_older_block(kBefore + 3, adopted).kind, AccountKind::kExpense);
}

TEST(OlderBlocks, SettlementNamesNoLedger) {
  constexpr std::size_t kBefore = 24;
  const SettleAssetDisposal settle{"r", Amount{7}, Currency("USD")};
  ASSERT_EQ(kLayout<SettleAssetDisposal>.block, kBefore + 4);
  EXPECT_FALSE(of_older_block(kBefore, settle).ledger.has_value());
  EXPECT_EQ(of_older_block(kBefore, settle).salvage, Amount{7}) << "the last field that was there";
  EXPECT_EQ(*of_older_block(kBefore + 4, settle).ledger, Currency("USD"));
}

TEST(Json, TimeoutOfAHoldMayBeLeftOut) {
  const auto timeout_of = [](const boost::json::value& json) {
    JsonStorage storage;
    const auto read = from_json<HoldTransfer>(json, storage);
    EXPECT_TRUE(read.has_value()) << read.error().message();
    return read->timeout_ms;
  };
  boost::json::object json = to_json(hold());
  EXPECT_EQ(timeout_of(json), 5'000U);
  json.erase("timeout_ms");
  EXPECT_EQ(timeout_of(json), 0U);
}

}  // namespace
}  // namespace daybook::domain
