// A report as a page: a table, and plots drawn as SVG within it.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "bench/load/limit_shares.h"
#include "bench/load/percentiles.h"
#include "bench/load/plot.h"
#include "bench/load/quantities.h"
#include "bench/load/report.h"

namespace daybook::load {

namespace {

constexpr const char* kHead = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>daybook bench</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; color: #222; background: #fff; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: 0.2rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; } .wide { overflow-x: auto; }
th, td { padding: 0.25rem 0.7rem; border-bottom: 1px solid #ddd; text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; } .bad { color: #b00020; font-weight: 600; } .good { color: #1b6e33; }
svg { width: 100%; height: auto; margin-top: 1rem; } p.note { color: #555; }
</style></head><body>
)";

// Of a row among others: they differ in their rates alone.
std::string name_of(const Result& row) {
  return row.settings.open_loop() ? count_text(row.settings.rate) + "/s" : "closed loop";
}

// In the order of their rates, the closed loop last: not in that of the measuring, which was left to chance.
std::vector<const Result*> in_order(const Report& report) {
  std::vector<const Result*> rows;
  for (const Result& row : report.rows) rows.push_back(&row);
  const auto rank = [](const Result* row) { return row->settings.open_loop() ? row->settings.rate : HUGE_VAL; };
  std::stable_sort(rows.begin(), rows.end(), [&](const Result* a, const Result* b) { return rank(a) < rank(b); });
  return rows;
}

// How many nines: 0 is none, 1 is 90%, 2 is 99%.
std::vector<Point> quantile_line(const Histogram& histogram) {
  std::vector<Point> points;
  const auto total = static_cast<double>(histogram.count());
  std::uint64_t seen = 0;
  histogram.for_each([&](std::uint64_t upper, std::uint64_t count) {
    seen += count;
    const double beyond = std::max(total - static_cast<double>(seen), 0.5) / total;
    points.push_back({-std::log10(beyond), static_cast<double>(std::min(upper, histogram.max_ns()))});
  });
  return points;
}

// The closed loop's only where there is no other, since it hides its own stalls. The hiccups of all rows in one line:
// the machine was the same.
std::string draw_latencies(const std::vector<const Result*>& rows) {
  Plot plot{.title = "Latency by percentile, and hiccups (dashed)"};
  plot.x = {.label = "percentile", .ticks = {{0, "0"}, {1, "90"}, {2, "99"}, {3, "99.9"}, {4, "99.99"}, {5, "99.999"}}};
  const bool open = std::any_of(rows.begin(), rows.end(), [](const Result* row) { return row->settings.open_loop(); });
  Histogram hiccups;
  double shortest = 1e12;
  double longest = 1;
  unsigned colour = 0;
  for (const Result* row : rows) {
    if (row->commands == 0 || row->settings.open_loop() != open) continue;
    plot.series.push_back({.name = name_of(*row), .colour = colour++, .points = quantile_line(row->latency)});
    hiccups.add(row->hiccups);
    shortest = std::min(shortest, static_cast<double>(row->latency.quantile_ns(0.01)));
    longest = std::max(longest, static_cast<double>(row->latency.max_ns()));
  }
  plot.series.push_back(
      {.name = "hiccups meanwhile", .colour = colour, .dashed = true, .points = quantile_line(hiccups)});
  plot.y = logarithmic_axis(open ? "from the intended time to the receipt" : "from the sending to the receipt",
                            shortest, std::max(longest, static_cast<double>(hiccups.max_ns())), duration_text);
  return to_svg(plot);
}

std::string draw_rates(const std::vector<const Result*>& rows) {
  Plot plot{.title = "Latency against rate, open loop; the hiccup meter's p99 dashed"};
  double highest = 0;
  double shortest = 1e12;
  double longest = 1;
  unsigned colour = 0;
  const auto add = [&](std::string name, bool dashed, const auto& value) {
    Series series{.name = std::move(name), .colour = colour++, .dashed = dashed, .marked = true};
    for (const Result* row : rows) {
      if (!row->settings.open_loop() || row->commands == 0) continue;
      const auto ns = static_cast<double>(value(*row));
      series.points.push_back({row->settings.rate, ns});
      highest = std::max(highest, row->settings.rate);
      shortest = std::min(shortest, ns);
      longest = std::max(longest, ns);
    }
    plot.series.push_back(std::move(series));
  };
  for (const Percentile& percentile : kPercentiles) {
    add(std::string(percentile.name), false,
        [&](const Result& row) { return row.latency.quantile_ns(percentile.share); });
  }
  add("max", false, [](const Result& row) { return row.latency.max_ns(); });
  add("hiccups p99", true, [](const Result& row) { return row.hiccups.quantile_ns(0.99); });
  plot.x = linear_axis("commands/s offered", highest, count_text);
  plot.y = logarithmic_axis("from the intended time to the receipt", shortest, longest, duration_text);
  return to_svg(plot);
}

std::string draw_throughput(const std::vector<const Result*>& rows) {
  Plot plot{.title = "Receipts per second, over time"};
  double longest = 0;
  double highest = 0;
  unsigned colour = 0;
  for (const Result* row : rows) {
    Series series{.name = name_of(*row), .colour = colour++};
    for (std::size_t i = 1; i < row->progress.size(); ++i) {
      const Progress& before = row->progress[i - 1];
      const Progress& now = row->progress[i];
      const double seconds = static_cast<double>(now.at_ns - before.at_ns) / 1e9;
      const double rate = seconds > 0 ? static_cast<double>(now.receipts - before.receipts) / seconds : 0;
      series.points.push_back({static_cast<double>(now.at_ns) / 1e9, rate});
      longest = std::max(longest, series.points.back().x);
      highest = std::max(highest, rate);
    }
    plot.series.push_back(std::move(series));
  }
  plot.x =
      linear_axis("seconds since the measured stretch began", longest, [](double s) { return fmt::format("{:g}", s); });
  plot.y = linear_axis("receipts/s", highest, count_text);
  return to_svg(plot);
}

std::string table(const std::vector<const Result*>& rows) {
  std::string html = "<div class=\"wide\"><table><tr><th>load</th><th>commands/s</th>";
  for (const Percentile& percentile : kPercentiles) html += fmt::format("<th>{}</th>", percentile.name);
  html +=
      "<th>max</th><th>hiccups p99</th><th>CPU a command</th><th>commands a batch</th><th>memory</th><th></th></tr>\n";
  for (const Result* row : rows) {
    html += fmt::format("<tr><td>{}</td><td>{}</td>", escaped(name_of(*row)), count_text(row->commands_per_second()));
    for (const Percentile& percentile : kPercentiles) {
      html +=
          fmt::format("<td>{}</td>", duration_text(static_cast<double>(row->latency.quantile_ns(percentile.share))));
    }
    const double journaled = std::max(static_cast<double>(row->journaled), 1.0);
    html += fmt::format("<td>{}</td><td>{}</td><td>{}</td><td>{:.1f}</td><td>{:.2f} GiB</td>",
                        duration_text(static_cast<double>(row->latency.max_ns())),
                        duration_text(static_cast<double>(row->hiccups.quantile_ns(0.99))),
                        duration_text(static_cast<double>(row->usage.cpu_ns()) / journaled),
                        journaled / std::max(static_cast<double>(row->batches), 1.0),
                        static_cast<double>(row->peak_memory_bytes) / (1 << 30));
    html += !row->good()        ? "<td class=\"bad\">failed</td></tr>\n"
            : row->overloaded() ? "<td class=\"bad\">overloaded</td></tr>\n"
                                : "<td class=\"good\">checked</td></tr>\n";
  }
  return html + "</table></div>\n";
}

std::string limits_table(const std::vector<const Result*>& rows) {
  std::string html =
      "<h2>What the machine can do</h2>\n<p>Right after each row, with the row's own sizes and nothing else to do: the "
      "median of three samples, and how much of it the row has.</p>\n"
      "<div class=\"wide\"><table><tr><th>load</th><th>memcpy</th><th>share</th><th>prepared pages</th><th>share</th>"
      "<th>synced writes</th><th>share</th><th>a sync (bytes)</th><th>of p50</th><th>a hand-off</th><th>hand-offs of "
      "p50</th></tr>\n";
  const auto cell = [](double share) {
    return share > 0 ? fmt::format("<td>{:.3g}%</td>", share * 100) : "<td>–</td>";
  };
  for (const Result* row : rows) {
    if (!row->limits) continue;
    const LimitSample& limits = *row->limits;
    const LimitShares shares = shares_of(*row);
    html += fmt::format("<tr><td>{}</td><td>{:.1f} GB/s</td>{}<td>{:.1f} GB/s</td>{}<td>{:.0f} MB/s</td>{}",
                        escaped(name_of(*row)), limits.copy_bytes_per_second / 1e9, cell(shares.copy),
                        limits.prepared_bytes_per_second / 1e9, cell(shares.prepared),
                        limits.synced_bytes_per_second / 1e6, cell(shares.synced));
    html += fmt::format("<td>{} ({})</td>{}<td>{}</td>{}</tr>\n",
                        duration_text(static_cast<double>(limits.sync_p50_ns)), limits.sizes.sync_bytes,
                        cell(shares.sync), duration_text(limits.hand_off_ns), cell(shares.hand_offs));
  }
  return html + "</table></div>\n";
}

std::string where(const Report& report) {
  const Machine& machine = report.machine;
  return fmt::format(
      "<h2>Where, and with what</h2>\n<p>{}, {} cores, {:.0f} GiB, {}, {}, clock {}{}; journals on {}.<br>daybook {} "
      "at {}, "
      "{}, <code>{}</code>.<br>{}: <code>{}</code></p>\n",
      escaped(machine.processor), machine.cores, static_cast<double>(machine.memory_bytes) / (1 << 30),
      escaped(machine.kernel), machine.host, machine.clock_source,
      machine.governor.empty() ? "" : ", governor " + machine.governor, report.file_system, report.build.version,
      report.build.commit, escaped(report.build.compiler), escaped(report.build.flags), report.begun,
      escaped(report.command));
}

}  // namespace

std::string to_html(const Report& report) {
  if (report.rows.empty()) return {};
  const std::vector<const Result*> rows = in_order(report);
  const Settings& settings = report.rows.front().settings;
  std::string html = kHead;
  html += fmt::format("<h1>daybook bench: {}, {}</h1>\n<p>", kind_of(settings),
                      report.good() ? "every check holds" : "<span class=\"bad\">FAILED</span>");
  html += fmt::format(
      "All rows: <b>{}</b>, {} producer(s); {:g} s measured after {:g} s of warm-up; {} shipments a day, {} accounts, "
      "keys {}; deduplication window {:g} s; segments of {} MiB.</p>\n",
      setting_text(settings), settings.producers, settings.seconds, settings.warm_up_seconds,
      count_text(static_cast<double>(settings.shipments)), count_text(static_cast<double>(settings.accounts)),
      name_of(settings.keys), static_cast<double>(settings.dedup_window_ns) / 1e9, settings.segment_bytes >> 20);
  html += table(rows);
  for (const Result* row : rows) {
    for (const std::string& failure : row->failures) {
      html += fmt::format("<p class=\"bad\">{}: {}</p>\n", escaped(name_of(*row)), escaped(failure));
    }
  }
  html += draw_latencies(rows);
  html +=
      "<p class=\"note\">A latency counts from the time at which a command was meant to be sent until its released "
      "receipt "
      "was in the sender's hand; in a closed loop from the sending, which hides stalls. Hiccups: how late a thread "
      "woke that does nothing else, each millisecond.</p>\n";
  if (rows.size() > 2) html += draw_rates(rows);
  html += draw_throughput(rows);
  if (std::any_of(rows.begin(), rows.end(), [](const Result* row) { return row->limits.has_value(); })) {
    html += limits_table(rows);
  }
  html += where(report);
  return html + "</body></html>\n";
}

}  // namespace daybook::load
