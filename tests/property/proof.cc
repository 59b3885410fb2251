#include "tests/property/proof.h"

#include <fmt/format.h>

#include <memory>

#include "app/core.h"
#include "domain/audit.h"
#include "domain/invariants.h"
#include "domain/ledger_watch.h"
#include "engine/feed.h"

namespace daybook::domain::property {

namespace {

using Core = LogicCore<ShippingDomain>;

std::string differing(const char* how, std::uint64_t state_hash, std::uint64_t chain_hash, const Ending& ending) {
  if (state_hash != ending.state_hash) return fmt::format("{}: another state", how);
  if (chain_hash != ending.chain_hash) return fmt::format("{}: another chain of decisions", how);
  return {};
}

// Record by record, with two bookkeepings beside.
std::string prove_folding(journal::Storage& storage, const std::string& directory, const Ending& ending) {
  auto feed = Feed::open(storage, directory, 1);
  if (!feed) return feed.error().message();
  const auto core = std::make_unique<Core>();
  const Accounts& accounts = core->domain().get<Accounts>();
  LedgerWatch watch;
  LedgerAudit audit;
  watch.start(accounts);
  std::size_t place = 0;
  for (;; ++place) {
    const auto record = feed->next();
    if (!record) return record.error().message();
    if (!*record) break;
    if (place == ending.digests.size() || decision_digest((**record).bytes()) != ending.digests[place]) {
      return fmt::format("sequence {} is not what was released", place + 1);
    }
    if (auto folded = core->fold(**record); !folded) return fmt::format("sequence {}: {}", place + 1, folded.error());
    if (const std::string wrong = watch.after(**record, accounts).text(); !wrong.empty()) {
      return fmt::format("after sequence {}: {}", place + 1, wrong);
    }
    audit.add(**record);
  }
  if (place != ending.digests.size()) return fmt::format("{} of {} records", place, ending.digests.size());
  if (std::string wrong = audit.compare(accounts).text(); !wrong.empty()) return "audit: " + wrong;
  if (std::string wrong = check_invariants(core->domain()).text(); !wrong.empty()) return "invariants: " + wrong;
  return differing("folded", core->state_hash(), core->chain(), ending);
}

std::string prove_replay(journal::Storage& storage, const std::string& directory, ReplayOptions::Source source,
                         const char* how, const Ending& ending) {
  Replay<ShippingDomain> replay(storage, directory,
                                {.source = source, .limit = journal::ReaderOptions::Limit::kWritten});
  const auto report = replay.run();
  if (!report) return fmt::format("{}: {}", how, report.error().message());
  return differing(how, report->state_hash, report->chain_hash, ending);
}

}  // namespace

std::string prove(journal::Storage& storage, const std::string& directory, const Ending& ending) {
  using Source = ReplayOptions::Source;
  if (std::string wrong = prove_folding(storage, directory, ending); !wrong.empty()) return wrong;
  for (const auto& [source, how] :
       {std::pair{Source::kEvents, "replayed from events"}, std::pair{Source::kCommands, "decided again"},
        std::pair{Source::kBoth, "decided again and compared"}}) {
    if (std::string wrong = prove_replay(storage, directory, source, how, ending); !wrong.empty()) return wrong;
  }
  return {};
}

}  // namespace daybook::domain::property
