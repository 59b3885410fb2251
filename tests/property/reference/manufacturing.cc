#include "tests/property/reference/manufacturing.h"

#include "tests/property/reference/text.h"

namespace daybook::domain::reference {

namespace {

Verdict refuse(const char* name, std::uint64_t related = 0) { return {std::string("manufacturing.") + name, related}; }

}  // namespace

Manufacturing::Order* Manufacturing::find(const DisassemblyId& refund, Step& step) {
  const auto found = orders_.find(refund);
  if (found == orders_.end()) return nullptr;
  step.finds(found->second.version);
  return &found->second;
}

void Manufacturing::tell(Order& order, Step& step, AnyEvent event) {
  step.version = ++order.version;
  step.tell(std::move(event), order.version);
}

// Why nothing can be done with it any more; accepted: something can.
Verdict Manufacturing::ended(const Order* order) {
  if (order == nullptr) return refuse("unknown_disassembly");
  if (order->stage == Stage::kClosed) return refuse("already_closed", order->sequence);
  if (order->stage == Stage::kWithdrawn) return refuse("already_withdrawn", order->sequence);
  return {};
}

Verdict Manufacturing::run(const OpenDisassembly& command, Step& step) {
  if (const Order* old = find(command.refund, step)) {
    const bool same = content_of(old->opened) == content_of(command);
    return refuse(same ? "already_exists" : "exists_with_different_content", old->sequence);
  }
  if (!command.ledger.valid()) return refuse("invalid_ledger");
  Order& order = orders_[command.refund];
  order.opened = command;
  order.sequence = step.sequence;
  tell(order, step,
       DisassemblyOpened{command.refund, command.item, command.model, command.location, {}, command.ledger});
  return {};
}

Verdict Manufacturing::run(const RecordDiagnosis& command, Step& step) {
  Order* order = find(command.refund, step);
  if (Verdict verdict = ended(order); !verdict.refusal.empty()) return verdict;
  if (command.diagnosis.empty()) return refuse("empty_diagnosis");
  order->stage = Stage::kDiagnosed;
  tell(*order, step, DiagnosisRecorded{command.refund, command.diagnosis});
  return {};
}

Verdict Manufacturing::run(const CloseDisassembly& command, Step& step) {
  Order* order = find(command.refund, step);
  if (Verdict verdict = ended(order); !verdict.refusal.empty()) return verdict;
  if (order->stage != Stage::kDiagnosed) return refuse("no_diagnosis");
  order->stage = Stage::kClosed;
  tell(*order, step, DisassemblyClosed{command.refund, command.salvage, order->opened.ledger});
  return {};
}

Verdict Manufacturing::run(const WithdrawDisassembly& command, Step& step) {
  Order* order = find(command.refund, step);
  if (Verdict verdict = ended(order); !verdict.refusal.empty()) return verdict;
  order->stage = Stage::kWithdrawn;
  tell(*order, step, DisassemblyWithdrawn{command.refund});
  return {};
}

}  // namespace daybook::domain::reference
