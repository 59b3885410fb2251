#include "tests/property/reference/disposals.h"

#include "tests/property/reference/text.h"

namespace daybook::domain::reference {

namespace {

Verdict refuse(const char* name, std::uint64_t related = 0) { return {std::string("disposals.") + name, related}; }

}  // namespace

Disposals::Disposal* Disposals::find(const DisposalId& refund, Step& step) {
  const auto found = disposals_.find(refund);
  if (found == disposals_.end()) return nullptr;
  step.finds(found->second.version);
  return &found->second;
}

void Disposals::tell(Disposal& disposal, Step& step, AnyEvent event) {
  step.version = ++disposal.version;
  step.tell(std::move(event), disposal.version);
}

Verdict Disposals::ended(const Disposal* disposal) {
  if (disposal == nullptr) return refuse("unknown_disposal");
  if (disposal->stage == Stage::kSettled) return refuse("already_settled", disposal->sequence);
  if (disposal->stage == Stage::kReversed) return refuse("already_reversed", disposal->sequence);
  return {};
}

Verdict Disposals::run(const ChargeAssetDisposal& command, Step& step) {
  if (const Disposal* old = find(command.refund, step)) {
    const bool same = content_of(old->charged) == content_of(command);
    return refuse(same ? "already_exists" : "exists_with_different_content", old->sequence);
  }
  if (!command.ledger.valid()) return refuse("invalid_ledger");
  Disposal& disposal = disposals_[command.refund];
  disposal.charged = command;
  disposal.sequence = step.sequence;
  tell(disposal, step, DisposalCharged{command.refund, command.item, {}, command.cost, command.ledger});
  return {};
}

Verdict Disposals::run(const SettleAssetDisposal& command, Step& step) {
  Disposal* disposal = find(command.refund, step);
  if (Verdict verdict = ended(disposal); !verdict.refusal.empty()) return verdict;
  const Currency ledger = disposal->charged.ledger;
  if (command.ledger.value_or(ledger) != ledger) return refuse("ledgers_differ");
  disposal->stage = Stage::kSettled;
  const std::uint64_t cost = disposal->charged.cost.minor;
  const std::uint64_t loss = cost > command.salvage.minor ? cost - command.salvage.minor : 0;
  tell(*disposal, step,
       DisposalSettled{command.refund, Amount{cost}, command.salvage, Amount{loss}, disposal->charged.ledger});
  return {};
}

Verdict Disposals::run(const ReverseAssetDisposal& command, Step& step) {
  Disposal* disposal = find(command.refund, step);
  if (Verdict verdict = ended(disposal); !verdict.refusal.empty()) return verdict;
  disposal->stage = Stage::kReversed;
  tell(*disposal, step, DisposalReversed{command.refund, disposal->charged.cost, disposal->charged.ledger});
  return {};
}

Verdict Disposals::run(const RecordBookingFailure& command, Step& step) {
  Disposal* disposal = find(command.refund, step);
  if (disposal == nullptr) return refuse("unknown_disposal");
  if (disposal->booking_failed) return {};
  disposal->booking_failed = true;
  tell(*disposal, step, DisposalBookingFailed{command.refund, 0, 0});
  return {};
}

}  // namespace daybook::domain::reference
