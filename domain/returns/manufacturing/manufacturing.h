#pragma once

#include <tl/expected.hpp>
#include <tuple>

#include "domain/returns/manufacturing/messages.h"
#include "domain/returns/manufacturing/refusals.h"
#include "domain/returns/manufacturing/state.h"
#include "engine/compose.h"
#include "engine/decision.h"
#include "engine/table.h"

namespace daybook::domain {

// Disassembly orders: an item that came back is looked at, taken apart, and its parts are worth something.
class Manufacturing {
 public:
  using Commands = Messages<OpenDisassembly, RecordDiagnosis, CloseDisassembly, WithdrawDisassembly>;
  using Events = Messages<DisassemblyOpened, DiagnosisRecorded, DisassemblyClosed, DisassemblyWithdrawn>;
  using Refusals = ManufacturingRefusal;
  using Decision = daybook::Decision<Manufacturing>;
  static constexpr Rules kRules{.name = "manufacturing", .version = 1};

  Verdict decide(const OpenDisassembly& command, Decision& out) const;
  Verdict decide(const RecordDiagnosis& command, Decision& out) const;
  Verdict decide(const CloseDisassembly& command, Decision& out) const;
  Verdict decide(const WithdrawDisassembly& command, Decision& out) const;

  void apply(const DisassemblyOpened& event, const Context& context);
  void apply(const DiagnosisRecorded& event);
  void apply(const DisassemblyClosed& event);
  void apply(const DisassemblyWithdrawn& event);

  void prefetch(const auto& message, Ahead ahead) const { orders.prefetch(message.refund, ahead); }
  auto tables() { return std::tie(orders); }

  Table<DisassemblyId, DisassemblyOrder> orders;

 private:
  // The order, if it has not ended. Says the version either way.
  [[nodiscard]] tl::expected<const DisassemblyOrder*, Verdict> find_open(const DisassemblyId& refund,
                                                                         Decision& out) const;
  void change(const DisassemblyId& refund, DisassemblyState state);
};

}  // namespace daybook::domain
