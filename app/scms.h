#pragma once

// An SCMS delivery history as shipments: what the file says, checked and put together, before anything is sent.

#include <cstddef>
#include <cstdint>
#include <istream>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "app/scms_note.h"
#include "app/scms_row.h"

namespace daybook::app::scms {

// The rows with one `ASN/DN #`. What the rows agree on is read from the first of them.
struct Shipment {
  std::string text{};             // its `ASN/DN #`
  std::vector<std::size_t> rows;  // indices into File::rows, in the order of the file
  // Why none of its rows is imported, where they are not: a shipment without one of its lines would be a different
  // shipment, and the line's freight would be lost. Empty: it can be sent.
  std::string fault{};

  domain::ShipmentId id{};
  domain::Money declared_value{};  // of all lines
  domain::Money charge{};          // the one freight charge, or 0
  domain::Money insurance{};       // of all lines
  std::uint32_t weight_g = 0;      // of all lines; 0: unknown
  bool invoiced_separately = false;
  Maybe<Date> ordered{};  // the order's first day; else the price quote's; absent: the file knows neither
  Date due{};             // the first scheduled day
  Date delivered{};       // the last delivery day

  [[nodiscard]] bool late() const { return delivered > due; }
};

struct File {
  std::vector<Row> rows;  // all records but the header, the unusable ones included
  std::vector<Shipment> shipments;
  std::vector<Note> notes;  // of rows that can be imported, ordered by kind, then line

  // Of the numeric freight cells of all rows, the unusable ones included where their cell could be read.
  domain::Money freight{};

  [[nodiscard]] const Row& first_row(const Shipment& shipment) const { return rows[shipment.rows.front()]; }

  // The error says what is wrong with the file as a whole: not the expected header, or damage after which nothing can
  // be trusted.
  [[nodiscard]] static tl::expected<File, std::string> read(std::istream& in);
};

}  // namespace daybook::app::scms
