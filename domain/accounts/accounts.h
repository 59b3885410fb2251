#pragma once

#include <optional>
#include <tuple>

#include "domain/accounts/messages.h"
#include "domain/accounts/refusals.h"
#include "domain/accounts/state.h"
#include "engine/compose.h"
#include "engine/decision.h"
#include "engine/table.h"

namespace daybook::domain {

// A double-entry ledger with two-phase transfers. Also owns the domain's configuration, because what is configured
// today, the automatic opening of accounts, is decided here; a part that wants to know listens to DomainConfigured.
//
// Limits and overflow are checked when money is held or moved, a reversal included, with everything pending counted as
// if it were posted; therefore posting or voiding a hold can break neither.
class Accounts {
 public:
  using Commands = Messages<ConfigureDomain, OpenAccount, CloseAccount, Transfer, HoldTransfer, PostTransfer,
                            VoidTransfer, ReverseTransfer, ExpireTransfer>;
  using Events = Messages<DomainConfigured, AccountOpened, AccountAdopted, AccountClosed, Transferred, TransferHeld,
                          TransferPosted, TransferVoided, TransferReversed, TransferExpired>;
  using Refusals = AccountRefusal;
  using Decision = daybook::Decision<Accounts>;
  static constexpr Rules kRules{.name = "accounts", .version = 3};

  Verdict decide(const ConfigureDomain& command, Decision& out) const;
  Verdict decide(const OpenAccount& command, Decision& out) const;
  Verdict decide(const CloseAccount& command, Decision& out) const;
  Verdict decide(const Transfer& command, Decision& out) const;
  Verdict decide(const HoldTransfer& command, Decision& out) const;
  Verdict decide(const PostTransfer& command, Decision& out) const;
  Verdict decide(const VoidTransfer& command, Decision& out) const;
  Verdict decide(const ReverseTransfer& command, Decision& out) const;
  Verdict decide(const ExpireTransfer& command, Decision& out) const;

  void apply(const DomainConfigured& event);
  void apply(const AccountOpened& event, const Context& context);
  void apply(const AccountAdopted& event, const Context& context);
  void apply(const AccountClosed& event);
  void apply(const Transferred& event, const Context& context);
  void apply(const TransferHeld& event, const Context& context);
  void apply(const TransferPosted& event);
  void apply(const TransferVoided& event);
  void apply(const TransferReversed& event, const Context& context);
  void apply(const TransferExpired& event);

  // A new transfer looks for doubles and finds none: only the index matters. A hold that is resolved moves from one
  // table to the other.
  void prefetch(const auto& message, Ahead ahead) const {
    if constexpr (requires { message.account; }) accounts.prefetch(message.account, ahead);
    if constexpr (requires { message.debit; }) {
      accounts.prefetch(message.debit, ahead);
      accounts.prefetch(message.credit, ahead);
    }
    if constexpr (requires { message.transfer; }) {
      constexpr bool kNew = requires {
        message.debit;
        message.amount;
      };
      pending.prefetch(message.transfer, kNew ? ahead.index_only() : ahead, *this);
      transfers.prefetch(message.transfer, ahead.index_only());
    }
    if constexpr (requires { message.original; }) transfers.prefetch(message.original, ahead);
  }
  void prefetch_named(const PendingTransfer& held, Ahead ahead) const {
    accounts.prefetch(held.debit, ahead);
    accounts.prefetch(held.credit, ahead);
  }
  auto tables() { return std::tie(accounts, pending, transfers, configuration); }

  Table<AccountId, Account> accounts;
  Table<TransferId, PendingTransfer> pending;
  Table<TransferId, ClosedTransfer> transfers;
  Table<ConfigurationId, Configuration> configuration;

 private:
  // The two accounts of a transfer, as they are or as they are about to be opened with it.
  struct Sides {
    const Account* debit = nullptr;
    const Account* credit = nullptr;
    bool debit_opens = false;
    bool credit_opens = false;
    Account new_debit;
    Account new_credit;
  };
  [[nodiscard]] bool auto_open() const;
  [[nodiscard]] std::optional<Verdict> find_double(const TransferId& transfer, const Digest& digest) const;
  template <class C>
  void find_sides(const C& command, const Context& context, Sides& sides) const;
  template <class C>
  [[nodiscard]] static std::optional<AccountRefusal> refusal_of(const C& command, const Sides& sides, Stamp now);
  // Whether so much more fits the limits and the sums of both.
  [[nodiscard]] static std::optional<AccountRefusal> refusal_of_amount(const Account& debit, const Account& credit,
                                                                       Amount amount);
  template <class E, class C>
  Verdict decide_transfer(const C& command, TransferKind kind, Decision& out) const;
  // The hold to resolve, or null. Says the version either way.
  [[nodiscard]] const PendingTransfer* find_pending(const TransferId& transfer, Decision& out) const;
  [[nodiscard]] Verdict why_not_pending(const TransferId& transfer) const;
  template <class E, class C>
  Verdict release(const C& command, const PendingTransfer& held, Decision& out) const;
  [[nodiscard]] const Account& account(const AccountId& id) const;
  [[nodiscard]] Account& account(const AccountId& id);
  // Adds to what is posted on both sides; both have a new version.
  void post(const AccountId& debit, const AccountId& credit, Amount amount);
  void resolve(const TransferId& transfer, Amount posted, TransferState state);
  // A transfer that is done gets its row.
  void keep(const TransferId& transfer, const ClosedTransfer& row);
};

}  // namespace daybook::domain
