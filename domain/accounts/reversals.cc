// Transfers that give back what others have posted.

#include "domain/accounts/accounts.h"
#include "domain/accounts/content.h"
#include "engine/check.h"

namespace daybook::domain {

namespace {

std::optional<AccountRefusal> why_not_reversible(TransferState state) {
  switch (state) {
    case TransferState::kPostedAtOnce:
    case TransferState::kPosted:
      return std::nullopt;
    case TransferState::kVoided:
    case TransferState::kExpired:
      return AccountRefusal::kNotPosted;
    case TransferState::kReversal:
      return AccountRefusal::kNotReversible;
    case TransferState::kReversed:
    case TransferState::kReversedHold:
      return AccountRefusal::kAlreadyReversed;
  }
  return AccountRefusal::kNotReversible;
}

}  // namespace

Verdict Accounts::decide(const ReverseTransfer& command, Decision& out) const {
  const Account* debit = accounts.find(command.credit);
  const Account* credit = accounts.find(command.debit);
  out.version(debit == nullptr ? 0 : debit->version);
  const Digest content = digest_of_transfer(command, command.kind);
  const Digest digest = digest_of_reversal(command.original, content);
  if (const std::optional<Verdict> twice = find_double(command.transfer, digest)) return *twice;
  if (const PendingTransfer* held = pending.find(command.original)) {
    return Verdict(AccountRefusal::kNotPosted, held->created);
  }
  const ClosedTransfer* original = transfers.find(command.original);
  if (original == nullptr) return AccountRefusal::kUnknownTransfer;
  if (const std::optional<AccountRefusal> refusal = why_not_reversible(original->state)) {
    return Verdict(*refusal, original->created);
  }
  // Where the digests agree the accounts are there; but a digest is no proof, and a sender's bytes must not break us.
  if (original->digest != content || debit == nullptr || credit == nullptr) {
    return Verdict(AccountRefusal::kOriginalDiffers, original->created);
  }
  if (debit->state == AccountState::kClosed || credit->state == AccountState::kClosed) {
    return AccountRefusal::kAccountClosed;
  }
  const Amount amount = original->posted;
  if (const std::optional<AccountRefusal> refusal = refusal_of_amount(*debit, *credit, amount)) return *refusal;
  return out.accept(TransferReversed{.transfer = command.transfer,
                                     .original = command.original,
                                     .debit = command.credit,
                                     .credit = command.debit,
                                     .reference = command.reference,
                                     .digest = digest,
                                     .amount = amount,
                                     .ledger = command.ledger},
                    credit->version + 1);
}

void Accounts::apply(const TransferReversed& event, const Context& context) {
  ClosedTransfer* original = transfers.find(event.original);
  CHECK(original != nullptr && !why_not_reversible(original->state));
  original->state = was_held(original->state) ? TransferState::kReversedHold : TransferState::kReversed;
  post(event.debit, event.credit, event.amount);
  keep(
      event.transfer,
      {.digest = event.digest, .created = context.sequence, .posted = event.amount, .state = TransferState::kReversal});
}

}  // namespace daybook::domain
