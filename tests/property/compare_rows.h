#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>

#include "domain/differences.h"

namespace daybook::domain::property {

// Says what differs in one row, by field.
class Row {
 public:
  Row(std::string name, Differences& found) : name_(std::move(name)), found_(found) {}
  template <class T>
  Row& same(const char* field, const T& engine, const T& reference) {
    if (!(engine == reference)) found_.add(name_ + ": another " + field);
    return *this;
  }
  // Calls look(*row) where there is one.
  template <class R, class Look>
  void if_there(const R* row, Look&& look) {
    if (row == nullptr) return found_.add(name_ + " is not there");
    look(*row);
  }

 private:
  std::string name_;
  Differences& found_;
};

template <class Table>
void same_size(const char* name, const Table& table, std::size_t wanted, Differences& found) {
  if (table.size() != wanted) found.add(fmt::format("{} {} instead of {}", table.size(), name, wanted));
}

}  // namespace daybook::domain::property
