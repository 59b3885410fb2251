#include "app/scms_import.h"

#include <algorithm>

#include "app/scms_accountant.h"
#include "app/scms_commands.h"
#include "app/scms_records.h"
#include "app/scms_sender.h"
#include "engine/clock.h"

namespace daybook::app::scms {

namespace {

// Reads the ledger back. That the state is the fold of its events is part of it.
Expected<void> compare(DomainEngine& engine, const File& file, const Invoices& invoices, Accountant& accountant,
                       Report& report) {
  struct Answer {
    std::vector<InState> shipments;
    domain::Differences differences;
  };
  const auto state = engine.query([&](const domain::ShippingDomain& domain) {
    return Answer{look_up(domain, file), invoices.audit().compare(domain.get<domain::Accounts>())};
  });
  if (!state) return tl::unexpected(state.error());
  accountant.compare(state->shipments, invoices);
  for (const std::string& difference : state->differences.list()) {
    report.findings.push_back({.kind = Finding::Kind::kLedger, .what = difference});
  }
  const auto hash = engine.state_hash();
  if (!hash) return tl::unexpected(hash.error());
  report.state_hash = *hash;
  return {};
}

Expected<void> import(DomainEngine& engine, const File& file, const ImportOptions& options, Report& report) {
  journal::Storage& storage = options.engine.storage != nullptr ? *options.engine.storage : journal::Storage::system();
  const auto records = Records::read(storage, options.engine.directory);
  if (!records) return tl::unexpected(records.error());
  std::vector<Standing> standings(file.shipments.size());
  Accountant accountant(file, *records, standings, report);
  accountant.judge();
  Sender sender(engine, file, standings, options);
  if (const std::vector<Step> steps = timeline(file); !steps.empty()) {
    if (auto ready = sender.prepare(); !ready) return ready;
    if (auto sent = sender.run(steps); !sent) return sent;
  }
  report.interrupted = sender.interrupted();
  report.commands = sender.sent();
  accountant.settle();
  const auto invoices = Invoices::read(storage, options.engine.directory);
  if (!invoices) return tl::unexpected(invoices.error());
  return compare(engine, file, *invoices, accountant, report);
}

}  // namespace

Expected<Report> import(const File& file, const ImportOptions& options) {
  const std::uint64_t begin = Clock::system_monotonic_ns();
  auto engine = DomainEngine::open(options.engine);
  if (!engine) return tl::unexpected(engine.error());
  Report report;
  report.directory = options.engine.directory;
  report.durability = options.engine.durability == Durability::kPower ? "power" : "process";
  if (auto done = import(*engine, file, options, report); !done) return tl::unexpected(done.error());
  if (auto stopped = engine->stop(); !stopped) return tl::unexpected(stopped.error());
  std::stable_sort(report.findings.begin(), report.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.line < b.line; });
  report.elapsed_ns = Clock::system_monotonic_ns() - begin;
  return report;
}

}  // namespace daybook::app::scms
