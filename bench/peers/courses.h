#pragma once

#include <utility>

#include "bench/peers/result.h"

namespace daybook::peers {

// Runs one course after another, `seconds` of them at least, and adds them up. `course` returns the Result of one; the
// first, which warms the caches and the processor up, does not count.
template <class RunCourse>
Result run_courses(double seconds, RunCourse&& course) {
  Result sum;
  if (Result first = course(); !first.wrong.empty()) return first;
  while (sum.seconds < seconds) {
    Result one = course();
    if (!one.wrong.empty()) return one;
    sum.items += one.items;
    sum.seconds += one.seconds;
  }
  return sum;
}

}  // namespace daybook::peers
