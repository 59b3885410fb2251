#include "bench/peers/result.h"

#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>

namespace daybook::peers {

namespace {

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out + '"';
}

}  // namespace

int print(const Result& result) {
  fmt::print("{{\"items\": {}, \"seconds\": {:.9f}, \"wrong\": {}}}\n", result.items, result.seconds,
             quoted(result.wrong));
  return result.wrong.empty() ? 0 : 1;
}

void give_up(const std::string& why) {
  fmt::print(stderr, "daybook_peers: {}\n", why);
  std::exit(2);
}

}  // namespace daybook::peers
