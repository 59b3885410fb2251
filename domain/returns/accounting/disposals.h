#pragma once

#include <tl/expected.hpp>
#include <tuple>

#include "domain/returns/accounting/messages.h"
#include "domain/returns/accounting/refusals.h"
#include "domain/returns/accounting/state.h"
#include "engine/compose.h"
#include "engine/decision.h"
#include "engine/table.h"

namespace daybook::domain {

// Asset disposals: an item that came back is written off, less what its parts are worth. No money moves here; the
// accounting reactor has the ledger book it.
class Disposals {
 public:
  using Commands = Messages<ChargeAssetDisposal, SettleAssetDisposal, ReverseAssetDisposal, RecordBookingFailure>;
  using Events = Messages<DisposalCharged, DisposalSettled, DisposalReversed, DisposalBookingFailed>;
  using Refusals = DisposalRefusal;
  using Decision = daybook::Decision<Disposals>;
  static constexpr Rules kRules{.name = "disposals", .version = 2};

  Verdict decide(const ChargeAssetDisposal& command, Decision& out) const;
  Verdict decide(const SettleAssetDisposal& command, Decision& out) const;
  Verdict decide(const ReverseAssetDisposal& command, Decision& out) const;
  Verdict decide(const RecordBookingFailure& command, Decision& out) const;

  void apply(const DisposalCharged& event, const Context& context);
  void apply(const DisposalSettled& event);
  void apply(const DisposalReversed& event);
  void apply(const DisposalBookingFailed& event);

  void prefetch(const auto& message, Ahead ahead) const { disposals.prefetch(message.refund, ahead); }
  auto tables() { return std::tie(disposals); }

  Table<DisposalId, Disposal> disposals;

 private:
  // The disposal, if it has not ended. Says the version either way.
  [[nodiscard]] tl::expected<const Disposal*, Verdict> find_charged(const DisposalId& refund, Decision& out) const;
  [[nodiscard]] Disposal& row(const DisposalId& refund);
};

}  // namespace daybook::domain
