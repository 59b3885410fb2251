// What `daybook show` tells of who did what: above all of timers, whose work is theirs and not that of the command
// before which they happened to fire.

#include <gmock/gmock.h>

#include <boost/json/serialize.hpp>
#include <chrono>
#include <map>

#include "tests/app/journal_fixture.h"

namespace daybook::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ShowHistory : public JournalTest {
 protected:
  [[nodiscard]] boost::json::value show(const std::string& kind, const std::string& id) const {
    return run({"show", journal(), kind, id, "--json"}).json();
  }
  static std::vector<std::string> all(const boost::json::value& list, const char* field) {
    std::vector<std::string> found;
    for (const auto& entry : list.as_array()) found.push_back(boost::json::serialize(entry.at(field)));
    return found;
  }
};

TEST_F(ShowHistory, AReversalIsInBothStatements) {
  accept(open_account("A") + open_account("B") + transfer("T1", "A", "B", 700) +
         R"({"type":"ReverseTransfer","data":{"transfer":"R1","original":"T1","debit":"A","credit":"B","ledger":"USD",)"
         R"("amount":700}})");
  const auto a = show("account", "A").at("statement");
  EXPECT_THAT(all(a, "event"), ElementsAre(R"("AccountOpened")", R"("Transferred")", R"("TransferReversed")"));
  EXPECT_THAT(all(a, "balance"), ElementsAre("0", "700", "0"));
  EXPECT_EQ(a.at(2).at("side"), "credit");
  EXPECT_EQ(a.at(2).at("data").at("original"), "T1");
  const auto b = show("account", "B");
  EXPECT_THAT(all(b.at("statement"), "balance"), ElementsAre("0", "-700", "0"));
  EXPECT_EQ(b.at("statement").at(2).at("side"), "debit");
  EXPECT_EQ(b.at("balance"), 0);
}

TEST_F(ShowHistory, AShipmentThatComesBackTellsItsWay) {
  accept(kAutoOpen + submit_shipment("S1", 1200) + of_shipment("AssignShipment", "S1", R"(,"truck":"T1")") +
         of_shipment("ShipShipment", "S1") +
         of_shipment("RecordCheckpoint", "S1", R"(,"scan_code":"ARRIVED","location":"Rome, gate 3")") +
         of_shipment("RefuseShipment", "S1") + of_shipment("ReceiveReturn", "S1"));
  const auto json = show("shipment", "S1");
  EXPECT_EQ(json.at("state"), "returned");
  EXPECT_THAT(
      all(json.at("history"), "event"),
      ElementsAre(R"("ShipmentSubmitted")", R"("TransferHeld")", R"("ShipmentAssigned")", R"("ShipmentShipped")",
                  R"("CheckpointRecorded")", R"("ShipmentRefused")", R"("ShipmentReturned")", R"("TransferVoided")"));
  EXPECT_EQ(json.at("history").at(7).at("follow_up_of").at("event"), "ShipmentReturned");
  EXPECT_THAT(run({"show", journal(), "shipment", "S1"}).out, HasSubstr("scan code ARRIVED, location Rome, gate 3"));
  EXPECT_EQ(run({"list", journal(), "shipments", "--status", "returned", "--json"}).json_lines().size(), 1);
}

// Of a refund's history only support's own events have its version: the pieces and the replacement's shipment have
// versions of their own.
TEST_F(ShowHistory, ARefundsVersionsAreItsOwn) {
  accept(
      kAutoOpen +
      R"({"type":"RequestRefund","actor":"agent","data":{"refund":"R1","order":"O1","customer":"ACME","shipment":"S1",)"
      R"("item":"I1","model":"kettle","location":"Rome","ledger":"USD","cost":900,"amount":4000}})"
      "\n"
      R"({"type":"OpenDisassembly","data":{"refund":"R1","item":"I1","model":"kettle","location":"Rome","ledger":"USD"}})"
      "\n"
      R"({"type":"WithdrawDisassembly","data":{"refund":"R1"}})"
      "\n");
  const std::string replacement(show("refund", "R1").at("replacement").as_string());
  accept(submit_shipment(replacement, 1200));
  std::map<std::string, boost::json::value> versions;
  const boost::json::value page = show("refund", "R1");
  for (const auto& entry : page.at("history").as_array()) {
    const boost::json::value* version = entry.as_object().if_contains("version");
    versions[entry.at("event").as_string().c_str()] = version == nullptr ? boost::json::value() : *version;
  }
  EXPECT_EQ(versions.at("RefundRequested"), 1);
  EXPECT_EQ(versions.at("TeamDone"), 2);
  for (const char* other : {"DisassemblyOpened", "DisassemblyWithdrawn", "ShipmentSubmitted", "TransferHeld"}) {
    EXPECT_TRUE(versions.at(other).is_null()) << other;
  }
  EXPECT_EQ(show("shipment", replacement).at("history").at(0).at("version"), 1);
}

class TimerHistory : public ShowHistory {
 protected:
  void SetUp() override { accept(open_account("A") + open_account("B")); }
  static std::string hold(int timeout_ms) {
    return R"({"type":"HoldTransfer","actor":"clerk 7","reason":"by phone","correlation":"order-9","data":{)"
           R"("transfer":"H1","debit":"A","credit":"B","reference":"S1","ledger":"USD","amount":500,"timeout_ms":)" +
           std::to_string(timeout_ms) + "}}\n";
  }
  // The last event of this type; null: there is none yet.
  [[nodiscard]] boost::json::value event(const char* type) const {
    const boost::json::value account = show("account", "A");
    boost::json::value found;
    for (const auto& entry : account.at("statement").as_array()) {
      if (entry.at("event") == type) found = entry;
    }
    return found;
  }
  // Calls `try_again` until H1 has expired.
  template <class F>
  [[nodiscard]] boost::json::value expiry(F&& try_again) const {
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    boost::json::value expired;
    while (expired.is_null() && std::chrono::steady_clock::now() < patience) {
      try_again();
      expired = event("TransferExpired");
    }
    return expired;
  }
  void expect_the_timers(const boost::json::value& expired) const {
    ASSERT_FALSE(expired.is_null()) << "it has not expired";
    const auto held = event("TransferHeld");
    EXPECT_EQ(expired.at("correlation"), "order-9");
    EXPECT_EQ(expired.at("command_type"), "ExpireTransfer");
    EXPECT_NE(expired.at("command"), held.at("command"));
    EXPECT_FALSE(expired.as_object().contains("actor")) << "a timer is nobody";
    EXPECT_FALSE(expired.as_object().contains("reason"));
    EXPECT_FALSE(expired.as_object().contains("follow_up_of"));
    const auto& timer = expired.at("timer");
    EXPECT_EQ(timer.at("armed_by"), held.at("sequence"));
    EXPECT_EQ(timer.at("armed_at"), held.at("time"));
    EXPECT_GT(timer.at("due").as_string(), timer.at("armed_at").as_string());
    EXPECT_LE(timer.at("due").as_string(), expired.at("time").as_string());
    EXPECT_EQ(expired.at("released"), 500);
    EXPECT_EQ(expired.at("data").at("reference"), "S1");
    EXPECT_FALSE(held.as_object().contains("timer"));
    const std::string text = run({"show", journal(), "account", "A"}).out;
    EXPECT_THAT(text, HasSubstr("timer armed by sequence " + boost::json::serialize(held.at("sequence")) + ", due 20"));
    EXPECT_THAT(text, HasSubstr("debits pending  0.00 USD"));
  }
};

TEST_F(TimerHistory, ExpiryIsNotOfTheCommandAfterIt) {
  accept(hold(100));
  int number = 0;
  const auto expired = expiry([&] {
    const std::string later = transfer("T" + std::to_string(number++), "A", "B", 1);
    accept(R"({"actor":"somebody","reason":"else","correlation":"order-10",)" + later.substr(1));
  });
  expect_the_timers(expired);
  const auto moved = event("Transferred");
  EXPECT_EQ(moved.at("actor"), "somebody");
  EXPECT_EQ(moved.at("correlation"), "order-10");
  EXPECT_FALSE(moved.as_object().contains("timer"));
}

// Nobody sends anything: the engine itself journals that time has passed.
TEST_F(TimerHistory, ExpiryInAnIdleEngineIsShown) {
  Running running(submit_arguments());
  running.write(hold(20));
  EXPECT_THAT(running.read_line(), HasSubstr("accepted"));
  expect_the_timers(expiry([] {}));
  running.close_input();
  EXPECT_EQ(running.finish().status, 0);
}

}  // namespace
}  // namespace daybook::app
