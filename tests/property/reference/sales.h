#pragma once

#include <map>

#include "tests/property/reference/step.h"

namespace daybook::domain::reference {

// Order refunds.
class Sales {
 public:
  enum class Stage { kWaiting, kApproved, kDeclined };
  struct OrderRefund {
    OpenOrderRefund opened;
    Stage stage = Stage::kWaiting;
    bool payment_failed = false;
    std::uint64_t version = 0;
    std::uint64_t sequence = 0;
  };

  Verdict run(const OpenOrderRefund& command, Step& step);
  Verdict run(const ApproveRefund& command, Step& step);
  Verdict run(const DeclineRefund& command, Step& step);
  Verdict run(const EscalateRefund& command, Step& step);
  Verdict run(const RecordPaymentFailure& command, Step& step);
  void listen(const DomainConfigured& event) {
    limit_ = event.refund_limit;
    sla_s_ = event.refund_sla_s;
  }

  [[nodiscard]] const std::map<OrderRefundId, OrderRefund>& refunds() const { return refunds_; }

 private:
  OrderRefund* find(const OrderRefundId& refund, Step& step);
  // Why the command's actor may not decide on it; accepted: he may.
  [[nodiscard]] static Verdict undecidable(const OrderRefund* refund, const Step& step);
  static void tell(OrderRefund& refund, Step& step, AnyEvent event);
  static void approve(OrderRefund& refund, Maybe<Id> approver, Step& step);

  std::map<OrderRefundId, OrderRefund> refunds_;
  Amount limit_;
  std::uint64_t sla_s_ = 0;
};

}  // namespace daybook::domain::reference
