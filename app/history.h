#pragma once

// What happened to one aggregate: its events, found by looking at every decision record.

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/origin.h"
#include "domain/money.h"
#include "engine/decision_record.h"
#include "engine/values.h"

namespace daybook::app {

// What an event did to an account.
struct Posting {
  enum class Side : std::uint8_t { kDebit, kCredit };
  Side side = Side::kDebit;
  domain::Amount posted;
  domain::Amount held;      // newly pending
  domain::Amount released;  // no longer pending: posted, or given back
  Id transfer;
  Id other;  // the account on the other side
  Id reference;
};

// One event, who caused it, and why.
struct HistoryEntry {
  std::uint64_t sequence = 0;
  std::uint32_t index = 0;  // of the event in its decision record
  Stamp time;
  std::string event;
  std::uint64_t version = 0;  // of the aggregate, this event included; 0: the event belongs elsewhere, and names it
  Origin origin;
  std::string details;  // the event's fields, for people
  boost::json::object data;
  std::optional<Posting> posting;

  [[nodiscard]] boost::json::object to_json() const;
};

// Collects the events of one aggregate. A shipment's history holds what its bill did in accounts, too; an account's,
// what it was debited and credited; a refund's, what each team did, with its payments and its replacement.
class History {
 public:
  enum class Subject : std::uint8_t { kShipment, kAccount, kRefund };
  History(Subject subject, Id id);

  // Decision records, in journal order.
  void look(const DecisionView& decision);
  [[nodiscard]] const std::vector<HistoryEntry>& entries() const { return entries_; }
  [[nodiscard]] std::uint64_t records_looked_at() const { return looked_at_; }

 private:
  const Subject subject_;
  const Id id_;
  Id also_;  // of a refund: the shipment of its replacement
  std::vector<HistoryEntry> entries_;
  std::uint64_t looked_at_ = 0;
};

}  // namespace daybook::app
