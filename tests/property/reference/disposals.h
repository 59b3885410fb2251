#pragma once

#include <map>

#include "tests/property/reference/step.h"

namespace daybook::domain::reference {

// Accounting's asset disposals.
class Disposals {
 public:
  enum class Stage { kCharged, kSettled, kReversed };
  struct Disposal {
    ChargeAssetDisposal charged;
    Stage stage = Stage::kCharged;
    bool booking_failed = false;
    std::uint64_t version = 0;
    std::uint64_t sequence = 0;
  };

  Verdict run(const ChargeAssetDisposal& command, Step& step);
  Verdict run(const SettleAssetDisposal& command, Step& step);
  Verdict run(const ReverseAssetDisposal& command, Step& step);
  Verdict run(const RecordBookingFailure& command, Step& step);

  [[nodiscard]] const std::map<DisposalId, Disposal>& disposals() const { return disposals_; }

 private:
  Disposal* find(const DisposalId& refund, Step& step);
  [[nodiscard]] static Verdict ended(const Disposal* disposal);
  static void tell(Disposal& disposal, Step& step, AnyEvent event);

  std::map<DisposalId, Disposal> disposals_;
};

}  // namespace daybook::domain::reference
