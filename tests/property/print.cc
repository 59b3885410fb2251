#include "tests/property/print.h"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <ostream>

#include "engine/json_values.h"
#include "engine/json_write.h"
#include "tests/property/reactors.h"

namespace daybook::domain::property {

namespace {

class Printer {
 public:
  void add(const Send& send) {
    boost::json::object line;
    std::visit(
        [&]<class C>(const C& command) {
          line["type"] = boost::json::string_view(kMessage<C>.name.data(), kMessage<C>.name.size());
          line["id"] = "c" + std::to_string(send.number);
          if (!send.actor.empty()) line["actor"] = send.actor.text();
          if (!send.reason.empty()) line["reason"] = boost::json::string_view(send.reason.data(), send.reason.size());
          if (!send.correlation.empty()) line["correlation"] = send.correlation.text();
          if (send.expected_version) line["expected_version"] = *send.expected_version;
          if (send.occurred_on) line["occurred_on"] = json::date_text(*send.occurred_on);
          line["data"] = json::write_struct(command);
          if constexpr (requires { command.ledger.valid(); }) {
            if (!command.ledger.valid()) beside("has a ledger that JSON has no words for", 1);
          }
        },
        send.command);
    add(line);
    if (send.sent_ms_ago != 0) beside(fmt::format("says that it was sent {} ms ago", send.sent_ms_ago), 0);
    if (send.then == Send::Then::kGoOn) beside("is not waited for", 0);
  }
  void add(const Pause& pause) { add(boost::json::object{{"wait_ms", pause.ms}}); }
  void add(const Idle&) { beside("is followed by the engine's working until nothing is left to do", 0); }
  void add(const Crash& crash) {
    const char* what = crash.kind == Crash::Kind::kKill ? "the process's death" : "a loss of power";
    beside(
        fmt::format("is followed by {} after {} changes of the disk (seed {})", what, crash.after_changes, crash.seed),
        0);
  }
  void add(const Restart&) { beside("is followed by another start of the engine", 0); }
  void add(const Hire& hire) { beside("is followed by the opening of the reactor " + name_of(hire.team), 0); }
  void add(const Dismiss& dismiss) { beside("is followed by the stop of the reactor " + name_of(dismiss.team), 0); }
  void add(const React& react) { beside("is followed by work of the reactor " + name_of(react.team), 0); }

  [[nodiscard]] Printed take() { return std::move(printed_); }

 private:
  static std::string name_of(Team team) { return Reactors::name_of(team).text(); }
  void add(const boost::json::object& line) {
    printed_.lines += boost::json::serialize(line) + "\n";
    ++lines_;
  }
  // Of the line that was added last, or of the next.
  void beside(const std::string& what, std::size_t lines_on) {
    printed_.beside.push_back(fmt::format("line {} {}", lines_ + lines_on, what));
  }

  Printed printed_;
  std::size_t lines_ = 0;
};

}  // namespace

Printed print(const Script& script) {
  Printer printer;
  for (const Action& action : script.actions) {
    std::visit([&](const auto& what) { printer.add(what); }, action);
  }
  return printer.take();
}

void showValue(const Script& script, std::ostream& out) {  // NOLINT(readability-identifier-naming)
  const Printed printed = print(script);
  out << "durability " << (script.durability == Durability::kPower ? "power" : "process") << ", a window of "
      << script.window_ms << " ms, and as JSON Lines:\n"
      << printed.lines;
  for (const std::string& note : printed.beside) out << note << '\n';
}

}  // namespace daybook::domain::property
