#include "bench/load/checks.h"

#include <fmt/format.h>

#include "domain/invariants.h"

namespace daybook::load {

namespace {

using domain::ShippingDomain;

// What a look at the state finds.
struct Found {
  std::string differences{};
  std::uint64_t shipments = 0;
  std::uint64_t accounts = 0;
};

Found look_at(const ShippingDomain& domain) {
  const auto& shipments = domain.get<domain::Shipments>();
  return {.differences = domain::check_invariants(domain).text(),
          .shipments = shipments.open.size() + shipments.closed.size(),
          .accounts = domain.get<domain::Accounts>().accounts.size()};
}

// A check holds, or something is said about how it does not.
void conclude(Result& result, std::string check, std::string failure) {
  result.checks.push_back(std::move(check));
  if (!failure.empty()) result.failures.push_back(std::move(failure));
}

std::string replay(const std::string& journals, const Result& result, ReplayOptions::Source source, const char* how) {
  Replay<ShippingDomain> run(journal::Storage::system(), journals,
                             {.source = source, .limit = journal::ReaderOptions::Limit::kWritten});
  const auto report = run.run();
  if (!report) return fmt::format("{}: {}", how, report.error().message());
  if (report->state_hash == result.state_hash) return {};
  return fmt::format("{} gives state hash {:016x}, the engine had {:016x}", how, report->state_hash, result.state_hash);
}

}  // namespace

void check_receipts(const Senders& senders, Result& result) {
  std::string failure;
  for (const auto& sender : senders) {
    const ReceiptCheck& check = sender->check();
    if (check.sent() != check.received()) {
      failure = fmt::format("{} commands sent, {} receipts", check.sent(), check.received());
    } else if (check.mismatches() != 0) {
      failure = fmt::format("{} receipts are not what was foretold; the first: {}", check.mismatches(),
                            check.first_mismatch());
    }
    if (!sender->failure().empty()) result.failures.push_back(sender->failure());
  }
  conclude(result, "every command has its receipt, and each outcome is the one foretold", failure);
}

void check_state(domain::DomainEngine& engine, Result& result) {
  const auto found = engine.query(look_at);
  std::string failure;
  if (!found) {
    failure = found.error().message();
  } else if (!found->differences.empty()) {
    failure = found->differences;
  } else if (found->shipments != result.shipments) {
    failure = fmt::format("{} shipments in the state, {} were submitted", found->shipments, result.shipments);
  } else if (found->accounts < result.settings.accounts) {
    failure =
        fmt::format("{} accounts in the state, more than {} were opened", found->accounts, result.settings.accounts);
  }
  conclude(result, "the books balance, no limit is broken, every shipment and account is there", failure);
  if (!result.settings.verify) return;
  const auto hash = engine.state_hash();
  if (hash) result.state_hash = *hash;
}

void check_files(const std::string& journals, Result& result) {
  std::string failure = replay(journals, result, ReplayOptions::Source::kEvents, "folding the recorded decisions");
  if (failure.empty()) {
    failure = replay(journals, result, ReplayOptions::Source::kCommands, "deciding all commands again");
  }
  conclude(result, "folding the decisions, and deciding all commands again, give the engine's state", failure);
}

}  // namespace daybook::load
