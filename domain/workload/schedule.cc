#include "domain/workload/schedule.h"

#include <algorithm>

#include "engine/check.h"
#include "engine/prefetch.h"

namespace daybook::domain::workload {

namespace {

constexpr std::uint64_t kBlock = 200;
constexpr std::uint64_t kScheduleTag = 0x5c4e'd01e;
constexpr std::uint64_t kFateTag = 0xfa7e;

// Regular commands that a shipment takes.
std::uint64_t steps_of(Fate fate) {
  switch (fate) {
    case Fate::kDelivered:
    case Fate::kLost:
      return 4;
    case Fate::kCancelledLate:
      return 3;
    case Fate::kCancelledEarly:
      return 2;
    case Fate::kOverLimit:
      return 1;
  }
  return 0;
}

Fate fate_at(std::uint64_t place) {
  if (place < 2) return Fate::kCancelledEarly;
  if (place < 4) return Fate::kCancelledLate;
  if (place < 5) return Fate::kLost;
  if (place < 7) return Fate::kOverLimit;
  return Fate::kDelivered;
}

}  // namespace

// Multiplying by a number without a factor in common with 200 puts each block into another order.
Fate fate_of(std::uint64_t seed, std::uint64_t shipment) {
  constexpr std::array<std::uint64_t, 8> kFactors = {37, 63, 77, 91, 113, 129, 147, 171};
  const std::uint64_t random = mix(mix(seed ^ kFateTag) + shipment / kBlock);
  return fate_at((shipment % kBlock * kFactors[random % 8] + (random >> 8) % kBlock) % kBlock);
}

std::uint64_t Schedule::regular_commands(const Parameters& parameters) {
  std::uint64_t per_block = 0;
  for (std::uint64_t place = 0; place < kBlock; ++place) per_block += steps_of(fate_at(place));
  const std::uint64_t whole = parameters.shipments / kBlock * kBlock;
  std::uint64_t commands = parameters.shipments / kBlock * per_block + parameters.shipments / kShipmentsPerPayment;
  for (std::uint64_t i = whole; i < parameters.shipments; ++i) commands += steps_of(fate_of(parameters.seed, i));
  return commands;
}

std::uint64_t Schedule::commands(const Parameters& parameters) {
  const std::uint64_t regular = regular_commands(parameters);
  return regular + 2 * (regular / kWindow);
}

Schedule::Schedule(const Parameters& parameters)
    : parameters_(parameters), open_target_(std::max<std::uint64_t>(1, parameters.shipments / kOpenOneIn)) {
  CHECK(parameters.accounts >= 1 && parameters.accounts <= 99'999'999);
  open_.reserve(open_target_);
  start_over(parameters.seed);
}

void Schedule::start_over(std::uint64_t seed) {
  parameters_.seed = seed;
  random_ = Random(mix(seed ^ kScheduleTag));
  open_.clear();
  submitted_ = payments_ = position_ = remembered_count_ = 0;
  illegal_due_ = repeat_due_ = payment_due_ = false;
  windows_left_ = regular_commands(parameters_) / kWindow;
  begin_window();
  draw_pick();
}

void Schedule::begin_window() {
  in_window_ = 0;
  illegal_at_ = 1 + random_.below(kWindow);
  repeat_at_ = 1 + random_.below(kWindow);
}

// Scaled to the number of open shipments: when that changes by one meanwhile, the draw moves by one place at most.
void Schedule::draw_pick() {
  picked_ = random_.next();
  prefetch_line(open_.data() + Random::scale(picked_, open_.size()));
}

Schedule::Open& Schedule::pick() {
  Open& open = open_[Random::scale(picked_, open_.size())];
  draw_pick();
  return open;
}

bool Schedule::next(Entry& entry) {
  entry.position = entry.original = position_;
  if (repeat_due_) {
    repeat_due_ = false;
    const Remembered& earlier = remembered_[random_.below(std::min(remembered_count_, kRemembered))];
    entry.step = earlier.step;
    entry.original = earlier.position;
    ++position_;
    return true;
  }
  if (illegal_due_) {
    illegal_due_ = false;
    entry.step = illegal();
  } else {
    if (!next_regular(entry.step)) return false;
    if (windows_left_ != 0) {
      ++in_window_;
      illegal_due_ = in_window_ == illegal_at_;
      repeat_due_ = in_window_ == repeat_at_;
      if (in_window_ == kWindow) {
        --windows_left_;
        begin_window();
      }
    }
  }
  remembered_[remembered_count_++ % kRemembered] = Remembered{entry.step, position_++};
  return true;
}

bool Schedule::next_regular(Step& step) {
  if (payment_due_) {
    payment_due_ = false;
    step = Step{.subject = payments_++, .act = Act::kPay};
    return true;
  }
  const bool may_submit = submitted_ < parameters_.shipments && open_.size() < open_target_;
  if (may_submit && (open_.empty() || random_.below(2) == 0)) {
    step = submit();
    return true;
  }
  if (open_.empty()) return false;
  step = advance();
  return true;
}

Step Schedule::submit() {
  const std::uint64_t shipment = submitted_++;
  payment_due_ = submitted_ % kShipmentsPerPayment == 0;
  const Fate fate = fate_of(parameters_.seed, shipment);
  const bool over_limit = fate == Fate::kOverLimit;
  if (!over_limit) open_.emplace_back(shipment, fate);
  return Step{.subject = shipment, .act = Act::kSubmit, .over_limit = over_limit};
}

// One of the open shipments takes its next step.
Step Schedule::advance() {
  Open& open = pick();
  const Fate fate = open.fate();
  Step step{.subject = open.shipment()};
  const std::uint64_t done = open.done();
  open.advance();
  if (done + 1 == steps_of(fate)) {
    step.act = fate == Fate::kDelivered ? Act::kDeliver : fate == Fate::kLost ? Act::kReportLost : Act::kCancel;
    open = open_.back();
    open_.pop_back();
  } else {
    step.act = done == 1 ? Act::kAssign : Act::kShip;
  }
  return step;
}

// One of the open shipments is told what does not become its state.
Step Schedule::illegal() {
  if (open_.empty()) {
    return Step{.subject = parameters_.shipments, .act = Act::kShip, .refusal = ShipmentRefusal::kUnknownShipment};
  }
  const Open& open = pick();
  const bool other = random_.below(2) == 0;
  Step step{.subject = open.shipment(), .refusal = ShipmentRefusal::kNotUnderWay};
  if (open.done() == 1) {
    step.act = other ? Act::kDeliver : Act::kShip;
    if (!other) step.refusal = ShipmentRefusal::kNotAssigned;
  } else if (open.done() == 2) {
    step.act = other ? Act::kDeliver : Act::kReportLost;
  } else {
    step.act = other ? Act::kCancel : Act::kAssign;
    step.refusal = other ? ShipmentRefusal::kAlreadyShipped : ShipmentRefusal::kNotAssignable;
  }
  return step;
}

}  // namespace daybook::domain::workload
