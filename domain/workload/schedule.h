#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "domain/shipments/refusals.h"
#include "domain/workload/parameters.h"
#include "domain/workload/random.h"

namespace daybook::domain::workload {

// How a shipment will end. Of each 200 in a row, in an order of their own: 193 are delivered, 2 cancelled once
// submitted, 2 once assigned, 1 is lost, and 2 are billed to an account that cannot pay.
enum class Fate : std::uint8_t { kDelivered, kCancelledEarly, kCancelledLate, kLost, kOverLimit };
[[nodiscard]] Fate fate_of(std::uint64_t seed, std::uint64_t shipment);

enum class Act : std::uint8_t { kSubmit, kAssign, kShip, kDeliver, kCancel, kReportLost, kPay };

struct Step {
  std::uint64_t subject = 0;  // number of the shipment, or of the payment
  Act act = Act::kSubmit;
  bool over_limit = false;    // a submit that cannot be paid for
  ShipmentRefusal refusal{};  // 0: will be accepted
};

// What happens in what order: every shipment's steps, interleaved so that about a tenth are open at once, a payment
// after every fourth submit, and after each 98 of these one command that is illegal and one that is a repeat. Memory:
// the open shipments, and the last 256 steps for the repeats.
class Schedule {
 public:
  static constexpr std::uint64_t kWindow = 98;
  static constexpr std::uint64_t kShipmentsPerPayment = 4;
  static constexpr std::uint64_t kOpenOneIn = 10;

  struct Entry {
    Step step;
    std::uint64_t position = 0;  // among the day's commands, from 0
    std::uint64_t original = 0;  // of a repeat: the position of what it repeats; else its own
  };

  explicit Schedule(const Parameters& parameters);
  // From the beginning, by another seed. Takes no memory.
  void start_over(std::uint64_t seed);
  // False at the end of the day.
  [[nodiscard]] bool next(Entry& entry);
  [[nodiscard]] std::uint64_t open_shipments() const { return open_.size(); }

  // Exact number of commands in the day, setup not counted.
  [[nodiscard]] static std::uint64_t commands(const Parameters& parameters);

 private:
  struct Remembered {
    Step step;
    std::uint64_t position = 0;
  };
  // Packed, because there are many and each is met at random.
  class Open {
   public:
    Open(std::uint64_t shipment, Fate fate) : packed_(shipment << 16 | static_cast<std::uint64_t>(fate) << 8 | 1) {}
    [[nodiscard]] std::uint64_t shipment() const { return packed_ >> 16; }
    [[nodiscard]] Fate fate() const { return static_cast<Fate>(packed_ >> 8 & 0xff); }
    // Steps so far: 1 submitted, 2 assigned, 3 shipped.
    [[nodiscard]] std::uint64_t done() const { return packed_ & 0xff; }
    void advance() { ++packed_; }

   private:
    std::uint64_t packed_;
  };
  static constexpr std::uint64_t kRemembered = 256;
  [[nodiscard]] static std::uint64_t regular_commands(const Parameters& parameters);
  [[nodiscard]] bool next_regular(Step& step);
  [[nodiscard]] Step submit();
  [[nodiscard]] Step advance();
  [[nodiscard]] Step illegal();
  void begin_window();
  // One of the open shipments, drawn one command ahead so that its line of memory is on its way; at least one is open.
  [[nodiscard]] Open& pick();
  void draw_pick();

  Parameters parameters_;
  Random random_{0};
  std::uint64_t picked_ = 0;
  std::vector<Open> open_;
  std::uint64_t open_target_;
  std::uint64_t submitted_ = 0;
  std::uint64_t payments_ = 0;
  std::uint64_t position_ = 0;
  std::uint64_t windows_left_ = 0;
  std::uint64_t in_window_ = 0;
  std::uint64_t illegal_at_ = 0;
  std::uint64_t repeat_at_ = 0;
  bool illegal_due_ = false;
  bool repeat_due_ = false;
  bool payment_due_ = false;
  std::uint64_t remembered_count_ = 0;
  std::array<Remembered, kRemembered> remembered_;
};

}  // namespace daybook::domain::workload
