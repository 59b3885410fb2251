// Every byte of a small journal, flipped; every length of it, cut short. Whatever happens: never a record that was not
// written.

#include <algorithm>
#include <filesystem>

#include "journal/segment.h"
#include "tests/journal/fixture.h"

namespace daybook::journal {
namespace {

class Damage : public JournalTest {
 protected:
  Damage() : JournalTest(TemporaryDirectory::Where::kMemory) {}

  // Three proven batches, three that are not.
  void write_small_journal() {
    open();
    for (const std::size_t bytes : {40u, 8u, 61u}) write_bytes(bytes);
    sync();
    proven_ = ends_.back();
    for (const std::size_t bytes : {24u, 0u, 100u}) write_bytes(bytes);
    end_ = journal_->written();
    crash();
    std::filesystem::remove(segment_file(1));  // the prepared one; a new one is made when it is needed
    image_ = bytes_at(Position{0}, options_.segment_bytes);
  }
  void restore() {
    for (const std::string& name : files()) std::filesystem::remove(directory() + "/" + name);
    auto file = Storage::system().create(segment_file(0));
    ASSERT_TRUE(file);
    ASSERT_TRUE((*file)->write(0, std::as_bytes(std::span(image_))));
  }
  // What is found is a prefix of what was written, and stays what it is.
  void expect_prefix(const std::string& context) {
    ASSERT_LE(recovered_.size(), written_.size()) << context;
    const std::vector<std::string> prefix(written_.begin(), written_.begin() + static_cast<long>(recovered_.size()));
    EXPECT_TRUE(same(recovered_, prefix)) << context;
    crash();
    ASSERT_TRUE(try_open()) << context << ": " << error_.message();
    EXPECT_TRUE(same(recovered_, prefix)) << context;
    EXPECT_TRUE(report_.clean) << context;
    crash();
  }

  std::string image_;
  Position proven_;
  Position end_;
};

TEST_F(Damage, FlippedByteNeverGivesAWrongRecord) {
  write_small_journal();
  for (std::uint64_t at = 0; at < end_.value + 40; ++at) {
    if (at == sizeof(SegmentHeader)) at = kSegmentHeaderBytes;
    const std::string context = "byte " + std::to_string(at);
    restore();
    flip_byte(Position{at});
    const bool opened = try_open();
    if (at < proven_.value) {
      EXPECT_FALSE(opened) << context;
      EXPECT_TRUE(error_.kind == Error::Kind::kCorrupt || error_.kind == Error::Kind::kFormat) << context;
    } else {
      ASSERT_TRUE(opened) << context << ": " << error_.message();
      EXPECT_GE(recovered_.size(), 3u) << context;
      expect_prefix(context);
    }
  }
}

TEST_F(Damage, LostTailNeverGivesAWrongRecord) {
  write_small_journal();
  for (std::uint64_t at = kSegmentHeaderBytes; at < end_.value; at += 8) {
    const std::string context = "from byte " + std::to_string(at);
    restore();
    zero(Position{at}, end_);
    ASSERT_TRUE(try_open()) << context << ": " << error_.message();
    expect_prefix(context);
  }
}

TEST_F(Damage, LostWordNeverGivesAWrongRecord) {
  write_small_journal();
  for (std::uint64_t at = kSegmentHeaderBytes; at < end_.value; at += 8) {
    const std::string context = "word at " + std::to_string(at);
    if (image_.substr(at, 8) == std::string(8, '\0')) continue;
    restore();
    zero(Position{at}, Position{at + 8});
    const bool opened = try_open();
    EXPECT_EQ(opened, at >= proven_.value) << context;
    if (opened) expect_prefix(context);
  }
}

TEST_F(Damage, TruncatedFileIsRefused) {
  write_small_journal();
  for (std::uint64_t bytes = 0; bytes < end_.value + 100; ++bytes) {
    if (bytes == sizeof(SegmentHeader) + 8) bytes = kSegmentHeaderBytes - 8;
    restore();
    std::filesystem::resize_file(segment_file(0), bytes);
    ASSERT_FALSE(try_open()) << bytes << " bytes";
    EXPECT_EQ(error_.kind, Error::Kind::kCorrupt) << bytes << " bytes";
    EXPECT_EQ(error_.path, segment_file(0));
  }
}

TEST_F(Damage, LongerFileIsRefused) {
  write_small_journal();
  restore();
  std::filesystem::resize_file(segment_file(0), options_.segment_bytes + 4096);
  EXPECT_FALSE(try_open());
  EXPECT_EQ(error_.kind, Error::Kind::kCorrupt);
}

}  // namespace
}  // namespace daybook::journal
