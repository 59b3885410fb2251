#pragma once

// Reactors on the tests' bank, each with a fault that can be switched on.

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/reactor.h"
#include "tests/engine/bank.h"

namespace daybook::bank {

// Answers each withdrawal of more than the fee with a deposit of a tenth, and one for the house.
class Cashback {
 public:
  static constexpr Id kName{"cashback"};
  using Reacts = Messages<Withdrawn>;
  using Sends = Messages<Deposit>;
  using Reaction = daybook::Reaction<Cashback>;

  void react(const Withdrawn& event, const EventContext&, Reaction& out) {
    if (event.amount == Fees::kFee) return;
    if (fails) throw std::runtime_error("no cash");
    out.send(Deposit{event.account, event.amount / 10, "cashback"}, "a tenth");
    out.send(Deposit{"house", 1, "commission"});
  }

  bool fails = false;
};

// Knows all balances from the events alone, and pays interest into an account that is asked about by a deposit of 0.
class Interest {
 public:
  static constexpr Id kName{"interest"};
  using Listens = Messages<Deposited, Withdrawn>;
  using Reacts = Messages<Deposited>;
  using Sends = Messages<Deposit>;
  using Reaction = daybook::Reaction<Interest>;

  void apply(const Deposited& event) { balances[event.account] += event.amount; }
  void apply(const Withdrawn& event, const EventContext&) { balances[event.account] -= event.amount; }
  void react(const Deposited& event, const EventContext&, Reaction& out) {
    if (event.amount == 0) out.send(Deposit{event.account, balances[event.account] / 100, {}});
  }

  std::map<Account, std::int64_t> balances;
};

// Collects a debt from whoever deposits, and blocks those who cannot pay.
class Collector {
 public:
  static constexpr Id kName{"collector"};
  using Reacts = Messages<Deposited>;
  using Sends = Messages<Withdraw, Block>;
  using HearsRefused = Messages<Withdraw>;
  using Reaction = daybook::Reaction<Collector>;

  void react(const Deposited& event, const EventContext&, Reaction& out) {
    out.send(Withdraw{event.account, 100}, "debt");
  }
  void refused(const Withdraw& command, Code code, const EventContext& context, Reaction& out) {
    refusals.push_back(Facts<Domain<>>::refusal_name(code) + " " + context.actor.text());
    out.send(Block{command.account}, "cannot pay");
  }

  std::vector<std::string> refusals;
};

// Writes letters: a side effect, with its key. Where it fails, the letter may be out all the same.
class Letters {
 public:
  static constexpr Id kName{"letters"};
  using Reacts = Messages<Blocked, Withdrawn>;
  using Reaction = daybook::Reaction<Letters>;

  tl::expected<void, std::string> react(const Blocked& event, const EventContext& context, Reaction& out) {
    return write("blocked " + event.account.text(), context, out);
  }
  tl::expected<void, std::string> react(const Withdrawn& event, const EventContext& context, Reaction& out) {
    return write("withdrawn " + event.account.text(), context, out);
  }

  struct Letter {
    Id key;
    std::string text;
    EventContext context;
  };
  std::vector<Letter>* letters = nullptr;  // outlives the reactor, like a post office
  bool fails = false;

 private:
  tl::expected<void, std::string> write(const std::string& text, const EventContext& context, Reaction& out) {
    letters->push_back({out.key(), text, context});
    if (fails) return tl::unexpected<std::string>("the post office is closed");
    return {};
  }
};

}  // namespace daybook::bank
