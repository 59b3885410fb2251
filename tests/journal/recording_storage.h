#pragma once

#include <cerrno>
#include <functional>
#include <string>
#include <vector>

#include "journal/faulty_storage.h"

namespace daybook::journal {

// The real storage, with a list of everything that changed it ("sync 00…1.segment", "rename …", "sync_directory"), and
// refusals on demand. A refused operation has no effect; stores into mappings are not seen.
class RecordingStorage final : public FaultyStorage {
 public:
  RecordingStorage() : FaultyStorage(Storage::system()) {
    hook = [this](const Operation& operation) { return record(operation); };
  }

  std::vector<std::string> operations;
  // Asked before each operation that changes something; true refuses it.
  std::function<bool(const std::string& operation)> refuse = [](const std::string&) { return false; };
  std::string boot = "boot-1";
  int refusal = EIO;

  // As a process that dies: from the n-th change on (0 is the first), nothing has an effect.
  void stop_after(std::size_t changes) {
    operations.clear();
    refuse = [this, changes](const std::string&) { return operations.size() > changes; };
  }
  void go_on() {
    operations.clear();
    refuse = [](const std::string&) { return false; };
  }
  [[nodiscard]] std::string boot_id() override { return boot; }
  static std::string name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

 private:
  Fault record(const Operation& operation) {
    if (!operation.changes() || operation.kind == Operation::Kind::kCreateDirectory) return {};
    operations.push_back(operation.text());
    return refuse(operations.back()) ? Fault{.system = refusal} : Fault{};
  }
};

}  // namespace daybook::journal
