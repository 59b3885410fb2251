#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "bench/load/generator.h"
#include "bench/load/machine.h"
#include "bench/load/result.h"

namespace daybook::load {

// One report: rows that were measured in one run of the program, with the same settings but for the rate.
struct Report {
  Machine machine{};
  Build build{};
  std::string begun{};        // date and time, UTC
  std::string command{};      // the command line
  std::string file_system{};  // of the journals
  GeneratorCost generator{};
  std::vector<Result> rows{};  // in the order they were measured

  [[nodiscard]] bool good() const;
};

// Everything, for programs: README.md says what each field means.
[[nodiscard]] boost::json::object to_json(const Report& report);
// The same for a person at a terminal, in a screen or so.
[[nodiscard]] std::string to_text(const Report& report);
// One page with plots, which needs no other file and no network.
[[nodiscard]] std::string to_html(const Report& report);

}  // namespace daybook::load
