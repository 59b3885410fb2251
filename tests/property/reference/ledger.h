#pragma once

#include <map>
#include <optional>

#include "tests/property/reference/step.h"
#include "tests/property/reference/wide.h"

namespace daybook::domain::reference {

// Accounts and what moved between them. No balance is kept: each is added up from all movements whenever it is asked
// for.
class Ledger {
 public:
  struct Account {
    Currency ledger;
    AccountKind kind = AccountKind::kNone;
    AccountLimit limit = AccountLimit::kNone;
    Amount credit_line;
    bool adoptable = false;  // it was opened automatically, and nobody has adopted it
    bool closed = false;
    std::uint64_t version = 0;
    std::uint64_t sequence = 0;
  };
  // What a sender says of a transfer: of his own, or of the one that he reverses.
  struct Content {
    AccountId debit;
    AccountId credit;
    Maybe<Id> reference;
    Amount amount;
    Currency ledger;
    bool held = false;
    std::uint64_t timeout_ms = 0;
    friend bool operator==(const Content&, const Content&) = default;
  };
  enum class Stage { kPending, kPosted, kVoided, kExpired };
  struct Movement {
    Content content;
    std::optional<TransferId> reverses;  // then `content` is the original's
    AccountId debit;
    AccountId credit;
    Stage stage = Stage::kPosted;
    Wide pending = 0;
    Wide posted = 0;
    std::optional<Wide> deadline_ns;
    bool reversed = false;
    std::uint64_t sequence = 0;
  };
  struct Sums {
    Wide debits_pending = 0;
    Wide debits_posted = 0;
    Wide credits_pending = 0;
    Wide credits_posted = 0;
  };

  Verdict run(const ConfigureDomain& command, Step& step);
  Verdict run(const OpenAccount& command, Step& step);
  Verdict run(const CloseAccount& command, Step& step);
  Verdict run(const Transfer& command, Step& step);
  Verdict run(const HoldTransfer& command, Step& step);
  Verdict run(const PostTransfer& command, Step& step);
  Verdict run(const VoidTransfer& command, Step& step);
  Verdict run(const ReverseTransfer& command, Step& step);
  Verdict run(const ExpireTransfer& command, Step& step);

  [[nodiscard]] Sums sums(const AccountId& account) const;
  [[nodiscard]] const std::map<AccountId, Account>& accounts() const { return accounts_; }
  [[nodiscard]] const std::map<TransferId, Movement>& movements() const { return movements_; }
  [[nodiscard]] const std::optional<ConfigureDomain>& configuration() const { return configuration_; }
  [[nodiscard]] std::uint64_t configured() const { return configured_; }  // how often

 private:
  struct Opening {  // accounts that a policy's transfer opens
    bool debit = false;
    bool credit = false;
  };

  [[nodiscard]] bool auto_open() const;
  [[nodiscard]] std::uint64_t version_of(const AccountId& account) const;
  Verdict open_anew(const OpenAccount& command, Step& step);
  Verdict adopt(const OpenAccount& command, Step& step);

  template <class C>
  Verdict move(const C& command, const Content& content, Step& step);
  [[nodiscard]] std::optional<Verdict> double_of(const TransferId& transfer, const std::optional<TransferId>& reverses,
                                                 const Content& content) const;
  [[nodiscard]] bool is_there(const AccountId& account, bool opens) const;
  // Whether so much more may move, as far as limits and sums are concerned; an account that is not there has neither.
  [[nodiscard]] Refusal refusal_of(const AccountId& debit, const AccountId& credit, Wide amount) const;
  [[nodiscard]] bool limit_holds(const Account& account, Sums sums) const;
  void open_automatically(const AccountId& account, AccountKind kind, Currency ledger, Step& step);
  void tell(const Movement& movement, Step& step, AnyEvent event);
  Movement* find(const TransferId& transfer, Step& step);
  // Why a movement cannot be posted or voided; accepted: it can.
  [[nodiscard]] static Verdict unresolvable(const Movement* movement);

  std::map<AccountId, Account> accounts_;
  std::map<TransferId, Movement> movements_;
  std::optional<ConfigureDomain> configuration_;
  std::uint64_t configured_ = 0;
};

}  // namespace daybook::domain::reference
