#pragma once

// Messages: commands and events as plain structs, with one definition each.
//
//   struct Add { Id counter; std::int64_t by; };
//   DAYBOOK_COMMAND(Add, 1, counter, by)
//
// From that line come the binary layout (codec.h), JSON and JSON Schema (json.h), and dispatch by template id. Fixed
// fields stand first, without padding holes; then text, lists and groups of them. Fields are only ever added at the end
// of the fixed block; any other change is a new struct with a new template id and an upcaster.

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "engine/values.h"

namespace daybook {

enum class Kind : std::uint8_t { kCommand, kEvent };

struct MessageInfo {
  std::uint16_t type;  // template id: unique in a domain, never reused. 0xff00 and above are the engine's own.
  Kind kind;
  std::string_view name;
};

inline constexpr std::uint16_t kFirstReservedType = 0xff00;

// A list of message types.
template <class... M>
struct Messages {
  static constexpr std::size_t kCount = sizeof...(M);
};

template <class M>
concept Message = requires(const M* m) {
  { daybook_message(m) } -> std::same_as<MessageInfo>;
};
template <class M>
concept Command = Message<M> && daybook_message(static_cast<const M*>(nullptr))
.kind == Kind::kCommand;
template <class M>
concept Event = Message<M> && daybook_message(static_cast<const M*>(nullptr))
.kind == Kind::kEvent;

template <Message M>
inline constexpr MessageInfo kMessage = daybook_message(static_cast<const M*>(nullptr));

template <class T>
concept Described = boost::describe::has_describe_members<std::remove_const_t<T>>::value;

template <Described T>
using Fields = boost::describe::describe_members<std::remove_const_t<T>, boost::describe::mod_public>;

// Calls f(name, value) for each field in order.
template <Described T, class F>
constexpr void for_each_field(T& value, F&& f) {
  boost::mp11::mp_for_each<Fields<T>>([&](auto d) { f(std::string_view(d.name), value.*d.pointer); });
}

namespace detail {
template <class T>
struct IsVariable : std::false_type {};
template <std::size_t N>
struct IsVariable<Text<N>> : std::true_type {};
template <class T, std::size_t N>
struct IsVariable<List<T, N>> : std::true_type {};
}  // namespace detail

// Text or list: its bytes follow the fixed block.
template <class T>
concept VariableField = detail::IsVariable<T>::value;
// A struct of variable fields, such as an address.
template <class T>
concept GroupField = Described<T> && !VariableField<T>;
// Copied with the block. Floating point is no field type: it has no single representation of a value.
template <class T>
concept FixedField =
    std::is_trivially_copyable_v<T> && std::has_unique_object_representations_v<T> && !VariableField<T> &&
    !GroupField<T> && !std::is_pointer_v<T>;

namespace detail {
template <class M>
struct FirstField {
  using D = boost::mp11::mp_first<Fields<M>>;
  static constexpr auto kPointer = D::pointer;
};
}  // namespace detail

// The aggregate that a command is addressed to: its first field, unless DAYBOOK_TARGET names another.
template <Message M>
constexpr const Id& target(const M& message) {
  if constexpr (requires { daybook_target(&message); }) {
    return message.*daybook_target(&message);
  } else {
    return message.*detail::FirstField<M>::kPointer;
  }
}

// The streams that an event belongs to: one or two ids; its first field, unless DAYBOOK_STREAMS names others.
template <Message M>
constexpr auto streams(const M& message) {
  if constexpr (requires { daybook_streams(message); }) {
    return daybook_streams(message);
  } else {
    return std::make_tuple(message.*detail::FirstField<M>::kPointer);
  }
}
template <Message M>
inline constexpr std::size_t kStreams = std::tuple_size_v<decltype(streams(std::declval<const M&>()))>;

}  // namespace daybook

#define DAYBOOK_MESSAGE_(Type, template_id, kind_, ...)                                                                \
  BOOST_DESCRIBE_STRUCT(Type, (), (__VA_ARGS__))                                                                       \
  [[maybe_unused]] constexpr ::daybook::MessageInfo daybook_message(const Type*) {                                     \
    static_assert((template_id) > 0 && (template_id) < ::daybook::kFirstReservedType, "template ids are 1 to 0xfeff"); \
    return {template_id, kind_, #Type};                                                                                \
  }

#define DAYBOOK_COMMAND(Type, template_id, ...) \
  DAYBOOK_MESSAGE_(Type, template_id, ::daybook::Kind::kCommand, __VA_ARGS__)
#define DAYBOOK_EVENT(Type, template_id, ...) DAYBOOK_MESSAGE_(Type, template_id, ::daybook::Kind::kEvent, __VA_ARGS__)

// The field of a command that names its target aggregate, where it is not the first.
#define DAYBOOK_TARGET(Type, field) \
  [[maybe_unused]] constexpr auto daybook_target(const Type*) { return &Type::field; }
// The two fields of an event that name the streams it belongs to.
#define DAYBOOK_STREAMS(Type, first, second) \
  [[maybe_unused]] constexpr auto daybook_streams(const Type& m) { return std::make_tuple(m.first, m.second); }

// The fixed fields that JSON may leave out (texts, lists and Maybe always may): they then have the value they have in
// Type{}.
#define DAYBOOK_DEFAULTS(Type, ...) \
  [[maybe_unused]] constexpr ::std::string_view daybook_defaults(const Type*) { return #__VA_ARGS__; }

// A row of a table or a group of text fields.
#define DAYBOOK_STRUCT(Type, ...) BOOST_DESCRIBE_STRUCT(Type, (), (__VA_ARGS__))
// An enumeration used as a field or as refusals: enumerators kLikeThis are "like_this" in JSON.
#define DAYBOOK_ENUM(Type, ...) BOOST_DESCRIBE_ENUM(Type, __VA_ARGS__)
#define DAYBOOK_REFUSALS(Type, ...) BOOST_DESCRIBE_ENUM(Type, __VA_ARGS__)
