#pragma once

// Static facts about a reactor, checked when it is opened: every entry of its lists has its handler.

#include <string>
#include <tl/expected.hpp>
#include <type_traits>

#include "engine/compose.h"
#include "engine/reaction.h"

namespace daybook::detail {

// Its lists, empty where it has none.
template <class R>
struct ReactorLists {
  template <class T>
  static auto hears_refused(int) -> typename T::HearsRefused;
  template <class T>
  static auto hears_refused(...) -> Messages<>;

  using Listens = typename Lists<R>::Listens;
  using Reacts = typename Lists<R>::Reacts;
  using Sends = typename Lists<R>::Sends;
  using HearsRefused = decltype(hears_refused<R>(0));
};

// Whose refused commands it hears of: its own, unless it says `static constexpr Id kRefusalsOf`.
template <class R>
inline constexpr Id kRefusalsOf = [] {
  if constexpr (requires { R::kRefusalsOf; }) {
    return Id(R::kRefusalsOf);
  } else {
    return Id(R::kName);
  }
}();

template <class R, class Fact, class E>
constexpr bool check_listens_to() {
  static_assert(IsIn<E, typename Fact::Events>::value, "an entry of Listens is no event of the domain that is heard");
  static_assert(
      requires(R & r, const E& e) { r.apply(e); } ||
          requires(R & r, const E& e, const EventContext& c) { r.apply(e, c); },
      "the reactor has no `void apply(const Event&)` for an event it listens to");
  return true;
}
template <class R, class Fact, class E>
constexpr bool check_reacts_to() {
  static_assert(IsIn<E, typename Fact::Events>::value, "an entry of Reacts is no event of the domain that is heard");
  static_assert(
      requires(R & r, const E& e, const EventContext& c, Reaction<R>& out) { r.react(e, c, out); },
      "the reactor has no `void react(const Event&, const EventContext&, Reaction&)` for an event it reacts to");
  return true;
}
template <class R, class Fact, class C>
constexpr bool check_hears_refused() {
  static_assert(IsIn<C, typename Fact::Commands>::value,
                "an entry of HearsRefused is no command of the domain that is heard");
  static_assert(
      requires(R & r, const C& m, Code code, const EventContext& c, Reaction<R>& out) { r.refused(m, code, c, out); },
      "the reactor has no `void refused(const Command&, Code, const EventContext&, Reaction&)` for a command");
  return true;
}
template <class C, class Commands>
constexpr bool check_sends() {
  static_assert(IsIn<C, Commands>::value, "an entry of Sends is no command of the domain that it is sent to");
  return true;
}

template <class R, class Fact, class Commands, class... L, class... E, class... S, class... H>
constexpr bool check_reactor(Messages<L...>, Messages<E...>, Messages<S...>, Messages<H...>) {
  return (check_listens_to<R, Fact, L>() && ... && true) && (check_reacts_to<R, Fact, E>() && ... && true) &&
         (check_sends<S, Commands>() && ... && true) && (check_hears_refused<R, Fact, H>() && ... && true);
}
// `Fact`: of the domain that it hears; `Commands`: of the one that it sends to.
template <class R, class Fact, class Commands>
constexpr bool check_reactor() {
  using Of = ReactorLists<R>;
  static_assert(Of::Listens::kCount + Of::Reacts::kCount + Of::HearsRefused::kCount != 0,
                "the reactor hears nothing: name what it hears in Reacts, Listens or HearsRefused");
  return check_reactor<R, Fact, Commands>(typename Of::Listens{}, typename Of::Reacts{}, typename Of::Sends{},
                                          typename Of::HearsRefused{});
}

// An event as its type is today: itself, or what its owner makes of an old one.
template <class Fact, class Owner, class E>
auto current(const E& event) {
  if constexpr (Fact::template is_past<Owner, E>()) {
    return current<Fact, Owner>(Owner::upcast(event));
  } else {
    return event;
  }
}
template <class Fact, class Owner, class E>
using CurrentOf = decltype(current<Fact, Owner>(std::declval<const E&>()));

// Calls f(command) for the step's command, as its type is today, where that is in the list; with null where its bytes
// do not fit. False: no part of the domain knows its type.
template <class Fact, class List, class F>
bool with_command(const StepView& step, F&& f) {
  return Fact::command(step.header().type, [&]<class Owner, class C>() {
    using Today = std::remove_cvref_t<CurrentOf<Fact, Owner, C>>;
    if constexpr (IsIn<Today, List>::value) {
      C command{};
      const bool fits = decode(step.payload(), step.header().block_bytes, command);
      const Today today = current<Fact, Owner>(command);
      f(fits ? &today : static_cast<const Today*>(nullptr));
    }
  });
}

// What a handler says, whether it returns tl::expected<void, std::string> or nothing.
template <class F>
tl::expected<void, std::string> said(F&& f) {
  if constexpr (std::is_void_v<decltype(f())>) {
    f();
    return {};
  } else {
    return f();
  }
}

}  // namespace daybook::detail
