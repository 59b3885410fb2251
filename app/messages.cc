#include "app/messages.h"

namespace daybook::app {

namespace {

template <class List>
MessageNames names_of() {
  MessageNames result;
  for_each_message<List>([&]<class M>() {
    result.names.emplace_back(kMessage<M>.name);
    result.types.push_back(kMessage<M>.type);
  });
  return result;
}

std::string name_in(const MessageNames& messages, std::uint16_t type) {
  for (std::size_t i = 0; i < messages.types.size(); ++i) {
    if (messages.types[i] == type) return messages.names[i];
  }
  return "type " + std::to_string(type);
}

}  // namespace

const MessageNames& command_names() {
  static const MessageNames kNames = names_of<domain::ShippingCommands>();
  return kNames;
}

const MessageNames& event_names() {
  static const MessageNames kNames = names_of<domain::ShippingEvents>();
  return kNames;
}

std::string command_name(std::uint16_t type) { return name_in(command_names(), type); }
std::string event_name(std::uint16_t type) { return name_in(event_names(), type); }

std::string refusal_text(Code code) {
  return std::string(DomainFacts::part_name(code.part)) + "." + std::string(DomainFacts::refusal_text(code));
}

}  // namespace daybook::app
