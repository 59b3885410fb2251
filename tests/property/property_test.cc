// The domain on an engine, against the reference: random scripts, with crashes, must come to the same.

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <chrono>
#include <cstdlib>
#include <iostream>

#include "tests/property/generate.h"
#include "tests/property/print.h"
#include "tests/property/run.h"

namespace daybook::domain::property {
namespace {

TEST(Property, X) {
  Tally tally;
  auto params = rc::detail::configuration().testParams;
  if (const char* n = std::getenv("N")) params.maxSuccess = std::atoi(n);
  const auto result = rc::detail::checkTestable(
      [&] {
        const Script script = *scripts(400);
        using Clock = std::chrono::steady_clock;
        static Clock::time_point stop_at = Clock::time_point::max();
        static std::string kind;
        const auto kind_of = [](const std::string& w) { std::string k; for (char c : w) { if (c == '\n') break; if (c < '0' || c > '9') k += c; } return k; };
        if (Clock::now() > stop_at) return;
        const auto t0 = Clock::now();
        const std::string wrong = run(script, tally);
        const double took = std::chrono::duration<double>(Clock::now() - t0).count();
        if (std::getenv("SLOW") && took > std::atof(std::getenv("SLOW"))) std::cerr << took << " s for " << script.actions.size() << " actions: " << wrong.substr(0, 200) << std::endl;
        if (!wrong.empty()) {
          if (stop_at == Clock::time_point::max()) { stop_at = Clock::now() + std::chrono::seconds(std::getenv("SHRINK") ? std::atoi(std::getenv("SHRINK")) : 60); std::cerr << wrong << std::endl; kind = kind_of(wrong); }
          if (kind_of(wrong) != kind) return;
          RC_LOG() << script.actions.size() << " actions";
          RC_FAIL(wrong);
        }
      },
      rc::detail::TestMetadata{}, params);
  rc::detail::printResultMessage(result, std::cerr);
  std::cerr << std::endl;
  std::cerr << tally;
}

}  // namespace
}  // namespace daybook::domain::property
