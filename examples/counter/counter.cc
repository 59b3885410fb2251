#include "examples/counter/counter.h"

#include <fmt/core.h>

int main(int argc, char** argv) {
  auto engine = daybook::Engine<Counters>::open({.directory = argc > 1 ? argv[1] : "counter.journal"});
  if (!engine) return fmt::print(stderr, "{}\n", engine.error().message()), 1;
  fmt::print("recovered {} commands\n", engine->recovery().commands);
  auto producer = engine->producer();
  for (int i = 0; i < 3; ++i) fmt::print("sequence {}\n", producer.call(Add{"visits", 1})->sequence.value);
  fmt::print("refused: {}\n", producer.call(Reset{"visitors", "typo"})->refusal);
  fmt::print("visits = {}\n", *engine->query([](const Counters& c) { return *c.values.find("visits"); }));
}
