#include "app/demo_proof.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/console.h"
#include "app/core.h"
#include "app/money_text.h"
#include "app/text_table.h"
#include "domain/audit.h"
#include "domain/domain.h"
#include "domain/invariants.h"

namespace daybook::app {

namespace {

using domain::ShippingDomain;
using domain::workload::Item;
using domain::workload::ShippingDay;
using Limit = journal::ReaderOptions::Limit;

// What the event journal says of a command, as far as a receipt repeats it.
struct Recorded {
  Id command;
  Outcome outcome{};
  Code code;
  std::uint16_t refused_follow_ups = 0;
  std::uint64_t version = 0;
};

// One scan of the event journal: by sequence what was decided, and the ledger's fold.
struct Scan {
  std::vector<Recorded> by_sequence{1};
  std::vector<Id> executed;  // every command that was decided, not repeated
  std::uint64_t follow_ups = 0;
  std::uint64_t refused_follow_ups = 0;
  domain::LedgerAudit audit;
  std::string error;
};

Scan scan(const std::string& directory) {
  Scan result;
  auto reader =
      journal::Reader::open(journal::Storage::system(), events_directory(directory), {.limit = Limit::kWritten});
  if (!reader) return result.error = reader.error().message(), result;
  RecordStream<journal::Reader, DecisionView> decisions(*reader);
  for (;;) {
    auto more = decisions.next();
    if (!more) return result.error = more.error().message(), result;
    if (!*more) return result;
    const DecisionView decision = decisions.record();
    const DecisionHeader& header = decision.header();
    result.by_sequence.push_back(
        {header.command, header.outcome, header.code, header.refused_follow_ups, header.version});
    if (header.outcome == Outcome::kControl) continue;  // the engine's own
    if (header.outcome != Outcome::kRepeat) result.executed.push_back(header.command);
    if (header.steps > 1) result.follow_ups += header.steps - 1U;
    result.refused_follow_ups += header.refused_follow_ups;
    result.audit.add(decision);
  }
}

std::string name_of(Outcome outcome) { return enumerator_name(outcome); }

Proof prove_receipts(const ProofSubject& subject, Scan& scan) {
  Proof proof{"every acknowledged receipt is in the journal exactly once, with the same outcome", false, {}};
  if (!scan.error.empty()) return proof.detail = scan.error, proof;
  for (std::size_t index = 0; index < subject.receipts.size(); ++index) {
    const Receipt& receipt = subject.receipts[index];
    const std::uint64_t sequence = receipt.sequence.value;
    if (sequence == 0 || sequence >= scan.by_sequence.size()) {
      return proof.detail =
                 fmt::format("command {}: its receipt names sequence {}, which is not in the journal", index, sequence),
             proof;
    }
    const Recorded& recorded = scan.by_sequence[sequence];
    if (recorded.command != receipt.command || recorded.outcome != receipt.outcome || recorded.code != receipt.code ||
        recorded.refused_follow_ups != receipt.refused_follow_ups || recorded.version != receipt.version) {
      proof.detail =
          fmt::format("command {}, sequence {}: acknowledged as {} ({}, version {}), recorded as {} ({}, version {})",
                      index, sequence, receipt.command.text(), name_of(receipt.outcome), receipt.version,
                      recorded.command.text(), name_of(recorded.outcome), recorded.version);
      return proof;
    }
  }
  std::sort(scan.executed.begin(), scan.executed.end());
  const auto twice = std::adjacent_find(scan.executed.begin(), scan.executed.end());
  if (twice != scan.executed.end())
    return proof.detail = fmt::format("command {} was executed twice", twice->text()), proof;
  proof.holds = true;
  proof.detail =
      fmt::format("{} receipts, {} commands executed", grouped(subject.receipts.size()), grouped(scan.executed.size()));
  return proof;
}

Proof prove_expected(const ProofSubject& subject, const Scan& scan) {
  Proof proof{"every outcome is the one that the workload's seed foretells", false, {}};
  ShippingDay day(subject.run.workload);
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;
  std::uint64_t repeats = 0;
  std::string difference;
  while (difference.empty() && day.next([&](const Item& item, const auto&) {
    const Receipt& receipt = subject.receipts[item.index];
    if (item.outcome == Outcome::kRepeat) {
      ++repeats;
      if (receipt.sequence != subject.receipts[item.original].sequence) {
        difference = fmt::format("command {} repeats {}, but got the receipt of another", item.index, item.original);
      }
      return;
    }
    (item.outcome == Outcome::kAccepted ? accepted : refused) += 1;
    if (receipt.outcome != item.outcome || receipt.code != item.code ||
        receipt.refused_follow_ups != item.refused_follow_ups) {
      difference = fmt::format("command {}: {} expected, {} received (code {}.{})", item.index, name_of(item.outcome),
                               name_of(receipt.outcome), receipt.code.part, receipt.code.number);
    }
  })) {
  }
  const domain::workload::Totals totals = domain::workload::expected_totals(subject.run.workload);
  if (difference.empty() &&
      (scan.follow_ups != totals.follow_ups || scan.refused_follow_ups != totals.refused_follow_ups)) {
    difference = fmt::format("{} follow-ups and {} refused ones expected, {} and {} recorded", totals.follow_ups,
                             totals.refused_follow_ups, scan.follow_ups, scan.refused_follow_ups);
  }
  proof.holds = difference.empty();
  proof.detail = proof.holds ? fmt::format("{} accepted, {} refused, {} repeats; {} follow-ups, {} of them refused",
                                           grouped(accepted), grouped(refused), grouped(repeats),
                                           grouped(scan.follow_ups), grouped(scan.refused_follow_ups))
                             : difference;
  return proof;
}

Proof prove_invariants(const ShippingDomain& domain, const Scan& scan) {
  domain::Differences found = domain::check_invariants(domain);
  found.add(scan.audit.compare(domain.get<domain::Accounts>()));
  Proof proof{"the books balance, no limit is broken, every balance is the sum of its transfers", found.empty(), {}};
  const auto& accounts = domain.get<domain::Accounts>();
  proof.detail = found.empty() ? fmt::format("{} accounts, {} transfers", grouped(accounts.accounts.size()),
                                             grouped(accounts.transfers.size() + accounts.pending.size()))
                               : found.text();
  return proof;
}

std::string examples_of(const ShippingDomain& domain) {
  constexpr std::size_t kMost = 4;
  const auto& shipments = domain.get<domain::Shipments>();
  const auto& accounts = domain.get<domain::Accounts>();
  TextTable table({{"shipment"}, {"status"}, {"version", TextTable::Align::kRight}});
  std::size_t shown = 0;
  shipments.closed.for_each([&](const auto& id, const auto& row) {
    if (shown++ < kMost) table.add({id.text(), enumerator_name(row.state), std::to_string(row.version)});
  });
  TextTable ledger(
      {{"account"}, {"kind"}, {"debits", TextTable::Align::kRight}, {"credits", TextTable::Align::kRight}});
  shown = 0;
  accounts.accounts.for_each([&](const auto& id, const auto& row) {
    if (row.debits_posted == row.credits_posted || shown++ >= kMost) return;
    ledger.add({id.text(), enumerator_name(row.kind), money_text(row.debits_posted, row.ledger),
                money_text(row.credits_posted, row.ledger)});
  });
  return table.text() + "\n" + ledger.text();
}

}  // namespace

ProofResult prove(const ProofSubject& subject) {
  ProofResult result;
  Scan scanned = scan(subject.run.directory);
  result.proofs.push_back(prove_receipts(subject, scanned));
  result.proofs.push_back(prove_expected(subject, scanned));

  Proof hashes{"fold alone, deciding again alone, and a run without a kill give the same state", false, {}};
  Replay<ShippingDomain> fold(journal::Storage::system(), subject.run.directory,
                              {.source = ReplayOptions::Source::kEvents, .limit = Limit::kWritten});
  const auto folded = fold.run();
  if (folded) {
    result.proofs.push_back(prove_invariants(fold.core().domain(), scanned));
    result.examples = examples_of(fold.core().domain());
    result.fold_commands_per_second = folded->commands * 1'000'000'000 / std::max<std::uint64_t>(folded->elapsed_ns, 1);
  }
  Replay<ShippingDomain> decide(journal::Storage::system(), subject.run.directory,
                                {.source = ReplayOptions::Source::kCommands, .limit = Limit::kWritten});
  const auto decided = decide.run();
  if (decided)
    result.decide_commands_per_second =
        decided->commands * 1'000'000'000 / std::max<std::uint64_t>(decided->elapsed_ns, 1);
  if (!folded || !decided) {
    hashes.detail = folded ? decided.error().message() : folded.error().message();
  } else {
    hashes.holds = folded->state_hash == subject.live_hash && decided->state_hash == subject.live_hash &&
                   subject.uninterrupted_hash == subject.live_hash && folded->chain_hash == decided->chain_hash;
    hashes.detail =
        hashes.holds ? fmt::format("state hash {:016x}", subject.live_hash)
                     : fmt::format(
                           "live {:016x}, fold {:016x}, decided again {:016x}, without a kill {:016x}; chain {:016x} "
                           "and {:016x}",
                           subject.live_hash, folded->state_hash, decided->state_hash, subject.uninterrupted_hash,
                           folded->chain_hash, decided->chain_hash);
  }
  result.proofs.push_back(hashes);
  return result;
}

}  // namespace daybook::app
