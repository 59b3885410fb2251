#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "journal/operation.h"
#include "journal/storage.h"

namespace daybook::journal {

// Another storage, whose operations are watched and fail when the hook says so. Stores into mappings are not seen. The
// hook is called on whatever thread the operation is.
class FaultyStorage : public Storage {
 public:
  explicit FaultyStorage(Storage& inner) : inner_(inner) {}

  FaultHook hook;  // none: nothing fails
  // Told of each hint that [offset, offset + bytes) of a file may leave the page cache.
  std::function<void(const std::string& path, std::uint64_t offset, std::uint64_t bytes)> on_forget;

  [[nodiscard]] Result<std::unique_ptr<File>> create(const std::string& path) override;
  [[nodiscard]] Result<std::unique_ptr<File>> open(const std::string& path, Access access) override;
  [[nodiscard]] Result<void> create_directory(const std::string& path) override;
  [[nodiscard]] Result<void> rename(const std::string& from, const std::string& to) override;
  [[nodiscard]] Result<void> remove(const std::string& path) override;
  [[nodiscard]] Result<void> sync_directory(const std::string& path) override;
  [[nodiscard]] Result<std::vector<std::string>> list(const std::string& path) override;
  [[nodiscard]] Result<std::uint64_t> free_bytes(const std::string& path) override { return inner_.free_bytes(path); }
  [[nodiscard]] std::string boot_id() override { return inner_.boot_id(); }
  [[nodiscard]] std::uint64_t random() override { return inner_.random(); }

 private:
  friend class FaultyFile;
  // What `call` does, unless the operation is to fail.
  template <class Call>
  auto unless_failed(const Operation& operation, Call&& call) const -> decltype(call()) {
    const Fault fault = hook ? hook(operation) : Fault{};
    if (fault.system != 0) return injected_error(operation, fault.system);
    return call();
  }

  [[nodiscard]] Result<std::unique_ptr<File>> wrapped(Result<std::unique_ptr<File>> file) const;

  Storage& inner_;
};

}  // namespace daybook::journal
