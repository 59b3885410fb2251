#pragma once

#include "journal/format.h"
#include "tests/journal/fixture.h"

namespace daybook::journal {

// A journal whose batches are damaged by number.
class RecoveryTest : public JournalTest {
 protected:
  void write_some(int count, std::size_t bytes = 200) {
    for (int i = 0; i < count; ++i) write_bytes(bytes);
  }
  [[nodiscard]] Position begin_of(std::size_t batch) const {
    return batch == 0 ? Position{kSegmentHeaderBytes + kStartFrameBytes} : ends_[batch - 1];
  }
  void expect_first(std::size_t count) {
    EXPECT_TRUE(
        same(recovered_, std::vector<std::string>(written_.begin(), written_.begin() + static_cast<long>(count))));
    written_.resize(count);
    ends_.resize(count);
  }
  void expect_corrupt_at(Position at) {
    ASSERT_FALSE(try_open());
    EXPECT_EQ(error_.kind, Error::Kind::kCorrupt) << error_.message();
    EXPECT_EQ(error_.path, segment_file(at.value / options_.segment_bytes));
    EXPECT_EQ(error_.offset, at.value % options_.segment_bytes);
  }
};

}  // namespace daybook::journal
