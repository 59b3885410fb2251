// Support tells every team itself, in the right order, and takes everything back itself when a refund is declined.
// `returns_traditional [DIRECTORY]`

#include "examples/returns/shop.h"

namespace returns {
namespace {

// Every command of every team that support has to know, and nobody else may change.
using SupportKnows =
    Messages<RequestRefund, OpenOrderRefund, Transfer, ReserveReplacement, SubmitShipment, CancelShipment,
             WithdrawReplacement, RecordReplacementSent, OpenDisassembly, WithdrawDisassembly, ChargeAssetDisposal,
             SettleAssetDisposal, ReverseAssetDisposal, HoldTransfer, PostTransfer, VoidTransfer>;

class Support {
 public:
  explicit Support(Shop& shop) : shop_(shop) {}

  // Whatever happens in between, somebody must know how far this has come, and go on from there.
  void request(int number) {
    const RequestRefund asked = refund(number);
    const OrderRefundId order(asked.refund);
    tell(asked);
    tell(OpenOrderRefund{order, asked.order, asked.customer, kSupport, asked.amount, asked.ledger});
    tell(ReserveReplacement{ReplacementId(asked.refund), asked.model, asked.shipment});
    tell(consignment(shipment_of(ReplacementId(asked.refund)), warranty_account(kUsd)));
    tell(OpenDisassembly{DisassemblyId(asked.refund), asked.item, asked.model, asked.location, asked.ledger});
    tell(ChargeAssetDisposal{DisposalId(asked.refund), asked.item, asked.cost, asked.ledger});
    tell(HoldTransfer{.transfer = booking_of(DisposalId(asked.refund)),
                      .debit = disposal_account(kUsd),
                      .credit = assets_account(kUsd),
                      .reference = Maybe<Id>(asked.refund),
                      .amount = asked.cost,
                      .ledger = kUsd});
    if (asked.amount <= Amount{5'000}) approved(number);  // the rule, once more
  }
  void approved(int number) {
    const OrderRefundId order(refund_id(number));
    tell(Transfer{.transfer = payment_of(order),
                  .debit = refunds_account(kUsd),
                  .credit = "ada",
                  .reference = Maybe<Id>(order),
                  .amount = amount_of_refund(number),
                  .ledger = kUsd});
  }
  void declined(int number) {
    const RefundId id = refund_id(number);
    tell(CancelShipment{shipment_of(ReplacementId(id)), CancelCause::kRequested});
    tell(WithdrawReplacement{ReplacementId(id)});
    tell(WithdrawDisassembly{DisassemblyId(id)});
    tell(ReverseAssetDisposal{DisposalId(id)});
    tell(VoidTransfer{booking_of(DisposalId(id)), Maybe<Id>(id)});
  }
  void shipped(int number) { tell(RecordReplacementSent{ReplacementId(refund_id(number))}); }
  void taken_apart(int number) {
    const DisposalId id(refund_id(number));
    tell(SettleAssetDisposal{id, kSalvage});
    tell(PostTransfer{booking_of(id), Maybe<Id>(id), Amount{kCost.minor - kSalvage.minor}});
  }
  [[nodiscard]] std::uint64_t told() const { return told_; }

 private:
  static constexpr Id kSupport{"support"};

  template <class C>
  void tell(const C& command) {
    static_assert(daybook::detail::IsIn<C, SupportKnows>::value, "support does not know this command");
    shop_.send(command, kSupport);
    ++told_;
  }

  Shop& shop_;
  std::uint64_t told_ = 0;
};

int run(const std::string& directory) {
  Shop shop(directory);
  Support support(shop);
  shop.open_for_business();
  for (int i = 1; i <= kRefunds; ++i) support.request(i);
  shop.send(ApproveRefund{OrderRefundId(refund_id(2))}, "manager");
  support.approved(2);
  shop.send(DeclineRefund{OrderRefundId(refund_id(3))}, "manager");
  support.declined(3);
  for (int i = 1; i <= 2; ++i) {
    const ShipmentId replacement = shipment_of(ReplacementId(refund_id(i)));
    shop.send(AssignShipment{replacement, "truck-2"}, "dispatcher");
    shop.send(ShipShipment{replacement}, "dispatcher");
    support.shipped(i);
    shop.send(DeliverShipment{replacement, "Ada"}, "dispatcher");
    shop.send(RecordDiagnosis{DisassemblyId(refund_id(i)), "no power"}, "engineer");
    shop.send(CloseDisassembly{DisassemblyId(refund_id(i)), kSalvage}, "engineer");
    support.taken_apart(i);
  }

  shop.report("traditional");
  fmt::print("messages: {} commands by support\n", support.told());
  fmt::print("coupling: support sends {} kinds of commands of six parts, in an order that it must know\n",
             SupportKnows::kCount);
  fmt::print("a crash in the middle leaves a refund half told; a fifth team is a change to support\n");
  return 0;
}

}  // namespace
}  // namespace returns

int main(int argc, char** argv) { return returns::run(argc > 1 ? argv[1] : "returns_traditional.journal"); }
