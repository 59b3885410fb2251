// A report as a person reads it at a terminal.

#include <fmt/format.h>

#include "bench/load/limit_shares.h"
#include "bench/load/percentiles.h"
#include "bench/load/quantities.h"
#include "bench/load/report.h"

namespace daybook::load {

namespace {

std::string latency_text(const Histogram& histogram) {
  std::string text;
  for (const Percentile& percentile : kPercentiles) {
    text += fmt::format("{} {}, ", percentile.name,
                        duration_text(static_cast<double>(histogram.quantile_ns(percentile.share))));
  }
  return text + fmt::format("max {}", duration_text(static_cast<double>(histogram.max_ns())));
}

std::string back_pressure_text(const Result& row) {
  std::string text = fmt::format("{} commands met a full engine", row.delayed);
  if (!row.settings.open_loop()) text += fmt::format(", {} waits for a full window", row.waits);
  if (row.overloaded()) {
    text += fmt::format("; OVERLOADED: the last was sent {} late, {} were due and never sent",
                        duration_text(static_cast<double>(row.behind_ns)), row.unsent);
  }
  return text;
}

std::string cpu_text(const Result& row) {
  if (row.journaled == 0) return "-";
  const auto each = [&](std::uint64_t ns) { return static_cast<double>(ns) / static_cast<double>(row.journaled); };
  std::string text = fmt::format("{:.0f} ns a command", each(row.usage.cpu_ns()));
  for (const ThreadUsage& thread : row.usage.threads) {
    if (each(thread.cpu_ns) >= 0.5) text += fmt::format("; {} {:.0f}", thread.name, each(thread.cpu_ns));
  }
  return text + fmt::format("; stolen by the host: {}", duration_text(static_cast<double>(row.usage.steal_ns)));
}

std::string limits_text(const LimitSample& limits) {
  return fmt::format(
      "hand-off {}, memcpy {:.1f} GB/s in records of {} bytes, prepared pages {:.1f} GB/s in batches of {}, "
      "sync of {} bytes p50 {}, p99 {}, so {:.0f} MB/s",
      duration_text(limits.hand_off_ns), limits.copy_bytes_per_second / 1e9, limits.sizes.record_bytes,
      limits.prepared_bytes_per_second / 1e9, limits.sizes.batch_bytes, limits.sizes.sync_bytes,
      duration_text(static_cast<double>(limits.sync_p50_ns)), duration_text(static_cast<double>(limits.sync_p99_ns)),
      limits.synced_bytes_per_second / 1e6);
}

std::string row_text(const Result& row) {
  const Settings& settings = row.settings;
  const auto each = [&](std::uint64_t bytes) {
    return row.journaled == 0 ? 0.0 : static_cast<double>(bytes) / static_cast<double>(row.journaled);
  };
  std::string text = fmt::format("{}, {}, {}\n", kind_of(settings), loop_text(settings), setting_text(settings));
  const auto line = [&](std::string_view name, const std::string& value) {
    text += fmt::format("  {:<14} {}\n", name, value);
  };
  if (row.commands == 0) {
    for (const std::string& failure : row.failures) line("FAILED", failure);
    return text;
  }
  line("throughput", fmt::format("{:.0f} commands/s: {} in {}", row.commands_per_second(), row.commands,
                                 duration_text(static_cast<double>(row.counted_ns()))) +
                         (settings.burst ? ""
                                         : fmt::format(", {} of it until as much was prepared as before",
                                                       duration_text(static_cast<double>(row.settle_ns)))));
  line("latency", latency_text(row.latency) +
                      (settings.open_loop() ? ", from the intended time to the receipt in the sender's hand"
                                            : ", from sending to the receipt; a closed loop hides its own stalls"));
  line("hiccups", latency_text(row.hiccups));
  line("back-pressure", back_pressure_text(row));
  if (row.batches != 0) {
    line("batches", fmt::format("{:.1f} commands, {:.0f} bytes on average",
                                static_cast<double>(row.journaled) / static_cast<double>(row.batches),
                                static_cast<double>(row.command_bytes) / static_cast<double>(row.batches)));
  }
  line("processor", cpu_text(row));
  line("bytes", fmt::format("{:.0f} a command in the command journal, {:.0f} in the event journal",
                            each(row.command_bytes), each(row.event_bytes)));
  line("memory", fmt::format("{:.2f} GiB at its peak", static_cast<double>(row.peak_memory_bytes) / (1 << 30)));
  if (row.limits) line("limits", limits_text(*row.limits));
  for_each_share(shares_of(row), [&](const LimitShare& share) {
    line("share", fmt::format("{:.3g}% {}", share.value * 100, share.text));
  });
  for (const std::string& check : row.checks) line("checked", check);
  for (const std::string& failure : row.failures) line("FAILED", failure);
  return text;
}

}  // namespace

std::string to_text(const Report& report) {
  std::string text;
  for (const Result& row : report.rows) text += row_text(row) + "\n";
  const Machine& machine = report.machine;
  text += fmt::format("{}, {} cores, {:.0f} GiB, {}, {}; journals on {}\n", machine.processor, machine.cores,
                      static_cast<double>(machine.memory_bytes) / (1 << 30), machine.kernel, machine.host,
                      report.file_system);
  text += fmt::format("daybook {} at {}, {} {}; making a command takes {:.0f} ns of the sender's time\n",
                      report.build.version, report.build.commit, report.build.compiler, report.build.flags,
                      report.generator.ns);
  return text;
}

}  // namespace daybook::load
