// The domain on an engine, against the reference: random scripts, with crashes, must come to the same.

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdlib>
#include <iostream>

#include "tests/property/generate.h"
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
        const std::string wrong = run(script, tally);
        if (!wrong.empty()) {
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
