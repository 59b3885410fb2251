#pragma once

// The domain's messages by name and by number, for text that comes from people and goes to them.

#include <boost/mp11/algorithm.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "app/core.h"

namespace daybook::app {

using DomainFacts = Facts<Domain>;

// Calls f.template operator()<M>() for each message of the list.
template <class List, class F>
void for_each_message(F&& f) {
  boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, List>>(
      [&](auto identity) { f.template operator()<typename decltype(identity)::type>(); });
}

// Of the commands (events), in the order of their parts. Position i of both lists is the same message.
struct MessageNames {
  std::vector<std::string> names;
  std::vector<std::uint16_t> types;
};
[[nodiscard]] const MessageNames& command_names();
[[nodiscard]] const MessageNames& event_names();

// "SubmitShipment"; "type 7" where this program does not know it.
[[nodiscard]] std::string command_name(std::uint16_t type);
[[nodiscard]] std::string event_name(std::uint16_t type);

// "accounts.limit_exceeded"; refusals of the engine itself are "engine.version_conflict" and the like.
[[nodiscard]] std::string refusal_text(Code code);

}  // namespace daybook::app
