#include "tests/property/reference/text.h"

#include <boost/json/serialize.hpp>

#include "engine/codec.h"
#include "engine/json_write.h"

namespace daybook::domain::reference {

namespace {

template <Message M>
std::string text(M message, const Refusal& code) {
  if constexpr (requires { message.digest; }) message.digest = {};
  if constexpr (requires { message.refusing_part; }) message.refusing_part = message.refusal = 0;
  std::string said = std::string(kMessage<M>.name) + " " + boost::json::serialize(json::write_struct(message));
  if (!code.empty()) said += " (" + code + ")";
  return said;
}

}  // namespace

std::string text_of(const AnyCommand& command, const Refusal& code) {
  return std::visit([&](const auto& message) { return text(message, code); }, command);
}

std::string text_of(const AnyEvent& event, const Refusal& code) {
  return std::visit([&](const auto& message) { return text(message, code); }, event);
}

std::string name_of(const AnyCommand& command) {
  return std::visit([]<class C>(const C&) { return std::string(kMessage<C>.name); }, command);
}

std::string name_of(const AnyEvent& event) {
  return std::visit([]<class E>(const E&) { return std::string(kMessage<E>.name); }, event);
}

std::string content_of(const AnyCommand& command) {
  return std::visit(
      []<class C>(const C& message) {
        std::string content(encoded_bytes(message), '\0');
        encode(message, reinterpret_cast<std::byte*>(content.data()));
        return std::string(kMessage<C>.name) + " " + content;
      },
      command);
}

}  // namespace daybook::domain::reference
