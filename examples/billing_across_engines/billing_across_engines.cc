// One day of shipping, billed twice: by a policy inside one engine, and by reactors between two. Ends in the same
// balances, and says what each way cost. `billing_across_engines [DIRECTORY]`

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
  return {.directory = directory, .durability = daybook::Durability::kProcess, .dedup_bytes = std::size_t{64} << 20};
}

template <class D>
daybook::Engine<D> open(const std::string& directory) {
  auto engine = daybook::Engine<D>::open(options(directory));
  if (engine) return std::move(*engine);
  fmt::print(stderr, "{}\n", engine.error().message());
  std::exit(1);
}
template <class D, class R, class T>
auto open(daybook::Engine<D>& source, daybook::Engine<T>& target) {
  auto reactor = daybook::Reactor<D, R>::open(source, target);
  if (reactor) return std::move(*reactor);
  fmt::print(stderr, "{}\n", reactor.error().message());
  std::exit(1);
}

// Sends the day's commands that `Wanted` has, one after the other.
template <class Wanted, class D>
std::uint64_t send_day(daybook::Producer<D>& producer) {
  ShippingDay day(kDay);
  std::uint64_t sent = 0;
  bool more = true;
  while (more) {
    more = day.next([&](const Item& item, const auto& command) {
      using C = std::remove_cvref_t<decltype(command)>;
      if constexpr (daybook::detail::IsIn<C, Wanted>::value) {
        if (producer.call(command, {.id = item.id})) ++sent;
      }
    });
  }
  return sent;
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
  auto billing = open<Shipments, BillingReactor>(shipments, accounts);
  auto compensation = open<Accounts, CompensationReactor>(accounts, shipments);
  billing->start();
  compensation->start();
  // Each may give the other something to do.
  for (int quiet = 0; quiet < 2;) {
    quiet = billing->caught_up() && compensation->caught_up() ? quiet + 1 : 0;
    std::this_thread::yield();
  }
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
  fmt::print("{} accounts, {} with another balance\n", by_policy.size(), different);
  return different == 0 && by_policy.size() == by_reactors.size() ? 0 : 1;
}

}  // namespace
}  // namespace across

int main(int argc, char** argv) { return across::run(argc > 1 ? argv[1] : "billing.journals"); }
