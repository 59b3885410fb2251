#pragma once

// A message with one field of each kind, for the tests of the codec and of JSON.

#include <compare>
#include <cstdint>
#include <limits>

#include "engine/codec.h"

namespace daybook::testing {

enum class Speed : std::uint8_t { kSlow = 1, kOverNight = 2 };
DAYBOOK_ENUM(Speed, kSlow, kOverNight)

struct Place {
  Text<10> name;
  Text<3> country;
};
DAYBOOK_STRUCT(Place, name, country)

struct Item {
  Id id;
  std::uint32_t quantity;
  std::uint32_t weight_g;
};
DAYBOOK_STRUCT(Item, id, quantity, weight_g)

struct Book {
  Key<"booking"> booking;
  Id customer;
  std::uint64_t amount;
  Stamp ready;
  std::int32_t delta;
  Maybe<Date> due;
  Speed speed;
  bool fragile;
  std::uint16_t pieces = 1;
  Maybe<std::int32_t> discount;
  Text<20> note;
  List<Item, 4> items;
  Place to;
};
DAYBOOK_COMMAND(Book, 7, booking, customer, amount, ready, delta, due, speed, fragile, pieces, discount, note, items,
                to)
DAYBOOK_DEFAULTS(Book, pieces, fragile)
DAYBOOK_TARGET(Book, customer)

// What Book was before some of its fields were added.
struct OlderBook {
  Key<"booking"> booking;
  Id customer;
  std::uint64_t amount;
  Stamp ready;
  std::int32_t delta;
  Maybe<Date> due;
  Text<20> note;
};
DAYBOOK_COMMAND(OlderBook, 7, booking, customer, amount, ready, delta, due, note)

struct Moved {
  Key<"account"> from;
  Key<"account"> to;
  std::uint64_t amount;
};
DAYBOOK_EVENT(Moved, 8, from, to, amount)
DAYBOOK_STREAMS(Moved, from, to)

}  // namespace daybook::testing
