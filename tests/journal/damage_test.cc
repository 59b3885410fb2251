// Every byte of a small journal, flipped; every length of it, cut short. Whatever happens: never a record that was not
// written.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>

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

// Three segments, all of them synced: whatever is damaged, nothing is lost in silence.
class DamageInSegments : public Damage {
 protected:
  void write_three_segments() {
    open();
    for (std::size_t i = 0; i < 40; ++i) {
      write_bytes(i % 4 == 0 ? 200'000 : 40 + i);
      settle();
    }
    close();
    for (const std::string& name : files()) {
      if (!name.ends_with(".segment")) continue;
      images_.push_back(bytes_at(Position{images_.size() * options_.segment_bytes}, options_.segment_bytes));
    }
    ASSERT_GE(images_.size(), 3u);
    for (const FoundFrame& frame : frames()) found_.push_back(frame);
  }
  // Every file as it was written, and no other.
  void restore_all() {
    for (const std::string& name : files()) {
      if (!name.ends_with(".segment")) std::filesystem::remove(directory() + "/" + name);
    }
    for (std::size_t i = 0; i < images_.size(); ++i) {
      if (std::filesystem::exists(segment_file(i)) &&
          std::filesystem::file_size(segment_file(i)) == options_.segment_bytes) {
        continue;
      }
      std::filesystem::remove(segment_file(i));
      auto file = Storage::system().create(segment_file(i));
      ASSERT_TRUE(file);
      ASSERT_TRUE((*file)->write(0, std::as_bytes(std::span(images_[i]))));
    }
  }
  // Either refused, or everything is there.
  void expect_whole_or_refused(const std::string& context) {
    if (!try_open()) {
      EXPECT_TRUE(error_.kind == Error::Kind::kCorrupt || error_.kind == Error::Kind::kFormat)
          << context << ": " << error_.message();
      EXPECT_NE(error_.path, "") << context;
      ++refused_;
      return;
    }
    EXPECT_TRUE(same(recovered_, written_)) << context;
    ++whole_;
    crash();
  }

  std::vector<std::string> images_;
  std::vector<FoundFrame> found_;
  std::uint64_t refused_ = 0;
  std::uint64_t whole_ = 0;
};

TEST_F(DamageInSegments, FlippedBytes) {
  write_three_segments();
  const std::uint64_t stride = std::getenv("DAYBOOK_EFFORT") != nullptr ? 1 : 5;
  std::vector<std::uint64_t> places;
  for (std::size_t i = 0; i < images_.size(); ++i) {
    for (std::uint64_t at = 0; at < sizeof(SegmentHeader); at += stride)
      places.push_back(i * options_.segment_bytes + at);
  }
  for (const FoundFrame& frame : found_) {
    // Its head, and its last bytes.
    const std::uint64_t bytes = frame.end.value - frame.begin.value;
    for (std::uint64_t at = 0; at < std::min<std::uint64_t>(bytes, 100); at += stride) {
      places.push_back(frame.begin.value + at);
    }
    places.push_back(frame.end.value - 1);
    places.push_back(frame.begin.value + bytes / 2);
  }
  for (const std::uint64_t at : places) {
    const std::string context = "byte " + std::to_string(at);
    flip_byte(Position{at});
    expect_whole_or_refused(context);
    if (HasFailure()) return;
    // An open that refuses changes nothing; one that does not may have gone on from what it found.
    const std::uint64_t segment = at / options_.segment_bytes;
    std::filesystem::remove(segment_file(segment));
    if (error_.kind != Error::Kind::kCorrupt && error_.kind != Error::Kind::kFormat) {
      for (std::size_t i = 0; i < images_.size(); ++i) std::filesystem::remove(segment_file(i));
    }
    error_ = {};
    restore_all();
  }
  std::cout << places.size() << " bytes flipped: " << refused_ << " times refused, " << whole_ << " times harmless\n";
  EXPECT_GT(refused_, whole_);
}

TEST_F(DamageInSegments, FilesCutShort) {
  write_three_segments();
  for (std::size_t i = 0; i < images_.size(); ++i) {
    for (std::uint64_t bytes = 0; bytes < options_.segment_bytes;
         bytes += bytes < 300 || options_.segment_bytes - bytes < 300 ? 60 : 33'333) {
      std::filesystem::resize_file(segment_file(i), bytes);
      ASSERT_FALSE(try_open()) << "segment " << i << ", " << bytes << " bytes";
      EXPECT_EQ(error_.kind, Error::Kind::kCorrupt);
      EXPECT_EQ(error_.path, segment_file(i));
      std::filesystem::remove(segment_file(i));
      restore_all();
    }
  }
}

}  // namespace
}  // namespace daybook::journal
