// The verbs that only read: show, list, replay; and skip, which nearly does.

#include <gmock/gmock.h>

#include <filesystem>

#include "tests/app/journal_fixture.h"

namespace daybook::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Read : public JournalTest {
 protected:
  [[nodiscard]] Finished show(const std::string& kind, const std::string& id) const {
    return run({"show", journal(), kind, id});
  }
  [[nodiscard]] boost::json::value show_json(const std::string& kind, const std::string& id) const {
    return run({"show", journal(), kind, id, "--json"}).json();
  }
  // S1 delivered and paid for, S2 on its way, S3 cancelled because the payer's limit is reached.
  void tell_the_story() const {
    accept(kAutoOpen +
           R"({"type":"OpenAccount","data":{"account":"ACME","ledger":"USD","kind":"asset",)"
           R"("limit":"debits_must_not_exceed_credits","credit_line":200000}})"
           "\n" +
           submit_shipment("S1", 120050,
                           R"("id":"submit-1","actor":"clerk 7","reason":"by phone","correlation":"order-9",)") +
           of_shipment("AssignShipment", "S1", R"(,"truck":"T1")") + of_shipment("ShipShipment", "S1") +
           of_shipment("DeliverShipment", "S1", R"(,"signed_by":"Jo")") + submit_shipment("S2", 10000) +
           of_shipment("AssignShipment", "S2", R"(,"truck":"T2")") + submit_shipment("S3", 99999) +
           open_account("CASH") + transfer("PAY1", "CASH", "ACME", 120050));
  }
};

std::vector<std::string> events_of(const boost::json::value& list) {
  std::vector<std::string> events;
  for (const auto& entry : list.as_array()) events.emplace_back(entry.at("event").as_string().c_str());
  return events;
}

TEST_F(Read, ShowsAShipmentAndItsBill) {
  tell_the_story();
  const Finished shown = show("shipment", "S1");
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("state           delivered"));
  EXPECT_THAT(shown.out, HasSubstr("to              Jo, Rome, IT"));
  EXPECT_THAT(shown.out, HasSubstr("charge          1,200.50 USD, by quote"));
  EXPECT_THAT(shown.out, HasSubstr("by clerk 7, why: by phone, command submit-1, correlation order-9"));
  EXPECT_THAT(shown.out, HasSubstr("follow-up: billing, after ShipmentSubmitted"));
  EXPECT_EQ(shown.out.find('\x1b'), std::string::npos) << "colours are for terminals";

  const auto json = show_json("shipment", "S1");
  EXPECT_EQ(json.at("state"), "delivered");
  EXPECT_THAT(events_of(json.at("history")), ElementsAre("ShipmentSubmitted", "TransferHeld", "ShipmentAssigned",
                                                         "ShipmentShipped", "ShipmentDelivered", "TransferPosted"));
  const auto& held = json.at("history").at(1);
  EXPECT_EQ(held.at("command"), "submit-1");
  EXPECT_EQ(held.at("correlation"), "order-9");
  EXPECT_EQ(held.at("command_type"), "HoldTransfer");
  EXPECT_EQ(held.at("follow_up_of").at("event"), "ShipmentSubmitted");
  EXPECT_EQ(held.at("data").at("amount"), 120050);
}

TEST_F(Read, AFollowUpOfARefusalSaysWhatWasRefused) {
  tell_the_story();
  const auto history = show_json("shipment", "S3").at("history");
  ASSERT_THAT(events_of(history), ElementsAre("ShipmentSubmitted", "ShipmentCancelled"));
  const auto& why = history.at(1).at("follow_up_of");
  EXPECT_EQ(why.at("refused"), "HoldTransfer");
  EXPECT_EQ(why.at("refusal"), "accounts.limit_exceeded");
  EXPECT_THAT(show("shipment", "S3").out, HasSubstr("because HoldTransfer was refused (accounts.limit_exceeded)"));
}

TEST_F(Read, ShowsAnAccountWithItsStatement) {
  tell_the_story();
  const auto json = show_json("account", "ACME");
  EXPECT_EQ(json.at("row").at("debits_posted"), 120050);
  EXPECT_EQ(json.at("row").at("debits_pending"), 10000);
  EXPECT_EQ(json.at("balance"), 0);
  const auto& statement = json.at("statement");
  EXPECT_THAT(events_of(statement),
              ElementsAre("AccountOpened", "TransferHeld", "TransferPosted", "TransferHeld", "Transferred"));
  std::vector<std::int64_t> balances;
  for (const auto& entry : statement.as_array()) balances.push_back(entry.at("balance").to_number<std::int64_t>());
  EXPECT_THAT(balances, ElementsAre(0, 0, 120050, 120050, 0));
  EXPECT_EQ(statement.as_array().back().at("version"), json.at("row").at("version"));

  const Finished shown = show("account", "ACME");
  EXPECT_THAT(shown.out, HasSubstr("debits pending  100.00 USD"));
  EXPECT_THAT(shown.out, HasSubstr("+1,200.50"));
  EXPECT_THAT(shown.out, HasSubstr("debits_must_not_exceed_credits, credit line 2,000.00 USD"));
}

TEST_F(Read, AnUnknownIdSaysWhatWasLookedAt) {
  tell_the_story();
  const Finished shown = show("shipment", "S9");
  EXPECT_EQ(shown.status, 1);
  EXPECT_THAT(shown.err, HasSubstr("there is no shipment S9"));
  EXPECT_THAT(shown.err, HasSubstr("looked at 12 decisions, up to sequence 12"));
  EXPECT_EQ(show("shipment", "an id that is too long").status, 2);
  EXPECT_EQ(show("planet", "S9").status, 2);
}

TEST_F(Read, ListsWhatThereIsInTheOrderItCameToBe) {
  tell_the_story();
  const auto lines = run({"list", journal(), "shipments", "--json"}).json_lines();
  ASSERT_EQ(lines.size(), 3);
  EXPECT_EQ(lines[0].at("shipment"), "S1");
  EXPECT_EQ(lines[0].at("state"), "delivered");
  EXPECT_EQ(lines[1].at("state"), "assigned");
  EXPECT_EQ(lines[1].at("charge"), 10000);
  EXPECT_EQ(lines[2].at("state"), "cancelled");
  const Finished accounts = run({"list", journal(), "accounts"});
  EXPECT_THAT(accounts.out, HasSubstr("FAST     unadopted  income"));
  EXPECT_THAT(accounts.out, HasSubstr("1,200.50"));
}

TEST_F(Read, ListsOnlyTheStatusAskedFor) {
  tell_the_story();
  const auto lines =
      run({"list", journal(), "shipments", "--status", "assigned", "--status", "cancelled", "--json"}).json_lines();
  ASSERT_EQ(lines.size(), 2);
  EXPECT_EQ(lines[0].at("shipment"), "S2");
  const Finished unknown = run({"list", journal(), "shipments", "--status", "sunk"});
  EXPECT_EQ(unknown.status, 2);
  EXPECT_THAT(unknown.err, HasSubstr("no status sunk; there are submitted assigned"));
}

TEST_F(Read, AListIsCutWhereAskedAndSaysSo) {
  tell_the_story();
  const Finished listed = run({"list", journal(), "shipments", "--limit", "1", "--json"});
  EXPECT_EQ(listed.json_lines().size(), 1);
  EXPECT_THAT(listed.err, HasSubstr("1 of 3 shown"));
}

TEST_F(Read, ReplayGivesTheSameHashesFromEventsFromCommandsAndAfterARestart) {
  tell_the_story();
  const auto replay = [&](const std::string& source) {
    const Finished finished = run({"replay", journal(), "--source", source, "--json"});
    EXPECT_EQ(finished.status, 0) << finished.err;
    return finished.json();
  };
  const auto before = replay("events");
  EXPECT_EQ(before.at("last_sequence"), 12);
  EXPECT_TRUE(before.at("broken_invariants").as_array().empty());
  EXPECT_NE(before.at("state_hash"), "0000000000000000");
  EXPECT_EQ(before.at("state_hash").as_string().size(), 16);
  ASSERT_EQ(submit("").status, 0);
  for (const std::string source : {"events", "commands", "both"}) {
    const auto after = replay(source);
    EXPECT_EQ(after.at("state_hash"), before.at("state_hash")) << source;
    EXPECT_EQ(after.at("chain_hash"), before.at("chain_hash")) << source;
    EXPECT_EQ(after.at("last_sequence"), before.at("last_sequence")) << source;
  }
}

TEST_F(Read, ReplayStopsWhereAsked) {
  tell_the_story();
  const auto all = run({"replay", journal(), "--json"}).json();
  const auto part = run({"replay", journal(), "--to", "5", "--json"}).json();
  EXPECT_EQ(part.at("last_sequence"), 5);
  EXPECT_NE(part.at("state_hash"), all.at("state_hash"));
  EXPECT_THAT(run({"replay", journal(), "--to", "99"}).err,
              HasSubstr("there is no sequence 99 yet; the last one is 12"));
}

TEST_F(Read, ReplaySaysWhatItRead) {
  tell_the_story();
  const Finished finished = run({"replay", journal(), "--source", "both"});
  EXPECT_THAT(finished.out, HasSubstr("all that is written (nobody has it open)"));
  EXPECT_THAT(finished.out, HasSubstr("proven: "));
}

TEST_F(Read, AJournalInUseShowsWhatIsReleased) {
  Running running(submit_arguments());
  running.write(open_account("A"));
  EXPECT_THAT(running.read_line(), HasSubstr("accepted"));
  const Finished replay = run({"replay", journal(), "--json"});
  EXPECT_EQ(replay.json().at("limit"), "released");
  EXPECT_EQ(replay.json().at("last_sequence"), 2);
  EXPECT_EQ(run({"show", journal(), "account", "A"}).status, 0);
  EXPECT_EQ(run({"list", journal(), "accounts", "--json"}).json_lines().size(), 1);
  const Finished skip = run({"skip", journal(), "2"});
  EXPECT_EQ(skip.status, 3);
  EXPECT_THAT(skip.err, HasSubstr("stop it first"));
  running.close_input();
  EXPECT_EQ(running.finish().status, 0);
}

TEST_F(Read, AWrongDirectoryIsNamedAndNothingIsCreated) {
  const std::string absent = temporary_.file("absent");
  const std::string empty = temporary_.file("empty");
  std::filesystem::create_directory(empty);
  for (const std::string& directory : {absent, empty}) {
    for (const Arguments& arguments :
         {Arguments{"show", directory, "shipment", "S1"}, Arguments{"list", directory, "accounts"},
          Arguments{"replay", directory}, Arguments{"skip", directory, "1"}}) {
      const Finished finished = run(arguments);
      EXPECT_EQ(finished.status, 3) << arguments[0];
      EXPECT_THAT(finished.err, HasSubstr(directory + " holds no journal: ")) << arguments[0];
    }
  }
  EXPECT_FALSE(std::filesystem::exists(absent));
  EXPECT_TRUE(std::filesystem::is_empty(empty));
}

TEST_F(Read, OneOfTheTwoJournalsIsNotTheDirectoryOfBoth) {
  accept(open_account("A"));
  const Finished finished = run({"replay", journal() + "/commands"});
  EXPECT_EQ(finished.status, 3);
  EXPECT_THAT(finished.err, HasSubstr("did you mean " + journal() + "?"));
}

TEST_F(Read, SkipTakesOutNothingThatIsDecided) {
  accept(open_account("A"));
  const Finished decided = run({"skip", journal(), "2"});
  EXPECT_EQ(decided.status, 1);
  EXPECT_THAT(decided.err, HasSubstr("is decided already"));
  EXPECT_THAT(decided.err, HasSubstr("Nothing was written"));
  const Finished beyond = run({"skip", journal(), "99"});
  EXPECT_EQ(beyond.status, 1);
  EXPECT_THAT(beyond.err, HasSubstr("there is no command 99"));
  EXPECT_EQ(run({"skip", journal(), "one"}).status, 2);
}

// Command 3 is journaled, and its decision is lost: as after a crash at a bad moment.
class Undecided : public JournalTest {
 protected:
  void SetUp() override {
    accept(open_account("A"));
    keep_events("before");
    accept(open_account("B"));
    keep_events("after");
    bring_back_events("before");
  }
  void keep_events(const std::string& name) const { copy(journal() + "/events", temporary_.file(name)); }
  void bring_back_events(const std::string& name) const { copy(temporary_.file(name), journal() + "/events"); }

 private:
  static void copy(const std::string& from, const std::string& to) {
    std::filesystem::remove_all(to);
    std::filesystem::copy(from, to);
  }
};

TEST_F(Undecided, CommandsAreMentionedWhereTheyAreNotShown) {
  const Finished listed = run({"list", journal(), "accounts", "--json"});
  EXPECT_EQ(listed.status, 0);
  EXPECT_EQ(listed.json_lines().size(), 1);
  EXPECT_THAT(listed.err, HasSubstr("1 command is journaled after sequence 2 and not decided yet"));
  EXPECT_EQ(run({"replay", journal(), "--source", "commands", "--json"}).json().at("last_sequence"), 3);

  const Finished replay = run({"replay", journal(), "--source", "both"});
  EXPECT_EQ(replay.status, 0);
  EXPECT_THAT(replay.err, HasSubstr("the last decisions are not recorded yet"));

  const Finished started = submit("");
  EXPECT_THAT(started.err, HasSubstr("1 of 3 commands were decided again"));
  EXPECT_EQ(run({"list", journal(), "accounts", "--json"}).json_lines().size(), 2);
}

TEST_F(Undecided, SkipTakesTheCommandOutForEver) {
  const Finished skipped = run({"skip", journal(), "3"});
  EXPECT_EQ(skipped.status, 0) << skipped.err;
  EXPECT_THAT(skipped.out, HasSubstr("Command 3 will not be run. The next start on " + journal()));
  ASSERT_EQ(submit("").status, 0);
  EXPECT_EQ(run({"list", journal(), "accounts", "--json"}).json_lines().size(), 1);
  const Finished replay = run({"replay", journal(), "--source", "both", "--json"});
  EXPECT_EQ(replay.status, 0) << replay.err;
  EXPECT_EQ(replay.json().at("last_sequence"), 4);
}

TEST_F(Undecided, ReplayNamesTheFirstCommandThatIsDecidedOtherwiseThanRecorded) {
  ASSERT_EQ(run({"skip", journal(), "3"}).status, 0);
  bring_back_events("after");  // where command 3 was run after all
  const Finished replay = run({"replay", journal(), "--source", "both", "--json"});
  EXPECT_EQ(replay.status, 1);
  EXPECT_EQ(replay.json().at("first_divergent_sequence"), 3);
  EXPECT_THAT(replay.err, HasSubstr("NOT PROVEN: command 3 is decided differently"));
}

}  // namespace
}  // namespace daybook::app
