#include "domain/returns/manufacturing/manufacturing.h"

#include "engine/check.h"

namespace daybook::domain {

Verdict Manufacturing::decide(const OpenDisassembly& command, Decision& out) const {
  const Digest digest = digest_of(command, out);
  const DisassemblyOrder* row = orders.find(command.refund);
  out.version(row == nullptr ? 0 : row->version);
  if (row != nullptr) {
    const bool same = row->digest == digest;
    return Verdict(same ? ManufacturingRefusal::kAlreadyExists : ManufacturingRefusal::kExistsWithDifferentContent,
                   row->created);
  }
  if (!command.ledger.valid()) return ManufacturingRefusal::kInvalidLedger;
  return out.accept(DisassemblyOpened{.refund = command.refund,
                                      .item = command.item,
                                      .model = command.model,
                                      .location = command.location,
                                      .digest = digest,
                                      .ledger = command.ledger});
}

tl::expected<const DisassemblyOrder*, Verdict> Manufacturing::find_open(const DisassemblyId& refund,
                                                                        Decision& out) const {
  using R = ManufacturingRefusal;
  const DisassemblyOrder* row = orders.find(refund);
  out.version(row == nullptr ? 0 : row->version);
  if (row == nullptr) return tl::unexpected(Verdict(R::kUnknownDisassembly));
  if (row->state == DisassemblyState::kClosed) return tl::unexpected(Verdict(R::kAlreadyClosed, row->created));
  if (row->state == DisassemblyState::kWithdrawn) return tl::unexpected(Verdict(R::kAlreadyWithdrawn, row->created));
  return row;
}

Verdict Manufacturing::decide(const RecordDiagnosis& command, Decision& out) const {
  if (const auto row = find_open(command.refund, out); !row) return row.error();
  if (command.diagnosis.empty()) return ManufacturingRefusal::kEmptyDiagnosis;
  return out.accept(DiagnosisRecorded{command.refund, command.diagnosis});
}

Verdict Manufacturing::decide(const CloseDisassembly& command, Decision& out) const {
  const auto row = find_open(command.refund, out);
  if (!row) return row.error();
  if ((*row)->state != DisassemblyState::kDiagnosed) return ManufacturingRefusal::kNoDiagnosis;
  return out.accept(DisassemblyClosed{command.refund, command.salvage, (*row)->ledger});
}

Verdict Manufacturing::decide(const WithdrawDisassembly& command, Decision& out) const {
  if (const auto row = find_open(command.refund, out); !row) return row.error();
  return out.accept(DisassemblyWithdrawn{command.refund});
}

void Manufacturing::apply(const DisassemblyOpened& event, const Context& context) {
  const bool fresh = orders
                         .insert(event.refund, DisassemblyOrder{.digest = event.digest,
                                                                .created = context.sequence,
                                                                .version = 1,
                                                                .ledger = event.ledger,
                                                                .state = DisassemblyState::kOpen})
                         .second;
  CHECK(fresh);
}

void Manufacturing::apply(const DiagnosisRecorded& event) { change(event.refund, DisassemblyState::kDiagnosed); }
void Manufacturing::apply(const DisassemblyClosed& event) { change(event.refund, DisassemblyState::kClosed); }
void Manufacturing::apply(const DisassemblyWithdrawn& event) { change(event.refund, DisassemblyState::kWithdrawn); }

void Manufacturing::change(const DisassemblyId& refund, DisassemblyState state) {
  DisassemblyOrder* row = orders.find(refund);
  CHECK(row != nullptr);
  row->state = state;
  ++row->version;
}

}  // namespace daybook::domain
