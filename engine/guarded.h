#pragma once

#include <exception>
#include <string>
#include <tl/expected.hpp>

namespace daybook {

// Turns what a handler throws into words.
template <class F>
tl::expected<void, std::string> guarded(F&& f) {
  try {
    return f();
  } catch (const std::exception& error) {
    return tl::unexpected(std::string(error.what()));
  } catch (...) {
    return tl::unexpected(std::string("unknown exception"));
  }
}

}  // namespace daybook
