#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "app/scms_note.h"
#include "engine/message.h"
#include "engine/outcome.h"

namespace daybook::app::scms {

// What became of a row. Every row of the file has one.
enum class Fate : std::uint8_t {
  kImported,
  kAlreadyThere,
  kChanged,     // it is recorded, but with other content
  kAdded,       // its shipment is recorded without it
  kMoved,       // it is recorded as a line of another shipment
  kRejected,    // it cannot be used
  kHeldBack,    // it could be used, but not without the others of its shipment
  kRefused,     // by the domain
  kNotReached,  // the import was stopped before
};
DAYBOOK_ENUM(Fate, kImported, kAlreadyThere, kChanged, kAdded, kMoved, kRejected, kHeldBack, kRefused, kNotReached)

// Something a person should look at.
struct Finding {
  enum class Kind : std::uint8_t {
    kRow,            // a row that was not imported, and is not there as it stands in the file
    kRemoved,        // a line of a shipment of this file that is recorded, but not in the file any more
    kNotInThisFile,  // as kRemoved, but the whole shipment is not in the file: perhaps it came from another one
    kLedger,         // the ledger says something else than the file
  };
  Kind kind = Kind::kRow;
  std::uint64_t line = 0;       // of the file; 0: it is not there
  Fate fate = Fate::kImported;  // kRow
  std::string what{};
};

struct CountryTotals {
  std::uint64_t shipments = 0;  // of the file, in the ledger
  std::int64_t invoiced_usd_cents = 0;
  std::uint64_t late = 0;  // delivered after they were due
};

// The freight, from the file's cells to the ledger and back.
struct FreightTotals {
  std::int64_t file_usd_cents = 0;             // of the numeric freight cells
  std::int64_t not_booked_usd_cents = 0;       // of those, of shipments that were not imported
  std::int64_t differing_usd_cents = 0;        // of those, of shipments recorded with other content
  std::int64_t expected_usd_cents = 0;         // what remains: what the ledger must have invoiced
  std::int64_t state_usd_cents = 0;            // invoiced, as the ledger's state says
  std::int64_t journal_usd_cents = 0;          // invoiced, as the event journal says
  std::int64_t differing_state_usd_cents = 0;  // invoiced for the shipments recorded with other content
};

struct Report {
  std::string file;
  std::string directory;
  std::string durability;
  bool interrupted = false;
  std::uint64_t elapsed_ns = 0;
  std::uint64_t commands = 0;    // sent
  std::uint64_t state_hash = 0;  // afterwards

  std::uint64_t rows = 0;
  std::map<Fate, std::uint64_t> row_fates;
  std::uint64_t shipments = 0;
  std::map<Fate, std::uint64_t> shipment_fates;
  std::uint64_t finished =
      0;  // of the shipments already there: delivered only now, because an earlier import was stopped
  std::uint64_t removed_rows = 0;       // findings of kRemoved
  std::uint64_t foreign_rows = 0;       // findings of kNotInThisFile
  std::uint64_t invoices = 0;           // of this file's shipments, those of 0 included
  std::uint64_t separate_invoices = 0;  // of those, flagged as invoiced separately
  FreightTotals freight;
  std::int64_t insurance_usd_cents = 0;
  std::map<NoteKind, std::vector<std::uint64_t>> notes;  // lines
  std::map<std::string, CountryTotals> countries;
  std::vector<Finding> findings;  // ordered by line

  [[nodiscard]] std::uint64_t rows_of(Fate fate) const;
  [[nodiscard]] std::uint64_t shipments_of(Fate fate) const;
  // The books agree with the file, to the cent.
  [[nodiscard]] bool reconciled() const;
  // Everything in the file is in the ledger as the file has it.
  [[nodiscard]] bool complete() const;
};

[[nodiscard]] std::string to_text(const Report& report);
[[nodiscard]] boost::json::object to_json(const Report& report);

}  // namespace daybook::app::scms
