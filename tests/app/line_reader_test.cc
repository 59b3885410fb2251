#include "app/line_reader.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace daybook::app {
namespace {

using Step = LineReader::Step;

class LineReaderTest : public testing::Test {
 protected:
  LineReaderTest() { EXPECT_EQ(::pipe2(pipe_, O_CLOEXEC), 0); }
  ~LineReaderTest() override {
    end();
    ::close(pipe_[0]);
  }
  void write(const std::string& text) { ASSERT_EQ(::write(pipe_[1], text.data(), text.size()), text.size()); }
  void end() {
    if (pipe_[1] >= 0) ::close(pipe_[1]);
    pipe_[1] = -1;
  }
  void expect_line(const std::string& text, std::uint64_t number) {
    ASSERT_EQ(reader().next(0), Step::kLine);
    EXPECT_EQ(reader().line(), text);
    EXPECT_EQ(reader().number(), number);
  }
  LineReader& reader() {
    if (!reader_) reader_.emplace(pipe_[0]);
    return *reader_;
  }

 private:
  int pipe_[2] = {-1, -1};
  std::optional<LineReader> reader_;
};

TEST_F(LineReaderTest, AByteOrderMarkAtTheBeginningIsNoPartOfTheLine) {
  write("\xef\xbb\xbfone\n\xef\xbb\xbftwo\n");
  expect_line("one", 1);
  expect_line("\xef\xbb\xbftwo", 2);
}

TEST_F(LineReaderTest, LinesEndWithLineFeedOrBoth) {
  write("one\ntwo\r\n\nthree");
  end();
  expect_line("one", 1);
  expect_line("two", 2);
  expect_line("", 3);
  expect_line("three", 4);
  EXPECT_EQ(reader().next(0), Step::kEnd);
  EXPECT_EQ(reader().next(0), Step::kEnd);
}

TEST_F(LineReaderTest, AnUnfinishedLineIsWaitedFor) {
  write("on");
  EXPECT_EQ(reader().next(0), Step::kWaiting);
  write("e\ntw");
  expect_line("one", 1);
  EXPECT_EQ(reader().next(0), Step::kWaiting);
  end();
  expect_line("tw", 2);
  EXPECT_EQ(reader().next(0), Step::kEnd);
}

TEST_F(LineReaderTest, AnOverLongLineIsOneStepAndIsCounted) {
  std::size_t left = LineReader::kMaxLineBytes * 3;
  while (left > 0) {
    const std::size_t piece = std::min<std::size_t>(left, 32768);
    write(std::string(piece, 'x'));
    left -= piece;
    EXPECT_EQ(reader().next(0), Step::kWaiting);
  }
  write("\nshort\n");
  EXPECT_EQ(reader().next(0), Step::kTooLong);
  EXPECT_EQ(reader().number(), 1);
  expect_line("short", 2);
}

TEST_F(LineReaderTest, AnOverLongLastLineIsReported) {
  for (std::size_t sent = 0; sent <= LineReader::kMaxLineBytes; sent += 32768) {
    write(std::string(32768, 'x'));
    EXPECT_EQ(reader().next(0), Step::kWaiting);
  }
  end();
  EXPECT_EQ(reader().next(0), Step::kTooLong);
  EXPECT_EQ(reader().next(0), Step::kEnd);
}

TEST(LineReader, AFailedReadIsNoEnd) {
  LineReader reader(::open("/", O_RDONLY | O_CLOEXEC));
  EXPECT_EQ(reader.next(0), Step::kFailed);
  EXPECT_EQ(reader.error(), EISDIR);
}

}  // namespace
}  // namespace daybook::app
