#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "tests/property/reference/step.h"

namespace daybook::domain::reference {

// Refunds as support sees them; and the policy that hears how each team's piece ended.
class Support {
 public:
  struct Refund {
    std::optional<RequestRefund> requested;  // nothing: it is awaited
    std::set<Team> done;
    std::uint64_t version = 0;
    std::uint64_t sequence = 0;  // of the request
    [[nodiscard]] bool is_closed() const { return requested && done.size() == 4; }
  };

  Verdict run(const RequestRefund& command, Step& step);
  Verdict run(const RecordTeamDone& command, Step& step);

  void react(const RefundApproved& event, std::vector<FollowUp>& out) const { done(event.refund, Team::kSales, out); }
  void react(const RefundDeclined& event, std::vector<FollowUp>& out) const { done(event.refund, Team::kSales, out); }
  void react(const ReplacementSent& event, std::vector<FollowUp>& out) const {
    done(event.refund, Team::kInventory, out);
  }
  void react(const ReplacementWithdrawn& event, std::vector<FollowUp>& out) const {
    done(event.refund, Team::kInventory, out);
  }
  void react(const DisassemblyClosed& event, std::vector<FollowUp>& out) const {
    done(event.refund, Team::kManufacturing, out);
  }
  void react(const DisassemblyWithdrawn& event, std::vector<FollowUp>& out) const {
    done(event.refund, Team::kManufacturing, out);
  }
  void react(const DisposalSettled& event, std::vector<FollowUp>& out) const {
    done(event.refund, Team::kAccounting, out);
  }
  void react(const DisposalReversed& event, std::vector<FollowUp>& out) const {
    done(event.refund, Team::kAccounting, out);
  }

  [[nodiscard]] const std::map<RefundId, Refund>& refunds() const { return refunds_; }

 private:
  static void done(const Id& refund, Team team, std::vector<FollowUp>& out) {
    out.push_back({RecordTeamDone{RefundId(refund), team}});
  }

  std::map<RefundId, Refund> refunds_;
};

}  // namespace daybook::domain::reference
