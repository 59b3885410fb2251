#include "domain/returns/accounting/disposals.h"

#include "engine/check.h"

namespace daybook::domain {

Verdict Disposals::decide(const ChargeAssetDisposal& command, Decision& out) const {
  const Digest digest = digest_of(command, out);
  const Disposal* row = disposals.find(command.refund);
  out.version(row == nullptr ? 0 : row->version);
  if (row != nullptr) {
    const bool same = row->digest == digest;
    return Verdict(same ? DisposalRefusal::kAlreadyExists : DisposalRefusal::kExistsWithDifferentContent, row->created);
  }
  if (!command.ledger.valid()) return DisposalRefusal::kInvalidLedger;
  return out.accept(DisposalCharged{.refund = command.refund,
                                    .item = command.item,
                                    .digest = digest,
                                    .cost = command.cost,
                                    .ledger = command.ledger});
}

tl::expected<const Disposal*, Verdict> Disposals::find_charged(const DisposalId& refund, Decision& out) const {
  using R = DisposalRefusal;
  const Disposal* row = disposals.find(refund);
  out.version(row == nullptr ? 0 : row->version);
  if (row == nullptr) return tl::unexpected(Verdict(R::kUnknownDisposal));
  if (row->state == DisposalState::kSettled) return tl::unexpected(Verdict(R::kAlreadySettled, row->created));
  if (row->state == DisposalState::kReversed) return tl::unexpected(Verdict(R::kAlreadyReversed, row->created));
  return row;
}

Verdict Disposals::decide(const SettleAssetDisposal& command, Decision& out) const {
  const auto row = find_charged(command.refund, out);
  if (!row) return row.error();
  if (command.ledger && *command.ledger != (*row)->ledger) return DisposalRefusal::kLedgersDiffer;
  const Amount cost = (*row)->cost;
  return out.accept(
      DisposalSettled{.refund = command.refund,
                      .cost = cost,
                      .salvage = command.salvage,
                      .loss = command.salvage >= cost ? Amount{} : Amount{cost.minor - command.salvage.minor},
                      .ledger = (*row)->ledger});
}

Verdict Disposals::decide(const ReverseAssetDisposal& command, Decision& out) const {
  const auto row = find_charged(command.refund, out);
  if (!row) return row.error();
  return out.accept(DisposalReversed{.refund = command.refund, .cost = (*row)->cost, .ledger = (*row)->ledger});
}

Verdict Disposals::decide(const RecordBookingFailure& command, Decision& out) const {
  const Disposal* row = disposals.find(command.refund);
  out.version(row == nullptr ? 0 : row->version);
  if (row == nullptr) return DisposalRefusal::kUnknownDisposal;
  if (row->booking == Booking::kFailed) return out.accept();
  return out.accept(DisposalBookingFailed{command.refund, command.refusing_part, command.refusal});
}

void Disposals::apply(const DisposalCharged& event, const Context& context) {
  const bool fresh = disposals
                         .insert(event.refund, Disposal{.digest = event.digest,
                                                        .created = context.sequence,
                                                        .cost = event.cost,
                                                        .version = 1,
                                                        .ledger = event.ledger,
                                                        .state = DisposalState::kCharged,
                                                        .booking = Booking::kInOrder})
                         .second;
  CHECK(fresh);
}

void Disposals::apply(const DisposalSettled& event) {
  Disposal& disposal = row(event.refund);
  disposal.state = DisposalState::kSettled;
  ++disposal.version;
}

void Disposals::apply(const DisposalReversed& event) {
  Disposal& disposal = row(event.refund);
  disposal.state = DisposalState::kReversed;
  ++disposal.version;
}

void Disposals::apply(const DisposalBookingFailed& event) {
  Disposal& disposal = row(event.refund);
  disposal.booking = Booking::kFailed;
  ++disposal.version;
}

Disposal& Disposals::row(const DisposalId& refund) {
  Disposal* found = disposals.find(refund);
  CHECK(found != nullptr);
  return *found;
}

}  // namespace daybook::domain
