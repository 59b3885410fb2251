#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "engine/id.h"
#include "tests/property/reference/record.h"

namespace daybook::domain::reference {

// What became of the commands of the last while, so that one that is sent again runs once.
class Window {
 public:
  struct Seen {
    std::string content;
    Answer answer;
    std::uint64_t forgotten_after_ns = 0;
  };

  // Null: no such command, or it is forgotten.
  [[nodiscard]] const Seen* find(const Id& id, std::uint64_t now_ns) const {
    const auto found = seen_.find(id);
    return found == seen_.end() || found->second.forgotten_after_ns < now_ns ? nullptr : &found->second;
  }
  // It is there, and forgotten.
  [[nodiscard]] bool has_forgotten(const Id& id, std::uint64_t now_ns) const {
    const auto found = seen_.find(id);
    return found != seen_.end() && found->second.forgotten_after_ns < now_ns;
  }
  void remember(const Id& id, Seen seen) { seen_[id] = std::move(seen); }

 private:
  std::map<Id, Seen> seen_;
};

}  // namespace daybook::domain::reference
