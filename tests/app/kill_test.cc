// The program as its users run it, killed by SIGKILL at random moments: while it recovers, works, or ends.

#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <sstream>
#include <thread>

#include "engine/directories.h"
#include "engine/record_stream.h"
#include "journal/reader.h"
#include "tests/app/journal_fixture.h"
#include "tests/app/scms_fixture.h"

namespace daybook::app {
namespace {

constexpr int kKilled = 128 + SIGKILL;

class Kill : public JournalTest {
 protected:
  // What a receipt says, as far as it may never change.
  struct Acknowledged {
    std::int64_t sequence = 0;
    std::string outcome;
    friend bool operator==(const Acknowledged&, const Acknowledged&) = default;
  };

  std::uint64_t random(std::uint64_t most) { return std::uniform_int_distribution<std::uint64_t>(0, most)(random_); }
  // Lets the program come to a moment that nobody chose. What is expected of it does not depend on when that is.
  void pass(std::chrono::microseconds most) {
    std::this_thread::sleep_for(std::chrono::microseconds(random(static_cast<std::uint64_t>(most.count()))));
  }

  void take(const std::string& line) {
    const boost::json::value receipt = Finished{.status = 0, .out = line, .err = ""}.json();
    const Acknowledged said{receipt.at("sequence").as_int64(), receipt.at("outcome").as_string().c_str()};
    const auto [known, fresh] = acknowledged_.emplace(receipt.at("command").as_string().c_str(), said);
    EXPECT_TRUE(fresh || known->second == said) << "another receipt for the same command: " << line;
  }
  // Whole lines only: the last one may have been cut off by the kill.
  void take_all(const std::string& out) {
    std::size_t begin = 0;
    for (std::size_t end = out.find('\n'); end != std::string::npos; end = out.find('\n', begin)) {
      take(out.substr(begin, end - begin));
      begin = end + 1;
    }
  }

  std::string state_hash(const std::string& directory, const std::string& source) {
    const Finished replayed = run({"replay", directory, "--source", source, "--json"});
    EXPECT_EQ(replayed.status, 0) << replayed.err;
    return replayed.status == 0 ? replayed.json().at("state_hash").as_string().c_str() : "";
  }

  static std::uint64_t seed() {
    const char* given = std::getenv("DAYBOOK_SEED");
    return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  }
  const std::uint64_t seed_ = seed();
  std::mt19937_64 random_{seed_};
  std::map<std::string, Acknowledged> acknowledged_;  // by command id
};

// Four commands for each shipment, in the order of its life.
std::string numbered_command(std::size_t i) {
  const std::string shipment = fmt::format("S{}", i / 4);
  std::string line;
  if (i == 0) {
    line = kAutoOpen;
  } else if (i % 4 == 0) {
    line = submit_shipment(shipment, 1200);
  } else if (i % 4 == 1) {
    line = of_shipment("AssignShipment", shipment, R"(,"truck":"T1")");
  } else {
    line = of_shipment(i % 4 == 2 ? "ShipShipment" : "DeliverShipment", shipment);
  }
  return fmt::format(R"({{"id":"k-{}",{})", i, line.substr(1));
}

TEST_F(Kill, SubmittedCommandsAreAcknowledgedForGood) {
  SCOPED_TRACE(fmt::format("DAYBOOK_SEED={}", seed_));
  constexpr int kKills = 25;
  constexpr std::size_t kLines = 2'000;  // their receipts are more than a pipe holds: it cannot end before it is killed
  const std::string file = temporary_.file("commands.jsonl");
  const auto acknowledged_up_to = [&] { return acknowledged_.size(); };  // receipts come in the order of the lines
  const auto write_lines = [&](std::size_t begin, std::size_t end) {
    std::ofstream out(file);
    for (std::size_t i = begin; i < end; ++i) out << numbered_command(i);
  };
  for (int kill = 0; kill < kKills; ++kill) {
    // The last ones that were answered are sent again with the others.
    const std::size_t next = acknowledged_up_to();
    write_lines(next - std::min<std::size_t>(next, 5), next + kLines);
    Running program({"submit", "--journal", journal(), "--durability", kill % 2 == 0 ? "process" : "power",
                     "--segment-mib", "1", file});
    const std::uint64_t receipts = kill % 3 == 0 ? 0 : random(200);
    for (std::uint64_t i = 0; i < receipts; ++i) take(program.read_line());
    if (receipts == 0) pass(std::chrono::milliseconds(20));  // while it recovers, most likely
    program.signal(SIGKILL);
    const Finished finished = program.finish();
    ASSERT_EQ(finished.status, kKilled) << finished.err;
    take_all(finished.out);
    ASSERT_FALSE(HasFailure());
  }
  const std::size_t next = acknowledged_up_to();
  write_lines(next - std::min<std::size_t>(next, 5), next + 10);
  const Finished last = run({"submit", "--journal", journal(), file});
  ASSERT_EQ(last.status, 0) << last.err;
  take_all(last.out);
  EXPECT_EQ(acknowledged_.size(), next + 10);

  // On disk each acknowledged command stands once, with the outcome that its sender was told.
  std::map<std::string, std::vector<Acknowledged>> recorded;
  auto reader = journal::Reader::open(journal::Storage::system(), events_directory(journal()),
                                      {.limit = journal::ReaderOptions::Limit::kWritten});
  ASSERT_TRUE(reader.has_value()) << reader.error().message();
  RecordStream<journal::Reader, DecisionView> decisions(*reader);
  for (auto more = decisions.next(); more.value(); more = decisions.next()) {
    const DecisionHeader& decision = decisions.record().header();
    if (decision.outcome == Outcome::kRepeat) continue;
    recorded[decision.command.text()].push_back(
        {static_cast<std::int64_t>(decision.sequence), std::string(enumerator_name(decision.outcome))});
  }
  for (const auto& [command, said] : acknowledged_) {
    EXPECT_EQ(recorded[command], std::vector<Acknowledged>{said}) << command;
  }
  EXPECT_EQ(state_hash(journal(), "events"), state_hash(journal(), "both"));
}

TEST_F(Kill, AnImportEndsTheSame) {
  SCOPED_TRACE(fmt::format("DAYBOOK_SEED={}", seed_));
  constexpr int kKills = 25;
  std::vector<scms::MadeUpRow> rows;
  for (int i = 0; i < 300; ++i) {
    const std::string shipment = fmt::format("ASN-{}", i);
    rows.emplace_back(std::to_string(2 * i), shipment);
    rows.emplace_back(std::to_string(2 * i + 1), shipment).see(fmt::format("See {} (ID#:{})", shipment, 2 * i));
  }
  const std::string file = temporary_.file("history.csv");
  std::ofstream(file) << scms::csv(rows);
  const auto import_into = [&](const std::string& directory, bool power) {
    return Arguments{"import",        "scms", file, "--journal", directory, "--durability", power ? "power" : "process",
                     "--segment-mib", "1"};
  };
  const std::string whole = temporary_.file("whole");
  const auto begin = std::chrono::steady_clock::now();
  const Finished uninterrupted = run(import_into(whole, false));
  const auto duration = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
  ASSERT_EQ(uninterrupted.status, 0) << uninterrupted.err << uninterrupted.out;
  const std::string hash = state_hash(whole, "events");

  int kills = 0;
  int journals = 0;
  std::string directory;
  for (bool finished = true; kills < kKills || !finished;) {
    if (finished) directory = temporary_.file(fmt::format("killed-{}", ++journals));
    ASSERT_LT(journals, 10 * kKills) << "every import ends before it is killed";
    Running program(import_into(directory, kills % 2 == 1));
    if (kills < kKills) {
      pass(duration);
      program.signal(SIGKILL);
    }
    const Finished import = program.finish();
    finished = import.status != kKilled;
    kills += finished ? 0 : 1;
    if (!finished) continue;
    ASSERT_EQ(import.status, 0) << import.err;
    ASSERT_EQ(state_hash(directory, "both"), hash) << "after " << kills << " kills";
  }
}

}  // namespace
}  // namespace daybook::app
