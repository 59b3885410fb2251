#pragma once

#include <string>

#include "app/demo_proof.h"
#include "app/demo_returns.h"
#include "app/demo_run.h"
#include "app/verbs.h"

namespace daybook::app {

// What `daybook demo` says at its end.
struct DemoReport {
  const DemoArguments& arguments;
  const RunSettings& run;
  ProofResult result;
  boost::json::object recovery;  // of the engine that was killed
  std::uint64_t state_hash = 0;  // at its end
  RunEnd whole;                  // the run without a kill
  ReturnsAct returns;

  // Every claim holds.
  [[nodiscard]] bool proven() const;
};

// For programs, and for people, with colours where they can be seen.
[[nodiscard]] std::string json_text(const DemoReport& report);
[[nodiscard]] std::string text(const DemoReport& report);

}  // namespace daybook::app
