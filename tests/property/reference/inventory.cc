#include "tests/property/reference/inventory.h"

#include <algorithm>

#include "tests/property/reference/text.h"

namespace daybook::domain::reference {

namespace {

Verdict refuse(const char* name, std::uint64_t related = 0) { return {std::string("inventory.") + name, related}; }

}  // namespace

std::uint64_t Inventory::version_of(const ModelId& model) const {
  const auto found = stock_.find(model);
  return found == stock_.end() ? 0 : found->second.version;
}

// The version that a sender may expect is the stock's. Of what has ended nothing says whose stock it was.
Inventory::Replacement* Inventory::find(const ReplacementId& refund, Step& step) {
  const auto found = replacements_.find(refund);
  if (found == replacements_.end()) return nullptr;
  if (!found->second.has_ended()) step.finds(version_of(found->second.asked.model));
  return &found->second;
}

void Inventory::tell(Replacement& replacement, Step& step, AnyEvent event) {
  step.version = ++stock_[replacement.asked.model].version;
  step.tell(std::move(event), step.version, ++replacement.version);
}

void Inventory::reserve(Replacement& replacement, Step& step) {
  --stock_[replacement.asked.model].free;
  replacement.stage = Stage::kReserved;
  tell(replacement, step,
       ReplacementReserved{replacement.asked.refund, replacement.asked.model, replacement.asked.shipment, {}});
}

void Inventory::fill(const ModelId& model, Step& step) {
  Stock& stock = stock_[model];
  for (int filled = 0; stock.free != 0 && !stock.waiting.empty(); ++filled) {
    if (filled == kMostFilled) {
      step.timers.push_back({step.now_ns, FillBackorders{model}});
      return;
    }
    const ReplacementId first = stock.waiting.front();
    stock.waiting.pop_front();
    reserve(replacements_.at(first), step);
  }
}

Verdict Inventory::run(const ReceiveStock& command, Step& step) {
  step.finds(version_of(command.model));
  if (const auto found = receipts_.find(command.receipt); found != receipts_.end()) {
    const bool same = content_of(found->second.received) == content_of(command);
    return refuse(same ? "already_exists" : "exists_with_different_content", found->second.sequence);
  }
  if (command.quantity == 0) return refuse("zero_quantity");
  receipts_[command.receipt] = {command, step.sequence};
  Stock& stock = stock_[command.model];
  stock.received += command.quantity;
  stock.free += command.quantity;
  step.version = ++stock.version;
  step.tell(StockReceived{command.receipt, command.model, {}, command.quantity}, stock.version, 1);
  fill(command.model, step);
  return {};
}

Verdict Inventory::run(const ReserveReplacement& command, Step& step) {
  step.finds(version_of(command.model));
  if (const auto found = replacements_.find(command.refund); found != replacements_.end()) {
    const bool same = content_of(found->second.asked) == content_of(command);
    return refuse(same ? "already_exists" : "exists_with_different_content", found->second.sequence);
  }
  Replacement& replacement = replacements_[command.refund];
  replacement.asked = command;
  replacement.sequence = step.sequence;
  Stock& stock = stock_[command.model];
  if (stock.free != 0 && stock.waiting.empty()) {
    reserve(replacement, step);
  } else {
    replacement.stage = Stage::kBackordered;
    stock.waiting.push_back(command.refund);
    tell(replacement, step, ReplacementBackordered{command.refund, command.model, command.shipment, {}});
  }
  return {};
}

Verdict Inventory::run(const RecordReplacementSent& command, Step& step) {
  Replacement* replacement = find(command.refund, step);
  if (replacement == nullptr) return refuse("unknown_replacement");
  if (replacement->stage == Stage::kSent) return refuse("already_sent", replacement->sequence);
  if (replacement->stage == Stage::kWithdrawn) return refuse("already_withdrawn", replacement->sequence);
  if (replacement->stage == Stage::kBackordered) return refuse("not_reserved");
  replacement->stage = Stage::kSent;
  tell(*replacement, step, ReplacementSent{command.refund, replacement->asked.model});
  return {};
}

Verdict Inventory::run(const WithdrawReplacement& command, Step& step) {
  Replacement* replacement = find(command.refund, step);
  if (replacement == nullptr) return refuse("unknown_replacement");
  if (replacement->stage == Stage::kSent) return refuse("already_sent", replacement->sequence);
  if (replacement->stage == Stage::kWithdrawn) return refuse("already_withdrawn", replacement->sequence);
  const ModelId model = replacement->asked.model;
  Stock& stock = stock_[model];
  const bool gives_back = replacement->stage == Stage::kReserved;
  if (gives_back) {
    ++stock.free;
  } else {
    stock.waiting.erase(std::find(stock.waiting.begin(), stock.waiting.end(), command.refund));
  }
  replacement->stage = Stage::kWithdrawn;
  tell(*replacement, step, ReplacementWithdrawn{command.refund, model});
  if (gives_back) fill(model, step);
  return {};
}

Verdict Inventory::run(const FillBackorders& command, Step& step) {
  step.finds(version_of(command.model));
  if (step.sender != Sender::kTimer) return refuse("reserved_for_timers");
  fill(command.model, step);
  return {};
}

}  // namespace daybook::domain::reference
