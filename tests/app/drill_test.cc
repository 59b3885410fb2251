// `daybook drill`.

#include <gmock/gmock.h>

#include "tests/app/program.h"

namespace daybook::app {
namespace {

using testing::HasSubstr;

TEST(Drill, SaysWhatEveryTrialCameTo) {
  const Finished finished = run({"drill", "--minutes", "0.03", "--seed", "5", "--json"});
  EXPECT_EQ(finished.status, 0) << finished.err;
  const auto lines = finished.json_lines();
  ASSERT_GE(lines.size(), 2U);  // one trial at least, however slow the machine, and the summary
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    EXPECT_EQ(lines[i].at("trial"), i);
    EXPECT_EQ(lines[i].at("seed"), 5);
    EXPECT_NE(lines[i].at("verdict"), "failed");
    EXPECT_GE(lines[i].at("recovered").as_int64(),
              lines[i].at("verdict") == "refused" ? 0 : lines[i].at("released").as_int64());
  }
  EXPECT_EQ(lines.back().at("trials"), lines.size() - 1);
  EXPECT_EQ(lines.back().at("failed"), 0);
}

TEST(Drill, OneTrialAgain) {
  const Arguments arguments{"drill", "--seed", "5", "--faults", "power,eio", "--durability", "process", "--trial", "3"};
  const Finished once = run(arguments);
  EXPECT_EQ(once.status, 0) << once.err;
  EXPECT_THAT(once.out, HasSubstr("trial     3  eio"));
  EXPECT_THAT(once.out, HasSubstr("1 trials: 0 failed"));
  EXPECT_EQ(once.out, run(arguments).out);
}

TEST(Drill, RefusesFaultsThatItDoesNotKnow) {
  const Finished finished = run({"drill", "--faults", "flood"});
  EXPECT_EQ(finished.status, 2);
  EXPECT_THAT(finished.err, HasSubstr("flood"));
}

}  // namespace
}  // namespace daybook::app
