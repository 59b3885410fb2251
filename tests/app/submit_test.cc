#include <gmock/gmock.h>

#include <boost/json/serialize.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "tests/app/journal_fixture.h"

namespace daybook::app {
namespace {

using testing::HasSubstr;

class Submit : public JournalTest {};

TEST_F(Submit, ReceiptsComeInTheOrderOfTheLines) {
  std::string lines = open_account("A") + open_account("B");
  constexpr int kTransfers = 3000;
  for (int i = 0; i < kTransfers; ++i) lines += transfer("T" + std::to_string(i), "A", "B", 1);
  const Finished finished = submit(lines);
  ASSERT_EQ(finished.status, 0) << finished.err;
  const auto receipts = finished.json_lines();
  ASSERT_EQ(receipts.size(), kTransfers + 2);
  for (std::size_t i = 0; i < receipts.size(); ++i) {
    EXPECT_EQ(receipts[i].at("line"), i + 1);
    EXPECT_EQ(receipts[i].at("sequence"), i + 2);  // 1 is the engine's own
    EXPECT_EQ(receipts[i].at("outcome"), "accepted");
  }
}

TEST_F(Submit, ReceiptSaysWhatBecameOfTheCommand) {
  const Finished finished =
      submit(R"({"type":"OpenAccount","id":"open-1","data":{"account":"A","ledger":"USD","kind":"asset"}})");
  EXPECT_EQ(boost::json::serialize(finished.json()),
            R"({"line":1,"command":"open-1","sequence":2,"outcome":"accepted","version":1})");
  EXPECT_THAT(finished.err, HasSubstr("1 receipt: 1 accepted\n"));
}

TEST_F(Submit, RefusalIsAnAnswerAndNoFailure) {
  const Finished finished = submit(of_shipment("ShipShipment", "S1") + open_account("A") + open_account("A"));
  EXPECT_EQ(finished.status, 0) << finished.err;
  const auto receipts = finished.json_lines();
  ASSERT_EQ(receipts.size(), 3);
  EXPECT_EQ(receipts[0].at("refusal"), "shipments.unknown_shipment");
  EXPECT_EQ(receipts[2].at("refusal"), "accounts.already_exists");
  EXPECT_EQ(receipts[2].at("related"), receipts[1].at("sequence"));
}

TEST_F(Submit, RefusedFollowUpsAreCounted) {
  const Finished finished = submit(submit_shipment("S1", 1200));
  const auto receipts = finished.json_lines();
  ASSERT_EQ(receipts.size(), 1) << finished.err;
  EXPECT_EQ(receipts[0].at("outcome"), "accepted");
  EXPECT_EQ(receipts[0].at("refused_follow_ups"), 1);  // no account to hold it on
}

// Each bad line with what is said of it; all stand in one input, with good lines between them.
struct BadLine {
  std::string line;
  std::string said;
};
const std::vector<BadLine>& bad_lines() {
  static const std::string kLong(300, 'x');
  static const std::vector<BadLine> kLines = {
      {"not json", "is not JSON: "},
      {R"({"type":"CloseAccount","data":{"account":"A"})", "is not JSON: "},
      {R"({"type":"CloseAccount","data":{"account":"A"}} {})", "is not JSON: "},
      {"\"a text\"", "is a string, not an object"},
      {"[]", "is an array, not an object"},
      {R"({"data":{"account":"A"}})", "type: is missing"},
      {R"({"type":"CloseAccount"})", "data: is missing"},
      {R"({"type":"CloseAccount","data":{"account":"A","account":"B"}})", "account: is given twice"},
      {R"({"type":"CloseAccount","reason":"a \"{:}","data":{"account":"A"},"type":"SetRate"})", "type: is given twice"},
      {R"({"type":"\u001b[31mRed","data":{}})", R"(type: "\u001b[31mRed" is not one of)"},
      {R"({"type":"Explode","data":{}})", "type: \"Explode\" is not one of \"SubmitShipment\""},
      {R"({"type":7,"data":{}})", "type: is a number, not one of"},
      {R"({"type":"CloseAccount","data":{"account":"A"},"colour":"red"})",
       "colour: is no field; the fields are type, id"},
      {R"({"type":"CloseAccount","data":"A"})", "data: is a string, not an object"},
      {R"({"type":"CloseAccount","data":{}})", "data.account: is missing"},
      {R"({"type":"CloseAccount","data":{"account":"A","why":"no"}})", "data.why: is no field; the fields are account"},
      {R"({"type":"CloseAccount","data":{"account":""}})", "data.account: "},
      {R"({"type":"CloseAccount","data":{"account":"seventeen letters"}})",
       "data.account: \"seventeen letters\": an id is"},
      {R"({"type":"CloseAccount","data":{"account":"caf\u00e9"}})", "is not printable ASCII"},
      {R"({"type":"CloseAccount","data":{"account":"0192aaaa-bbbb-7ccc-0ddd-eeeeeeeeeeee"}})", "data.account: "},
      {R"({"type":"CloseAccount","id":"","data":{"account":"A"}})", "id: "},
      {R"({"type":"CloseAccount","id":"0192aaaa-bbbb-8ccc-8ddd-eeeeeeeeeeee","data":{"account":"A"}})",
       "id: is a UUIDv8"},
      {R"({"type":"CloseAccount","actor":12,"data":{"account":"A"}})", "actor: is a number, not the string of an id"},
      {R"({"type":"CloseAccount","reason":")" + kLong + R"(","data":{"account":"A"}})", "reason: has 300 bytes"},
      {R"({"type":"CloseAccount","expected_version":-1,"data":{"account":"A"}})",
       "expected_version: -1 is out of range"},
      {R"({"type":"CloseAccount","occurred_on":"2026-02-30","data":{"account":"A"}})",
       "occurred_on: \"2026-02-30\" is not"},
      {R"({"type":"CloseAccount","sent_at":"yesterday","data":{"account":"A"}})",
       "sent_at: \"yesterday\" is not a time"},
      {R"({"type":"AssignShipment","data":{"shipment":"S1","truck":null}})", "data.truck: is null"},
      {R"({"type":"DeliverShipment","data":{"shipment":"S1","signed_by":")" + kLong + R"("}})",
       "data.signed_by: has 300 bytes"},
      {R"({"type":"SetRate","data":{"service":"Air","ledger":"usd","base":1,"per_kg":1}})",
       "data.ledger: is not three capital"},
      {R"({"type":"SetRate","data":{"service":"Air","ledger":"USD","base":1.5,"per_kg":1}})",
       "data.base: is a number that is not"},
      {R"({"type":"SubmitShipment","data":{"shipment":"S1","bill_to":"A","carrier":"B","service":"Air","ledger":"USD",)"
       R"("weight_g":4294967296}})",
       "data.weight_g: 4294967296 is out of range: 0 to 4294967295"},
      {R"({"type":"SubmitShipment","data":{"shipment":"S1","bill_to":"A","carrier":"B","service":"Air","ledger":"USD",)"
       R"("ship_to":{"planet":"Mars"}}})",
       "data.ship_to.planet: is no field"},
      {R"({"type":"SubmitShipment","data":{"shipment":"S1","bill_to":"A","carrier":"B","service":"Air","ledger":"USD",)"
       R"("items":[{"id":"I1","digest":"00112233445566778899aabbccddeeff"},{"id":"I2","digest":"0"}]}})",
       "data.items[1].digest: is not 32 hexadecimal digits"},
      {R"({"wait_ms":-1})", "wait_ms: is not a whole number from 0 to 3600000"},
      {R"({"wait_ms":"a while"})", "wait_ms: is not a whole number"},
      {R"({"wait_ms":5,"type":"CloseAccount","data":{"account":"A"}})", "wait_ms: stands alone in its line"},
  };
  return kLines;
}

TEST_F(Submit, EveryBadLineIsReportedAndTheOthersRun) {
  std::string lines;
  for (std::size_t i = 0; i < bad_lines().size(); ++i)
    lines += bad_lines()[i].line + "\n" + open_account("A" + std::to_string(i));
  const Finished finished = submit(lines);
  EXPECT_EQ(finished.status, 1);
  for (std::size_t i = 0; i < bad_lines().size(); ++i) {
    const std::size_t at = finished.err.find("line " + std::to_string(2 * i + 1) + ": ");
    ASSERT_NE(at, std::string::npos) << bad_lines()[i].line;
    EXPECT_THAT(finished.err.substr(at, finished.err.find('\n', at) - at), HasSubstr(bad_lines()[i].said));
  }
  EXPECT_EQ(finished.json_lines().size(), bad_lines().size());
  EXPECT_THAT(finished.err, HasSubstr("; " + std::to_string(bad_lines().size()) + " bad lines\n"));
}

TEST_F(Submit, EmptyLinesAndWindowsLineEndsAreTolerated) {
  std::string line = open_account("A");
  line.insert(line.size() - 1, "\r");
  const Finished finished = submit("\n\r\n   \n" + line + "\n" + R"({"type":"CloseAccount","data":{"account":"A"}})");
  EXPECT_EQ(finished.status, 0) << finished.err;
  const auto receipts = finished.json_lines();
  ASSERT_EQ(receipts.size(), 2);
  EXPECT_EQ(receipts[0].at("line"), 4);
  EXPECT_EQ(receipts[1].at("line"), 6);
}

TEST_F(Submit, APauseIsNoCommand) {
  const auto begin = std::chrono::steady_clock::now();
  const Finished finished = submit(open_account("A") + "{\"wait_ms\":150}\n" + open_account("B"));
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(150));
  ASSERT_EQ(finished.status, 0) << finished.err;
  const auto receipts = finished.json_lines();
  ASSERT_EQ(receipts.size(), 2);
  EXPECT_EQ(receipts[1].at("line"), 3);
  EXPECT_EQ(receipts[1].at("sequence"), 3);
}

TEST_F(Submit, AnOverLongLineIsRefusedAndTheNextOneRuns) {
  const Finished finished = submit(std::string(1'000'000, ' ') + "\n" + open_account("A"));
  EXPECT_EQ(finished.status, 1);
  EXPECT_THAT(finished.err, HasSubstr("line 1: is longer than 262144 bytes\n"));
  EXPECT_EQ(finished.json_lines().at(0).at("line"), 2);
}

TEST_F(Submit, TheSameIdGetsTheSameReceiptAlsoFromTheNextProcess) {
  const std::string line =
      R"({"type":"OpenAccount","id":"open-1","data":{"account":"A","ledger":"USD","kind":"asset"}})";
  const Finished first = submit(line + "\n" + line);
  const Finished later = submit(line);
  const auto receipts = first.json_lines();
  ASSERT_EQ(receipts.size(), 2);
  EXPECT_EQ(later.out, boost::json::serialize(receipts[0]) + "\n");
  EXPECT_EQ(receipts[1].at("sequence"), receipts[0].at("sequence"));
  EXPECT_EQ(receipts[1].at("outcome"), "accepted");
}

TEST_F(Submit, TheSameIdWithOtherContentIsReused) {
  const Finished finished = submit(R"({"type":"CloseAccount","id":"x","data":{"account":"A"}})"
                                   "\n"
                                   R"({"type":"CloseAccount","id":"x","data":{"account":"B"}})");
  EXPECT_EQ(finished.status, 0);
  const auto receipts = finished.json_lines();
  ASSERT_EQ(receipts.size(), 2);
  EXPECT_EQ(receipts[1].at("outcome"), "id_reused");
  EXPECT_EQ(receipts[1].at("related"), receipts[0].at("sequence"));
}

TEST_F(Submit, AnotherVersionThanExpectedIsRefusedWithTheActualOne) {
  const Finished finished =
      submit(open_account("A") + R"({"type":"CloseAccount","expected_version":7,"data":{"account":"A"}})");
  const auto receipts = finished.json_lines();
  ASSERT_EQ(receipts.size(), 2);
  EXPECT_EQ(receipts[1].at("refusal"), "engine.version_conflict");
  EXPECT_EQ(receipts[1].at("version"), 1);
}

TEST_F(Submit, CommandsSentLongAgoAreExpired) {
  const Finished finished =
      submit(R"({"type":"CloseAccount","id":"x","sent_at":"2020-01-01T00:00:00Z","data":{"account":"A"}})");
  EXPECT_EQ(finished.status, 0);
  EXPECT_EQ(finished.json().at("outcome"), "expired");
}

TEST_F(Submit, ReadsAFile) {
  const std::string path = temporary_.file("commands.jsonl");
  std::ofstream(path) << open_account("A");
  Arguments arguments = submit_arguments();
  arguments.push_back(path);
  const Finished finished = run(arguments);
  EXPECT_EQ(finished.status, 0) << finished.err;
  EXPECT_EQ(finished.json_lines().size(), 1);
}

TEST_F(Submit, AMissingFileMakesNoJournal) {
  Arguments arguments = submit_arguments();
  arguments.push_back(temporary_.file("absent.jsonl"));
  const Finished finished = run(arguments);
  EXPECT_EQ(finished.status, 3);
  EXPECT_THAT(finished.err, HasSubstr("absent.jsonl: No such file"));
  EXPECT_FALSE(std::filesystem::exists(journal()));
}

TEST_F(Submit, AReceiptDoesNotWaitForTheNextCommand) {
  Running running(submit_arguments());
  running.write(open_account("A"));
  EXPECT_THAT(running.read_line(), HasSubstr("\"line\":1"));
  running.write(open_account("B"));
  EXPECT_THAT(running.read_line(), HasSubstr("\"line\":2"));
  running.close_input();
  EXPECT_EQ(running.finish().status, 0);
}

TEST_F(Submit, AnInterruptEndsItCleanly) {
  Running running(submit_arguments());
  running.write(open_account("A"));
  EXPECT_THAT(running.read_line(), HasSubstr("accepted"));
  running.signal(SIGINT);
  const Finished finished = running.finish();
  EXPECT_EQ(finished.status, 130);
  EXPECT_THAT(finished.err, HasSubstr("1 receipt: 1 accepted\n"));
  const Finished replay = run({"replay", journal(), "--source", "both", "--json"});
  EXPECT_EQ(replay.json().at("last_sequence"), 2) << replay.err;
}

TEST_F(Submit, AReaderThatGoesAwayIsReportedAndWhatWasReadIsJournaled) {
  Running running(submit_arguments(), Running::Out::kNobodyReads);
  running.write(open_account("A") + open_account("B"));
  running.close_input();
  const Finished finished = running.finish();
  EXPECT_EQ(finished.status, 1);
  EXPECT_THAT(finished.err, HasSubstr("writing receipts failed: Broken pipe"));
  EXPECT_EQ(run({"list", journal(), "accounts", "--json"}).json_lines().size(), 2);
}

TEST_F(Submit, AJournalInUseIsNotOpenedTwice) {
  Running running(submit_arguments());
  running.write(open_account("A"));
  EXPECT_THAT(running.read_line(), HasSubstr("accepted"));
  const Finished second = submit(open_account("B"));
  EXPECT_EQ(second.status, 3);
  EXPECT_THAT(second.err, HasSubstr("has this journal open"));
  running.close_input();
  EXPECT_EQ(running.finish().status, 0);
}

TEST_F(Submit, OneOfTheTwoJournalsIsNoJournal) {
  EXPECT_EQ(submit(open_account("A")).status, 0);
  const Finished inside = run({"submit", "--journal", journal() + "/commands", "/dev/null"});
  EXPECT_EQ(inside.status, 3);
  EXPECT_THAT(inside.err, HasSubstr("open the directory above it"));
}

TEST_F(Submit, WithoutAJournalItExplainsItself) {
  EXPECT_EQ(run({"submit"}).status, 2);
  const Finished unknown = run({"sumbit", "--journal", journal()});
  EXPECT_EQ(unknown.status, 2);
  EXPECT_THAT(unknown.err, HasSubstr("there is no verb \"sumbit\""));
  const Finished help = run({"submit", "--help"});
  EXPECT_EQ(help.status, 0);
  EXPECT_THAT(help.out, HasSubstr("Give your commands ids"));
}

}  // namespace
}  // namespace daybook::app
