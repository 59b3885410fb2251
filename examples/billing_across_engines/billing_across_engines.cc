// One day of shipping, some of it refused at the door, billed twice: by a policy inside one engine, and by reactors
// between two. Ends in the same balances, and says what each way cost. `billing_across_engines [DIRECTORY]`

#include <fmt/core.h>

#include <filesystem>

#include "domain/domain.h"
#include "domain/workload.h"
#include "examples/billing_across_engines/billing_reactor.h"

namespace across {
namespace {

using daybook::domain::workload::Item;
using daybook::domain::workload::Parameters;
using daybook::domain::workload::ShippingDay;

// Its commands carry now as the time in their ids.
const Parameters kDay{
    .seed = 1, .shipments = 2'000, .accounts = 100, .epoch_ms = daybook::Clock::real_ns() / 1'000'000};

daybook::Options options(const std::string& directory) {
  // All ids of the day say when it began: to a machine that takes longer than the usual window they are not too old.
  constexpr std::uint64_t kDayNs = 24 * std::uint64_t{3'600'000'000'000};
  return {.directory = directory,
          .durability = daybook::Durability::kPower,
          .dedup_bytes = std::size_t{64} << 20,
          .dedup_window_ns = kDayNs};
}

template <class D>
daybook::Engine<D> open(const std::string& directory) {
  auto engine = daybook::Engine<D>::open(options(directory));
  if (engine) return std::move(*engine);
  fmt::print(stderr, "{}\n", engine.error().message());
  std::exit(1);
}
template <class D, class R, class T>
auto start(daybook::Engine<D>& source, daybook::Engine<T>& target) {
  auto reactor = daybook::Reactor<D, R>::open(source, target);
  const auto started = reactor.and_then([](auto& opened) { return opened->start(); });
  if (started) return std::move(*reactor);
  fmt::print(stderr, "{}\n", started.error().message());
  std::exit(1);
}

constexpr int kReturned = 5;

// What the day does not have, in words of shipments alone: a few that nobody takes, which go back, and one that is
// delivered although its customer cannot pay for it. Inside one engine that one is cancelled before it can leave.
template <class Send>
void for_each_of_the_rest(Send&& send) {
  namespace workload = daybook::domain::workload;
  const auto submit = [&](const ShipmentId& shipment, const AccountId& bill_to) {
    SubmitShipment command;
    command.shipment = shipment;
    command.bill_to = bill_to;
    command.carrier = workload::carrier_account(0, 0);
    command.service = "Truck";
    command.quoted_charge = Money{1'250};
    command.ledger = workload::kLedgers[0];
    command.ship_from.name = "Warehouse 7";
    command.ship_from.country = "Germany";
    command.ship_to.name = "Ada Mensah";
    command.ship_to.country = "Ghana";
    send(command);
    send(AssignShipment{shipment, "truck-1"});
    send(ShipShipment{shipment});
  };
  for (int i = 1; i <= kReturned; ++i) {
    const ShipmentId shipment(Id::parse(fmt::format("returned-{}", i)).value());
    submit(shipment, workload::customer_account(0));
    send(RefuseShipment{shipment});
    send(ReceiveReturn{shipment});
  }
  submit("unpaid-1", workload::over_limit_account(0, 0));
  send(DeliverShipment{"unpaid-1", "Ada"});
}

// Sends the day's commands that `Wanted` has, one after the other, and the rest.
template <class Wanted, class D>
std::uint64_t send_day(daybook::Producer<D>& producer) {
  ShippingDay day(kDay);
  std::uint64_t sent = 0;
  const auto send = [&](const auto& command, const Id& id) {
    using C = std::remove_cvref_t<decltype(command)>;
    if constexpr (daybook::detail::IsIn<C, Wanted>::value) {
      if (producer.call(command, {.id = id})) ++sent;
    }
  };
  while (day.next([&](const Item& item, const auto& command) { send(command, item.id); })) continue;
  for_each_of_the_rest([&](const auto& command) { send(command, Id()); });
  return sent;
}

// Whether everything is answered. A reactor that has failed will never say so.
template <class D, class R>
bool caught_up(const daybook::Reactor<D, R>& reactor) {
  const daybook::ReactorStatus status = reactor.status();
  if (!status.parked()) return status.lag() == 0;
  fmt::print(stderr, "{}: {}\n", status.name, status.failure);
  std::exit(1);
}

// "ACME +120 -80": what an account has been debited and credited, pendings apart.
template <class D>
std::map<AccountId, std::string> balances(daybook::Engine<D>& engine) {
  return engine
      .query([](const D& domain) {
        const Accounts& accounts = [&]() -> const Accounts& {
          if constexpr (requires { domain.template get<Accounts>(); }) {
            return domain.template get<Accounts>();
          } else {
            return domain;
          }
        }();
        std::map<AccountId, std::string> all;
        accounts.accounts.for_each([&](const AccountId& id, const Account& account) {
          all[id] =
              fmt::format("debits {} (pending {}), credits {} (pending {})", account.debits_posted.minor,
                          account.debits_pending.minor, account.credits_posted.minor, account.credits_pending.minor);
        });
        return all;
      })
      .value();
}

int run(const std::string& directory) {
  std::filesystem::remove_all(directory);
  std::filesystem::create_directories(directory);

  auto one = open<ShippingDomain>(directory + "/one");
  auto producer = one.producer();
  const std::uint64_t in_one = send_day<daybook::domain::ShippingCommands>(producer);
  const auto by_policy = balances(one);

  auto shipments = open<Shipments>(directory + "/shipments");
  auto accounts = open<Accounts>(directory + "/accounts");
  auto to_accounts = accounts.producer();
  auto to_shipments = shipments.producer();
  // The accounts are busy with their own when the shipments come: nobody waits for anybody.
  const std::uint64_t in_accounts = send_day<Accounts::Commands>(to_accounts);
  const std::uint64_t in_shipments = send_day<Shipments::Commands>(to_shipments);
  auto billing = start<Shipments, BillingReactor>(shipments, accounts);
  auto compensation = start<Accounts, CompensationReactor>(accounts, shipments);
  // Each may give the other something to do.
  for (int quiet = 0; quiet < 2;) {
    quiet = caught_up(*billing) && caught_up(*compensation) ? quiet + 1 : 0;
    std::this_thread::yield();
  }
  compensation->stop();
  const auto by_reactors = balances(accounts);

  std::size_t different = 0;
  for (const auto& [account, balance] : by_policy) {
    const auto found = by_reactors.find(account);
    if (found != by_reactors.end() && found->second == balance) continue;
    fmt::print("{}: {} here, {} there\n", account.text(), balance, found == by_reactors.end() ? "none" : found->second);
    ++different;
  }
  fmt::print("one engine:  {} commands sent, journaled {}\n", in_one, one.positions().released);
  fmt::print("two engines: {} + {} commands sent, journaled {} + {}; {} + {} of them by the reactors\n", in_shipments,
             in_accounts, shipments.positions().released, accounts.positions().released, compensation->status().sent,
             billing->status().sent);
  fmt::print("{} invoices of two engines have no hold: their shipments had left when it was refused\n",
             compensation->reactor().unpaid_invoices);
  fmt::print("{} accounts, {} with another balance\n", by_policy.size(), different);
  return different == 0 && by_policy.size() == by_reactors.size() ? 0 : 1;
}

}  // namespace
}  // namespace across

int main(int argc, char** argv) { return across::run(argc > 1 ? argv[1] : "billing.journals"); }
