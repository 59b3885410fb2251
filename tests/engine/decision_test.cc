// What a handler is handed beside its command.

#include "engine/decision.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace daybook {
namespace {

struct Note {
  Id book;
  std::uint32_t page = 0;
  Text<80> text;
  Text<20> author;
};
DAYBOOK_COMMAND(Note, 1, book, page, text, author)

std::vector<std::byte> bytes_of(const Note& note) {
  std::vector<std::byte> bytes(kLayout<Note>.max_bytes);
  bytes.resize(encode(note, bytes.data()));
  return bytes;
}

class EncodedTest : public testing::Test {
 protected:
  [[nodiscard]] DecisionBase decision_of(const Sent& sent) { return {writer_, context_, {}, sent}; }

  DecisionWriter writer_;
  Context context_;
  Note note_{.book = "daybook", .page = 7, .text = "paid", .author = "somebody"};
  std::vector<std::byte> bytes_ = bytes_of(note_);
  std::byte room_[kLayout<Note>.max_bytes]{};
};

TEST_F(EncodedTest, IsTheBytesAsTheyWereSent) {
  EXPECT_EQ(decision_of({&note_, bytes_}).encoded(note_, std::span(room_)).data(), bytes_.data());
}

TEST_F(EncodedTest, IsWrittenAnewForAnyOtherCommand) {
  const Note other{.book = "daybook", .page = 8, .text = "paid", .author = "somebody"};
  const auto encoded = decision_of({&note_, bytes_}).encoded(other, std::span(room_));
  EXPECT_EQ(std::vector(encoded.begin(), encoded.end()), bytes_of(other));
}

TEST_F(EncodedTest, IsWrittenAnewWhereTheBytesAreOfAnotherForm) {
  std::vector<std::byte> longer = bytes_;
  longer.push_back({});
  for (const auto& sent : {std::span<const std::byte>(longer), std::span<const std::byte>(bytes_).first(20), {}}) {
    const auto encoded = decision_of({&note_, sent}).encoded(note_, std::span(room_));
    EXPECT_EQ(std::vector(encoded.begin(), encoded.end()), bytes_);
  }
}

TEST(Codec, TextsOfEveryLengthComeBackAndNothingBehindThemIsTouched) {
  const std::string letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,-+abcdefghijklmnopq";
  for (std::size_t length = 0; length <= 80; ++length) {
    const Note note{.book = "daybook", .page = 1, .text = std::string_view(letters).substr(1, length), .author = ""};
    std::vector<std::byte> out(kLayout<Note>.max_bytes + 64, std::byte{0xee});
    const std::size_t bytes = encode(note, out.data());
    ASSERT_EQ(bytes, kLayout<Note>.block + 2 + length + 2);
    for (std::size_t i = bytes; i < out.size(); ++i) ASSERT_EQ(out[i], std::byte{0xee}) << length << ' ' << i;
    Note back;
    ASSERT_TRUE(decode(std::span(out).first(bytes), kLayout<Note>.block, back));
    EXPECT_EQ(back.text.view(), note.text.view());
  }
}

}  // namespace
}  // namespace daybook
