#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/property/reference/reactors.h"
#include "tests/property/reference/record.h"

namespace daybook::domain::reference {

// The commands that each team's reactor must have sent, in order, given what was journaled so far.
class Teams {
 public:
  explicit Teams(const Names& names) : sales_(names), inventory_(names), accounting_(names) {}
  Teams(const Teams&) = delete;
  Teams& operator=(const Teams&) = delete;

  // What a record's command came to; `own`: that command, if there was one.
  void hear(const Record& record, const Submission* own);
  [[nodiscard]] const std::vector<Submission>& wanted(const Id& reactor) const;
  // The one with this cause; null: there is none.
  [[nodiscard]] const Submission* find(const Envelope::Cause& cause) const;

 private:
  template <class Reactor>
  void hear(Reactor& reactor, const Record& record, const Submission* own);
  void add(const Id& reactor, const Record& record, std::vector<FollowUp>& answers, const Id& correlation);

  SalesReactor sales_;
  InventoryReactor inventory_;
  ManufacturingReactor manufacturing_;
  AccountingReactor accounting_;
  std::map<Id, std::vector<Submission>> wanted_;
  std::set<std::string> reasons_;  // which submissions point into
};

}  // namespace daybook::domain::reference
