#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bench/load/result.h"
#include "bench/load/settings.h"
#include "bench/load/watch.h"
#include "domain/core.h"

namespace daybook::load {

// Sits on the main thread while the senders send: notes how many receipts there are, lets the journals use again what
// nobody needs, tells whoever watches, and says when it must end early.
class Monitor {
 public:
  Monitor(domain::DomainEngine& engine, const Settings& settings, const Watch& watch,
          std::function<std::uint64_t()> receipts)
      : engine_(engine), settings_(settings), watch_(watch), receipts_(std::move(receipts)) {}

  // Looks until `done()`, about a hundred times a second. `until_ns`: when it is expected to be done; 0: not known.
  void look(std::string_view what, std::uint64_t until_ns, const std::function<bool()>& done);
  // From now on the receipts of `progress` are counted.
  void measure_from(std::uint64_t ns) { measured_from_ns_ = ns; }

  // Why it had to end early; empty: it had not.
  [[nodiscard]] const std::string& reason() const { return reason_; }
  // Called once, when it must end early.
  std::function<void()> on_early_end = [] {};
  [[nodiscard]] std::vector<Progress>& progress() { return progress_; }

 private:
  void release_old_segments();
  void look_around();
  void end_early(std::string reason);

  domain::DomainEngine& engine_;
  const Settings& settings_;
  const Watch& watch_;
  std::function<std::uint64_t()> receipts_;
  std::uint64_t measured_from_ns_ = UINT64_MAX;
  std::uint64_t next_note_ns_ = 0;
  std::uint64_t next_look_around_ns_ = 0;
  std::uint64_t first_receipts_ = 0;
  std::vector<Progress> progress_;
  std::string reason_;
};

}  // namespace daybook::load
