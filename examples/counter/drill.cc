// The counters' crash drill: `counter_drill [SECONDS]`.

#include "engine/drill/drill.h"

#include <fmt/core.h>

#include <cstdlib>

#include "examples/counter/course.h"

namespace drill = daybook::drill;

int main(int argc, char** argv) {
  const std::uint64_t seconds = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 60;
  const drill::Report report = drill::run<Counters>({.seed = 1, .duration_ns = seconds * 1'000'000'000}, kCourse);
  fmt::print("{} trials, {} failed\n", report.trials, report.failed.size());
  if (!report.held()) fmt::print("{}\n", report.failed.empty() ? report.wrong : report.failed[0].wrong);
  return report.held() ? 0 : 1;
}
