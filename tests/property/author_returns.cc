#include "tests/property/author.h"
#include "tests/property/witness.h"

namespace daybook::domain::property {

void Author::returns() {
  static constexpr std::array<Weighted, 11> kAll = {{
      {14, &Author::request},
      {3, &Author::request_again},
      {12, &Author::decide},
      {5, &Author::open_by_hand},
      {8, &Author::stock},
      {8, &Author::replace},
      {10, &Author::disassemble},
      {6, &Author::dispose},
      {8, &Author::meddle_with_reactors},
      {2, &Author::usurp_returns},
      {1, &Author::many_backorders},
  }};
  write_one_of(kAll);
}

RequestRefund Author::new_refund() {
  const bool knows_shipment = !shipments_.empty() && chance(92);
  const bool euro = chance(8);
  return {.refund = RefundId(numbered("f", ++numbers_)),
          .order = chance(60) ? OrderId(numbered("order-", 100 + numbers_)) : one_of(kOrders),
          .customer = euro ? AccountId("customer-e") : kHolders[below(4)].account,
          .shipment = knows_shipment ? recent(shipments_).submitted.shipment : ShipmentId("nowhere"),
          .item = one_of(kItems).id,
          .model = one_of(kModels),
          .location = one_of(kLocations),
          .amount = Amount{one_of(kAmounts)},
          .cost = Amount{chance(20) ? 0 : one_of(kAmounts)},
          .ledger = euro ? kEur : kUsd};
}

void Author::request() {
  RequestRefund command = new_refund();
  if (chance(4)) return send(command);  // perhaps nobody says that it was they
  switch (below(30)) {
    case 0:
      if (speech_ == Speech::kAnything) command.ledger = kNoCurrency;
      break;
    case 1:
      command.amount = Amount{0};
      break;
    default:
      refunds_.push_back(command);
      break;
  }
  send(command, one_of(kActors));
}

void Author::request_again() {
  if (refunds_.empty()) return request();
  RequestRefund command = recent(refunds_);
  if (chance(40)) command.cost.minor += 1;
  send(command, one_of(kActors));
}

void Author::decide() {
  if (refunds_.empty()) return request();
  const OrderRefundId refund(chance(95) ? Id(recent(refunds_).refund) : Id{"nothing"});
  const Id actor = chance(80) ? one_of(kActors) : Id{};
  if (chance(8)) return send(RecordPaymentFailure{refund, 0, 0});
  if (chance(60)) return send(ApproveRefund{refund}, actor);
  send(DeclineRefund{refund}, actor);
}

// A team's piece that somebody opens himself: before support asks for it, instead, or once more.
void Author::open_by_hand() {
  RequestRefund whole = refunds_.empty() || chance(40) ? new_refund() : recent(refunds_);
  if (chance(20)) whole.amount = Amount{0};
  if (chance(20)) whole.model = "another";
  if (chance(20)) whole.cost.minor += 1;
  if (chance(10)) whole.ledger = kEur;
  if (chance(20)) whole.location = "elsewhere";
  if (chance(15) && speech_ == Speech::kAnything) whole.ledger = kNoCurrency;
  if (chance(60)) refunds_.push_back(whole);
  const Id refund = whole.refund;
  switch (below(4)) {
    case 0:
      return send(OpenOrderRefund{OrderRefundId(refund), whole.order, whole.customer, one_of(kActors), whole.amount,
                                  whole.ledger});
    case 1:
      return send(ReserveReplacement{ReplacementId(refund), whole.model, whole.shipment});
    case 2:
      return send(OpenDisassembly{DisassemblyId(refund), whole.item, whole.model, whole.location, whole.ledger});
    default:
      return send(ChargeAssetDisposal{DisposalId(refund), whole.item, whole.cost, whole.ledger});
  }
}

void Author::stock() {
  ReceiveStock command{StockReceiptId(numbered("r", chance(85) ? ++numbers_ : below(numbers_ + 1))), one_of(kModels),
                       static_cast<std::uint32_t>(below(4))};
  send(command);
  if (chance(15)) {
    if (chance(50)) command.quantity += 1;
    send(command);
  }
}

void Author::replace() {
  const ReplacementId refund(refunds_.empty() || chance(5) ? Id{"nothing"} : Id(recent(refunds_).refund));
  if (chance(50)) return send(RecordReplacementSent{refund});
  send(WithdrawReplacement{refund});
}

// Often more than one decision serves: the others are left to a timer.
void Author::many_backorders() {
  const bool was_in_haste = in_haste_;
  in_haste_ = true;
  const ModelId model = chance(50) ? one_of(kModels) : ModelId(numbered("model-", ++numbers_));
  const std::uint64_t count = 20 + below(60);
  for (std::uint64_t i = 0; i < count; ++i) {
    send(ReserveReplacement{ReplacementId(numbered("f", ++numbers_)), model, ShipmentId("nowhere")});
  }
  for (std::uint64_t i = 1 + below(3); i > 0; --i) {
    send(ReceiveStock{StockReceiptId(numbered("r", ++numbers_)), model, static_cast<std::uint32_t>(1 + below(80))});
    send(WithdrawReplacement{ReplacementId(numbered("f", numbers_ - 1 - below(count)))});
  }
  in_haste_ = was_in_haste;
}

void Author::disassemble() {
  const DisassemblyId refund(refunds_.empty() || chance(5) ? Id{"nothing"} : Id(recent(refunds_).refund));
  do {
    const std::uint64_t die = below(8);
    if (die < 4) {
      send(RecordDiagnosis{refund, one_of(kDiagnoses)});
    } else if (die < 7) {
      send(CloseDisassembly{refund, Amount{chance(40) ? 0 : one_of(kAmounts)}});
    } else {
      send(WithdrawDisassembly{refund});
    }
  } while (chance(30));
}

void Author::dispose() {
  const DisposalId refund(refunds_.empty() || chance(5) ? Id{"nothing"} : Id(recent(refunds_).refund));
  switch (below(4)) {
    case 0: {
      SettleAssetDisposal settle{refund, Amount{chance(40) ? 0 : one_of(kAmounts)}};
      if (chance(50)) settle.ledger = chance(80) ? kUsd : kEur;
      return send(settle);
    }
    case 1:
      return send(ReverseAssetDisposal{refund});
    case 2:
      return send(RecordBookingFailure{refund, 0, 0});
    default:
      return resolve(names().booking_of(refund));
  }
}

// By hand, what a reactor believes is its own: just what it wants, or something else.
void Author::meddle_with_reactors() {
  if (refunds_.empty()) return request();
  const RequestRefund& refund = recent(refunds_);
  const std::uint64_t more = chance(30) ? 1 : 0;
  switch (below(4)) {
    case 0: {
      Transfer payment{names().payment_of(OrderRefundId(refund.refund)),
                       "refunds:USD",
                       refund.customer,
                       Id(refund.refund),
                       Amount{refund.amount.minor + more},
                       refund.ledger};
      return send(payment);
    }
    case 1: {
      HoldTransfer booking{names().booking_of(DisposalId(refund.refund)),
                           "disposal:USD",
                           "assets:USD",
                           Id(refund.refund),
                           Amount{refund.cost.minor + more},
                           refund.ledger};
      if (chance(40)) booking.timeout_ms = 1 + below(50);
      moved_.push_back({booking, TransferKind::kHeld});
      return send(booking);
    }
    case 2:
      return resolve(names().booking_of(DisposalId(refund.refund)));
    default:
      return meddle_with_replacement(names().shipment_of(ReplacementId(refund.refund)));
  }
}

void Author::meddle_with_replacement(const ShipmentId& shipment) {
  switch (below(4)) {
    case 0: {
      SubmitShipment command = new_shipment();
      command.shipment = shipment;
      return send(command);
    }
    case 1:
      return send(CancelShipment{shipment});
    case 2:
      send(AssignShipment{shipment, one_of(kTrucks)});
      if (chance(90)) send(ShipShipment{shipment});
      return;
    default:
      return shipment_command(shipment, below(8));
  }
}

void Author::usurp_returns() {
  const Id refund = refunds_.empty() ? Id{"nothing"} : Id(recent(refunds_).refund);
  switch (below(3)) {
    case 0:
      return send(RecordTeamDone{RefundId(refund), one_of(kTeams)});
    case 1:
      return send(EscalateRefund{OrderRefundId(refund)});
    default:
      return send(FillBackorders{one_of(kModels)});
  }
}

void Author::staff() {
  if (!staffed_) return;
  if (chance(40)) {
    script_.actions.emplace_back(Dismiss{one_of(kTeams)});
  } else {
    script_.actions.emplace_back(Hire{one_of(kTeams)});
  }
}

void Author::react() {
  if (!staffed_) return;
  if (chance(50)) {
    for (const Team team : kTeams) script_.actions.emplace_back(React{team});
  } else {
    script_.actions.emplace_back(React{one_of(kTeams)});
  }
}

}  // namespace daybook::domain::property
