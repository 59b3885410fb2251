#include "domain/ledger_watch.h"

#include <fmt/format.h>

#include <cstring>

namespace daybook::domain {

std::uint64_t LedgerWatch::LedgerKey::hash() const noexcept {
  std::uint32_t letters = 0;
  std::memcpy(&letters, ledger.letters.data(), sizeof letters);
  return letters * 0x9e37'79b9'7f4a'7c15ULL;
}

void LedgerWatch::start(const Accounts& accounts) {
  seen_.clear();
  totals_.clear();
  Differences ignored;
  accounts.accounts.for_each([&](const AccountId& id, const Account&) { touch(id, accounts, ignored); });
}

void LedgerWatch::touch(const AccountId& id, const Accounts& accounts, Differences& found) {
  const Account* now = accounts.accounts.find(id);
  if (now == nullptr) return found.add(fmt::format("account {}: in an event, but not in the state", id.text()));
  Account& before = seen_[id];
  Totals& totals = totals_[LedgerKey{now->ledger}];
  const auto posted = [](const Account& a) { return a.debits_posted.minor - a.credits_posted.minor; };
  const auto pending = [](const Account& a) { return a.debits_pending.minor - a.credits_pending.minor; };
  totals.posted += posted(*now) - posted(before);
  totals.pending += pending(*now) - pending(before);
  if (now->debits_posted < before.debits_posted || now->credits_posted < before.credits_posted) {
    found.add(fmt::format("account {}: what was posted has become less", id.text()));
  }
  if (!within_limit(*now, {}, {})) found.add(fmt::format("account {}: its limit is broken", id.text()));
  before = *now;
}

Differences LedgerWatch::after(const DecisionView& decision, const Accounts& accounts) {
  Differences found;
  decision.for_each_step([&](const StepView& step) {
    step.for_each_event([&](const EventView& view) {
      if (is_control(view.header->type)) return;  // the engine's own; a tick's record has timers' events beside it
      const bool known = visit_event(view, [&](const auto& event) {
        if constexpr (requires { event.debit; }) {
          touch(event.debit, accounts, found);
          touch(event.credit, accounts, found);
        } else if constexpr (requires { event.account; }) {
          touch(event.account, accounts, found);
        }
      });
      if (!known) found.add(fmt::format("an event of the unknown type {}", view.header->type));
    });
  });
  totals_.for_each([&](const LedgerKey& key, const Totals& totals) {
    if (totals.posted != 0) found.add(fmt::format("ledger {}: posted debits and credits differ", key.ledger.text()));
    if (totals.pending != 0) found.add(fmt::format("ledger {}: pending debits and credits differ", key.ledger.text()));
  });
  return found;
}

}  // namespace daybook::domain
