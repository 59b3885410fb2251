#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "domain/domain.h"
#include "domain/workload/addresses.h"
#include "domain/workload/content.h"
#include "domain/workload/parameters.h"
#include "domain/workload/schedule.h"

namespace daybook::domain::workload {

// What the stream says of a command, beside its content.
struct Item {
  std::uint64_t index = 0;     // in the stream, from 0
  std::uint64_t original = 0;  // of a repeat: the index of the command it repeats, id and bytes; else its own
  Id id;
  Date occurred_on;
  bool setup = false;  // configures the domain, before the day begins
  // What becomes of it: kAccepted, kRefused for the reason in `code`, or kRepeat, whose receipt is the original's.
  Outcome outcome = Outcome::kAccepted;
  Code code;
  std::uint16_t follow_ups = 0;
  std::uint16_t refused_follow_ups = 0;
};

// The standard workload `shipping_day`, version 1. The same parameters give the same commands on every machine.
class ShippingDay {
 public:
  static constexpr std::string_view kName = "shipping_day";
  static constexpr std::uint32_t kVersion = 1;

  explicit ShippingDay(const Parameters& parameters);
  ShippingDay(std::uint64_t seed, std::uint64_t shipments, std::uint64_t accounts, Keys keys = Keys::kZipf)
      : ShippingDay(Parameters{.seed = seed, .shipments = shipments, .accounts = accounts, .keys = keys}) {}

  // Calls f(const Item&, const Command&) with the next command; false when there is none. Text in the command is good
  // until the next call.
  template <class F>
  bool next(F&& f) {
    if (!prepare()) return false;
    switch (form_) {
      case Form::kConfigure:
        return f(item_, configure_), true;
      case Form::kSetRate:
        return f(item_, set_rate_), true;
      case Form::kOpen:
        return f(item_, open_), true;
      case Form::kSubmit:
        return f(item_, submit_), true;
      case Form::kAssign:
        return f(item_, assign_), true;
      case Form::kShip:
        return f(item_, ship_), true;
      case Form::kDeliver:
        return f(item_, deliver_), true;
      case Form::kCancel:
        return f(item_, cancel_), true;
      case Form::kReportLost:
        return f(item_, report_lost_), true;
      case Form::kPay:
        return f(item_, pay_), true;
    }
    return false;
  }

  // Before the first command: the setup is somebody else's, and the first command is the day's.
  void skip_setup() { index_ = std::max(index_, setup_); }
  // Begins another day with as many shipments and the same accounts, already set up: other content, other ids. Cheap,
  // so that it can be done under load.
  void start_over(std::uint64_t seed, std::uint64_t epoch_ms);

  [[nodiscard]] std::uint64_t open_shipments() const { return schedule_.open_shipments(); }

  // Exact numbers of commands, setup included and setup alone.
  [[nodiscard]] static std::uint64_t commands(const Parameters& parameters);
  [[nodiscard]] static std::uint64_t setup_commands(const Parameters& parameters);
  // How many shipments make about so many commands, setup not counted.
  [[nodiscard]] static constexpr std::uint64_t shipments_for(std::uint64_t commands) {
    return commands * 10'000 / 42'755;
  }

 private:
  enum class Form : std::uint8_t {
    kConfigure,
    kSetRate,
    kOpen,
    kSubmit,
    kAssign,
    kShip,
    kDeliver,
    kCancel,
    kReportLost,
    kPay
  };
  [[nodiscard]] bool prepare();
  void prepare_setup(std::uint64_t number);
  void prepare_open(std::uint64_t number);
  void prepare_step(const Schedule::Entry& entry);
  void prepare_submit(const Step& step);
  void prepare_payment(const Step& step);

  Content content_;
  Schedule schedule_;
  std::uint64_t setup_;
  std::uint64_t index_ = 0;
  Item item_;
  Form form_ = Form::kConfigure;
  ConfigureDomain configure_;
  SetRate set_rate_;
  OpenAccount open_;
  SubmitShipment submit_;
  AssignShipment assign_;
  ShipShipment ship_;
  DeliverShipment deliver_;
  CancelShipment cancel_;
  ReportShipmentLost report_lost_;
  Transfer pay_;
  AddressBook addresses_;
};

}  // namespace daybook::domain::workload
