// Refunds of every kind at once, with each team as far behind as chance will have it.

#include <functional>
#include <map>
#include <random>
#include <string>

#include "domain/audit.h"
#include "domain/invariants.h"
#include "tests/domain/returns/teams.h"

namespace daybook::domain::testing {
namespace {

constexpr unsigned kRounds = 2;  // refunds of each kind

enum class Contest : std::uint8_t {
  kNo,   // nothing that people do depends on who was first
  kYes,  // some refunds are declined while others ship their replacements and take apart their items
};

class Story {
 public:
  Story(std::uint64_t seed, Contest contest) : chance_(seed), late_(seed % (Teams::kCount + 1)) {
    open_shop(carrier_);
    for (unsigned round = 0; round < kRounds; ++round) {
      begin("by rule", round, 500, 1'200, true);
      begin("by person", round, 2'000, 1'200, true);
      begin("no cost", round, 2'000, 0, true);
      begin("no loss", round, 2'000, 300, true);
      begin("declined", round, 2'000, 1'200, false);
      if (contest == Contest::kYes) begin_contested(round);
      // As many as are sent in the end: those that are declined give back what they had.
      const std::uint32_t sent = contest == Contest::kYes ? 5 : 4;
      person(receive(StockReceiptId(Id::derived("receipt", Id{"test"}, round)), sent), "storekeeper");
    }
  }

  // Until everybody has done everything. False: that does not come about.
  [[nodiscard]] bool run() {
    constexpr unsigned kMostRounds = 100'000;
    for (unsigned round = 0; !people_.empty() || anybody_behind(); ++round) {
      if (round == kMostRounds) return false;
      const std::size_t one = chance_() % (Teams::kCount + 1);
      if (one < Teams::kCount) {
        if (one != late_ || everybody_waits_) hear(one);
      } else {
        try_somebody();
      }
    }
    return true;
  }

  // What must be the same, whoever was late. Whether a declined refund's shipment was cancelled, or never submitted,
  // depends on that.
  [[nodiscard]] std::map<std::string, std::string> end() {
    std::map<std::string, std::string> end;
    for (const RefundId& id : refunds_) {
      const Refund& refund = *carrier_.part<Support>().refunds.find(id);
      end["refund " + id.text()] = enumerator_name(refund.state);
      end["order refund " + id.text()] = enumerator_name(carrier_.part<Sales>().decided.find(OrderRefundId(id))->state);
      end["replacement " + id.text()] =
          enumerator_name(carrier_.part<Inventory>().closed.find(ReplacementId(id))->state);
      end["disassembly " + id.text()] =
          enumerator_name(carrier_.part<Manufacturing>().orders.find(DisassemblyId(id))->state);
      const Disposal& disposal = *carrier_.part<Disposals>().disposals.find(DisposalId(id));
      end["disposal " + id.text()] = enumerator_name(disposal.state) + " " + enumerator_name(disposal.booking);
    }
    const Stock& stock = *carrier_.part<Inventory>().stock.find(ModelId("model"));
    end["stock"] = std::to_string(stock.free) + " free, " + std::to_string(stock.sent) + " sent";
    carrier_.part<Accounts>().accounts.for_each([&](const AccountId& id, const Account& account) {
      end["account " + id.text()] =
          std::to_string(account.debits_posted.minor) + " " + std::to_string(account.credits_posted.minor) + " " +
          std::to_string(account.debits_pending.minor) + " " + std::to_string(account.credits_pending.minor);
    });
    return end;
  }
  [[nodiscard]] Carrier& carrier() { return carrier_; }
  [[nodiscard]] const std::vector<RefundId>& refunds() const { return refunds_; }

 private:
  // What people do about a refund; each is tried until it is accepted.
  void begin(std::string_view kind, unsigned round, std::uint64_t amount, std::uint64_t cost, bool approved) {
    const RefundId id(Id::named("refund", std::string(kind) + std::to_string(round)));
    refunds_.push_back(id);
    person(request(id, amount, cost), "agent");
    if (!approved) return person(DeclineRefund{OrderRefundId(id)}, "boss");
    if (amount > 1'000) person(ApproveRefund{OrderRefundId(id)}, "boss");
    person(RecordDiagnosis{DisassemblyId(id), "a crack"}, "mechanic");
    person(CloseDisassembly{DisassemblyId(id), Amount{700}}, "mechanic");
    person(assign(shipment_of(ReplacementId(id))), "dispatcher");
    person(ship(shipment_of(ReplacementId(id))), "dispatcher");
    person(deliver(shipment_of(ReplacementId(id))), "dispatcher");
  }
  void begin_contested(unsigned round) {
    const RefundId id(Id::derived("contested", Id{"test"}, round));
    refunds_.push_back(id);
    person(request(id), "agent");
    person(DeclineRefund{OrderRefundId(id)}, "boss");
    perhaps(RecordDiagnosis{DisassemblyId(id), "a crack"}, "mechanic");
    perhaps(CloseDisassembly{DisassemblyId(id), Amount{700}}, "mechanic");
    perhaps(assign(shipment_of(ReplacementId(id))), "dispatcher");
    perhaps(ship(shipment_of(ReplacementId(id))), "dispatcher");
  }
  template <class C>
  void person(const C& command, const Id& actor) {
    people_.emplace_back([this, command, actor] { return carrier_.send(command, actor).accepted(); });
  }
  // Gives up after some time.
  template <class C>
  void perhaps(const C& command, const Id& actor) {
    people_.emplace_back([this, command, actor, patience = 10]() mutable {
      return carrier_.send(command, actor).accepted() || --patience == 0;
    });
  }

  void hear(std::size_t team) {
    teams_.with(team, [&](auto& ear) {
      if (ear.has_more()) ear.hear();
    });
  }
  [[nodiscard]] bool anybody_behind() {
    bool behind = false;
    for (std::size_t team = 0; team < Teams::kCount; ++team) {
      teams_.with(team, [&](auto& ear) { behind = behind || ear.has_more(); });
    }
    return behind;
  }
  // The late team may go on when nothing else goes on without it: people have tried everything in vain.
  void try_somebody() {
    if (people_.empty()) {
      everybody_waits_ = true;
      return;
    }
    const std::size_t one = chance_() % people_.size();
    if (!people_[one]()) {
      everybody_waits_ = ++failures_ > 4 * people_.size();
      return;
    }
    failures_ = 0;
    everybody_waits_ = false;
    people_.erase(people_.begin() + static_cast<std::ptrdiff_t>(one));
  }

  std::minstd_rand chance_;
  std::size_t late_;  // the number of the team that is late; beyond the last: none is
  Carrier carrier_;
  Teams teams_{carrier_};
  std::vector<RefundId> refunds_;
  std::vector<std::function<bool()>> people_;
  std::size_t failures_ = 0;
  bool everybody_waits_ = false;
};

TEST(Interleaving, EndIsTheSameWhoeverIsLate) {
  std::map<std::string, std::string> expected;
  unsigned cancelled = 0;
  unsigned never_submitted = 0;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Story story(seed, Contest::kNo);
    ASSERT_TRUE(story.run()) << "somebody waits for ever";
    if (expected.empty()) expected = story.end();
    EXPECT_EQ(story.end(), expected);
    const auto& shipments = story.carrier().part<Shipments>().closed;
    for (const RefundDeclined& event : story.carrier().all_events<RefundDeclined>()) {
      ++(shipments.find(shipment_of(ReplacementId(event.refund))) != nullptr ? cancelled : never_submitted);
    }
  }
  EXPECT_GT(cancelled, 0U) << "no refund was declined after its shipment was submitted";
  EXPECT_GT(never_submitted, 0U) << "no refund was declined before";
}

TEST(Interleaving, EveryRefundIsClosedExactlyOnce) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Story story(seed, Contest::kYes);
    ASSERT_TRUE(story.run()) << "somebody waits for ever";
    std::map<std::string, unsigned> closed;
    for (const RefundClosed& event : story.carrier().all_events<RefundClosed>()) ++closed[event.refund.text()];
    EXPECT_EQ(closed.size(), story.refunds().size());
    for (const auto& [refund, times] : closed) EXPECT_EQ(times, 1U) << refund;
    EXPECT_EQ(story.carrier().all_events<TeamDone>().size(), 4 * story.refunds().size());
  }
}

TEST(Interleaving, LedgerAndStockSayWhatTheTeamsSay) {
  std::size_t contested_and_sent = 0;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Story story(seed, Contest::kYes);
    ASSERT_TRUE(story.run()) << "somebody waits for ever";
    Carrier& carrier = story.carrier();
    EXPECT_EQ(check_invariants(carrier.domain()).text(), "");
    LedgerAudit audit;
    for (std::size_t i = 0; i < carrier.records(); ++i) audit.add(carrier.record(i));
    EXPECT_EQ(audit.compare(carrier.part<Accounts>()).text(), "");
    EXPECT_EQ(carrier.folded_hash(), carrier.state_hash());

    std::uint64_t paid = 0;
    for (const RefundApproved& event : carrier.all_events<RefundApproved>()) paid += event.amount.minor;
    std::uint64_t lost = 0;
    for (const DisposalSettled& event : carrier.all_events<DisposalSettled>()) lost += event.loss.minor;
    const auto& accounts = carrier.part<Accounts>().accounts;
    EXPECT_EQ(accounts.find(refunds_account(kUsd))->debits_posted, Amount{paid});
    EXPECT_EQ(accounts.find(disposal_account(kUsd))->debits_posted, Amount{lost});
    EXPECT_EQ(accounts.find(disposal_account(kUsd))->debits_pending, Amount{});
    // A replacement is sent exactly where its shipment has left.
    std::size_t shipped = 0;
    for (const ShipmentShipped& event : carrier.all_events<ShipmentShipped>()) {
      shipped += event.shipment != ShipmentId("delivered") ? 1 : 0;
    }
    EXPECT_EQ(carrier.all_events<ReplacementSent>().size(), shipped);
    contested_and_sent += shipped - 4 * kRounds;
  }
  EXPECT_GT(contested_and_sent, 0U) << "no declined refund's replacement had left";
}

}  // namespace
}  // namespace daybook::domain::testing
