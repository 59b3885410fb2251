#pragma once

// A slow ledger of its own, for the property test: plain maps and 128-bit sums, written from the specification and
// sharing nothing with the part but the messages. It does one command at a time and says what the receipt must say.

#include <map>
#include <optional>
#include <string>

#include "domain/accounts/messages.h"
#include "domain/accounts/refusals.h"

namespace daybook::domain::testing {

class LedgerModel {
 public:
  struct Answer {
    std::optional<AccountRefusal> refusal;  // nothing: accepted
    std::uint64_t related = 0;
  };
  Answer run(const OpenAccount& command, std::uint64_t sequence);
  Answer run(const CloseAccount& command, std::uint64_t sequence);
  Answer run(const Transfer& command, std::uint64_t sequence);
  Answer run(const HoldTransfer& command, std::uint64_t sequence);
  Answer run(const PostTransfer& command, std::uint64_t sequence);
  Answer run(const VoidTransfer& command, std::uint64_t sequence);

  __extension__ typedef __int128 Wide;  // NOLINT(modernize-use-using)
  struct Account {
    OpenAccount opened;
    std::uint64_t sequence = 0;
    bool closed = false;
  };
  enum class Stage { kHeld, kPosted, kVoided, kMoved };
  struct Move {
    AccountId debit;
    AccountId credit;
    std::string content;
    Wide held = 0;
    Wide posted = 0;
    Stage stage = Stage::kHeld;
    std::uint64_t sequence = 0;
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
  Answer move(const C& command, Stage stage, std::uint64_t sequence);
  [[nodiscard]] bool limit_allows(const AccountId& account, Wide more_debits, Wide more_credits) const;

  std::map<AccountId, Account> accounts_;
  std::map<TransferId, Move> moves_;
};

}  // namespace daybook::domain::testing
