#pragma once

// Commands and events of accounting's asset disposals. Template ids: commands 801 to 849, events 851 to 899.
// DisposalSettled (852) and DisposalReversed (853) are published.

#include <cstdint>

#include "domain/returns/published.h"
#include "engine/message.h"

namespace daybook::domain {

// The item is to be written off at its cost.
struct ChargeAssetDisposal {
  DisposalId refund;
  ItemId item;
  Amount cost;  // 0: it is not in the books
  Currency ledger;
};
DAYBOOK_COMMAND(ChargeAssetDisposal, 801, refund, item, cost, ledger)

struct SettleAssetDisposal {
  DisposalId refund;
  Amount salvage;               // what is left of the item
  Maybe<Currency> ledger = {};  // of the salvage; absent: the disposal's
};
DAYBOOK_COMMAND(SettleAssetDisposal, 802, refund, salvage, ledger)

struct ReverseAssetDisposal {
  DisposalId refund;
};
DAYBOOK_COMMAND(ReverseAssetDisposal, 803, refund)

// The ledger refused what books the disposal: the transfer's refusal.
struct RecordBookingFailure {
  DisposalId refund;
  std::uint16_t refusing_part = 0;
  std::uint16_t refusal = 0;
};
DAYBOOK_COMMAND(RecordBookingFailure, 804, refund, refusing_part, refusal)

struct DisposalCharged {
  DisposalId refund;
  ItemId item;
  Digest digest;  // of the command's content
  Amount cost;
  Currency ledger;
};
DAYBOOK_EVENT(DisposalCharged, 851, refund, item, digest, cost, ledger)

// A person has to look at this: the ledger does not say what the disposal says.
struct DisposalBookingFailed {
  DisposalId refund;
  std::uint16_t refusing_part = 0;
  std::uint16_t refusal = 0;
};
DAYBOOK_EVENT(DisposalBookingFailed, 854, refund, refusing_part, refusal)

}  // namespace daybook::domain
