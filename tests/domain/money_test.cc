#include "domain/money.h"

#include <gtest/gtest.h>

#include <boost/json/value.hpp>
#include <limits>

#include "domain/digest.h"
#include "domain/domain.h"
#include "engine/json_values.h"

namespace daybook::domain {
namespace {

constexpr std::int64_t kGreatest = std::numeric_limits<std::int64_t>::max();

TEST(Money, SumsThatDoNotFitAreTold) {
  EXPECT_EQ(checked_add(Money{1}, Money{2}), Money{3});
  EXPECT_FALSE(checked_add(Money{kGreatest}, Money{1}));
  EXPECT_EQ(checked_multiply(Money{3}, 4), Money{12});
  EXPECT_FALSE(checked_multiply(Money{2}, std::uint64_t{1} << 62));
  EXPECT_FALSE(checked_add(Amount{~std::uint64_t{0}}, Amount{1}));
}

TEST(Money, AbsentIsNoAmount) {
  EXPECT_FALSE(Maybe<Money>().has_value());
  EXPECT_FALSE(Maybe<Amount>().has_value());
  EXPECT_TRUE(Maybe<Amount>(Amount{0}).has_value());
}

TEST(Currency, IsThreeCapitalLetters) {
  EXPECT_EQ(Currency::parse("USD"), Currency("USD"));
  for (const std::string_view wrong : {"", "US", "usd", "USDX", "U D", "U1D"})
    EXPECT_FALSE(Currency::parse(wrong)) << wrong;
  EXPECT_FALSE(Currency().valid());
}

TEST(Digest, OfAMessageIsOfItsBinaryForm) {
  SetRate command{"Air", Money{1}, Money{2}, Currency("USD")};
  const Digest digest = digest_of(command);
  EXPECT_EQ(digest, digest_of(command));
  command.per_kg = Money{3};
  EXPECT_NE(digest, digest_of(command));
}

// Digests are kept for ever: the algorithm may not change.
TEST(Digest, IsFrozen) {
  constexpr char kText[] = "daybook";
  const Digest digest = digest_bytes(std::as_bytes(std::span(kText, 7)));
  EXPECT_EQ(daybook_json_write(digest).as_string(), "0fdf4be8addfa25a5f017a53d484ebf4");
}

template <class T>
std::string read(const boost::json::value& json, T& out) {
  return daybook_json_read(json, out);
}

TEST(DomainJson, ValuesGoThereAndBack) {
  Money money;
  EXPECT_EQ(read(daybook_json_write(Money{-5}), money), "");
  EXPECT_EQ(money, Money{-5});
  Amount amount;
  EXPECT_EQ(read(daybook_json_write(Amount{1ULL << 63}), amount), "");
  EXPECT_EQ(amount, Amount{1ULL << 63});
  Currency currency;
  EXPECT_EQ(read(daybook_json_write(Currency("EUR")), currency), "");
  EXPECT_EQ(currency, Currency("EUR"));
  Digest digest;
  EXPECT_EQ(read(daybook_json_write(Digest{{1, 0xab, 0xff}}), digest), "");
  EXPECT_EQ(digest, (Digest{{1, 0xab, 0xff}}));
}

TEST(DomainJson, WrongValuesAreRefused) {
  Money money;
  EXPECT_NE(read(boost::json::value("12.50"), money), "");
  EXPECT_NE(read(boost::json::value(12.5), money), "");
  EXPECT_NE(read(boost::json::value(std::numeric_limits<std::int64_t>::min()), money), "");
  Amount amount;
  EXPECT_NE(read(boost::json::value(-1), amount), "");
  EXPECT_NE(read(boost::json::value(~std::uint64_t{0}), amount), "");
  Currency currency;
  EXPECT_NE(read(boost::json::value("usd"), currency), "");
  Digest digest;
  EXPECT_NE(read(boost::json::value("xyz"), digest), "");
  EXPECT_NE(read(boost::json::value("0123456789abcdef0123456789abcdeg"), digest), "");
}

TEST(Domain, RefusalsAreNamedByPart) {
  using F = Facts<ShippingDomain>;
  EXPECT_EQ(F::refusal_name(code_of(ShipmentRefusal::kNoRate)), "no_rate");
  EXPECT_EQ(F::refusal_name(code_of(AccountRefusal::kLimitExceeded)), "limit_exceeded");
  EXPECT_EQ(F::refusal_name(code_of(BillingRefusal::kReservedForPolicies)), "reserved_for_policies");
  EXPECT_EQ(F::refusal_name(code_of(SupportRefusal::kOrderHasOpenRefund)), "order_has_open_refund");
  EXPECT_EQ(F::refusal_name(code_of(SalesRefusal::kApproverIsRequester)), "approver_is_requester");
  EXPECT_EQ(F::refusal_name(code_of(InventoryRefusal::kNotReserved)), "not_reserved");
  EXPECT_EQ(F::refusal_name(code_of(ManufacturingRefusal::kNoDiagnosis)), "no_diagnosis");
  EXPECT_EQ(F::refusal_name(code_of(DisposalRefusal::kAlreadySettled)), "already_settled");
  EXPECT_EQ(F::rules(),
            "shipments 2, accounts 3, billing 2, support 2, sales 1, inventory 1, manufacturing 1, disposals 2");
}

}  // namespace
}  // namespace daybook::domain
