// The engine's ring buffer, its sequencer and its shared intake.

#include "bench/ingress_course.h"
#include "bench/peers/contestants.h"
#include "bench/peers/courses.h"
#include "bench/ring_course.h"

namespace daybook::peers {

namespace {

using bench::Course;
using bench::Finish;

template <class Load, class Wait, class Records>
Finish through_ring(const std::string& topology, const Course& course) {
  bench::RingCourse<Load, Wait, Records> ring(course);
  if (topology == "1to1") return ring.one_to_one();
  if (topology == "diamond") return ring.diamond();
  give_up("no such topology: " + topology);
}

template <class Load, class Wait>
Finish run(const Settings& settings, const Course& course) {
  const std::string& topology = settings.text("topology");
  if (topology == "3to1") return bench::IngressCourse<Load, Wait>(course).many_to_one(3);
  return settings.text("records_are") == "items" ? through_ring<Load, Wait, bench::Items<Load>>(topology, course)
                                                 : through_ring<Load, Wait, bench::Commands<Load>>(topology, course);
}

template <class Load>
Finish run(const Settings& settings, const Course& course) {
  return settings.text("wait") == "yielding" ? run<Load, bench::Yielding>(settings, course)
                                             : run<Load, bench::Parking>(settings, course);
}

}  // namespace

Result handoff_daybook(const Settings& settings) {
  const std::uint64_t bytes = settings.number("bytes");
  const Course course{.records = settings.number("records"), .batch = static_cast<unsigned>(settings.number("batch"))};
  return run_courses(static_cast<double>(settings.number("seconds")), [&]() -> Result {
    const Finish finish = bytes == 8 ? run<bench::NoOp>(settings, course) : run<bench::Bytes128>(settings, course);
    return {course.records, finish.seconds, finish.right ? "" : "records were lost, doubled or torn"};
  });
}

}  // namespace daybook::peers
