#include "journal/operation.h"

#include <fmt/format.h>

namespace daybook::journal {

namespace {

std::string_view name_of(Operation::Kind kind) {
  switch (kind) {
    case Operation::Kind::kCreate:
      return "create";
    case Operation::Kind::kOpen:
      return "open";
    case Operation::Kind::kCreateDirectory:
      return "create_directory";
    case Operation::Kind::kRename:
      return "rename";
    case Operation::Kind::kRemove:
      return "remove";
    case Operation::Kind::kSyncDirectory:
      return "sync_directory";
    case Operation::Kind::kList:
      return "list";
    case Operation::Kind::kRead:
      return "read";
    case Operation::Kind::kWrite:
      return "write";
    case Operation::Kind::kAllocate:
      return "allocate";
    case Operation::Kind::kSync:
      return "sync";
    case Operation::Kind::kMap:
      return "map";
    case Operation::Kind::kLock:
      return "lock";
  }
  return "?";
}

std::string_view last_part(std::string_view path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

bool Operation::changes() const noexcept {
  switch (kind) {
    case Kind::kOpen:
    case Kind::kList:
    case Kind::kRead:
    case Kind::kMap:
    case Kind::kLock:
      return false;
    default:
      return true;
  }
}

std::string Operation::text() const {
  std::string text = fmt::format("{} {}", name_of(kind), last_part(path));
  if (!to.empty()) text += fmt::format(" {}", last_part(to));
  return text;
}

tl::unexpected<Error> injected_error(const Operation& operation, int system) {
  return io_error(std::string(operation.path), "made to fail: " + operation.text(), system);
}

}  // namespace daybook::journal
