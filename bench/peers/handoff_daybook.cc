// The engine's ring buffer and its shared intake.

#include "bench/ingress_course.h"
#include "bench/peers/contestants.h"
#include "bench/peers/courses.h"
#include "bench/ring_course.h"

namespace daybook::peers {

namespace {

using bench::Course;
using bench::Finish;

template <class Load, class Wait>
Finish run(const std::string& topology, const Course& course) {
  if (topology == "3to1") return bench::IngressCourse<Load, Wait>(course).many_to_one(3);
  bench::RingCourse<Load, Wait> ring(course);
  if (topology == "1to1") return ring.one_to_one();
  if (topology == "diamond") return ring.diamond();
  give_up("no such topology: " + topology);
}

template <class Load>
Finish run(const std::string& topology, const std::string& wait, const Course& course) {
  return wait == "yielding" ? run<Load, bench::Yielding>(topology, course)
                            : run<Load, bench::Parking>(topology, course);
}

}  // namespace

Result handoff_daybook(const Settings& settings) {
  const std::string& topology = settings.text("topology");
  const std::string& wait = settings.text("wait");
  const std::uint64_t bytes = settings.number("bytes");
  const Course course{.records = settings.number("records"), .batch = static_cast<unsigned>(settings.number("batch"))};
  return run_courses(static_cast<double>(settings.number("seconds")), [&]() -> Result {
    const Finish finish =
        bytes == 8 ? run<bench::NoOp>(topology, wait, course) : run<bench::Bytes128>(topology, wait, course);
    return {course.records, finish.seconds, finish.right ? "" : "records were lost, doubled or torn"};
  });
}

}  // namespace daybook::peers
