#include "bench/load/receipt_check.h"

#include <gtest/gtest.h>

namespace daybook::load {
namespace {

using domain::workload::Item;

class ReceiptCheckTest : public testing::Test {
 protected:
  // Sends a command that is foretold to come to `outcome`, `behind` commands after its original.
  void send(const Id& id, Outcome outcome, std::uint64_t behind = 0, Code code = {}) {
    Item item;
    item.index = index_++;
    item.original = item.index - behind;
    item.outcome = outcome;
    item.code = code;
    check_.sent(id, item);
  }
  void receive(const Id& id, std::uint64_t sequence, Outcome outcome, Code code = {}) {
    check_.received({.command = id, .sequence = Sequence{sequence}, .outcome = outcome, .code = code});
  }
  ReceiptCheck check_{64};

 private:
  std::uint64_t index_ = 0;
};

TEST_F(ReceiptCheckTest, WhatIsForetoldHolds) {
  send("a", Outcome::kAccepted);
  send("b", Outcome::kRefused, 0, {1, 7});
  send("a", Outcome::kRepeat, 2);
  receive("a", 10, Outcome::kAccepted);
  receive("b", 11, Outcome::kRefused, {1, 7});
  receive("a", 10, Outcome::kAccepted);
  EXPECT_EQ(check_.sent(), 3U);
  EXPECT_EQ(check_.received(), 3U);
  EXPECT_EQ(check_.mismatches(), 0U) << check_.first_mismatch();
}

TEST_F(ReceiptCheckTest, AnotherOutcomeIsFound) {
  send("a", Outcome::kAccepted);
  receive("a", 10, Outcome::kExpired);
  EXPECT_EQ(check_.mismatches(), 1U);
  EXPECT_NE(check_.first_mismatch().find("accepted expected"), std::string::npos) << check_.first_mismatch();
}

TEST_F(ReceiptCheckTest, AnotherReasonIsFound) {
  send("a", Outcome::kRefused, 0, {1, 7});
  receive("a", 10, Outcome::kRefused, {1, 8});
  EXPECT_EQ(check_.mismatches(), 1U);
}

TEST_F(ReceiptCheckTest, AReceiptThatIsLostOrComesTwiceIsFound) {
  send("a", Outcome::kAccepted);
  send("b", Outcome::kAccepted);
  receive("b", 11, Outcome::kAccepted);
  EXPECT_EQ(check_.mismatches(), 1U);
  receive("b", 11, Outcome::kAccepted);
  EXPECT_EQ(check_.mismatches(), 1U);
}

TEST_F(ReceiptCheckTest, ARepeatThatIsExecutedAgainIsFound) {
  send("a", Outcome::kAccepted);
  send("a", Outcome::kRepeat, 1);
  receive("a", 10, Outcome::kAccepted);
  receive("a", 11, Outcome::kAccepted);
  EXPECT_EQ(check_.mismatches(), 1U);
}

TEST_F(ReceiptCheckTest, ARefusedFollowUpIsFound) {
  send("a", Outcome::kAccepted);
  check_.received({.command = Id{"a"}, .sequence = Sequence{10}, .refused_follow_ups = 1});
  EXPECT_EQ(check_.mismatches(), 1U);
}

}  // namespace
}  // namespace daybook::load
