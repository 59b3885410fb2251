#include "engine/json.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <limits>
#include <string>
#include <vector>

#include "tests/engine/booking.h"

namespace daybook::testing {

// A strong type that says itself how it looks in JSON: 150 is "1.50".
struct Cents {
  std::int64_t value = 0;
  static constexpr Cents absent() { return {std::numeric_limits<std::int64_t>::min()}; }
  friend bool operator==(Cents, Cents) = default;
};
boost::json::value daybook_json_write(Cents cents) {
  return boost::json::value(std::to_string(cents.value / 100) + "." + std::to_string(cents.value % 100));
}
std::string daybook_json_read(const boost::json::value& json, Cents& out) {
  std::string_view text;
  if (std::string wrong = json::read_text(json, 20, text); !wrong.empty()) return wrong;
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return "has no cents";
  out = {std::stoll(std::string(text.substr(0, dot))) * 100 + std::stoll(std::string(text.substr(dot + 1)))};
  return {};
}
boost::json::object daybook_json_schema(const Cents*) {
  return {{"type", "string"}, {"pattern", "^[0-9]+[.][0-9]{2}$"}};
}

struct Widths {
  std::uint64_t u64;
  std::int64_t i64;
  std::uint32_t u32;
  std::int32_t i32;
  std::uint16_t u16;
  std::int16_t i16;
  std::uint8_t u8;
  std::int8_t i8;
  std::uint16_t zero;
};
DAYBOOK_EVENT(Widths, 20, u64, i64, u32, i32, u16, i16, u8, i8, zero)
DAYBOOK_DEFAULTS(Widths, u64, i64, u32, i32, u16, i16, u8, i8, zero)

struct Pay {
  Cents amount;
  Maybe<Cents> tip;
  Sequence after;
  Stamp at;
  Maybe<Id> by;
  List<std::uint16_t, 3> numbers;
};
DAYBOOK_COMMAND(Pay, 21, amount, tip, after, at, by, numbers)

namespace {

constexpr std::string_view kBook = R"({
  "booking": "b-1", "customer": "018f3c5e-7a10-7c2b-9d4e-0123456789ab", "amount": 18446744073709551615,
  "ready": "2026-11-20T23:15:00.000000001Z", "delta": -5, "due": "2024-02-29", "speed": "over_night", "fragile": true,
  "pieces": 2, "discount": 10, "note": "caf\u00e9", "items": [{"id": "i1", "quantity": 3, "weight_g": 500}],
  "to": {"name": "Kampala", "country": "UG"}})";

boost::json::object book() { return boost::json::parse(kBook).as_object(); }

// The error for the example booking after `change`.
template <class Change>
std::string error_after(Change change) {
  boost::json::object object = book();
  change(object);
  const boost::json::value json = object;
  JsonStorage storage;
  const auto read = from_json<Book>(json, storage);
  return read ? "" : read.error().message();
}
std::string error_with(std::string_view field, boost::json::value value) {
  return error_after(
      [&](auto& object) { object[boost::json::string_view(field.data(), field.size())] = std::move(value); });
}
std::string error_with_text(std::string_view field, const std::string& text) {
  return error_with(field, boost::json::value(text));
}
std::string error_without(std::string_view field) {
  return error_after([&](auto& object) { object.erase(boost::json::string_view(field.data(), field.size())); });
}

template <class M>
std::string error_of(std::string_view text) {
  const boost::json::value json = boost::json::parse(boost::json::string_view(text.data(), text.size()));
  JsonStorage storage;
  const auto read = from_json<M>(json, storage);
  return read ? "" : read.error().message();
}

TEST(Json, EachKindOfFieldIsRead) {
  const boost::json::value json = book();
  JsonStorage storage;
  const auto read = from_json<Book>(json, storage);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->booking, Key<"booking">("b-1"));
  EXPECT_EQ(read->customer.uuid_version(), 7U);
  EXPECT_EQ(read->amount, std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(read->ready.ns, 1'795'216'500'000'000'001U);
  EXPECT_EQ(read->delta, -5);
  EXPECT_EQ(*read->due, Date{19'782});
  EXPECT_EQ(read->speed, Speed::kOverNight);
  EXPECT_TRUE(read->fragile);
  EXPECT_EQ(read->pieces, 2);
  EXPECT_EQ(*read->discount, 10);
  EXPECT_EQ(read->note, "caf\xc3\xa9");
  ASSERT_EQ(read->items.size(), 1U);
  EXPECT_EQ(read->items[0].id, Id("i1"));
  EXPECT_EQ(read->items[0].weight_g, 500U);
  EXPECT_EQ(read->to.country, "UG");
}

TEST(Json, WritesWhatItRead) {
  const boost::json::value json = book();
  JsonStorage storage;
  const auto read = from_json<Book>(json, storage);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(to_json(*read), book());
}

TEST(Json, BinaryAndJsonSayTheSame) {
  const boost::json::value json = book();
  JsonStorage storage;
  const auto read = from_json<Book>(json, storage);
  ASSERT_TRUE(read) << read.error().message();
  std::vector<std::byte> bytes(kLayout<Book>.max_bytes);
  bytes.resize(encode(*read, bytes.data()));
  Book decoded{};
  ASSERT_TRUE(decode(bytes, kLayout<Book>.block, decoded));
  EXPECT_EQ(to_json(decoded), book());
}

TEST(Json, MaybeTextListGroupAndFieldsWithADefaultMayBeMissing) {
  const boost::json::value json = boost::json::parse(
      R"({"booking":"b","customer":"c","amount":0,"ready":"1970-01-01T00:00:00Z","delta":0,"speed":"slow"})");
  JsonStorage storage;
  const auto read = from_json<Book>(json, storage);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_FALSE(read->due.has_value());
  EXPECT_FALSE(read->discount.has_value());
  EXPECT_TRUE(read->note.empty());
  EXPECT_TRUE(read->items.empty());
  EXPECT_TRUE(read->to.country.empty());
  EXPECT_EQ(read->pieces, 1);
  EXPECT_FALSE(read->fragile);
}

TEST(Json, AbsentMaybeIsLeftOut) {
  Book empty{};
  const boost::json::object json = to_json(empty);
  EXPECT_FALSE(json.contains("due"));
  EXPECT_FALSE(json.contains("discount"));
  EXPECT_TRUE(json.contains("note"));
}

TEST(JsonError, RequiredFieldIsMissing) {
  for (const std::string field : {"booking", "customer", "amount", "ready", "delta", "speed"}) {
    EXPECT_EQ(error_without(field), field + ": is missing");
  }
  EXPECT_EQ(
      error_with("items", boost::json::parse(R"([{"id":"i","quantity":1,"weight_g":1},{"id":"i","quantity":1}])")),
      "items[1].weight_g: is missing");
}

TEST(JsonError, UnknownField) {
  EXPECT_EQ(error_with("colour", "red"),
            "colour: is no field; the fields are booking, customer, amount, ready, delta, due, "
            "speed, fragile, pieces, "
            "discount, note, items, to");
  EXPECT_EQ(error_with("to", {{"name", "x"}, {"zip", "1"}}), "to.zip: is no field; the fields are name, country");
}

TEST(JsonError, WrongType) {
  EXPECT_EQ(error_of<Book>("[]"), "is an array, not an object");
  EXPECT_EQ(error_with("booking", 5), "booking: is a number, not the string of an id");
  EXPECT_EQ(error_with("amount", "5"), "amount: is a string, not a whole number");
  EXPECT_EQ(error_with("amount", 1.0), "amount: is a number that is not whole or beyond 64 bits, not a whole number");
  EXPECT_EQ(error_with("delta", true), "delta: is true or false, not a whole number");
  EXPECT_EQ(error_with("due", 20'000), "due: is a number, not a string like \"2026-11-20\"");
  EXPECT_EQ(error_with("ready", 1), "ready: is a number, not a string like \"2026-11-20T23:15:00.000000001Z\"");
  EXPECT_EQ(error_with("speed", 2), "speed: is a number, not one of \"slow\", \"over_night\"");
  EXPECT_EQ(error_with("fragile", 1), "fragile: is a number, not true or false");
  EXPECT_EQ(error_with("note", nullptr), "note: is null, not a string");
  EXPECT_EQ(error_with("items", boost::json::object()), "items: is an object, not an array");
  EXPECT_EQ(error_with("items", {5}), "items[0]: is a number, not an object");
  EXPECT_EQ(error_with("to", "here"), "to: is a string, not an object");
  EXPECT_EQ(error_with("discount", nullptr), "discount: is null: leave an absent field out");
}

TEST(JsonError, TextIsMeasuredInBytes) {
  EXPECT_EQ(error_with_text("note", std::string(20, 'x')), "");
  EXPECT_EQ(error_with_text("note", std::string(21, 'x')), "note: has 21 bytes of UTF-8, at most 20 are allowed");
  EXPECT_EQ(error_with("to", {{"country", "\xc3\xa9\xc3\xa9"}}),
            "to.country: has 4 bytes of UTF-8, at most 3 are allowed");
}

TEST(JsonError, IntegerOutOfTheRangeOfItsWidth) {
  const auto error = [](std::string_view field, std::string_view value) {
    return error_of<Widths>("{\"" + std::string(field) + "\":" + std::string(value) + "}");
  };
  struct Case {
    const char* field;
    const char* min;
    const char* max;
    const char* below;
    const char* above;
  };
  for (const Case& c : std::vector<Case>{
           {"u8", "0", "255", "-1", "256"},
           {"i8", "-128", "127", "-129", "128"},
           {"u16", "0", "65535", "-1", "65536"},
           {"i16", "-32768", "32767", "-32769", "32768"},
           {"u32", "0", "4294967295", "-1", "4294967296"},
           {"i32", "-2147483648", "2147483647", "-2147483649", "2147483648"},
       }) {
    const std::string range = std::string(" is out of range: ") + c.min + " to " + c.max;
    EXPECT_EQ(error(c.field, c.min), "");
    EXPECT_EQ(error(c.field, c.max), "");
    EXPECT_EQ(error(c.field, c.below), std::string(c.field) + ": " + c.below + range);
    EXPECT_EQ(error(c.field, c.above), std::string(c.field) + ": " + c.above + range);
  }
  EXPECT_EQ(error("u64", "18446744073709551615"), "");
  EXPECT_EQ(error("u64", "-1"), "u64: -1 is out of range: 0 to 18446744073709551615");
  EXPECT_NE(error("u64", "18446744073709551616"), "");
  EXPECT_EQ(error("i64", "-9223372036854775808"), "");
  EXPECT_EQ(error("i64", "9223372036854775808"),
            "i64: 9223372036854775808 is out of range: -9223372036854775808 to 9223372036854775807");
}

TEST(JsonError, ValueThatStandsForAbsent) {
  EXPECT_EQ(error_with("discount", std::numeric_limits<std::int32_t>::min()),
            "discount: stands for \"absent\" and is no value");
}

TEST(JsonError, BadId) {
  EXPECT_EQ(error_with("customer", ""), "customer: \"\": an id is not empty");
  EXPECT_EQ(error_with("customer", "seventeen letters"),
            "customer: \"seventeen letters\": an id is a UUID or a text of at most 16 characters; "
            "this has 17");
  EXPECT_EQ(
      error_with_text("customer", std::string(39, 'x') + "\xc3\xa9"),
      "customer: \"" + std::string(39, 'x') + "...\": an id is a UUID or a text of at most 16 characters; this has 41");
}

TEST(JsonError, DateThatIsNotInTheCalendar) {
  for (const std::string date : {"2023-02-29", "1900-02-29", "2024-13-01", "2024-00-01", "2024-04-31", "2024-01-00"}) {
    EXPECT_EQ(error_with_text("due", date), "due: \"" + date + "\" is not in the calendar");
  }
  for (const std::string date :
       {"2024-2-29", "20240229", "2024-02-29T00:00:00Z", "2024/02/29", "24-02-29", "2024-02-2x", ""}) {
    EXPECT_EQ(error_with_text("due", date), "due: \"" + date + "\" is not a date like \"2026-11-20\"");
  }
  EXPECT_EQ(error_with("due", "2000-02-29"), "");
  EXPECT_EQ(error_with("due", "0000-01-01"), "");
  EXPECT_EQ(error_with("due", "9999-12-31"), "");
}

TEST(JsonError, TimeThatIsNone) {
  const auto bad = [](const std::string& time) {
    return "ready: \"" + time + "\" is not a time like \"2026-11-20T23:15:00.000000001Z\"";
  };
  for (const std::string time :
       {"2024-01-01T00:00:00", "2024-01-01 00:00:00Z", "2024-01-01T00:00:00.Z", "2024-01-01T0x:00:00Z",
        "2024-01-01T00:00:00.0000000001Z", "2024-01-01T00:00:00+01:00Z", "Z", ""}) {
    EXPECT_EQ(error_with_text("ready", time), bad(time));
  }
  EXPECT_EQ(error_with("ready", "2024-01-01T24:00:00Z"), "ready: \"2024-01-01T24:00:00Z\" is no time of day");
  EXPECT_EQ(error_with("ready", "2024-02-30T00:00:00Z"), "ready: \"2024-02-30\" is not in the calendar");
  EXPECT_EQ(error_with("ready", "2554-07-21T23:34:33.709551615Z"), "");
  EXPECT_EQ(error_with("ready", "2554-07-21T23:34:33.709551616Z"),
            "ready: \"2554-07-21T23:34:33.709551616Z\" is out of range: "
            "1970-01-01T00:00:00.000000000Z to "
            "2554-07-21T23:34:33.709551615Z");
  EXPECT_NE(error_with("ready", "1969-12-31T23:59:59Z"), "");
}

TEST(JsonError, EnumListsTheAllowedNames) {
  EXPECT_EQ(error_with("speed", "fast"), "speed: \"fast\" is not one of \"slow\", \"over_night\"");
}

TEST(JsonError, TooManyItems) {
  boost::json::array items(5, boost::json::parse(R"({"id":"i","quantity":1,"weight_g":1})"));
  EXPECT_EQ(error_with("items", items), "items: has 5 items, at most 4 are allowed");
}

TEST(JsonError, PathLeadsToTheValueInsideAList) {
  EXPECT_EQ(error_with("items", boost::json::parse(R"([{"id":"i","quantity":-1,"weight_g":1}])")),
            "items[0].quantity: -1 is out of range: 0 to 4294967295");
  EXPECT_EQ(error_of<Pay>(R"({"amount":"1.00","after":1,"at":"1970-01-01T00:00:00Z","numbers":[1,70000]})"),
            "numbers[1]: 70000 is out of range: 0 to 65535");
}

TEST(Json, StrongTypeOfADomainSaysHowItLooks) {
  const boost::json::value json = boost::json::parse(
      R"({"amount":"1.50","tip":"0.25","after":7,"at":"1970-01-01T00:00:01.500000000Z","by":"me","numbers":[1,2,3]})");
  JsonStorage storage;
  const auto read = from_json<Pay>(json, storage);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->amount, Cents{150});
  EXPECT_EQ(*read->tip, Cents{25});
  EXPECT_EQ(read->after.value, 7U);
  EXPECT_EQ(read->at.ns, 1'500'000'000U);
  EXPECT_EQ(*read->by, Id("me"));
  EXPECT_EQ(read->numbers[2], 3);
  EXPECT_EQ(boost::json::value(to_json(*read)), json);
  EXPECT_EQ(error_of<Pay>(R"({"amount":"1","after":7,"at":"1970-01-01T00:00:00Z"})"), "amount: has no cents");
}

TEST(Json, EveryDayOfTheCalendarReadsBack) {
  for (std::int32_t days = -719'528; days <= 2'932'896; days += days % 7 == 0 ? 1 : 11) {
    const boost::json::value text(json::date_text(Date{days}));
    Date again;
    ASSERT_EQ(json::read_date(text, again), "");
    ASSERT_EQ(again, Date{days});
  }
  EXPECT_EQ(json::date_text(Date{0}), "1970-01-01");
  EXPECT_EQ(json::date_text(Date{-719'528}), "0000-01-01");
  EXPECT_EQ(json::date_text(Date{2'932'896}), "9999-12-31");
}

TEST(Json, DateBeyondTheCalendarIsWrittenAsADayNumberThatDoesNotReadBack) {
  const boost::json::value text(json::date_text(Date{2'932'897}));
  EXPECT_EQ(text, boost::json::value("day 2932897"));
  Date date;
  EXPECT_NE(json::read_date(text, date), "");
}

TEST(JsonSchema, OfAMessage) {
  const boost::json::value wanted = boost::json::parse(R"SCHEMA({
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Pay",
    "type": "object",
    "properties": {
      "amount": {"title": "Amount", "type": "string", "pattern": "^[0-9]+[.][0-9]{2}$"},
      "tip": {"title": "Tip", "type": "string", "pattern": "^[0-9]+[.][0-9]{2}$"},
      "after": {"title": "After", "type": "integer", "minimum": 0, "maximum": 18446744073709551615},
      "at": {"title": "At", "type": "string", "format": "date-time"},
      "by": {"title": "By", "type": "string", "description": "a UUID, or 1 to 16 printable ASCII characters",
             "minLength": 1, "maxLength": 36,
             "pattern": "^([ -~]{1,16}|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[89a-fA-F][0-9a-fA-F]{3}-[0-9a-fA-F]{12})$"},
      "numbers": {"title": "Numbers", "type": "array", "maxItems": 3,
                  "items": {"type": "integer", "minimum": 0, "maximum": 65535}}
    },
    "required": ["amount", "after", "at"],
    "additionalProperties": false
  })SCHEMA");
  EXPECT_EQ(boost::json::value(schema<Pay>()), wanted) << boost::json::serialize(schema<Pay>());
}

TEST(JsonSchema, OfEachKindOfField) {
  const boost::json::object whole = schema<Book>();
  const boost::json::object& properties = whole.at("properties").as_object();
  const auto property = [&](const char* name) { return boost::json::serialize(properties.at(name)); };
  EXPECT_EQ(property("speed"), R"({"title":"Speed","type":"string","enum":["slow","over_night"]})");
  EXPECT_EQ(property("due"), R"({"title":"Due","type":"string","format":"date"})");
  EXPECT_EQ(property("fragile"), R"({"title":"Fragile","type":"boolean","default":false})");
  EXPECT_EQ(property("pieces"), R"({"title":"Pieces","type":"integer","minimum":0,"maximum":65535,"default":1})");
  EXPECT_EQ(property("discount"),
            R"({"title":"Discount","type":"integer","minimum":-2147483647,"maximum":2147483647})");
  EXPECT_EQ(property("note"),
            R"({"title":"Note","type":"string","description":"At most 20 bytes of UTF-8","maxLength":20})");
  const boost::json::object& items = properties.at("items").as_object();
  EXPECT_EQ(items.at("items").at("required"), boost::json::parse(R"(["id","quantity","weight_g"])"));
  const boost::json::object& to = properties.at("to").as_object();
  EXPECT_EQ(to.at("type"), "object");
  EXPECT_FALSE(to.contains("required"));
  EXPECT_EQ(to.at("additionalProperties"), false);
  EXPECT_EQ(whole.at("required"), boost::json::parse(R"(["booking","customer","amount","ready","delta","speed"])"));
}

}  // namespace
}  // namespace daybook::testing
