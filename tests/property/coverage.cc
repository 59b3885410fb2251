#include "tests/property/coverage.h"

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

#include "app/messages.h"
#include "domain/domain.h"
#include "engine/outcome.h"

namespace daybook::domain::property {

namespace {

using Names = std::vector<std::string>;

template <class Refusals>
void add_refusals(std::uint16_t part, Names& names) {
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Refusals>>([&](auto described) {
    names.push_back(app::refusal_text({part, static_cast<std::uint16_t>(described.value)}));
  });
}

template <class... Parts>
Names refusals_of(Messages<Parts...>) {
  Names names;
  add_refusals<EngineRefusal>(0, names);
  (add_refusals<typename Parts::Refusals>(Facts<ShippingDomain>::number<Parts>(), names), ...);
  return names;
}

// Of every command together.
Tally::Counts by_refusal(const Tally::Counts& refusals) {
  Tally::Counts sums;
  for (const auto& [name, count] : refusals) sums[name.substr(name.rfind(' ') + 1)] += count;
  return sums;
}

void add_missing(const Tally::Counts& counts, const Names& wanted, Names& missing) {
  for (const std::string& name : wanted) {
    const auto found = counts.find(name);
    if (found == counts.end() || found->second == 0) missing.push_back(name);
  }
}

// No script leads there: the ledger and billing hear of the same configuration, so that no policy opens an account in
// vain.
const std::string kUnreachable = "accounts.auto_open_off";

}  // namespace

std::vector<std::string> never_met(const Tally& tally) {
  Names missing;
  add_missing(tally.outcomes, {"accepted", "refused", "repeat", "expired", "id_reused"}, missing);
  add_missing(tally.events, app::event_names().names, missing);
  add_missing(by_refusal(tally.refusals), refusals_of(ShippingDomain::PartList{}), missing);
  std::erase(missing, kUnreachable);
  add_missing(tally.others, {kTicks, kTimers, kFollowUps, kReactions, kCrashes, kRestarts, kSentAgain, kLost}, missing);
  return missing;
}

}  // namespace daybook::domain::property
