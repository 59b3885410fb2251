#pragma once

// Commands and events of manufacturing. Template ids: commands 701 to 749, events 751 to 799. DisassemblyClosed (753)
// and DisassemblyWithdrawn (754) are published.

#include <cstdint>

#include "domain/returns/published.h"
#include "engine/message.h"

namespace daybook::domain {

struct OpenDisassembly {
  DisassemblyId refund;
  ItemId item;
  ModelId model;
  LocationId location;
  Currency ledger;  // of the salvage
};
DAYBOOK_COMMAND(OpenDisassembly, 701, refund, item, model, location, ledger)

// A later diagnosis replaces an earlier one.
struct RecordDiagnosis {
  DisassemblyId refund;
  Text<500> diagnosis;
};
DAYBOOK_COMMAND(RecordDiagnosis, 702, refund, diagnosis)

struct CloseDisassembly {
  DisassemblyId refund;
  Amount salvage;  // what the parts are worth, in the order's ledger
};
DAYBOOK_COMMAND(CloseDisassembly, 703, refund, salvage)

struct WithdrawDisassembly {
  DisassemblyId refund;
};
DAYBOOK_COMMAND(WithdrawDisassembly, 704, refund)

struct DisassemblyOpened {
  DisassemblyId refund;
  ItemId item;
  ModelId model;
  LocationId location;
  Digest digest;  // of the command's content
  Currency ledger;
};
DAYBOOK_EVENT(DisassemblyOpened, 751, refund, item, model, location, digest, ledger)

struct DiagnosisRecorded {
  DisassemblyId refund;
  Text<500> diagnosis;
};
DAYBOOK_EVENT(DiagnosisRecorded, 752, refund, diagnosis)

}  // namespace daybook::domain
