#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "journal/error.h"

namespace daybook::journal {

// One call through the storage seam, for whoever watches the calls or makes them fail.
struct Operation {
  enum class Kind : std::uint8_t {
    kCreate,
    kOpen,
    kCreateDirectory,
    kRename,
    kRemove,
    kSyncDirectory,
    kList,
    kRead,
    kWrite,
    kAllocate,
    kSync,
    kMap,
    kLock,
  };
  Kind kind;
  std::string_view path;
  std::string_view to{};  // of a rename

  // It changes what a disk holds, or makes it durable.
  [[nodiscard]] bool changes() const noexcept;
  // "sync 00000000000000000001.segment": without the directory.
  [[nodiscard]] std::string text() const;
};

// How an operation fails: with this errno, before it has an effect. A write that is short has written half. A sync that
// pretends does nothing and reports success, as if the program had forgotten it.
struct Fault {
  int system = 0;  // 0: it does not fail
  bool is_short = false;
  bool pretends = false;
};

// Asked before each operation.
using FaultHook = std::function<Fault(const Operation&)>;

// The error of an operation that was made to fail.
[[nodiscard]] tl::unexpected<Error> injected_error(const Operation& operation, int system);

// Makes the n-th operation (from 0) fail, or that one and all that follow.
class FaultAt {
 public:
  FaultAt(std::uint64_t at, Fault fault, bool sticky) : at_(at), fault_(fault), sticky_(sticky) {}
  Fault operator()(const Operation&) noexcept {
    const std::uint64_t number = next_++;
    return number == at_ || (sticky_ && number > at_) ? fault_ : Fault{};
  }

 private:
  std::uint64_t next_ = 0;
  std::uint64_t at_;
  Fault fault_;
  bool sticky_;
};

}  // namespace daybook::journal
