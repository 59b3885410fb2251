#pragma once

#include <map>

#include "tests/property/reference/step.h"

namespace daybook::domain::reference {

// Disassembly orders.
class Manufacturing {
 public:
  enum class Stage { kOpen, kDiagnosed, kClosed, kWithdrawn };
  struct Order {
    OpenDisassembly opened;
    Stage stage = Stage::kOpen;
    std::uint64_t version = 0;
    std::uint64_t sequence = 0;
  };

  Verdict run(const OpenDisassembly& command, Step& step);
  Verdict run(const RecordDiagnosis& command, Step& step);
  Verdict run(const CloseDisassembly& command, Step& step);
  Verdict run(const WithdrawDisassembly& command, Step& step);

  [[nodiscard]] const std::map<DisassemblyId, Order>& orders() const { return orders_; }

 private:
  Order* find(const DisassemblyId& refund, Step& step);
  [[nodiscard]] static Verdict ended(const Order* order);
  static void tell(Order& order, Step& step, AnyEvent event);

  std::map<DisassemblyId, Order> orders_;
};

}  // namespace daybook::domain::reference
