#pragma once

// A slow ledger of its own, for the property test: plain maps and 128-bit sums, written from the specification and
// sharing nothing with the part but the messages. It does one command at a time and says what the receipt must say.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>

#include "domain/accounts/messages.h"
#include "domain/accounts/refusals.h"

namespace daybook::domain::testing {

class LedgerModel {
 public:
  struct Answer {
    std::optional<AccountRefusal> refusal;  // nothing: accepted
    std::uint64_t related = 0;
  };
  // A command comes at this time; before it, timers have their turn. Then it runs.
  void begin(std::uint64_t now_ns);
  Answer run(const OpenAccount& command, std::uint64_t sequence);
  Answer run(const CloseAccount& command, std::uint64_t sequence);
  Answer run(const Transfer& command, std::uint64_t sequence);
  Answer run(const HoldTransfer& command, std::uint64_t sequence);
  Answer run(const PostTransfer& command, std::uint64_t sequence);
  Answer run(const VoidTransfer& command, std::uint64_t sequence);
  Answer run(const ReverseTransfer& command, std::uint64_t sequence);
  Answer run(const ExpireTransfer& command, std::uint64_t sequence);

  __extension__ typedef __int128 Wide;  // NOLINT(modernize-use-using)
  struct Account {
    OpenAccount opened;
    std::uint64_t sequence = 0;
    bool closed = false;
  };
  enum class Stage { kHeld, kPosted, kVoided, kExpired, kMoved, kReversal };
  struct Move {
    AccountId debit;
    AccountId credit;
    std::string content;
    Wide held = 0;
    Wide posted = 0;
    Stage stage = Stage::kHeld;
    std::uint64_t sequence = 0;
    Wide due_ns = 0;  // 0: never
    bool reversed = false;
  };
  struct Sums {
    Wide debits_pending = 0;
    Wide debits_posted = 0;
    Wide credits_pending = 0;
    Wide credits_posted = 0;
  };
  // Added up anew from all transfers.
  [[nodiscard]] Sums sums(const AccountId& account) const;
  [[nodiscard]] const std::map<AccountId, Account>& accounts() const { return accounts_; }

 private:
  template <class C>
  Answer move(const C& command, Stage stage, std::uint64_t timeout_ms, std::uint64_t sequence);
  [[nodiscard]] bool limit_allows(const AccountId& account, Wide more_debits, Wide more_credits) const;
  // What limits and sums say to one more movement.
  [[nodiscard]] std::optional<AccountRefusal> amount_refused(const AccountId& debit, const AccountId& credit,
                                                             Wide amount) const;

  std::map<AccountId, Account> accounts_;
  std::map<TransferId, Move> moves_;
  std::set<std::tuple<Wide, std::uint64_t, TransferId>> timers_;  // due, sequence of the hold, hold
  Wide now_ns_ = 0;
};

}  // namespace daybook::domain::testing
