#include "engine/outcome.h"

namespace daybook {
namespace {

constexpr bool upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr char lowered(char c) { return upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::string snake_case(std::string_view enumerator) {
  if (enumerator.size() > 1 && enumerator[0] == 'k' && upper(enumerator[1])) enumerator.remove_prefix(1);
  std::string name;
  name.reserve(enumerator.size() + 4);
  for (std::size_t i = 0; i < enumerator.size(); ++i) {
    // A word starts at a capital after a small letter or digit, and at the last capital of a run:
    // kHTTPError is http_error.
    const bool after_word = i > 0 && enumerator[i - 1] != '_' && !upper(enumerator[i - 1]);
    const bool ends_run = i > 0 && upper(enumerator[i - 1]) && i + 1 < enumerator.size() && enumerator[i + 1] >= 'a' &&
                          enumerator[i + 1] <= 'z';
    if (upper(enumerator[i]) && (after_word || ends_run)) name += '_';
    name += lowered(enumerator[i]);
  }
  return name;
}

}  // namespace daybook
