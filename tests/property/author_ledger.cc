#include "tests/property/author.h"
#include "tests/property/witness.h"

namespace daybook::domain::property {

void Author::ledger() {
  static constexpr std::array<Weighted, 15> kAll = {{
      {2, &Author::configure},
      {6, &Author::open_account},
      {4, &Author::open_account_with_fault},
      {5, &Author::close_account},
      {14, &Author::transfer},
      {6, &Author::transfer_much},
      {8, &Author::transfer_with_fault},
      {16, &Author::hold},
      {22, &Author::resolve},
      {11, &Author::reverse},
      {3, &Author::reverse_what_is_closed},
      {5, &Author::transfer_again},
      {5, &Author::meddle_with_bills},
      {3, &Author::usurp},
      {1, &Author::storm},
  }};
  write_one_of(kAll);
}

template <class C>
C Author::new_transfer() {
  C command;
  command.transfer = TransferId(numbered("t", ++numbers_));
  const Holder& debit = holder();
  const Holder* credit = &holder();
  for (int i = 0; i < 3 && (credit->ledger != debit.ledger || credit == &debit); ++i) credit = &holder();
  command.debit = debit.account;
  command.credit = credit->account;
  command.ledger = debit.ledger;
  if (chance(6)) command.debit = AccountId(numbered("new-", below(25)));
  if (chance(6)) command.credit = AccountId(numbered("new-", below(25)));
  command.amount = Amount{one_of(kAmounts)};
  if (chance(25)) command.reference = numbered("for-", below(4));
  return command;
}

void Author::transfer() {
  Transfer command = new_transfer<Transfer>();
  if (chance(35)) command.debit = "cash";
  if (chance(5)) command.debit_kind = AccountKind::kAsset;  // which only a policy may want
  send(command);
  HoldTransfer content{.transfer = command.transfer,
                       .debit = command.debit,
                       .credit = command.credit,
                       .reference = command.reference,
                       .amount = command.amount,
                       .ledger = command.ledger};
  moved_.push_back({content, TransferKind::kAtOnce});
}

void Author::hold() {
  HoldTransfer command = new_transfer<HoldTransfer>();
  if (chance(40)) command.timeout_ms = one_of(kTimeoutsMs);
  send(command);
  moved_.push_back({command, TransferKind::kHeld});
}

// Until a sum is full.
void Author::transfer_much() {
  HoldTransfer content;
  content.transfer = TransferId(numbered("t", ++numbers_));
  content.debit = chance(50) ? kVast0 : kVast1;
  content.credit = content.debit == kVast0 ? kVast1 : kVast0;
  content.amount = Amount{one_of(kHugeAmounts)};
  content.ledger = kUsd;
  if (chance(30)) {
    send(content);
    moved_.push_back({content, TransferKind::kHeld});
  } else {
    send(Transfer{content.transfer, content.debit, content.credit, {}, content.amount, content.ledger});
    moved_.push_back({content, TransferKind::kAtOnce});
  }
}

void Author::transfer_with_fault() {
  HoldTransfer content = new_transfer<HoldTransfer>();
  switch (below(7)) {
    case 0:
      content.debit = "nobody";
      break;
    case 1:
      content.credit = content.debit;
      break;
    case 2:
      content.ledger = content.ledger == kUsd ? kEur : kUsd;
      break;
    case 3:
      content.amount = Amount{0};
      break;
    case 4:
      content.amount = Amount{one_of(kHugeAmounts)};
      break;
    case 5:
      content.debit = AccountId(numbered("new-", below(25)));
      break;
    default:
      content.timeout_ms = one_of(kTimeoutsTooLongMs);
      return send(content);
  }
  if (chance(50)) return send(content);
  send(Transfer{content.transfer, content.debit, content.credit, content.reference, content.amount, content.ledger});
}

// More holds than can expire before one command, all at once; and commands that come while they wait for their turn.
void Author::storm() {
  const bool was_in_haste = in_haste_;
  in_haste_ = true;
  const std::uint64_t count = 10 + below(25);
  for (std::uint64_t i = 0; i < count; ++i) {
    HoldTransfer command = new_transfer<HoldTransfer>();
    command.debit = AccountId(chance(50) ? Id{"cash"} : Id{"customer-0"});
    command.credit = "carrier-0";
    command.ledger = kUsd;
    command.timeout_ms = 1 + below(12);
    send(command);
    moved_.push_back({command, TransferKind::kHeld});
  }
  script_.actions.emplace_back(Pause{5 + below(30)});
  for (std::uint64_t i = below(12); i > 0; --i) {
    if (chance(30)) {
      transfer();
    } else {
      resolve(moved_[moved_.size() - 1 - below(count)].content.transfer);
    }
  }
  in_haste_ = was_in_haste;
}

void Author::resolve() {
  if (moved_.empty()) return hold();
  resolve(chance(92) ? recent(moved_).content.transfer : TransferId("nothing"));
}

void Author::resolve(const TransferId& transfer) {
  if (chance(35)) return send(VoidTransfer{transfer, chance(20) ? Maybe<Id>(Id{"why"}) : Maybe<Id>()});
  PostTransfer command{transfer, chance(20) ? Maybe<Id>(Id{"why"}) : Maybe<Id>(), {}};
  if (chance(40)) command.amount = Amount{chance(10) ? 0 : one_of(kAmounts)};
  send(command);
}

ReverseTransfer Author::reversal_of(const HoldTransfer& hold, TransferKind kind) {
  return {.transfer = TransferId(numbered("r", ++numbers_)),
          .original = hold.transfer,
          .debit = hold.debit,
          .credit = hold.credit,
          .reference = hold.reference,
          .amount = hold.amount,
          .timeout_ms = hold.timeout_ms,
          .ledger = hold.ledger,
          .kind = kind};
}

void Author::reverse() {
  if (moved_.empty()) return transfer();
  const Moved& moved = recent(moved_);
  ReverseTransfer command = reversal_of(moved.content, moved.kind);
  if (!reversals_.empty() && chance(35)) {
    const ReverseTransfer& earlier = recent(reversals_);
    switch (below(3)) {
      case 0:  // the reversal itself
        command.original = earlier.transfer;
        break;
      case 1:  // once more, by another name
        command = earlier;
        command.transfer = TransferId(numbered("r", ++numbers_));
        break;
      default:  // the same once more
        command = earlier;
        if (chance(50)) command.amount.minor += 1;
        break;
    }
  } else if (chance(12)) {
    switch (below(5)) {
      case 0:
        command.amount.minor += 1;
        break;
      case 1:
        command.debit = holder().account;
        break;
      case 2:
        command.kind = command.kind == TransferKind::kHeld ? TransferKind::kAtOnce : TransferKind::kHeld;
        break;
      case 3:
        command.original = "nothing";
        break;
      default:
        command.transfer = recent(moved_).content.transfer;
        break;
    }
  }
  send(command);
  reversals_.push_back(command);
}

// There, back, and an account closed: then back once more.
void Author::reverse_what_is_closed() {
  OpenAccount open;
  open.account = AccountId(numbered("short-", ++numbers_));
  open.ledger = kUsd;
  open.kind = AccountKind::kAsset;
  send(open);
  HoldTransfer there{.transfer = TransferId(numbered("t", ++numbers_)),
                     .debit = "cash",
                     .credit = open.account,
                     .reference = {},
                     .amount = Amount{100},
                     .ledger = kUsd};
  send(Transfer{there.transfer, there.debit, there.credit, {}, there.amount, kUsd});
  if (chance(80)) {
    send(Transfer{TransferId(numbered("t", ++numbers_)), there.credit, there.debit, {}, there.amount, kUsd});
  }
  send(CloseAccount{open.account});
  send(reversal_of(there, TransferKind::kAtOnce));
}

void Author::transfer_again() {
  if (moved_.empty()) return transfer();
  const Moved& moved = recent(moved_);
  HoldTransfer content = moved.content;
  if (chance(30)) content.amount.minor += 1;
  if (chance(15)) content.timeout_ms += 1;
  const bool held = (moved.kind == TransferKind::kHeld) != chance(20);
  if (held) return send(content);
  send(Transfer{content.transfer, content.debit, content.credit, content.reference, content.amount, content.ledger});
}

// By hand, what billing believes is its own.
void Author::meddle_with_bills() {
  if (shipments_.empty()) return submit();
  const SubmitShipment& shipment = recent(shipments_).submitted;
  const TransferId bill = names().hold_of(shipment.shipment);
  if (chance(40) && shipment.quoted_charge && shipment.quoted_charge->minor > 0) {
    HoldTransfer content{.transfer = bill,
                         .debit = shipment.bill_to,
                         .credit = shipment.carrier,
                         .reference = Id(shipment.shipment),
                         .amount = Amount{static_cast<std::uint64_t>(shipment.quoted_charge->minor)},
                         .ledger = shipment.ledger};
    return chance(60) ? send(reversal_of(content, TransferKind::kHeld)) : send(content);
  }
  resolve(bill);
}

// What only a policy or a timer may send.
void Author::usurp() {
  const Id target = shipments_.empty() ? Id{"nowhere"} : Id(recent(shipments_).submitted.shipment);
  switch (below(3)) {
    case 0:
      return send(CancelShipment{ShipmentId(target), CancelCause::kHoldRefused});
    case 1:
      return send(ExpireTransfer{moved_.empty() ? TransferId("nothing") : recent(moved_).content.transfer, {}});
    default:
      return send(
          RecordBillingFailure{names().hold_of(ShipmentId(target)), ShipmentId(target), BillingStep::kInvoice, 0, 0});
  }
}

}  // namespace daybook::domain::property
