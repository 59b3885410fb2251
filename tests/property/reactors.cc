#include "tests/property/reactors.h"

#include "domain/returns/accounting/accounting_reactor.h"
#include "domain/returns/inventory/inventory_reactor.h"
#include "domain/returns/manufacturing/manufacturing_reactor.h"
#include "domain/returns/sales/sales_reactor.h"
#include "engine/reactor.h"

namespace daybook::domain::property {

namespace {

template <class R>
class HiredReactor final : public Hired {
 public:
  explicit HiredReactor(std::unique_ptr<Reactor<Domain, R>> reactor) : reactor_(std::move(reactor)) {}
  std::size_t work() override { return reactor_->do_work(); }
  [[nodiscard]] ReactorStatus status() const override { return reactor_->status(); }

 private:
  std::unique_ptr<Reactor<Domain, R>> reactor_;
};

template <class R>
Expected<std::unique_ptr<Hired>> open_reactor(DomainEngine& engine) {
  auto reactor = Reactor<Domain, R>::open(engine);
  if (!reactor) return tl::unexpected(reactor.error());
  return std::make_unique<HiredReactor<R>>(std::move(*reactor));
}

Expected<std::unique_ptr<Hired>> open_reactor(Team team, DomainEngine& engine) {
  switch (team) {
    case Team::kSales:
      return open_reactor<SalesReactor>(engine);
    case Team::kInventory:
      return open_reactor<InventoryReactor>(engine);
    case Team::kManufacturing:
      return open_reactor<ManufacturingReactor>(engine);
    case Team::kAccounting:
      break;
  }
  return open_reactor<AccountingReactor>(engine);
}

}  // namespace

Id Reactors::name_of(Team team) {
  constexpr std::array<Id, 4> kNames = {SalesReactor::kName, InventoryReactor::kName, ManufacturingReactor::kName,
                                        AccountingReactor::kName};
  return kNames[static_cast<std::size_t>(team) - 1];
}

std::string Reactors::open(Team team, DomainEngine& engine) {
  auto opened = open_reactor(team, engine);
  if (!opened) return "reactor " + name_of(team).text() + " does not start: " + opened.error().message();
  running_[team] = std::move(*opened);
  return {};
}

std::string Reactors::start(DomainEngine& engine) {
  for (const Team team : hired_) {
    if (std::string wrong = open(team, engine); !wrong.empty()) return wrong;
  }
  return {};
}

std::string Reactors::hire(Team team, DomainEngine& engine) {
  return hired_.insert(team).second ? open(team, engine) : std::string();
}

void Reactors::dismiss(Team team) {
  hired_.erase(team);
  running_.erase(team);
}

std::size_t Reactors::work(Team team) {
  const auto found = running_.find(team);
  return found == running_.end() ? 0 : found->second->work();
}

std::string Reactors::parked() const {
  for (const auto& [team, reactor] : running_) {
    if (reactor->status().parked()) return name_of(team).text() + " has parked: " + reactor->status().failure;
  }
  return {};
}

}  // namespace daybook::domain::property
