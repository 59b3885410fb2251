#include "bench/load/session.h"

#include <array>
#include <utility>

#include "bench/load/limit_shares.h"
#include "bench/load/run.h"
#include "domain/workload/random.h"

namespace daybook::load {

namespace {

class Session {
 public:
  Session(const Plan& plan, const Watch& watch, Report& report) : plan_(plan), watch_(watch), report_(report) {}

  void run() {
    if (!add_row(plan_.settings) || !plan_.sweep) return;
    const double saturation = report_.rows.front().commands_per_second();
    for (const double rate : sweep_rates(saturation, plan_.settings.seed)) {
      Settings settings = plan_.settings;
      settings.rate = rate;
      if (!problem_with(settings).empty()) continue;  // too slow for its window
      if (!add_row(settings)) return;
    }
  }

 private:
  // False: there is no use in going on.
  bool add_row(const Settings& settings) {
    report_.rows.push_back(run_row(settings, watch_));
    if (report_.rows.back().complete && plan_.limits) measure_limits(report_.rows.back());
    return report_.rows.back().good();
  }
  void measure_limits(Result& row) {
    constexpr std::size_t kSamples = 3;
    std::vector<LimitSample> samples;
    while (samples.size() < kSamples) {
      if (watch_.stopped()) return;
      watch_.progress("limits", static_cast<double>(samples.size()) / kSamples, 0);
      samples.push_back(load::measure_limits(plan_.settings.directory, sizes_of(row)));
    }
    row.limits = median_of(samples);
  }

  const Plan& plan_;
  const Watch& watch_;
  Report& report_;
};

}  // namespace

std::vector<double> sweep_rates(double saturation, std::uint64_t seed) {
  constexpr std::array<double, 7> kShares = {0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 1.0};
  std::vector<double> rates;
  for (const double share : kShares) {
    // Two digits are enough, and can be read.
    double step = 1;
    while (step * 100 <= saturation * share) step *= 10;
    rates.push_back(static_cast<double>(static_cast<std::uint64_t>(saturation * share / step)) * step);
  }
  std::erase(rates, 0.0);
  domain::workload::Random random(seed);
  for (std::size_t left = rates.size(); left > 1; --left) std::swap(rates[left - 1], rates[random.below(left)]);
  return rates;
}

void run_plan(const Plan& plan, const Watch& watch, Report& report) { Session(plan, watch, report).run(); }

}  // namespace daybook::load
