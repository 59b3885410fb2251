#pragma once

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <string>

namespace daybook {

struct Failure {
  int count = 0;
  int line = 0;      // of the first …
  std::string text;  // … and what it says
};

// What `body` reports to GoogleTest, without failing the test that runs it.
template <class Body>
Failure failures_of(Body&& body) {
  ::testing::TestPartResultArray results;
  {
    ::testing::ScopedFakeTestPartResultReporter reporter(
        ::testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &results);
    body();
  }
  if (results.size() == 0) return {};
  const ::testing::TestPartResult& first = results.GetTestPartResult(0);
  return {results.size(), first.line_number(), first.message()};
}

// Fails where the failure does not say this.
inline void expect_says(const Failure& failure, const std::string& part) {
  EXPECT_NE(failure.text.find(part), std::string::npos) << failure.text;
}

}  // namespace daybook
