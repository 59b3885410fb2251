#include "engine/id.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "engine/outcome.h"

namespace daybook {
namespace {

std::string error_of(std::string_view text) {
  const auto id = Id::parse(text);
  return id ? "" : id.error();
}

std::array<std::uint8_t, Id::kBytes> random_bytes() {
  return *rc::gen::container<std::array<std::uint8_t, Id::kBytes>>(rc::gen::arbitrary<std::uint8_t>());
}

TEST(Id, TextOfUpToSixteenCharactersIsItself) {
  for (const std::string text : {"a", "visits", "N/A", "two words", "~exactly16chars!"}) {
    const auto id = Id::parse(text);
    ASSERT_TRUE(id) << text << ": " << id.error();
    EXPECT_EQ(id->text(), text);
    EXPECT_TRUE(id->valid());
    EXPECT_FALSE(id->is_uuid());
  }
  EXPECT_EQ(Id::parse("visits"), Id("visits"));
}

TEST(Id, UuidIsReadInEitherCaseAndWrittenInLowerCase) {
  const auto id = Id::parse("018F3c5e-7a10-7C2B-9d4e-0123456789AB");
  ASSERT_TRUE(id) << id.error();
  EXPECT_EQ(id->text(), "018f3c5e-7a10-7c2b-9d4e-0123456789ab");
  EXPECT_TRUE(id->is_uuid());
  EXPECT_EQ(id->uuid_version(), 7U);
  EXPECT_EQ(id->unix_ms(), 0x018f'3c5e'7a10U);
}

TEST(Id, ParseSaysWhatIsWrong) {
  EXPECT_EQ(error_of(""), "an id is not empty");
  EXPECT_EQ(error_of("seventeen letters"), "an id is a UUID or a text of at most 16 characters; this has 17");
  EXPECT_EQ(error_of("caf\xc3\xa9"), "character 4 of the id is not printable ASCII");
  EXPECT_EQ(error_of(std::string_view("a\0b", 3)), "character 2 of the id is not printable ASCII");
  EXPECT_EQ(error_of("018f3c5e-7a10-7c2b-9d4e-0123456789ag"), "character 36 of the UUID is not hexadecimal");
  EXPECT_EQ(error_of("018f3c5e07a10-7c2b-9d4e-0123456789ab"), "a UUID has a '-' at character 9");
  EXPECT_EQ(error_of("018f3c5e-7a10-7c2b-7d4e-0123456789ab"),
            "a UUID of RFC 9562 has 8 to f as its 17th digit; this has not");
  EXPECT_NE(error_of("00000000-0000-0000-0000-000000000000"), "");
}

TEST(Id, AllZeroIsEmptyAndNeverValid) {
  EXPECT_TRUE(Id().empty());
  EXPECT_FALSE(Id().valid());
  EXPECT_EQ(Id().text(), "");
}

TEST(Id, TextWithAGapOrAControlCharacterIsInvalid) {
  std::array<std::uint8_t, Id::kBytes> bytes{'a', 0, 'b'};
  EXPECT_FALSE(Id(bytes).valid());
  bytes = {'a', '\n'};
  EXPECT_FALSE(Id(bytes).valid());
  bytes = {0, 'a'};
  EXPECT_FALSE(Id(bytes).valid());
}

TEST(Id, UuidV7HoldsTimeAndAllRandomBits) {
  const Id id = Id::uuid_v7(0x0123'4567'89ab, 0xfff, ~std::uint64_t{0});
  EXPECT_EQ(id.text(), "01234567-89ab-7fff-bfff-ffffffffffff");
  EXPECT_EQ(id.unix_ms(), 0x0123'4567'89abU);
  EXPECT_EQ(Id::uuid_v7(1, 0, 0).text(), "00000000-0001-7000-8000-000000000000");
  EXPECT_LT(Id::uuid_v7(1, 0xfff, ~std::uint64_t{0}), Id::uuid_v7(2, 0, 0));
}

TEST(Id, OnlyUuidV7HasATime) {
  EXPECT_EQ(Id("visits").unix_ms(), 0U);
  EXPECT_EQ(Id::derived("hold", Id("visits")).unix_ms(), 0U);
}

// Ids in journals were derived by these functions: other values would be other aggregates.
TEST(Id, DerivedIdsAreFrozen) {
  EXPECT_EQ(Id::derived("hold", Id("shipment-1")).text(), "ae58ec60-24b7-8c50-8d2e-4db853461ee1");
  EXPECT_EQ(Id::derived("hold", Id("shipment-1"), 1).text(), "e08acc8e-7036-8379-97ed-053f741fd1a1");
  EXPECT_EQ(Id::named("carrier", "Schenker").text(), "01a19df1-07e7-8a49-8646-8f1e3278f262");
  EXPECT_EQ(Id::named("", "").text(), "b9a7b7b9-8c2e-89d5-8fca-adb59ec5ff35");
}

TEST(Id, DerivedIdsAreUuidV8AndDependOnEachInput) {
  const Id source("shipment-1");
  const Id id = Id::derived("hold", source);
  EXPECT_EQ(id.uuid_version(), 8U);
  EXPECT_TRUE(id.valid());
  EXPECT_EQ(id, Id::derived("hold", source, 0));
  EXPECT_NE(id, Id::derived("invoice", source));
  EXPECT_NE(id, Id::derived("hold", Id("shipment-2")));
  EXPECT_NE(id, Id::derived("hold", source, 1));
}

TEST(Id, NamedIdsAreKeptApartFromDerivedOnes) {
  const Id source("shipment-1");
  std::string name(reinterpret_cast<const char*>(source.bytes().data()), Id::kBytes);
  name.append(8, '\0');
  EXPECT_NE(Id::named("hold", name), Id::derived("hold", source, 0));
  EXPECT_NE(Id::named("a", "bc"), Id::named("ab", "c"));
  EXPECT_NE(Id::named("a", std::string(1000, 'x')), Id::named("a", std::string(1001, 'x')));
}

RC_GTEST_PROP(Id, WhateverIsValidReadsBackFromItsText, ()) {
  const Id id(random_bytes());
  if (!id.valid()) return;
  const auto again = Id::parse(id.text());
  RC_ASSERT(again.has_value());
  RC_ASSERT(*again == id);
}

RC_GTEST_PROP(Id, WhateverParsesIsValid, (const std::string& text)) {
  const auto id = Id::parse(text);
  RC_ASSERT(!id || (id->valid() && id->text() == text));
}

TEST(Id, NoChoiceOfOneHalfFixesTheHash) {
  for (const std::uint64_t constant : {0xa076'1d64'78bd'642fULL, 0xe703'7ed1'a0b4'28dbULL}) {
    std::array<std::uint8_t, Id::kBytes> bytes{};
    std::memcpy(bytes.data(), &constant, 8);
    std::memcpy(bytes.data() + 8, &constant, 8);
    const std::uint64_t hash = Id(bytes).hash();
    bytes[0] ^= 1;
    EXPECT_NE(Id(bytes).hash(), hash);
    bytes[0] ^= 1;
    bytes[15] ^= 1;
    EXPECT_NE(Id(bytes).hash(), hash);
  }
}

TEST(Key, KindsDoNotMix) {
  using AccountId = Key<"account">;
  using ShipmentId = Key<"shipment">;
  static_assert(!std::is_convertible_v<ShipmentId, AccountId>);
  static_assert(!std::is_convertible_v<Id, AccountId>);
  static_assert(std::is_convertible_v<AccountId, Id>);
  EXPECT_EQ(AccountId::kAggregate, "account");
  EXPECT_EQ(AccountId(Id("cash")), AccountId("cash"));
}

TEST(SnakeCase, SplitsWordsDigitsAndAcronyms) {
  EXPECT_EQ(snake_case("kAlreadyExists"), "already_exists");
  EXPECT_EQ(snake_case("kA"), "a");
  EXPECT_EQ(snake_case("kHTTPError"), "http_error");
  EXPECT_EQ(snake_case("kLine1Empty"), "line1_empty");
  EXPECT_EQ(snake_case("kind"), "kind");
  EXPECT_EQ(snake_case("already_snake"), "already_snake");
  EXPECT_EQ(snake_case(""), "");
}

TEST(EnumeratorName, IsTheNumberWhereThereIsNoName) {
  EXPECT_EQ(enumerator_name(Outcome::kIdReused), "id_reused");
  EXPECT_EQ(enumerator_name(static_cast<Outcome>(99)), "99");
}

}  // namespace
}  // namespace daybook
