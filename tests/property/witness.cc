#include "tests/property/witness.h"

#include <fmt/format.h>

#include "app/messages.h"
#include "domain/domain.h"
#include "domain/returns/accounting/accounting_reactor.h"
#include "domain/returns/inventory/inventory_reactor.h"
#include "domain/returns/sales/sales_reactor.h"
#include "tests/property/lines.h"
#include "tests/property/reference/text.h"

namespace daybook::domain::property {

namespace {

// A refusal's code by its name.
Code code_of(const reference::Refusal& refusal) {
  static const std::map<reference::Refusal, Code> kCodes = [] {
    std::map<reference::Refusal, Code> codes;
    for (std::uint16_t part = 0; part < 16; ++part) {
      for (std::uint16_t number = 1; number < 64; ++number)
        codes.emplace(app::refusal_text({part, number}), Code{part, number});
    }
    return codes;
  }();
  return refusal.empty() ? Code{} : kCodes.at(refusal);
}

// Of the content of a command, with its envelope, as it must have been journaled.
std::uint64_t checksum_of(const reference::Submission& submission) {
  return std::visit(
      [&]<class C>(C command) {
        if constexpr (requires { command.refusing_part; }) {
          const Code code = code_of(submission.code);
          command.refusing_part = code.part;
          command.refusal = code.number;
        }
        std::vector<std::byte> bytes(sizeof(CommandHeader) + Envelope::kMaxBytes + 8 + kLayout<C>.max_bytes);
        auto& header = *reinterpret_cast<CommandHeader*>(bytes.data());
        header = CommandHeader{.type = kMessage<C>.type, .block_bytes = static_cast<std::uint16_t>(kLayout<C>.block)};
        const std::size_t envelope_bytes = submission.envelope.encode(bytes.data() + sizeof header, header.envelope);
        header.envelope_bytes = static_cast<std::uint16_t>(envelope_bytes);
        const std::size_t begin = sizeof header + aligned8(envelope_bytes);
        header.bytes = static_cast<std::uint32_t>(begin + encode(command, bytes.data() + begin));
        return CommandView(bytes.data()).compute_checksum();
      },
      submission.command);
}

bool is_of_type(const DecisionHeader& header, ControlType type) {
  return header.type == static_cast<std::uint16_t>(type);
}

}  // namespace

const reference::Names& names() {
  static const reference::Names kNames{.hold_of = hold_of,
                                       .claim_of = claim_of,
                                       .payment_of = payment_of,
                                       .booking_of = booking_of,
                                       .shipment_of = shipment_of};
  return kNames;
}

Witness::Witness(const reference::Reference::Settings& settings, Tally& tally) : settings_(settings), tally_(tally) {
  reference_.emplace(names(), settings_);
}

void Witness::sent(const reference::Submission& submission, std::uint64_t at_ns) {
  on_their_way_.push_back({submission, at_ns});
}

std::string Witness::hear(const DecisionView& decision, std::uint64_t now_ns) {
  const DecisionHeader& header = decision.header();
  if (header.sequence != heard() + 1) return fmt::format("sequence {} follows {}", header.sequence, heard());
  digests_.push_back(decision_digest(decision.bytes()));
  if (is_of_type(header, ControlType::kSettings)) return {};
  std::string wrong;
  const std::optional<Heard> heard = expected(decision, now_ns, wrong);
  if (!heard) return fmt::format("sequence {}: {}", header.sequence, wrong);
  const std::optional<reference::Record> record = tell(*heard, wrong);
  if (!record) return fmt::format("sequence {}: {}", header.sequence, wrong);
  if (std::holds_alternative<reference::Submission>(heard->command)) {
    answers_.emplace_back(header.command, record->answer);
  }
  if (std::holds_alternative<Envelope::Cause>(heard->command)) ++tally_.others[kReactions];
  count(*record);
  const std::string difference = first_difference(lines_of(decision), lines_of(*record));
  if (difference.empty()) return {};
  return fmt::format("sequence {}, {}:\n{}", header.sequence, app::command_name(header.type), difference);
}

std::optional<Witness::Heard> Witness::expected(const DecisionView& decision, std::uint64_t now_ns,
                                                std::string& wrong) {
  const DecisionHeader& header = decision.header();
  Heard heard{{}, header.sequence, header.stamp_ns};
  if (is_of_type(header, ControlType::kTick)) {
    if (reference_->next_due_ns() > header.stamp_ns) wrong = "a tick, and no timer is due";
    return wrong.empty() ? std::optional(heard) : std::nullopt;
  }
  Envelope envelope;
  if (!envelope.decode(decision.envelope(), header.envelope)) wrong = "an envelope that cannot be read";
  if (envelope.is_reaction()) {
    const reference::Submission* wanted = reference_->teams().find(envelope.cause);
    if (wanted == nullptr) {
      wrong = "a command that " + envelope.cause.reactor.text() + " has no reason to send";
    } else if (header.command != wanted->id || header.content_checksum != checksum_of(*wanted)) {
      wrong = fmt::format("{} sends {} \"{}\" instead of {} \"{}\":\n{}", envelope.cause.reactor.text(),
                          app::command_name(header.type), envelope.reason,
                          reference::text_of(wanted->command, wanted->code), wanted->envelope.reason,
                          fmt::join(lines_of(decision), "\n"));
    }
    heard.command = envelope.cause;
  } else if (on_their_way_.empty() || on_their_way_.front().submission.id != header.command) {
    wrong = "a command that was not sent, or not yet, or twice";
  } else {
    const OnItsWay arrived = on_their_way_.front();
    on_their_way_.pop_front();
    if (header.content_checksum != checksum_of(arrived.submission)) wrong = "another content than what was sent";
    if (header.stamp_ns < arrived.at_ns || header.stamp_ns > now_ns) wrong = "stamped with another time than its own";
    heard.command = arrived.submission;
  }
  return wrong.empty() ? std::optional(heard) : std::nullopt;
}

std::optional<reference::Record> Witness::tell(const Heard& heard, std::string& wrong) {
  history_.push_back(heard);
  if (const auto* cause = std::get_if<Envelope::Cause>(&heard.command)) {
    return reference_->hear(*cause, heard.sequence, heard.now_ns, wrong);
  }
  const auto* submission = std::get_if<reference::Submission>(&heard.command);
  return submission != nullptr ? reference_->hear(*submission, heard.sequence, heard.now_ns)
                               : reference_->tick(heard.sequence, heard.now_ns);
}

std::string Witness::check(const Receipt& receipt) {
  const auto [id, answer] = answers_.front();
  answers_.pop_front();
  if (receipt.command != id) return "the receipt of another command than " + id.text();
  if (text_of(receipt) == text_of(answer)) return {};
  return fmt::format("the receipt of {} says\n{}\ninstead of\n{}", id.text(), text_of(receipt), text_of(answer));
}

void Witness::forget_after(std::uint64_t sequence) {
  digests_.resize(sequence);
  reference_.emplace(names(), settings_);
  std::string wrong;
  for (const Heard& heard : std::exchange(history_, {})) {
    if (heard.sequence <= sequence) static_cast<void>(tell(heard, wrong));
  }
}

void Witness::count(const reference::Record& record) {
  if (record.steps.empty() && !record.is_repeat && record.answer.outcome == Outcome::kRefused) {
    ++tally_.refusals["a command " + record.answer.refusal];  // that did not run
  }
  if (record.answer.outcome == Outcome::kControl) {
    ++tally_.others[kTicks];
  } else {
    ++tally_.outcomes[record.is_repeat ? "repeat" : enumerator_name(record.answer.outcome)];
  }
  tally_.others[kTimers] += record.timers.size();
  tally_.others[kFollowUps] += record.steps.empty() ? 0 : record.steps.size() - 1;
  for (const std::vector<reference::Step>* steps : {&record.timers, &record.steps}) {
    for (const reference::Step& step : *steps) {
      if (!step.accepted()) ++tally_.refusals[reference::name_of(step.command) + " " + step.verdict.refusal];
      for (const reference::Told& told : step.events) ++tally_.events[reference::name_of(told.event)];
    }
  }
}

}  // namespace daybook::domain::property
