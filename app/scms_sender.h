#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "app/scms_commands.h"
#include "app/scms_import.h"

namespace daybook::app::scms {

// Where a shipment of the file stands in the ledger, as its receipts tell.
struct Standing {
  Fate fate = Fate::kNotReached;
  Sequence original{};      // kChanged: of the command that recorded it
  std::string refusal{};    // kRefused: which command, and why
  bool submitted = false;   // its submission is answered
  bool finished = false;    // it was there, and was delivered only now
  std::uint32_t steps = 0;  // still to be answered
};

// Sends a timeline, many commands in flight. A shipment's later commands wait for the answer to its submission, so that
// nothing happens to a shipment that is recorded with other content.
class Sender {
 public:
  // `standings`: one for each shipment of the file; those that are not kNotReached are passed over.
  Sender(DomainEngine& engine, const File& file, std::vector<Standing>& standings, const ImportOptions& options)
      : engine_(engine), producer_(engine.producer()), file_(file), standings_(standings), options_(options) {}

  // What everything else needs: accounts that open by themselves, and the one that insurance is paid to.
  [[nodiscard]] Expected<void> prepare();
  // Returns when every command is answered, or, once `ImportOptions::stop` says so, when those that were sent are.
  [[nodiscard]] Expected<void> run(const std::vector<Step>& steps);

  [[nodiscard]] bool interrupted() const { return interrupted_; }
  [[nodiscard]] std::uint64_t sent() const { return sent_; }

 private:
  struct InFlight {
    std::size_t shipment;
    Phase phase;
  };
  template <class C>
  [[nodiscard]] Expected<void> call(const C& command);
  [[nodiscard]] Expected<void> send(const Step& step);
  template <class C>
  [[nodiscard]] Expected<void> submit(const C& command, const Step& step);
  std::size_t poll();
  // Collects receipts until `ready()`.
  template <class Ready>
  [[nodiscard]] Expected<void> collect(Ready&& ready);
  void answered(const Reply& reply, InFlight sent);
  static void answer_submission(const Reply& reply, Standing& standing);
  static void answer_step(const Reply& reply, Phase phase, Standing& standing);
  [[nodiscard]] tl::unexpected<Error> stopped(const SubmitError& error) const;

  DomainEngine& engine_;
  Producer<domain::ShippingDomain> producer_;
  const File& file_;
  std::vector<Standing>& standings_;
  const ImportOptions& options_;
  std::deque<InFlight> in_flight_;  // receipts come in the order of the commands
  std::uint64_t total_ = 0;
  std::uint64_t passed_ = 0;  // steps answered or left out
  std::uint64_t sent_ = 0;
  bool interrupted_ = false;
};

}  // namespace daybook::app::scms
