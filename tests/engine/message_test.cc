#include "engine/message.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "engine/codec.h"
#include "engine/decision_record.h"
#include "tests/engine/booking.h"

namespace daybook {
namespace {

using testing::Book;
using testing::Item;
using testing::Moved;
using testing::OlderBook;
using testing::Place;
using testing::Speed;

using Bytes = std::vector<std::byte>;

// The layout is a file format.
static_assert(kLayout<Book>.block == 64);
static_assert(kLayout<Book>.max_bytes == 64 + (2 + 20) + (2 + 4 * sizeof(Item)) + (2 + 10) + (2 + 3));
static_assert(kLayout<OlderBook>.block == 56);
static_assert(kLayout<Moved>.block == 40 && kLayout<Moved>.max_bytes == 40);
static_assert(offsetof(Book, amount) == 32 && offsetof(Book, due) == 52 && offsetof(Book, pieces) == 58 &&
              offsetof(Book, discount) == 60);
static_assert(Command<Book> && !Event<Book> && Event<Moved> && !Message<Place>);
static_assert(FixedField<Id> && FixedField<Maybe<Date>> && !FixedField<double> && !FixedField<Place>);
static_assert(VariableField<Text<3>> && GroupField<Place> && !VariableField<Place>);

const std::vector<Item>& two_items() {
  static const std::vector<Item> items{{Id("i1"), 3, 500}, {Id("i2"), 1, 20}};
  return items;
}

Book example() {
  Book book{};
  book.booking = Key<"booking">("b-1");
  book.customer = Id("c-1");
  book.amount = 0x0102'0304'0506'0708;
  book.ready = Stamp{9};
  book.delta = -2;
  book.due = Date{20'000};
  book.speed = Speed::kOverNight;
  book.fragile = true;
  book.pieces = 5;
  book.note = "hello";
  book.items = std::span<const Item>(two_items());
  book.to = {"Kampala", "UG"};
  return book;
}

template <class M>
Bytes encoded(const M& message) {
  Bytes bytes(kLayout<M>.max_bytes);
  bytes.resize(encode(message, bytes.data()));
  return bytes;
}

void expect_equal(const Book& a, const Book& b) {
  EXPECT_EQ(std::memcmp(static_cast<const void*>(&a), static_cast<const void*>(&b), kLayout<Book>.block), 0);
  EXPECT_EQ(a.note, b.note);
  EXPECT_EQ(a.items, b.items);
  EXPECT_EQ(a.to.name, b.to.name);
  EXPECT_EQ(a.to.country, b.to.country);
}

TEST(Codec, BlockThenLengthAndBytesOfEachVariableField) {
  const Bytes bytes = encoded(example());
  ASSERT_EQ(bytes.size(), encoded_bytes(example()));
  ASSERT_EQ(bytes.size(), 64U + (2 + 5) + (2 + 2 * sizeof(Item)) + (2 + 7) + (2 + 2));
  const std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  EXPECT_EQ(text.substr(0, 4), std::string("b-1\0", 4));
  EXPECT_EQ(text.substr(32, 8), "\x08\x07\x06\x05\x04\x03\x02\x01");
  EXPECT_EQ(text.substr(56, 4), std::string("\x02\x01\x05\x00", 4));
  EXPECT_EQ(text.substr(64, 9), std::string("\5\0hello\2\0", 9));
  EXPECT_EQ(text.substr(text.size() - 13), std::string("\7\0Kampala\2\0UG", 13));
}

TEST(Codec, DecodesWhatItEncoded) {
  const Bytes bytes = encoded(example());
  Book book{};
  ASSERT_TRUE(decode(bytes, kLayout<Book>.block, book));
  expect_equal(book, example());
  EXPECT_EQ(book.items[1].quantity, 1U);
}

TEST(Codec, DecodedTextPointsIntoTheBytes) {
  const Bytes bytes = encoded(example());
  Book book{};
  ASSERT_TRUE(decode(bytes, kLayout<Book>.block, book));
  EXPECT_EQ(static_cast<const void*>(book.note.view().data()), bytes.data() + 66);
}

RC_GTEST_PROP(Codec, RoundTripsWhateverFits, ()) {
  const auto text = [](std::size_t max) {
    return *rc::gen::suchThat(rc::gen::arbitrary<std::string>(), [=](const std::string& s) { return s.size() <= max; });
  };
  const std::string note = text(20);
  const std::string name = text(10);
  const std::string country = text(3);
  std::vector<Item> items(*rc::gen::inRange<std::size_t>(0, 5));
  for (Item& item : items)
    item = {Id::derived("i", Id(), *rc::gen::arbitrary<std::uint64_t>()), *rc::gen::arbitrary<std::uint32_t>(), 0};
  Book book = example();
  book.amount = *rc::gen::arbitrary<std::uint64_t>();
  book.delta = *rc::gen::arbitrary<std::int32_t>();
  book.note = note;
  book.to = {name, country};
  book.items = std::span<const Item>(items);
  const Bytes bytes = encoded(book);
  RC_ASSERT(bytes.size() == encoded_bytes(book));
  Book again{};
  RC_ASSERT(decode(bytes, kLayout<Book>.block, again));
  RC_ASSERT(encoded(again) == bytes);
}

TEST(Codec, FieldsAddedSinceKeepTheirDefaults) {
  OlderBook older{};
  older.booking = Key<"booking">("b-1");
  older.customer = Id("c-1");
  older.amount = 5;
  older.note = "old";
  const Bytes bytes = encoded(older);
  Book book{};
  ASSERT_TRUE(decode(bytes, kLayout<OlderBook>.block, book));
  EXPECT_EQ(book.amount, 5U);
  EXPECT_EQ(book.note, "old");
  EXPECT_EQ(book.pieces, 1);
  EXPECT_FALSE(book.discount.has_value());
  EXPECT_TRUE(book.items.empty());
  EXPECT_TRUE(book.to.name.empty());
}

TEST(Codec, BlockOfALaterVersionIsRefused) {
  Bytes bytes = encoded(example());
  Book book{};
  EXPECT_FALSE(decode(bytes, kLayout<Book>.block + 1, book));
  OlderBook older{};
  EXPECT_FALSE(decode(bytes, kLayout<Book>.block, older));
}

// A buffer that ends exactly where its bytes end, so that a sanitizer sees any read beyond it.
std::unique_ptr<std::byte[]> exact_copy(const std::byte* from, std::size_t bytes) {
  auto copy = std::make_unique<std::byte[]>(bytes);
  if (bytes != 0) std::memcpy(copy.get(), from, bytes);
  return copy;
}

// Reads every byte that the message refers to.
std::size_t touch(const Book& book) {
  std::size_t sum = 0;
  for (const std::string_view text : {book.note.view(), book.to.name.view(), book.to.country.view()}) {
    sum += static_cast<std::size_t>(std::count(text.begin(), text.end(), 'x')) + text.size();
  }
  for (std::size_t i = 0; i < book.items.size(); ++i) sum += book.items[i].quantity;
  return sum;
}

TEST(Codec, TruncatedMessageIsRefusedOrAShorterOne) {
  const Bytes whole = encoded(example());
  std::size_t accepted = 0;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto bytes = exact_copy(whole.data(), size);
    Book book{};
    if (!decode({bytes.get(), size}, kLayout<Book>.block, book)) continue;
    ++accepted;
    touch(book);
    EXPECT_TRUE(book.note.empty() || book.note == example().note) << size;
    EXPECT_TRUE(book.items.empty() || book.items == example().items) << size;
    EXPECT_TRUE(book.to.name.empty() || book.to.name == example().to.name) << size;
    EXPECT_TRUE(book.to.country.empty()) << size;
  }
  EXPECT_EQ(accepted, 4U) << "only at the ends of the block and of each variable field";
}

TEST(Codec, NoCorruptByteLeadsOutsideTheMessage) {
  const Bytes whole = encoded(example());
  for (std::size_t at = kLayout<Book>.block; at < whole.size(); ++at) {
    for (unsigned value = 0; value < 256; ++value) {
      const auto bytes = exact_copy(whole.data(), whole.size());
      bytes[at] = static_cast<std::byte>(value);
      Book book{};
      if (!decode({bytes.get(), whole.size()}, kLayout<Book>.block, book)) continue;
      touch(book);
      ASSERT_TRUE(book.note.fits() && book.items.fits() && book.to.name.fits() && book.to.country.fits());
    }
  }
}

TEST(Codec, ByteThatIsNeitherTrueNorFalseIsRefused) {
  Bytes bytes = encoded(example());
  bytes[offsetof(Book, fragile)] = std::byte{2};
  Book book{};
  EXPECT_FALSE(decode(bytes, kLayout<Book>.block, book));
  EXPECT_FALSE(book.fragile);
  book.fragile = true;
  decode_fixed(bytes, kLayout<Book>.block, book);
  EXPECT_FALSE(book.fragile);
  EXPECT_EQ(book.pieces, 5);
}

TEST(Codec, LengthBeyondTheLimitOfTheTypeIsRefused) {
  Book book = example();
  book.to.country = "UGA";
  Bytes bytes = encoded(book);
  bytes[bytes.size() - 5] = std::byte{4};
  bytes.push_back(std::byte{'!'});
  Book again{};
  EXPECT_FALSE(decode(bytes, kLayout<Book>.block, again));
}

TEST(InvalidField, NamesTheFirstFieldOutOfItsBounds) {
  EXPECT_EQ(invalid_field(example()), "");
  EXPECT_TRUE(valid(example()));
  Book book = example();
  book.to.country = "Uganda";
  EXPECT_EQ(invalid_field(book), "to.country");
  EXPECT_FALSE(valid(book));
  book.speed = static_cast<Speed>(9);
  EXPECT_EQ(invalid_field(book), "speed");
  book.booking = {};
  EXPECT_EQ(invalid_field(book), "booking");
}

TEST(Message, DefinitionTellsTypeKindAndName) {
  EXPECT_EQ(kMessage<Book>.type, 7);
  EXPECT_EQ(kMessage<Book>.kind, Kind::kCommand);
  EXPECT_EQ(kMessage<Book>.name, "Book");
}

TEST(Message, TargetIsTheFirstFieldUnlessAnotherIsNamed) {
  EXPECT_EQ(target(example()), Id("c-1"));
  OlderBook older{};
  older.booking = Key<"booking">("b-9");
  EXPECT_EQ(target(older), Id("b-9"));
}

TEST(Message, EventMayBelongToTwoStreams) {
  static_assert(kStreams<Moved> == 2);
  const auto [first, second] = streams(Moved{Key<"account">("a"), Key<"account">("b"), 1});
  EXPECT_EQ(first, Id("a"));
  EXPECT_EQ(second, Id("b"));
}

// A record written as the engine does, in a buffer that ends where the writer has to stop.
class DecisionRecord : public ::testing::Test {
 protected:
  DecisionRecord() { writer.open(room.get()); }
  void envelope(std::string_view fields) { writer.envelope(1, std::as_bytes(std::span(fields))); }
  void step(std::string_view payload, std::string_view reason, const std::vector<std::string>& events) {
    writer.begin_step()->type = 7;
    writer.step_payload(std::as_bytes(std::span(payload)), reason);
    for (const std::string& event : events) this->event(event);
    writer.end_step();
  }
  bool event(std::string_view payload) {
    EventHeader* header = writer.begin_event(payload.size());
    if (header == nullptr) return false;
    *header = {.bytes = 0, .type = 8, .block_bytes = 1, .version = 2, .other_version = 3};
    std::memcpy(header + 1, payload.data(), payload.size());
    writer.end_event(header, payload.size());
    return true;
  }
  // All that is in the record, by way of every view.
  static std::string read(const std::byte* record) {
    const DecisionView view(record);
    std::string all = text(view.envelope());
    view.for_each_step([&](const StepView& step) {
      all += '[' + text(step.payload()) + '|' + std::string(step.reason());
      step.for_each_event([&](const EventView& event) { all += ' ' + text(event.payload()); });
      all += ']';
    });
    return all;
  }
  static std::string text(std::span<const std::byte> raw) {
    return {reinterpret_cast<const char*>(raw.data()), raw.size()};
  }
  void write_example() {
    envelope("env");
    step("", "", {"opened", "moved here"});
    step("follow-up", "because", {});
    step("12345678", "", {"x"});
    bytes = writer.close();
  }

  std::unique_ptr<std::byte[]> room = std::make_unique<std::byte[]>(kMaxDecisionBytes);
  DecisionWriter writer;
  std::size_t bytes = 0;
};

TEST_F(DecisionRecord, ReadsBackAsWritten) {
  write_example();
  EXPECT_FALSE(writer.overflow());
  EXPECT_EQ(bytes % 8, 0U);
  ASSERT_TRUE(DecisionView::well_formed(room.get(), bytes));
  const DecisionView view(room.get());
  EXPECT_EQ(view.header().bytes, bytes);
  EXPECT_EQ(view.header().steps, 3);
  EXPECT_EQ(view.bytes().size(), bytes);
  EXPECT_EQ(read(room.get()), "env[| opened moved here][follow-up|because][12345678| x]");
}

TEST_F(DecisionRecord, EventKeepsItsHeader) {
  write_example();
  unsigned events = 0;
  DecisionView(room.get()).for_each_step([&](const StepView& step) {
    step.for_each_event([&](const EventView& event) {
      ++events;
      EXPECT_EQ(event.header->type, 8);
      EXPECT_EQ(event.header->version, 2U);
      EXPECT_EQ(event.header->other_version, 3U);
    });
  });
  EXPECT_EQ(events, 3U);
}

TEST_F(DecisionRecord, WithoutStepsIsWellFormed) {
  bytes = writer.close();
  EXPECT_EQ(bytes, sizeof(DecisionHeader));
  EXPECT_TRUE(DecisionView::well_formed(room.get(), bytes));
}

TEST_F(DecisionRecord, PaddingIsZeroWhateverWasThereBefore) {
  std::memset(room.get(), 0xff, kMaxDecisionBytes);
  writer.open(room.get());
  write_example();
  auto clean = std::make_unique<std::byte[]>(kMaxDecisionBytes);
  room.swap(clean);
  writer.open(room.get());
  write_example();
  EXPECT_EQ(std::memcmp(room.get(), clean.get(), bytes), 0);
}

TEST_F(DecisionRecord, DroppedEventsLeaveNoTrace) {
  writer.begin_step();
  writer.step_payload({}, "why");
  event("first");
  event("second");
  writer.drop_events();
  writer.end_step();
  bytes = writer.close();
  ASSERT_TRUE(DecisionView::well_formed(room.get(), bytes));
  EXPECT_EQ(read(room.get()), "[|why]");
}

TEST_F(DecisionRecord, WhatDoesNotFitIsLeftOutAndRemembered) {
  writer.begin_step();
  const std::string payload(1000, 'e');
  unsigned written = 0;
  while (event(payload)) ++written;
  EXPECT_EQ(written, (kMaxDecisionBytes - sizeof(DecisionHeader) - sizeof(StepHeader)) / (sizeof(EventHeader) + 1000));
  EXPECT_TRUE(writer.overflow());
  EXPECT_FALSE(event("")) << "after an overflow nothing more is written";
  EXPECT_EQ(writer.begin_step(), nullptr);
  writer.step_payload({}, std::string(100, 'r'));
  writer.end_step();
  EXPECT_LE(writer.close(), kMaxDecisionBytes);
  writer.open(room.get());
  EXPECT_FALSE(writer.overflow());
}

TEST_F(DecisionRecord, EnvelopeThatDoesNotFitIsAnOverflow) {
  envelope(std::string(kMaxDecisionBytes - 64, 'e'));
  EXPECT_TRUE(writer.overflow());
  EXPECT_EQ(writer.begin_step(), nullptr);
  writer.drop_events();
  EXPECT_EQ(writer.close(), sizeof(DecisionHeader));
}

TEST_F(DecisionRecord, TruncatedIsNotWellFormed) {
  write_example();
  for (std::size_t size = 0; size < bytes; ++size) {
    const auto copy = exact_copy(room.get(), size);
    EXPECT_FALSE(DecisionView::well_formed(copy.get(), size)) << size;
  }
}

// A sanitizer sees it if the second event, which would lie behind the record, is looked at.
TEST_F(DecisionRecord, StepThatReachesBeyondTheRecordIsNotEntered) {
  step("", "", {"event"});
  bytes = writer.close();
  const auto copy = exact_copy(room.get(), bytes);
  auto* const header = reinterpret_cast<StepHeader*>(copy.get() + sizeof(DecisionHeader));
  ASSERT_TRUE(DecisionView::well_formed(copy.get(), bytes));
  header->bytes += 64;
  header->events = 2;
  EXPECT_FALSE(DecisionView::well_formed(copy.get(), bytes));
}

TEST_F(DecisionRecord, NoCorruptByteLeadsOutsideTheRecord) {
  write_example();
  std::size_t refused = 0;
  for (std::size_t at = 0; at < bytes; ++at) {
    for (unsigned value = 0; value < 256; ++value) {
      const auto copy = exact_copy(room.get(), bytes);
      copy[at] = static_cast<std::byte>(value);
      if (!DecisionView::well_formed(copy.get(), bytes)) {
        ++refused;
      } else {
        ASSERT_LT(read(copy.get()).size(), bytes);
      }
    }
  }
  EXPECT_GT(refused, 10'000U);
}

}  // namespace
}  // namespace daybook
