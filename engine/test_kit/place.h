#pragma once

namespace daybook::test_kit {

// The line of a test that says something: where its failure is reported. As std::source_location, which clang 14 lacks.
struct Place {
  const char* file;
  int line;

  static constexpr Place current(const char* file = __builtin_FILE(), int line = __builtin_LINE()) noexcept {
    return {file, line};
  }
};

}  // namespace daybook::test_kit
