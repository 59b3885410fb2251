#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "domain/ids.h"
#include "domain/money.h"

namespace daybook::app {

// A day of returns for the demonstration: what people do, in phases, and what must come of it. Which refunds there are
// follows from the seed and their number alone.
class ReturnsDay {
 public:
  ReturnsDay(std::uint64_t seed, std::uint64_t refunds) : seed_(seed % 1'000), refunds_(refunds) {}

  enum class Way : std::uint8_t {
    kByRule,    // within the limit
    kApproved,  // by the manager, after it was escalated
    kDeclined,  // likewise
  };
  struct Case {
    std::uint64_t number = 0;
    Way way = Way::kByRule;
    std::uint64_t model = 0;
    domain::Amount amount;
    domain::Amount cost;
    domain::Amount salvage;
    bool asked_twice = false;       // a second refund is asked for the same order: refused
    bool decided_by_asker = false;  // who asked for it tries to approve it: refused
    [[nodiscard]] bool declined() const { return way == Way::kDeclined; }
  };
  static constexpr std::uint64_t kModels = 4;
  static constexpr std::uint64_t kScarceModel = 3;  // none in stock until later; its refunds are not declined
  static constexpr domain::Amount kLimit{5'000};
  static constexpr domain::Amount kCharge{1'200};  // of the shipment that comes back

  [[nodiscard]] std::uint64_t refunds() const { return refunds_; }
  [[nodiscard]] Case refund(std::uint64_t number) const;
  [[nodiscard]] std::uint64_t of_model(std::uint64_t model) const;
  // Transfers that are held with a timeout: the even ones expire, the odd ones are posted, every fourth is reversed
  // then.
  [[nodiscard]] std::uint64_t holds() const { return refunds_ / 2; }
  [[nodiscard]] static bool expires(std::uint64_t hold) { return hold % 2 == 0; }
  [[nodiscard]] static bool is_reversed(std::uint64_t hold) { return hold % 4 == 1; }

  // What must be found in the journal: events by name, refused commands by refusal.
  struct Counts {
    std::map<std::string, std::uint64_t> events;
    std::map<std::string, std::uint64_t> refusals;
    std::uint64_t follow_ups = 0;
    std::uint64_t timers = 0;  // events that they brought about
    std::uint64_t paid = 0;    // to customers, minor units
    std::uint64_t lost = 0;    // written off
  };
  [[nodiscard]] Counts expected() const;

 private:
  std::uint64_t seed_;
  std::uint64_t refunds_;
};

}  // namespace daybook::app
