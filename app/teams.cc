#include "app/teams.h"

#include <algorithm>

#include "app/team_names.h"
#include "domain/returns/accounting/accounting_reactor.h"
#include "domain/returns/inventory/inventory_reactor.h"
#include "domain/returns/manufacturing/manufacturing_reactor.h"
#include "domain/returns/sales/sales_reactor.h"
#include "engine/reactor.h"

namespace daybook::app {

namespace {

template <class R>
class RunningTeam final : public Team {
 public:
  explicit RunningTeam(std::unique_ptr<Reactor<Domain, R>> reactor) : reactor_(std::move(reactor)) {}
  Expected<void> start() override { return reactor_->start(); }
  void stop() override { reactor_->stop(); }
  [[nodiscard]] ReactorStatus status() const override { return reactor_->status(); }

 private:
  std::unique_ptr<Reactor<Domain, R>> reactor_;
};

template <class R>
Expected<std::unique_ptr<Team>> open_team(DomainEngine& engine) {
  auto reactor = Reactor<Domain, R>::open(engine);
  if (!reactor) return tl::unexpected(reactor.error());
  return std::make_unique<RunningTeam<R>>(std::move(*reactor));
}

struct Kind {
  std::string name;
  Expected<std::unique_ptr<Team>> (*open)(DomainEngine& engine);
};
template <class R>
Kind kind() {
  return {R::kName.text(), open_team<R>};
}
const std::vector<Kind>& kinds() {
  static const std::vector<Kind> kKinds = {kind<domain::SalesReactor>(), kind<domain::InventoryReactor>(),
                                           kind<domain::ManufacturingReactor>(), kind<domain::AccountingReactor>()};
  return kKinds;
}

}  // namespace

const std::vector<std::string>& team_names() {
  static const std::vector<std::string> kNames = [] {
    std::vector<std::string> names;
    for (const Kind& kind : kinds()) names.push_back(kind.name);
    return names;
  }();
  return kNames;
}

std::vector<std::string> teams_in(std::string_view list, std::string& unknown) {
  if (list == "all") return team_names();
  std::vector<std::string> found;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    found.emplace_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
    const auto& names = team_names();
    if (std::find(names.begin(), names.end(), found.back()) == names.end()) unknown = found.back();
  }
  return found;
}

Expected<Teams> Teams::open(DomainEngine& engine, const std::vector<std::string>& wanted) {
  Teams teams;
  for (const Kind& kind : kinds()) {
    if (std::find(wanted.begin(), wanted.end(), kind.name) == wanted.end()) continue;
    auto team = kind.open(engine);
    if (!team) return tl::unexpected(team.error());
    teams.teams_.push_back(std::move(*team));
  }
  return teams;
}

Expected<void> Teams::start() {
  for (const auto& team : teams_) {
    if (auto started = team->start(); !started) return started;
  }
  return {};
}

void Teams::stop() {
  for (const auto& team : teams_) team->stop();
}

// Whoever is behind may still give the others something to do: all must be at the same place, the last one.
bool Teams::caught_up() const {
  const std::vector<ReactorStatus> all = status();
  return std::all_of(all.begin(), all.end(), [&](const ReactorStatus& one) {
    return one.parked() || (one.lag() == 0 && one.released >= all.back().released);
  });
}

std::vector<ReactorStatus> Teams::status() const {
  std::vector<ReactorStatus> all;
  for (const auto& team : teams_) all.push_back(team->status());
  return all;
}

}  // namespace daybook::app
