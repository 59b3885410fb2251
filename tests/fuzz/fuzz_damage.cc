// The entry of libFuzzer; `./dev fuzz`.

#include <cstddef>

#include "tests/fuzz/damage.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  daybook::journal::run_on_damage({data, size});
  return 0;
}
