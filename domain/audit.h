#pragma once

#include <map>

#include "domain/differences.h"
#include "domain/domain.h"
#include "domain/events.h"

namespace daybook::domain {

// A second, slow and simple bookkeeping: told every event in journal order, it adds up what each account must show, in
// 128 bits and plain maps, sharing no code with the ledger. Every balance must equal the fold of its transfers.
class LedgerAudit {
 public:
  // Events that say nothing of the ledger are passed over.
  template <class E>
  void add(const E&) {
    static_assert(
        !requires(const E& event) { event.debit; }, "an event that moves money must be audited");
  }
  void add(const AccountOpened& event);
  void add(const AccountAdopted& event);
  void add(const AccountClosed& event);
  void add(const Transferred& event);
  void add(const TransferHeld& event);
  void add(const TransferPosted& event);
  void add(const TransferVoided& event);
  void add(const TransferReversed& event);
  void add(const TransferExpired& event);
  // The events of a whole record.
  void add(const DecisionView& decision);

  // What the events themselves do wrong, and where the state says something else than their fold.
  [[nodiscard]] Differences compare(const Accounts& accounts) const;

 private:
  __extension__ typedef __int128 Wide;  // NOLINT(modernize-use-using)
  struct Balance {
    Wide debits_pending = 0;
    Wide debits_posted = 0;
    Wide credits_pending = 0;
    Wide credits_posted = 0;
    std::uint64_t version = 0;
    Currency ledger;
    bool closed = false;
  };
  struct Movement {
    AccountId debit;
    AccountId credit;
    Wide held = 0;
    Wide posted = 0;
    bool pending = false;
    bool reversed = false;
    bool reversal = false;
  };
  void add(const TransferId& transfer, const Movement& movement);
  template <class E>
  void check_sides(const E& event);
  template <class E>
  void resolve(const E& event, Wide posted);
  static void compare_account(const AccountId& id, const Balance& balance, const Account* account, Differences& found);
  static void compare_transfer(const TransferId& id, const Movement& movement, const Accounts& accounts,
                               Differences& found);

  std::map<AccountId, Balance> balances_;
  std::map<TransferId, Movement> transfers_;
  Differences wrong_;
};

}  // namespace daybook::domain
