// Returns through the program: four teams beside it, and who did what, why and in answer to what.

#include <gmock/gmock.h>

#include <boost/describe/enumerators.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fstream>
#include <map>

#include "app/returns_run.h"
#include "app/team_names.h"
#include "domain/returns/support/messages.h"
#include "tests/app/journal_fixture.h"

namespace daybook::app {
namespace {

using testing::HasSubstr;

class Returns : public JournalTest {
 protected:
  // Books, stock, and a delivered shipment.
  void open_for_business() const {
    std::string lines = R"({"type":"ConfigureDomain","data":{"auto_open":"on","refund_limit":5000}})"
                        "\n";
    for (const char* account : {"refunds:USD", "warranty:USD", "disposal:USD"})
      lines += open_account(account, "expense");
    lines += open_account("assets:USD");
    lines += R"({"type":"ReceiveStock","data":{"receipt":"D1","model":"kettle","quantity":5}})"
             "\n";
    lines += submit_shipment("S1", 1200) + of_shipment("AssignShipment", "S1", R"(,"truck":"T1")") +
             of_shipment("ShipShipment", "S1") + of_shipment("DeliverShipment", "S1");
    accept(lines);
  }
  static std::string request_refund(const std::string& id, int amount) {
    return R"({"type":"RequestRefund","id":"ask-)" + id +
           R"(","actor":"support","reason":"no steam","correlation":"case-7","data":{"refund":")" + id +
           R"(","order":"order-)" + id +
           R"(","customer":"ACME","shipment":"S1","item":"I1","model":"kettle","location":"Rome","ledger":"USD","cost":900,"amount":)" +
           std::to_string(amount) + "}}\n";
  }
  [[nodiscard]] Finished submit_with(const std::string& teams, const std::string& lines) const {
    Arguments arguments = submit_arguments();
    arguments.insert(arguments.end(), {"--teams", teams});
    return run(arguments, lines);
  }
  [[nodiscard]] boost::json::value refund(const std::string& id) const {
    const Finished shown = run({"show", journal(), "refund", id, "--json"});
    EXPECT_EQ(shown.status, 0) << shown.err;
    return shown.json();
  }
  // The entry of the first event of this name.
  static const boost::json::value& event(const boost::json::value& refund, const std::string& name) {
    static const boost::json::value kNone = boost::json::object{};
    for (const auto& entry : refund.at("history").as_array())
      if (entry.at("event").as_string() == name) return entry;
    ADD_FAILURE() << "no " << name << " in " << boost::json::serialize(refund);
    return kNone;
  }
  [[nodiscard]] std::map<std::string, std::string> states_of_reactors() const {
    std::map<std::string, std::string> states;
    const Finished listed = run({"reactors", journal(), "--json"});
    for (const auto& line : listed.json_lines())
      states[line.at("reactor").as_string().c_str()] = line.at("state").as_string().c_str();
    return states;
  }
};

TEST_F(Returns, EachTeamAnswersAndTheHistoryTellsWhoWhatWhyAndHow) {
  open_for_business();
  const Finished sent = submit_with("all", request_refund("R1", 4000));
  ASSERT_EQ(sent.status, 0) << sent.err;
  const boost::json::value page = refund("R1");
  EXPECT_EQ(page.at("state"), "open") << "the replacement has not left, the item is not taken apart";
  EXPECT_EQ(page.at("teams").at("sales").at("state"), "approved");
  EXPECT_EQ(page.at("teams").at("inventory").at("state"), "reserved");
  EXPECT_EQ(page.at("teams").at("manufacturing").at("state"), "open");
  EXPECT_EQ(page.at("teams").at("accounting").at("state"), "charged");

  const auto& asked = event(page, "RefundRequested");
  EXPECT_EQ(asked.at("actor"), "support");
  EXPECT_EQ(asked.at("reason"), "no steam");
  EXPECT_EQ(asked.at("command"), "ask-R1");
  for (const auto& entry : page.at("history").as_array()) EXPECT_EQ(entry.at("correlation"), "case-7");
  // Reactor: in answer to what support asked.
  const auto& opened = event(page, "OrderRefundOpened");
  EXPECT_EQ(opened.at("actor"), "sales");
  EXPECT_EQ(opened.at("reaction").at("reactor"), "sales");
  EXPECT_EQ(opened.at("reaction").at("answers"), asked.at("sequence"));
  // A reactor in answer to what another reactor's command led to.
  const auto& paid = event(page, "Transferred");
  EXPECT_EQ(paid.at("reaction").at("answers"), event(page, "RefundApproved").at("sequence"));
  // A policy, after an event of a reactor's command.
  const auto& held = event(page, "TransferHeld");
  const auto& shipped = event(page, "ShipmentSubmitted");
  EXPECT_EQ(shipped.at("actor"), "inventory");
  EXPECT_EQ(held.at("correlation"), "case-7");
  EXPECT_EQ(event(page, "TeamDone").at("follow_up_of").at("event"), "RefundApproved");
}

TEST_F(Returns, ATeamThatIsLeftOutCatchesUpWhenItRuns) {
  open_for_business();
  ASSERT_EQ(submit_with("sales,inventory", request_refund("R1", 4000)).status, 0);
  auto states = states_of_reactors();
  EXPECT_EQ(states["sales"], "caught up");
  EXPECT_EQ(states["accounting"], "never ran");
  EXPECT_EQ(refund("R1").at("teams").at("accounting").at("state"), "not begun");
  ASSERT_EQ(submit_with("all", "").status, 0);
  states = states_of_reactors();
  for (const auto& [name, state] : states) EXPECT_EQ(state, "caught up") << name;
  EXPECT_EQ(refund("R1").at("teams").at("accounting").at("state"), "charged");
}

TEST_F(Returns, ADeclinedRefundIsTakenBackByEveryTeamAndClosed) {
  open_for_business();
  ASSERT_EQ(submit_with("all", request_refund("R1", 9000)).status, 0);
  EXPECT_EQ(refund("R1").at("teams").at("sales").at("state"), "waits for a decision");
  const Finished declined = submit_with(
      "all", R"({"type":"DeclineRefund","actor":"manager","reason":"out of warranty","data":{"refund":"R1"}})");
  ASSERT_EQ(declined.status, 0) << declined.err;
  const boost::json::value page = refund("R1");
  EXPECT_EQ(page.at("state"), "closed");
  EXPECT_EQ(page.at("teams").at("inventory").at("state"), "withdrawn");
  EXPECT_EQ(page.at("teams").at("manufacturing").at("state"), "withdrawn");
  EXPECT_EQ(page.at("teams").at("accounting").at("state"), "reversed");
  EXPECT_EQ(event(page, "RefundDeclined").at("reason"), "out of warranty");
  EXPECT_EQ(event(page, "ShipmentCancelled").at("reason"), "the refund was declined");
}

TEST_F(Returns, SendingEverythingAgainChangesNothing) {
  open_for_business();
  ASSERT_EQ(submit_with("all", request_refund("R1", 4000)).status, 0);
  const auto before = run({"replay", journal(), "--json"}).json();
  // Also when the teams have forgotten how far they were.
  for (const auto& file : std::filesystem::directory_iterator(journal() + "/reactors"))
    std::filesystem::remove(file.path());
  ASSERT_EQ(submit_with("all", request_refund("R1", 4000)).status, 0);
  const auto after = run({"replay", journal(), "--json"}).json();
  EXPECT_EQ(before.at("state_hash"), after.at("state_hash"));
  EXPECT_GT(after.at("commands").to_number<int>(), before.at("commands").to_number<int>());
}

TEST_F(Returns, ADamagedCheckpointIsNamedWithTheWayOut) {
  open_for_business();
  ASSERT_EQ(submit_with("sales", "").status, 0);
  const std::string file = journal() + "/reactors/sales";
  std::ofstream(file) << "daybook checkpoint 1\nsequence 3\n";
  const Finished finished = submit_with("sales", "");
  EXPECT_EQ(finished.status, 3);
  EXPECT_THAT(finished.err, HasSubstr(file));
  EXPECT_THAT(finished.err, HasSubstr("Remove it"));
  EXPECT_EQ(run({"reactors", journal()}).status, 3);
}

TEST_F(Returns, ACheckpointThatCannotBeStoredStopsNobody) {
  open_for_business();
  ASSERT_EQ(submit_with("sales", "").status, 0);
  std::filesystem::create_directories(journal() + "/reactors/sales.new");  // where it is written first
  const Finished finished = submit_with("sales", request_refund("R1", 4000));
  EXPECT_EQ(finished.status, 0);
  EXPECT_THAT(finished.err, HasSubstr("the checkpoint of sales is not stored: "));
  EXPECT_THAT(finished.err, ::testing::Not(HasSubstr("has stopped")));
  EXPECT_EQ(refund("R1").at("teams").at("sales").at("state"), "approved");
}

TEST_F(Returns, AnUnknownTeamIsRefusedBeforeAnythingIsSent) {
  const Finished finished = submit_with("sales,marketing", "");
  EXPECT_EQ(finished.status, 2);
  EXPECT_FALSE(std::filesystem::exists(journal()));
}

TEST_F(Returns, ARefundThatIsAwaitedIsShownWithoutAnOrder) {
  accept(
      R"({"type":"OpenDisassembly","data":{"refund":"R1","item":"I1","model":"kettle","location":"Rome","ledger":"USD"}})"
      "\n"
      R"({"type":"WithdrawDisassembly","data":{"refund":"R1"}})"
      "\n");
  const boost::json::value page = refund("R1");
  EXPECT_EQ(page.at("state"), "awaited");
  EXPECT_FALSE(page.as_object().contains("order"));
  EXPECT_EQ(page.at("teams").at("manufacturing").at("done"), true);
  EXPECT_THAT(run({"show", journal(), "refund", "R1"}).out, ::testing::Not(HasSubstr("order ")));
}

TEST_F(Returns, AnUnknownRefundIsSaidToBeSo) {
  open_for_business();
  const Finished finished = run({"show", journal(), "refund", "R9"});
  EXPECT_EQ(finished.status, 1);
  EXPECT_THAT(finished.err, HasSubstr("there is no refund R9"));
}

TEST(Teams, EveryTeamOfSupportIsRun) {
  std::vector<std::string> teams;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<domain::Team>>(
      [&](auto d) { teams.push_back(snake_case(d.name)); });
  EXPECT_EQ(team_names(), teams);
}

// The whole demonstration, small: load, kill, recover; then a day of returns, killed as well; everything counted.
TEST_F(Returns, TheDemoProvesItsCounts) {
  const Finished finished =
      run({"demo", "--commands", "2000", "--seed", "3", "--journal", temporary_.file("demo"), "--json"});
  ASSERT_EQ(finished.status, 0) << finished.err;
  const boost::json::value report = finished.json();
  EXPECT_EQ(report.at("proven"), true);
  EXPECT_EQ(report.at("returns").at("holds"), true);
  const auto& counts = report.at("returns").at("counts");
  EXPECT_EQ(counts.at("RefundClosed").at("found"), 20);
  EXPECT_GT(counts.at("timers").at("found").to_number<int>(), 0);
  EXPECT_GT(counts.at("sales.approver_is_requester").at("found").to_number<int>(), 0);
}

// So many backorders that one decision does not fill them all.
TEST_F(Returns, ADayWithManyBackordersIsCountedAsWell) {
  const ReturnsDay day(7, 160);
  ASSERT_EQ(run_returns({.directory = journal(), .durability = Durability::kProcess}, day), "");
  const auto found = count_returns(journal());
  ASSERT_TRUE(found.has_value()) << found.error();
  const ReturnsDay::Counts expected = day.expected();
  EXPECT_EQ(found->timers, expected.timers);
  EXPECT_EQ(found->follow_ups, expected.follow_ups);
  EXPECT_EQ(found->refusals, expected.refusals);
  for (const auto& [event, count] : expected.events) EXPECT_EQ(found->events.at(event), count) << event;
}

}  // namespace
}  // namespace daybook::app
