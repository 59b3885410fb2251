// A report as JSON. bench/README.md describes it, field by field.

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "bench/load/limit_shares.h"
#include "bench/load/percentiles.h"
#include "bench/load/report.h"

namespace daybook::load {

namespace {

namespace json = boost::json;

json::object histogram_json(const Histogram& histogram) {
  json::object out{{"count", histogram.count()}, {"min_ns", histogram.min_ns()}};
  for (const Percentile& percentile : kPercentiles) {
    out[fmt::format("{}_ns", percentile.name)] = histogram.quantile_ns(percentile.share);
  }
  out["max_ns"] = histogram.max_ns();
  json::array buckets;
  histogram.for_each([&](std::uint64_t upper, std::uint64_t count) { buckets.push_back(json::array{upper, count}); });
  out["buckets"] = std::move(buckets);
  return out;
}

json::object machine_json(const Machine& machine) {
  return {{"processor", machine.processor},
          {"cores", machine.cores},
          {"memory_bytes", machine.memory_bytes},
          {"kernel", machine.kernel},
          {"governor", machine.governor},
          {"clock_source", machine.clock_source},
          {"host", machine.host}};
}

json::object build_json(const Build& build) {
  return {{"version", build.version}, {"commit", build.commit}, {"compiler", build.compiler}, {"flags", build.flags}};
}

json::object settings_json(const Settings& settings) {
  json::object out{{"loop", settings.open_loop() ? "open" : "closed"},
                   {"kind", kind_of(settings)},
                   {"seconds", settings.seconds},
                   {"warm_up_seconds", settings.warm_up_seconds},
                   {"producers", settings.producers},
                   {"topology", name_of(settings.topology)},
                   {"intake", name_of(settings.intake)},
                   {"durability", name_of(settings.durability)},
                   {"shipments", settings.shipments},
                   {"accounts", settings.accounts},
                   {"keys", name_of(settings.keys)},
                   {"seed", settings.seed},
                   {"segment_bytes", settings.segment_bytes},
                   {"dedup_window_seconds", static_cast<double>(settings.dedup_window_ns) / 1e9},
                   {"verify", settings.verify}};
  if (settings.open_loop()) {
    out["rate"] = settings.rate;
  } else {
    out["window"] = window_of(settings);
  }
  return out;
}

json::object usage_json(const Usage& usage) {
  json::array threads;
  for (const ThreadUsage& thread : usage.threads) {
    threads.push_back(json::object{{"name", thread.name},
                                   {"threads", thread.threads},
                                   {"cpu_ns", thread.cpu_ns},
                                   {"waited_ns", thread.waited_ns},
                                   {"voluntary_switches", thread.voluntary_switches},
                                   {"involuntary_switches", thread.involuntary_switches}});
  }
  return {{"user_ns", usage.user_ns},           {"system_ns", usage.system_ns},       {"steal_ns", usage.steal_ns},
          {"minor_faults", usage.minor_faults}, {"major_faults", usage.major_faults}, {"threads", std::move(threads)}};
}

// How many batches had so many commands: by powers of two.
json::object batches_json(const Result& result) {
  json::object out{{"batches", result.batches}};
  if (result.batches != 0) {
    out["mean_commands"] = static_cast<double>(result.journaled) / static_cast<double>(result.batches);
    out["mean_bytes"] = static_cast<double>(result.command_bytes) / static_cast<double>(result.batches);
  }
  std::vector<std::uint64_t> counts;
  for (const BatchSize& batch : result.batch_sizes) {
    const auto place = static_cast<std::size_t>(std::bit_width(batch.count == 0 ? 0 : batch.count - 1));
    if (counts.size() <= place) counts.resize(place + 1);
    ++counts[place];
  }
  json::array sizes;
  for (std::size_t place = 0; place < counts.size(); ++place) {
    if (counts[place] != 0) sizes.push_back(json::array{std::uint64_t{1} << place, counts[place]});
  }
  out["sizes"] = std::move(sizes);
  return out;
}

json::array progress_json(const std::vector<Progress>& progress) {
  json::array out;
  for (const Progress& point : progress) out.push_back(json::array{point.at_ns, point.receipts});
  return out;
}

json::array texts_json(const std::vector<std::string>& texts) { return json::array(texts.begin(), texts.end()); }

json::object limit_json(const LimitSample& sample) {
  return {{"record_bytes", sample.sizes.record_bytes},
          {"batch_bytes", sample.sizes.batch_bytes},
          {"sync_bytes", sample.sizes.sync_bytes},
          {"hand_off_ns", sample.hand_off_ns},
          {"copy_bytes_per_second", sample.copy_bytes_per_second},
          {"prepared_bytes_per_second", sample.prepared_bytes_per_second},
          {"synced_bytes_per_second", sample.synced_bytes_per_second},
          {"sync_p50_ns", sample.sync_p50_ns},
          {"sync_p99_ns", sample.sync_p99_ns}};
}

json::object shares_json(const LimitShares& shares) {
  json::object out;
  for_each_share(shares, [&](const LimitShare& share) { out[share.name] = share.value; });
  return out;
}

json::object row_json(const Result& row) {
  const auto each = [&](std::uint64_t bytes) {
    return row.journaled == 0 ? 0.0 : static_cast<double>(bytes) / static_cast<double>(row.journaled);
  };
  json::object out{
      {"settings", settings_json(row.settings)},
      {"good", row.good()},
      {"complete", row.complete},
      {"overloaded", row.overloaded()},
      {"checks", texts_json(row.checks)},
      {"failures", texts_json(row.failures)},
      {"sent", row.sent},
      {"received", row.received},
      {"setup_commands", row.setup_commands},
      {"setup_ns", row.setup_ns},
      {"shipments", row.shipments},
      {"commands", row.commands},
      {"elapsed_ns", row.elapsed_ns},
      {"settle_ns", row.settle_ns},
      {"commands_per_second", row.commands_per_second()},
      {"latency", histogram_json(row.latency)},
      {"hiccups", histogram_json(row.hiccups)},
      {"progress", progress_json(row.progress)},
      {"back_pressure", json::object{{"delayed_commands", row.delayed},
                                     {"busy", row.busy},
                                     {"waits", row.waits},
                                     {"unsent", row.unsent},
                                     {"behind_ns", row.behind_ns}}},
      {"usage", usage_json(row.usage)},
      {"cpu_ns_per_command", each(row.usage.cpu_ns())},
      {"peak_memory_bytes", row.peak_memory_bytes},
      {"dedup_bytes", row.dedup_bytes},
      {"command_journal_bytes_per_command", each(row.command_bytes)},
      {"event_journal_bytes_per_command", each(row.event_bytes)},
      {"batches", batches_json(row)},
  };
  if (row.limits) {
    out["limits"] = limit_json(*row.limits);
    out["shares_of_limits"] = shares_json(shares_of(row));
  }
  if (row.state_hash != 0) out["state_hash"] = fmt::format("{:016x}", row.state_hash);
  return out;
}

}  // namespace

bool Report::good() const {
  return !rows.empty() && std::all_of(rows.begin(), rows.end(), [](const Result& row) { return row.good(); });
}

boost::json::object to_json(const Report& report) {
  json::array rows;
  for (const Result& row : report.rows) rows.push_back(row_json(row));
  json::object out{
      {"format", "daybook-bench 1"},
      {"good", report.good()},
      {"begun", report.begun},
      {"command", report.command},
      {"machine", machine_json(report.machine)},
      {"file_system", report.file_system},
      {"build", build_json(report.build)},
      {"generator", json::object{{"ns_per_command", report.generator.ns}, {"bytes", report.generator.bytes}}},
      {"rows", std::move(rows)}};
  return out;
}

}  // namespace daybook::load
