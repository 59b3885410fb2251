#pragma once

#include <cerrno>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "journal/storage.h"

namespace daybook::journal {

// The real storage, with a list of everything that changed it ("sync 00…1.segment", "rename …", "sync_directory"), and
// refusals on demand. A refused operation has no effect; stores into mappings are not seen.
class RecordingStorage final : public Storage {
 public:
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

  [[nodiscard]] Result<std::unique_ptr<File>> create(const std::string& path) override;
  [[nodiscard]] Result<std::unique_ptr<File>> open(const std::string& path, Access access) override;
  [[nodiscard]] Result<void> create_directory(const std::string& path) override { return real_.create_directory(path); }
  [[nodiscard]] Result<void> rename(const std::string& from, const std::string& to) override {
    if (auto allowed = change("rename " + name(from) + " " + name(to), from); !allowed) return allowed;
    return real_.rename(from, to);
  }
  [[nodiscard]] Result<void> remove(const std::string& path) override {
    if (auto allowed = change("remove " + name(path), path); !allowed) return allowed;
    return real_.remove(path);
  }
  [[nodiscard]] Result<void> sync_directory(const std::string& path) override {
    if (auto allowed = change("sync_directory " + name(path), path); !allowed) return allowed;
    return real_.sync_directory(path);
  }
  [[nodiscard]] Result<std::vector<std::string>> list(const std::string& path) override { return real_.list(path); }
  [[nodiscard]] Result<std::uint64_t> free_bytes(const std::string& path) override { return real_.free_bytes(path); }
  [[nodiscard]] std::string boot_id() override { return boot; }
  [[nodiscard]] std::uint64_t random() override { return real_.random(); }

  // Notes a change; an error where it is refused.
  Result<void> change(const std::string& operation, const std::string& path) {
    operations.push_back(operation);
    if (refuse(operation)) return io_error(path, "refused by the test: " + operation, refusal);
    return {};
  }
  static std::string name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

 private:
  Storage& real_ = Storage::system();
};

class RecordingFile final : public File {
 public:
  RecordingFile(RecordingStorage& storage, std::unique_ptr<File> real) : storage_(storage), real_(std::move(real)) {}

  [[nodiscard]] const std::string& path() const noexcept override { return real_->path(); }
  [[nodiscard]] Result<std::uint64_t> size() const override { return real_->size(); }
  [[nodiscard]] Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) const override {
    return real_->read(offset, into);
  }
  [[nodiscard]] Result<void> write(std::uint64_t offset, std::span<const std::byte> bytes) override {
    if (auto allowed = change("write"); !allowed) return allowed;
    return real_->write(offset, bytes);
  }
  [[nodiscard]] Result<void> allocate(std::uint64_t bytes) override {
    if (auto allowed = change("allocate"); !allowed) return allowed;
    return real_->allocate(bytes);
  }
  [[nodiscard]] Result<void> sync() override {
    if (auto allowed = change("sync"); !allowed) return allowed;
    return real_->sync();
  }
  [[nodiscard]] Result<std::unique_ptr<Mapping>> map(Access access) override { return real_->map(access); }
  [[nodiscard]] Result<void> lock(Share share) override { return real_->lock(share); }

 private:
  Result<void> change(const std::string& operation) {
    return storage_.change(operation + " " + RecordingStorage::name(path()), path());
  }

  RecordingStorage& storage_;
  std::unique_ptr<File> real_;
};

inline Result<std::unique_ptr<File>> RecordingStorage::create(const std::string& path) {
  if (auto allowed = change("create " + name(path), path); !allowed) return tl::unexpected(allowed.error());
  auto file = real_.create(path);
  if (!file) return file;
  return std::make_unique<RecordingFile>(*this, std::move(*file));
}

inline Result<std::unique_ptr<File>> RecordingStorage::open(const std::string& path, Access access) {
  auto file = real_.open(path, access);
  if (!file) return file;
  return std::make_unique<RecordingFile>(*this, std::move(*file));
}

}  // namespace daybook::journal
