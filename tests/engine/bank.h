#pragma once

// A small domain for the tests: balances that may not go below zero, with versions; a policy that collects a fee for
// every withdrawal and blocks an account whose fee is refused; and a command that breaks its own handler.

#include <stdexcept>

#include "engine/engine.h"

namespace daybook::bank {

using Account = Key<"account">;

struct Deposit {
  Account account;
  std::int64_t amount;
  Text<40> note;
};
struct Withdraw {
  Account account;
  std::int64_t amount;
};
struct Block {
  Account account;
};
struct Explode {
  Account account;
};
struct Deposited {
  Account account;
  std::int64_t amount;
};
struct Withdrawn {
  Account account;
  std::int64_t amount;
};
struct Blocked {
  Account account;
};
DAYBOOK_COMMAND(Deposit, 1, account, amount, note)
DAYBOOK_COMMAND(Withdraw, 2, account, amount)
DAYBOOK_COMMAND(Block, 3, account)
DAYBOOK_COMMAND(Explode, 4, account)
DAYBOOK_EVENT(Deposited, 11, account, amount)
DAYBOOK_EVENT(Withdrawn, 12, account, amount)
DAYBOOK_EVENT(Blocked, 13, account)

enum class Refusal : std::uint16_t { kUnknownAccount = 1, kNotEnough = 2, kIsBlocked = 3 };
DAYBOOK_REFUSALS(Refusal, kUnknownAccount, kNotEnough, kIsBlocked)

struct Row {
  std::int64_t balance = 0;
  std::uint64_t version = 0;
  std::uint64_t blocked = 0;
  Sequence changed{};
};
DAYBOOK_STRUCT(Row, balance, version, blocked, changed)

// kVersion: the rules' version, so that a test can have two programs.
template <std::uint32_t kVersion, bool kExplodes>
struct Bank {
  using Commands = Messages<Deposit, Withdraw, Block, Explode>;
  using Events = Messages<Deposited, Withdrawn, Blocked>;
  using Refusals = Refusal;
  using Decision = daybook::Decision<Bank>;
  static constexpr Rules kRules{.name = "bank", .version = kVersion};

  Verdict decide(const Deposit& c, Decision& out) const {
    const Row* row = rows.find(c.account);
    out.version(row != nullptr ? row->version : 0);
    if (row != nullptr && row->blocked != 0) return Refusal::kIsBlocked;
    return out.accept(Deposited{c.account, c.amount});
  }
  Verdict decide(const Withdraw& c, Decision& out) const {
    const Row* row = rows.find(c.account);
    if (row == nullptr) return Refusal::kUnknownAccount;
    out.version(row->version);
    if (row->blocked != 0) return Refusal::kIsBlocked;
    if (row->balance < c.amount) return Verdict(Refusal::kNotEnough, row->changed);
    return out.accept(Withdrawn{c.account, c.amount});
  }
  Verdict decide(const Block& c, Decision& out) const {
    const Row* row = rows.find(c.account);
    if (row == nullptr) return Refusal::kUnknownAccount;
    out.version(row->version);
    return out.accept(Blocked{c.account});
  }
  Verdict decide(const Explode& c, Decision& out) const {
    if (kExplodes) throw std::runtime_error("boom");
    return out.accept(Deposited{c.account, 1});
  }
  void apply(const Deposited& e, const Context& context) { change(e.account, context).balance += e.amount; }
  void apply(const Withdrawn& e, const Context& context) { change(e.account, context).balance -= e.amount; }
  void apply(const Blocked& e, const Context& context) { change(e.account, context).blocked = 1; }

  void prefetch(const auto& c, Ahead ahead) const { rows.prefetch(c.account, ahead); }
  auto tables() const { return std::tie(rows); }

  Table<Account, Row> rows;

 private:
  Row& change(const Account& account, const Context& context) {
    Row& row = rows[account];
    ++row.version;
    row.changed = context.sequence;
    return row;
  }
};

// The policy: a withdrawal costs 1, and who cannot pay it is blocked.
struct Fees {
  using Reacts = Messages<Withdrawn>;
  using Sends = Messages<Withdraw, Block>;
  static constexpr Rules kRules{.name = "fees", .version = 1};
  static constexpr std::int64_t kFee = 1;

  void react(const Withdrawn& e, FollowUps& out) const {
    if (e.amount != kFee) out.send(Withdraw{e.account, kFee}, "fee");
  }
  void refused(const Withdraw& c, Code, FollowUps& out) const { out.send(Block{c.account}, "fee not paid"); }
  void refused(const Block&, Code, FollowUps&) const {}
};

template <std::uint32_t kVersion = 1, bool kExplodes = true>
using Domain = Compose<Bank<kVersion, kExplodes>, Fees>;

inline Account account(std::uint64_t number) {
  std::array<std::uint8_t, 16> bytes{};
  std::memcpy(bytes.data(), &number, sizeof number);
  bytes[6] = 0x70;
  bytes[8] = 0x80;
  return Account(Id(bytes));
}

}  // namespace daybook::bank
