#include "app/scms_sender.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/scms_ids.h"

namespace daybook::app::scms {

namespace {

using domain::code_of;

constexpr std::string_view name_of(Phase phase) {
  constexpr std::array<std::string_view, 5> kNames = {"submit", "assign", "ship", "deliver", "insure"};
  return kNames[static_cast<std::size_t>(phase)];
}

// The refusal of a step that was taken before.
constexpr Code taken_before(Phase phase) {
  switch (phase) {
    case Phase::kAssign:
      return code_of(domain::ShipmentRefusal::kNotAssignable);
    case Phase::kShip:
      return code_of(domain::ShipmentRefusal::kNotAssigned);
    case Phase::kDeliver:
      return code_of(domain::ShipmentRefusal::kNotUnderWay);
    case Phase::kInsure:
      return code_of(domain::AccountRefusal::kAlreadyExists);
    case Phase::kSubmit:
      break;
  }
  return code_of(domain::ShipmentRefusal::kAlreadyExists);
}

std::string why(const Reply& reply) {
  return reply.outcome == Outcome::kRefused ? std::string(reply.refusal) : enumerator_name(reply.outcome);
}

void refuse(Standing& standing, std::string why) {
  standing.fate = Fate::kRefused;
  standing.refusal = std::move(why);
}

SubmitOptions envelope(const Row& row, Maybe<Date> day) {
  SubmitOptions options;
  options.correlation = kCorrelation;
  options.actor = vendor_id(row.vendor);
  options.occurred_on = day;
  return options;
}

}  // namespace

tl::unexpected<Error> Sender::stopped(const SubmitError& error) const {
  if (error.kind == SubmitError::Kind::kInvalid)
    return tl::unexpected(Error{Error::Kind::kArgument, 0, error.message()});
  return tl::unexpected(engine_.error().value_or(Error{Error::Kind::kStopped, 0, "the engine has stopped"}));
}

template <class C>
Expected<void> Sender::call(const C& command) {
  SubmitOptions options;
  options.correlation = kCorrelation;
  const auto reply = producer_.call(command, options);
  if (!reply) return stopped(reply.error());
  ++sent_;
  if (reply->outcome == Outcome::kAccepted) return {};
  return tl::unexpected(Error{Error::Kind::kArgument, reply->sequence.value,
                              fmt::format("{} was refused: {}", kMessage<C>.name, why(*reply))});
}

// Looked up first: configuring a second time would be a second change.
Expected<void> Sender::prepare() {
  struct Missing {
    bool configuration = false;
    bool insurance = false;
  };
  const auto missing = engine_.query([](const domain::ShippingDomain& state) {
    const auto& accounts = state.get<domain::Accounts>();
    const domain::Configuration* row = accounts.configuration.find(domain::kConfiguration);
    return Missing{.configuration = row == nullptr || row->auto_open != domain::AutoOpen::kOn,
                   .insurance = accounts.accounts.find(kInsuranceAccount) == nullptr};
  });
  if (!missing) return tl::unexpected(missing.error());
  if (missing->configuration) {
    domain::ConfigureDomain configure;
    configure.auto_open = domain::AutoOpen::kOn;
    if (auto done = call(configure); !done) return done;
  }
  const bool any_insured = std::any_of(file_.shipments.begin(), file_.shipments.end(), [](const Shipment& shipment) {
    return shipment.fault.empty() && shipment.insurance != domain::Money{};
  });
  if (!missing->insurance || !any_insured) return {};
  domain::OpenAccount open;
  open.account = kInsuranceAccount;
  open.ledger = kUsd;
  open.kind = domain::AccountKind::kIncome;
  return call(open);
}

template <class Ready>
Expected<void> Sender::collect(Ready&& ready) {
  while (!ready()) {
    if (poll() != 0) continue;
    if (auto error = engine_.error()) return tl::unexpected(*error);
    producer_.wait();
  }
  return {};
}

Expected<void> Sender::run(const std::vector<Step>& steps) {
  total_ = steps.size();
  for (const Step& step : steps) {
    if (standings_[step.shipment].fate == Fate::kNotReached) ++standings_[step.shipment].steps;
  }
  for (const Step& step : steps) {
    interrupted_ = options_.stop && options_.stop();
    if (interrupted_) break;
    if (auto sent = send(step); !sent) return sent;
    poll();
  }
  return collect([this] { return in_flight_.empty(); });
}

Expected<void> Sender::send(const Step& step) {
  Standing& standing = standings_[step.shipment];
  if (step.phase != Phase::kSubmit && standing.steps != 0) {
    if (auto done = collect([&] { return standing.submitted; }); !done) return done;
  }
  const bool wanted = step.phase == Phase::kSubmit
                          ? standing.fate == Fate::kNotReached
                          : standing.fate == Fate::kImported || standing.fate == Fate::kAlreadyThere;
  if (!wanted) {
    ++passed_;
    return {};
  }
  const ShipmentCommands commands(file_, file_.shipments[step.shipment]);
  switch (step.phase) {
    case Phase::kSubmit:
      return submit(commands.submit(), step);
    case Phase::kAssign:
      return submit(commands.assign(), step);
    case Phase::kShip:
      return submit(commands.ship(), step);
    case Phase::kDeliver:
      return submit(commands.deliver(), step);
    case Phase::kInsure:
      break;
  }
  return submit(commands.insure(), step);
}

template <class C>
Expected<void> Sender::submit(const C& command, const Step& step) {
  const Shipment& shipment = file_.shipments[step.shipment];
  const SubmitOptions options = envelope(file_.first_row(shipment), occurred_on(shipment, step.phase));
  for (;;) {
    const auto ticket = producer_.submit(command, options);
    if (ticket) break;
    if (ticket.error().kind != SubmitError::Kind::kBusy) return stopped(ticket.error());
    if (poll() == 0) producer_.wait();
  }
  ++sent_;
  in_flight_.push_back({step.shipment, step.phase});
  return {};
}

std::size_t Sender::poll() {
  const std::size_t count = producer_.poll([this](const Reply& reply) {
    answered(reply, in_flight_.front());
    in_flight_.pop_front();
  });
  passed_ += count;
  if (count != 0 && options_.progress) options_.progress(passed_, total_);
  return count;
}

void Sender::answered(const Reply& reply, InFlight sent) {
  Standing& standing = standings_[sent.shipment];
  --standing.steps;
  if (sent.phase != Phase::kSubmit) return answer_step(reply, sent.phase, standing);
  standing.submitted = true;
  answer_submission(reply, standing);
  const bool held = reply.refused_follow_ups == 0 || file_.shipments[sent.shipment].charge == domain::Money{};
  if (reply.outcome == Outcome::kAccepted && !held) {
    refuse(standing, "the ledger did not hold its freight, and so the shipment was cancelled");
  }
}

void Sender::answer_submission(const Reply& reply, Standing& standing) {
  if (reply.outcome == Outcome::kAccepted) {
    standing.fate = Fate::kImported;
  } else if (reply.outcome == Outcome::kRefused && reply.code == code_of(domain::ShipmentRefusal::kAlreadyExists)) {
    standing.fate = Fate::kAlreadyThere;
  } else if (reply.outcome == Outcome::kRefused &&
             reply.code == code_of(domain::ShipmentRefusal::kExistsWithDifferentContent)) {
    standing.fate = Fate::kChanged;
    standing.original = reply.related;
  } else {
    refuse(standing, "submit: " + why(reply));
  }
}

void Sender::answer_step(const Reply& reply, Phase phase, Standing& standing) {
  if (reply.outcome == Outcome::kAccepted) {
    standing.finished = standing.finished || (phase == Phase::kDeliver && standing.fate == Fate::kAlreadyThere);
    return;
  }
  const bool known =
      reply.outcome == Outcome::kRefused && standing.fate == Fate::kAlreadyThere && reply.code == taken_before(phase);
  if (!known) refuse(standing, fmt::format("{}: {}", name_of(phase), why(reply)));
}

}  // namespace daybook::app::scms
