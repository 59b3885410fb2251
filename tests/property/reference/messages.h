#pragma once

// Every command and event of the domain as one type each. Of the domain's headers the reference knows the messages
// alone: what they mean is written here a second time, from the documents.

#include <variant>

#include "domain/accounts/messages.h"
#include "domain/billing/messages.h"
#include "domain/returns/accounting/messages.h"
#include "domain/returns/inventory/messages.h"
#include "domain/returns/manufacturing/messages.h"
#include "domain/returns/sales/messages.h"
#include "domain/returns/support/messages.h"
#include "domain/shipments/messages.h"

namespace daybook::domain::reference {

using AnyCommand =
    std::variant<SubmitShipment, AssignShipment, ShipShipment, DeliverShipment, CancelShipment, ReportShipmentLost,
                 SetRate, RecordCheckpoint, RefuseShipment, ReceiveReturn,  //
                 ConfigureDomain, OpenAccount, CloseAccount, Transfer, HoldTransfer, PostTransfer, VoidTransfer,
                 ReverseTransfer, ExpireTransfer,                                                               //
                 RecordBillingFailure,                                                                          //
                 RequestRefund, RecordTeamDone,                                                                 //
                 OpenOrderRefund, ApproveRefund, DeclineRefund, EscalateRefund, RecordPaymentFailure,           //
                 ReceiveStock, ReserveReplacement, RecordReplacementSent, WithdrawReplacement, FillBackorders,  //
                 OpenDisassembly, RecordDiagnosis, CloseDisassembly, WithdrawDisassembly,                       //
                 ChargeAssetDisposal, SettleAssetDisposal, ReverseAssetDisposal, RecordBookingFailure>;

using AnyEvent =
    std::variant<ShipmentSubmitted, ShipmentAssigned, ShipmentShipped, ShipmentDelivered, ShipmentCancelled,
                 ShipmentLost, RateSet, CheckpointRecorded, ShipmentRefused,
                 ShipmentReturned,  //
                 DomainConfigured, AccountOpened, AccountAdopted, AccountClosed, Transferred, TransferHeld,
                 TransferPosted, TransferVoided, TransferReversed, TransferExpired,                                  //
                 BillingFailed,                                                                                      //
                 RefundRequested, TeamDone, RefundClosed,                                                            //
                 OrderRefundOpened, RefundApproved, RefundDeclined, RefundEscalated, RefundPaymentFailed,            //
                 StockReceived, ReplacementReserved, ReplacementBackordered, ReplacementSent, ReplacementWithdrawn,  //
                 DisassemblyOpened, DiagnosisRecorded, DisassemblyClosed, DisassemblyWithdrawn,                      //
                 DisposalCharged, DisposalSettled, DisposalReversed, DisposalBookingFailed>;

}  // namespace daybook::domain::reference
