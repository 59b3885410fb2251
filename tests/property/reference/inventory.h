#pragma once

#include <cstdint>
#include <deque>
#include <map>

#include "tests/property/reference/step.h"

namespace daybook::domain::reference {

// Stock by model, and the replacements that are taken out of it, first come, first served.
class Inventory {
 public:
  enum class Stage { kReserved, kBackordered, kSent, kWithdrawn };
  struct Stock {
    std::uint64_t received = 0;
    std::uint64_t free = 0;
    std::deque<ReplacementId> waiting;
    std::uint64_t version = 0;
  };
  struct Replacement {
    ReserveReplacement asked;
    Stage stage = Stage::kReserved;
    std::uint64_t version = 0;
    std::uint64_t sequence = 0;
    [[nodiscard]] bool has_ended() const { return stage == Stage::kSent || stage == Stage::kWithdrawn; }
  };
  struct Receipt {
    ReceiveStock received;
    std::uint64_t sequence = 0;
  };

  Verdict run(const ReceiveStock& command, Step& step);
  Verdict run(const ReserveReplacement& command, Step& step);
  Verdict run(const RecordReplacementSent& command, Step& step);
  Verdict run(const WithdrawReplacement& command, Step& step);
  Verdict run(const FillBackorders& command, Step& step);

  [[nodiscard]] const std::map<ModelId, Stock>& stock() const { return stock_; }
  [[nodiscard]] const std::map<ReplacementId, Replacement>& replacements() const { return replacements_; }
  [[nodiscard]] const std::map<StockReceiptId, Receipt>& receipts() const { return receipts_; }

 private:
  static constexpr int kMostFilled = 32;  // in one decision

  [[nodiscard]] std::uint64_t version_of(const ModelId& model) const;
  Replacement* find(const ReplacementId& refund, Step& step);
  // Of a model and of one of its replacements.
  void tell(Replacement& replacement, Step& step, AnyEvent event);
  void reserve(Replacement& replacement, Step& step);
  void fill(const ModelId& model, Step& step);

  std::map<ModelId, Stock> stock_;
  std::map<ReplacementId, Replacement> replacements_;
  std::map<StockReceiptId, Receipt> receipts_;
};

}  // namespace daybook::domain::reference
