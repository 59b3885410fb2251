#include "app/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "app/messages.h"
#include "app/money_text.h"
#include "domain/events.h"
#include "domain/returns/inventory/inventory_reactor.h"
#include "engine/json.h"

namespace daybook::app {

namespace {

template <class E>
constexpr bool kOfShipment = requires(const E& event) {
  event.shipment;
};
template <class E>
constexpr bool kOfAccount = requires(const E& event) {
  event.account;
};
template <class E>
constexpr bool kOfSides = requires(const E& event) {
  event.debit;
  event.credit;
};
template <class E>
constexpr bool kHasReference = requires(const E& event) {
  event.reference;
};

template <class E>
constexpr bool kOfRefund = requires(const E& event) {
  event.refund;
};

// `also`: of a refund, the shipment of its replacement.
template <class E>
bool concerns(const E& event, History::Subject subject, const Id& id, const Id& also) {
  if (subject == History::Subject::kRefund) {
    if constexpr (kOfRefund<E>) return event.refund == id;
    if constexpr (kOfShipment<E>) return event.shipment == also;
    if constexpr (kHasReference<E>) return event.reference && (*event.reference == id || *event.reference == also);
    return false;
  }
  if (subject == History::Subject::kShipment) {
    if constexpr (kOfShipment<E>) return event.shipment == id;
    if constexpr (kHasReference<E>) return event.reference.has_value() && *event.reference == id;
  } else {
    if constexpr (kOfAccount<E>) return event.account == id;
    if constexpr (kOfSides<E>) return event.debit == id || event.credit == id;
  }
  return false;
}

// Whether a stream is the subject's own: of its type, not only of its id, which others share.
template <class Stream>
bool is_stream_of(const Stream& stream, History::Subject subject, const Id& id) {
  if constexpr (std::is_same_v<Stream, domain::ShipmentId>) {
    return subject == History::Subject::kShipment && stream == id;
  } else if constexpr (std::is_same_v<Stream, domain::AccountId>) {
    return subject == History::Subject::kAccount && stream == id;
  } else if constexpr (std::is_same_v<Stream, domain::RefundId>) {
    return subject == History::Subject::kRefund && stream == id;
  } else {
    return false;
  }
}

// The subject's version after the event; 0 where the event is of other streams.
template <class E>
std::uint64_t version_of(const E& event, const EventHeader& header, History::Subject subject, const Id& id) {
  const auto of = streams(event);
  if (is_stream_of(std::get<0>(of), subject, id)) return header.version;
  if constexpr (std::tuple_size_v<decltype(of)> == 2) {
    if (is_stream_of(std::get<1>(of), subject, id)) return header.other_version;
  }
  return 0;
}

Posting posting(domain::Amount posted, domain::Amount held, domain::Amount released) {
  Posting result;
  result.posted = posted;
  result.held = held;
  result.released = released;
  return result;
}
Posting posting(const domain::Transferred& event) { return posting(event.amount, {}, {}); }
Posting posting(const domain::TransferHeld& event) { return posting({}, event.amount, {}); }
Posting posting(const domain::TransferPosted& event) {
  return posting(event.posted, {}, {event.posted.minor + event.released.minor});
}
Posting posting(const domain::TransferVoided& event) { return posting({}, {}, event.released); }
Posting posting(const domain::TransferReversed& event) { return posting(event.amount, {}, {}); }
Posting posting(const domain::TransferExpired& event) { return posting({}, {}, event.released); }

template <class E>
std::optional<Posting> posting_of(const E& event, const Id& account) {
  if constexpr (kOfSides<E>) {
    Posting result = posting(event);
    const bool debit = event.debit == account;
    result.side = debit ? Posting::Side::kDebit : Posting::Side::kCredit;
    result.transfer = event.transfer;
    result.other = debit ? event.credit : event.debit;
    if (event.reference) result.reference = *event.reference;
    return result;
  } else {
    return std::nullopt;
  }
}

// A field for people; "" for what only JSON shows: addresses, lists, digests, and a 0, which says that there is none.
template <class E, class F>
std::string field_text(const E& event, const F& field) {
  if constexpr (json::kIsMaybe<F>) {
    return field.has_value() ? field_text(event, *field) : std::string();
  } else if constexpr (std::is_same_v<F, domain::Money> || std::is_same_v<F, domain::Amount>) {
    if constexpr (requires { event.ledger; }) {
      return money_text(field, event.ledger);
    } else {
      return money_text(field);
    }
  } else if constexpr (std::is_base_of_v<Id, F>) {
    return field.text();
  } else if constexpr (json::kIsText<F>) {
    return std::string(field.view());
  } else if constexpr (std::is_enum_v<F>) {
    return enumerator_name(field);
  } else if constexpr (std::is_integral_v<F>) {
    return field == 0 ? std::string() : std::to_string(field);
  } else if constexpr (std::is_same_v<F, Date>) {
    return json::date_text(field);
  } else {
    return {};
  }
}

// "bill to ACME, charge 1,200.50 USD": every field that has text and does not name the subject again.
template <class E>
std::string details_of(const E& event, const Id& subject) {
  std::string text;
  for_each_field(event, [&](std::string_view name, const auto& field) {
    const std::string value = field_text(event, field);
    if (value.empty() || value == subject.text()) return;
    std::string words(name);
    std::replace(words.begin(), words.end(), '_', ' ');
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", words, value);
  });
  return text;
}

}  // namespace

History::History(Subject subject, Id id) : subject_(subject), id_(id) {
  if (subject == Subject::kRefund) also_ = domain::shipment_of(domain::ReplacementId(id));
}

void History::look(const DecisionView& decision) {
  ++looked_at_;
  const DecisionHeader& header = decision.header();
  std::vector<Origin> origins;  // made where something concerns the subject: seldom
  std::size_t number = 0;
  std::uint32_t index = 0;
  decision.for_each_step([&](const StepView& step) {
    const std::size_t step_number = number++;
    step.for_each_event([&](const EventView& view) {
      const std::uint32_t event_index = index++;
      domain::visit_event(view, [&](const auto& event) {
        if (!concerns(event, subject_, id_, also_)) return;
        if (origins.empty()) origins = app::origins(decision);
        HistoryEntry entry;
        entry.sequence = header.sequence;
        entry.index = event_index;
        entry.time = Stamp{header.stamp_ns};
        entry.event = event_name(view.header->type);
        entry.version = version_of(event, *view.header, subject_, id_);
        entry.origin = origins[step_number];
        entry.details = details_of(event, id_);
        entry.data = daybook::to_json(event);
        if (subject_ == Subject::kAccount) entry.posting = posting_of(event, id_);
        entries_.push_back(std::move(entry));
      });
    });
  });
}

boost::json::object HistoryEntry::to_json() const {
  boost::json::object json{
      {"sequence", sequence}, {"index", index}, {"time", json::stamp_text(time)}, {"event", event}};
  if (version != 0) json["version"] = version;
  origin.write(json);
  json["data"] = data;
  return json;
}

}  // namespace daybook::app
