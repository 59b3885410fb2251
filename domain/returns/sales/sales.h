#pragma once

#include <tl/expected.hpp>
#include <tuple>

#include "domain/accounts/messages.h"
#include "domain/returns/sales/messages.h"
#include "domain/returns/sales/refusals.h"
#include "domain/returns/sales/state.h"
#include "engine/compose.h"
#include "engine/decision.h"
#include "engine/table.h"

namespace daybook::domain {

// Order refunds: approved by rule up to the refund limit; beyond it by a person who is not the requester, and who is
// reminded once when that takes too long. A refund that is decided moves from `waiting` to `decided`.
class Sales {
 public:
  using Commands = Messages<OpenOrderRefund, ApproveRefund, DeclineRefund, EscalateRefund, RecordPaymentFailure>;
  using Events = Messages<OrderRefundOpened, RefundApproved, RefundDeclined, RefundEscalated, RefundPaymentFailed>;
  using Refusals = SalesRefusal;
  using Listens = Messages<DomainConfigured>;
  using Decision = daybook::Decision<Sales>;
  static constexpr Rules kRules{.name = "sales", .version = 1};

  Verdict decide(const OpenOrderRefund& command, Decision& out) const;
  Verdict decide(const ApproveRefund& command, Decision& out) const;
  Verdict decide(const DeclineRefund& command, Decision& out) const;
  Verdict decide(const EscalateRefund& command, Decision& out) const;
  Verdict decide(const RecordPaymentFailure& command, Decision& out) const;

  void apply(const OrderRefundOpened& event, const Context& context);
  void apply(const RefundApproved& event);
  void apply(const RefundDeclined& event);
  void apply(const RefundEscalated& event);
  void apply(const RefundPaymentFailed& event);
  void apply(const DomainConfigured& event);

  void prefetch(const auto& message, Ahead ahead) const {
    constexpr bool kNew = requires { message.requester; };
    waiting.prefetch(message.refund, kNew ? ahead.index_only() : ahead);
    decided.prefetch(message.refund, ahead.index_only());
  }
  auto tables() { return std::tie(waiting, decided, settings); }

  Table<OrderRefundId, WaitingRefund> waiting;
  Table<OrderRefundId, DecidedRefund> decided;
  Table<ConfigurationId, SalesSettings> settings;

 private:
  // The refund, if the actor of this command may decide on it. Says the version either way.
  [[nodiscard]] tl::expected<const WaitingRefund*, Verdict> find_waiting(const OrderRefundId& refund,
                                                                         Decision& out) const;
  [[nodiscard]] WaitingRefund& row(const OrderRefundId& refund);
  void close(const OrderRefundId& refund, DecidedState state);
};

}  // namespace daybook::domain
