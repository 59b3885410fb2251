#pragma once

// A domain of several parts, and the static facts about it: which part decides a command, which apply an event, which
// policies react to it. Everything is a fold over type lists on the template id: no virtual call, no registry, nothing
// at run time.

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/decision.h"
#include "engine/message.h"
#include "engine/record.h"

namespace daybook {

// Name and version of a part's rules: decide, apply and react as this program has them. Raise the version when they
// change.
struct Rules {
  std::string_view name;
  std::uint32_t version;
};

// Parts in a fixed order: it numbers them (from 1) in refusal codes, and policies react in it. Append new parts at the
// end.
template <class... Parts>
class Compose {
 public:
  using PartList = Messages<Parts...>;
  template <class Part>
  [[nodiscard]] Part& get() noexcept {
    return std::get<Part>(parts_);
  }
  template <class Part>
  [[nodiscard]] const Part& get() const noexcept {
    return std::get<Part>(parts_);
  }
  // Calls f(part, number) in order.
  template <class F>
  void for_each_part(F&& f) {
    std::uint16_t number = 0;
    (f(std::get<Parts>(parts_), ++number), ...);
  }
  template <class F>
  void for_each_part(F&& f) const {
    std::uint16_t number = 0;
    (f(std::get<Parts>(parts_), ++number), ...);
  }

 private:
  std::tuple<Parts...> parts_;
};

namespace detail {

template <class D>
struct ComposedOf {
  using type = Compose<D>;
};
template <class... P>
struct ComposedOf<Compose<P...>> {
  using type = Compose<P...>;
};

// A part's lists, empty where it has none.
template <class P>
struct Lists {
  template <class T>
  static auto commands(int) -> typename T::Commands;
  template <class T>
  static auto commands(...) -> Messages<>;
  template <class T>
  static auto events(int) -> typename T::Events;
  template <class T>
  static auto events(...) -> Messages<>;
  template <class T>
  static auto past(int) -> typename T::Past;
  template <class T>
  static auto past(...) -> Messages<>;
  template <class T>
  static auto reacts(int) -> typename T::Reacts;
  template <class T>
  static auto reacts(...) -> Messages<>;
  template <class T>
  static auto sends(int) -> typename T::Sends;
  template <class T>
  static auto sends(...) -> Messages<>;
  template <class T>
  static auto listens(int) -> typename T::Listens;
  template <class T>
  static auto listens(...) -> Messages<>;

  using Commands = decltype(commands<P>(0));
  using Events = decltype(events<P>(0));
  using Past = decltype(past<P>(0));
  using Reacts = decltype(reacts<P>(0));
  using Sends = decltype(sends<P>(0));
  using Listens = decltype(listens<P>(0));
};

template <class P, class M>
inline constexpr bool kAppliesPlain = requires(P& p, const M& m) {
  p.apply(m);
};
template <class P, class M>
inline constexpr bool kAppliesInContext = requires(P& p, const M& m, const Context& c) {
  p.apply(m, c);
};

template <class P, class M>
constexpr bool check_decides() {
  static_assert(Command<M>, "an entry of Commands is not defined with DAYBOOK_COMMAND");
  static_assert(
      requires(const P& p, const M& m, Decision<P>& d) {
        { p.decide(m, d) } -> std::same_as<Verdict>;
      },
      "the part has no `Verdict decide(const Command&, Decision&) const` for a command it lists");
  static_assert(sizeof(CommandHeader) + Envelope::kMaxBytes + kLayout<M>.max_bytes <= kMaxCommandBytes,
                "a command with its envelope is at most 16 KiB");
  return true;
}
template <class P, class M>
constexpr bool check_applies() {
  static_assert(Event<M>, "an entry of Events or Listens is not defined with DAYBOOK_EVENT");
  static_assert(kAppliesPlain<P, M> || kAppliesInContext<P, M>,
                "the part has no `void apply(const Event&)` for an event it lists");
  return true;
}
template <class P, class M>
constexpr bool check_reacts() {
  static_assert(Event<M>, "an entry of Reacts is not defined with DAYBOOK_EVENT");
  static_assert(
      requires(const P& p, const M& m, FollowUps& out) { p.react(m, out); },
      "the policy has no `void react(const Event&, FollowUps&) const` for an event it lists");
  return true;
}
template <class P, class M>
constexpr bool check_hears_refusal() {
  static_assert(Command<M>, "an entry of Sends is not defined with DAYBOOK_COMMAND");
  static_assert(
      requires(const P& p, const M& m, Code code, FollowUps& out) { p.refused(m, code, out); },
      "the policy has no `void refused(const Command&, Code, FollowUps&) const` for a command it sends");
  return true;
}
template <class P, class M>
constexpr bool check_upcasts() {
  static_assert(
      requires(const M& m) { P::upcast(m); },
      "the part has no `static New upcast(const Old&)` for a message of its Past");
  return true;
}

template <class P, class... C, class... E, class... V, class... R, class... S, class... L>
constexpr bool check_part(Messages<C...>, Messages<E...>, Messages<V...>, Messages<R...>, Messages<S...>,
                          Messages<L...>) {
  return (check_decides<P, C>() && ... && true) && (check_applies<P, E>() && ... && true) &&
         (check_upcasts<P, V>() && ... && true) && (check_reacts<P, R>() && ... && true) &&
         (check_hears_refusal<P, S>() && ... && true) && (check_applies<P, L>() && ... && true);
}

template <class... M>
constexpr bool unique_types(Messages<M...>) {
  const std::uint16_t types[] = {0, kMessage<M>.type...};
  for (std::size_t i = 1; i < std::size(types); ++i) {
    for (std::size_t j = i + 1; j < std::size(types); ++j) {
      if (types[i] == types[j]) return false;
    }
  }
  return true;
}

}  // namespace detail

template <class D>
using Composed = typename detail::ComposedOf<D>::type;

// Static facts about a domain (a part, or a Compose of parts).
template <class D>
class Facts;

template <class... Parts>
class Facts<Compose<Parts...>> {
  template <class P>
  using Lists = detail::Lists<P>;
  template <class C>
  struct Decides {
    template <class P>
    using fn = detail::IsIn<C, typename Lists<P>::Commands>;
  };

  static_assert((detail::check_part<Parts>(typename Lists<Parts>::Commands{}, typename Lists<Parts>::Events{},
                                           typename Lists<Parts>::Past{}, typename Lists<Parts>::Reacts{},
                                           typename Lists<Parts>::Sends{}, typename Lists<Parts>::Listens{}) &&
                 ...));

 public:
  using Commands = boost::mp11::mp_append<Messages<>, typename Lists<Parts>::Commands...>;
  using Events = boost::mp11::mp_append<Messages<>, typename Lists<Parts>::Events...>;
  using Past = boost::mp11::mp_append<Messages<>, typename Lists<Parts>::Past...>;
  static_assert(detail::unique_types(boost::mp11::mp_append<Commands, Events, Past>{}),
                "two messages have the same template id");

  // Number of the part, from 1.
  template <class P>
  static constexpr std::uint16_t number() {
    return static_cast<std::uint16_t>(boost::mp11::mp_find<Messages<Parts...>, P>::value + 1);
  }

  // Calls f.template operator()<Part, M>() for the command of this template id; for a past version with the old type.
  // False: unknown.
  template <class F>
  static bool command(std::uint16_t type, F&& f) {
    return (in_list<Parts, Kind::kCommand>(typename Lists<Parts>::Commands{}, type, f) || ...) ||
           (in_list<Parts, Kind::kCommand>(typename Lists<Parts>::Past{}, type, f) || ...);
  }
  template <class F>
  static bool event(std::uint16_t type, F&& f) {
    return (in_list<Parts, Kind::kEvent>(typename Lists<Parts>::Events{}, type, f) || ...) ||
           (in_list<Parts, Kind::kEvent>(typename Lists<Parts>::Past{}, type, f) || ...);
  }

  template <class P, class E>
  static constexpr bool applies() {
    return detail::IsIn<E, typename Lists<P>::Events>::value || detail::IsIn<E, typename Lists<P>::Listens>::value;
  }
  template <class P, class E>
  static constexpr bool reacts() {
    return detail::IsIn<E, typename Lists<P>::Reacts>::value;
  }
  template <class P, class C>
  static constexpr bool hears_refusal() {
    return detail::IsIn<C, typename Lists<P>::Sends>::value;
  }
  // True where the policy says beforehand what a command will probably lead to, so that it can be fetched ahead.
  template <class P, class C>
  static constexpr bool foretells() {
    return requires(const P& part, const C& command) {
      part.foretell(command, [](const auto&) {});
    };
  }
  // The part that decides the command.
  template <class C>
  using OwnerOf =
      boost::mp11::mp_at_c<Messages<Parts...>, boost::mp11::mp_find_if_q<Messages<Parts...>, Decides<C>>::value>;
  template <class P, class M>
  static constexpr bool is_past() {
    return detail::IsIn<M, typename Lists<P>::Past>::value;
  }

  // "shipments 1, accounts 1, billing 1"
  static std::string rules() {
    std::string text;
    ((text +=
      (text.empty() ? "" : ", ") + std::string(Parts::kRules.name) + " " + std::to_string(Parts::kRules.version)),
     ...);
    return text;
  }
  static std::string_view part_name(std::uint16_t number) {
    std::string_view name = "engine";
    std::uint16_t i = 0;
    ((++i == number ? static_cast<void>(name = Parts::kRules.name) : static_cast<void>(0)), ...);
    return name;
  }
  // As `refusal_name`, without making a string: the names live for ever.
  static std::string_view refusal_text(Code code) {
    static const std::vector<std::vector<std::string>> kNames = [] {
      constexpr std::uint16_t kParts = 1 + sizeof...(Parts);
      std::vector<std::vector<std::string>> names(kParts);
      for (std::uint16_t part = 0; part < kParts; ++part) {
        for (std::uint16_t number = 0; number < kNamedRefusals; ++number)
          names[part].push_back(refusal_name({part, number}));
      }
      return names;
    }();
    return code.part < kNames.size() && code.number < kNamedRefusals ? std::string_view(kNames[code.part][code.number])
                                                                     : std::string_view("unknown");
  }
  // "credit_limit_exceeded"; part 0 is the engine.
  static std::string refusal_name(Code code) {
    if (code.part == 0) return enumerator_name(static_cast<EngineRefusal>(code.number));
    std::string name;
    std::uint16_t i = 0;
    ((++i == code.part ? static_cast<void>(name = refusal_in<Parts>(code.number)) : static_cast<void>(0)), ...);
    return name;
  }

 private:
  static constexpr std::uint16_t kNamedRefusals = 256;

  template <class P>
  static std::string refusal_in(std::uint16_t number) {
    if constexpr (requires { typename P::Refusals; }) {
      return enumerator_name(static_cast<typename P::Refusals>(number));
    } else {
      return std::to_string(number);
    }
  }
  template <class P, Kind kKind, class... M, class F>
  static bool in_list(Messages<M...>, [[maybe_unused]] std::uint16_t type, [[maybe_unused]] F&& f) {
    return (one<P, kKind, M>(type, f) || ... || false);
  }
  template <class P, Kind kKind, class M, class F>
  static bool one(std::uint16_t type, F& f) {
    if constexpr (kMessage<M>.kind != kKind) {
      return false;
    } else {
      if (type != kMessage<M>.type) return false;
      f.template operator()<P, M>();
      return true;
    }
  }
};

}  // namespace daybook
