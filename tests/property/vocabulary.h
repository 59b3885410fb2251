#pragma once

// The small worlds that scripts are made of: few enough that commands meet each other.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/accounts/messages.h"
#include "domain/ids.h"
#include "domain/money.h"
#include "domain/shipments/messages.h"

namespace daybook::domain::property {

inline constexpr Currency kUsd("USD");
inline constexpr Currency kEur("EUR");
inline constexpr Currency kNoCurrency("u$d");

// "s12"
[[nodiscard]] inline Id numbered(const char* kind, std::uint64_t number) {
  return *Id::parse(kind + std::to_string(number));
}

// Who has accounts, and how they are opened by those who open them.
struct Holder {
  AccountId account;
  Currency ledger;
  AccountKind kind;
  AccountLimit limit;
  std::uint64_t credit_line;
};
inline constexpr auto kUnlimited = AccountLimit::kNone;
inline constexpr auto kNoOverdraft = AccountLimit::kDebitsMustNotExceedCredits;
inline constexpr auto kNoSurplus = AccountLimit::kCreditsMustNotExceedDebits;
inline constexpr std::array<Holder, 20> kHolders = {{
    {AccountId("customer-0"), kUsd, AccountKind::kAsset, kNoOverdraft, 20'000},
    {AccountId("customer-1"), kUsd, AccountKind::kAsset, kNoOverdraft, 500},
    {AccountId("customer-2"), kUsd, AccountKind::kAsset, kNoOverdraft, 0},
    {AccountId("customer-3"), kUsd, AccountKind::kAsset, kUnlimited, 0},
    {AccountId("carrier-0"), kUsd, AccountKind::kIncome, kUnlimited, 0},
    {AccountId("carrier-1"), kUsd, AccountKind::kIncome, kNoSurplus, 2'000},
    {AccountId("cash"), kUsd, AccountKind::kAsset, kUnlimited, 0},
    {AccountId("claims:USD"), kUsd, AccountKind::kExpense, kUnlimited, 0},
    {AccountId("escrow"), kUsd, AccountKind::kLiability, kNoSurplus, 100},
    {AccountId("vast-0"), kUsd, AccountKind::kEquity, kUnlimited, 0},
    {AccountId("vast-1"), kUsd, AccountKind::kEquity, kUnlimited, 0},
    {AccountId("customer-e"), kEur, AccountKind::kAsset, kUnlimited, 0},
    {AccountId("carrier-e"), kEur, AccountKind::kIncome, kUnlimited, 0},
    {AccountId("claims:EUR"), kEur, AccountKind::kExpense, kNoOverdraft, 50},
    {AccountId("refunds:USD"), kUsd, AccountKind::kExpense, kNoOverdraft, 5'000},
    {AccountId("warranty:USD"), kUsd, AccountKind::kExpense, kNoOverdraft, 600},
    {AccountId("disposal:USD"), kUsd, AccountKind::kExpense, kNoOverdraft, 9'000},
    {AccountId("assets:USD"), kUsd, AccountKind::kAsset, kUnlimited, 0},
    {AccountId("disposal:EUR"), kEur, AccountKind::kExpense, kUnlimited, 0},
    {AccountId("assets:EUR"), kEur, AccountKind::kAsset, kUnlimited, 0},
}};
inline constexpr AccountId kVast0("vast-0");
inline constexpr AccountId kVast1("vast-1");

inline constexpr std::array<std::uint64_t, 8> kAmounts = {1, 2, 50, 99, 100, 101, 500, 1'999};
inline constexpr std::array<std::uint64_t, 4> kHugeAmounts = {std::uint64_t{1} << 63, (std::uint64_t{1} << 63) - 1,
                                                              ~std::uint64_t{0} - 2, std::uint64_t{1} << 62};
inline constexpr std::array<std::uint64_t, 6> kTimeoutsMs = {1, 2, 5, 20, 1'000, 40'000};
// The first ends after journaled time does, the others do not fit it at all.
inline constexpr std::array<std::uint64_t, 3> kTimeoutsTooLongMs = {16'700'000'000'000, std::uint64_t{1} << 63,
                                                                    ~std::uint64_t{0}};

inline constexpr std::array<ServiceId, 3> kServices = {ServiceId("Air"), ServiceId("Truck"), ServiceId("Ocean")};
inline constexpr std::array<TruckId, 3> kTrucks = {TruckId("truck-0"), TruckId("truck-1"), TruckId("truck-2")};
inline constexpr std::array<ScanCode, 3> kScanCodes = {ScanCode("ARRIVED"), ScanCode("CUSTOMS"), ScanCode("LEFT")};
inline constexpr std::array<std::string_view, 4> kPlaces = {"Tema", "Rotterdam", "", "A place with \"quotes\" and \\"};
inline constexpr std::array<std::string_view, 4> kPeople = {"Amara Okafor", "J. Müller", "", "李小龍"};
inline constexpr std::array<std::string_view, 4> kReasons = {"", "asked by phone", "a correction", "\t€ \"so\" "};
inline constexpr std::array<Id, 3> kActors = {Id{"clerk"}, Id{"supervisor"}, Id{"importer"}};

inline constexpr std::array<OrderId, 6> kOrders = {OrderId("order-0"), OrderId("order-1"), OrderId("order-2"),
                                                   OrderId("order-3"), OrderId("order-4"), OrderId("order-5")};
inline constexpr std::array<ModelId, 3> kModels = {ModelId("lamp"), ModelId("chair"), ModelId("kettle")};
inline constexpr std::array<LocationId, 2> kLocations = {LocationId("dock-1"), LocationId("dock-2")};
inline constexpr std::array<std::string_view, 3> kDiagnoses = {"a loose wire", "", "broken beyond repair"};

inline constexpr std::array<LineItem, 3> kItems = {{
    {ItemId("item-0"), Digest{{1, 2, 3}}},
    {ItemId("item-1"), Digest{{4, 5, 6}}},
    {ItemId("item-1"), Digest{{7, 8, 9}}},
}};

}  // namespace daybook::domain::property
