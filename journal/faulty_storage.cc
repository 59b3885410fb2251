#include "journal/faulty_storage.h"

namespace daybook::journal {

class FaultyFile final : public File {
 public:
  FaultyFile(const FaultyStorage& storage, std::unique_ptr<File> inner) : storage_(storage), inner_(std::move(inner)) {}

  [[nodiscard]] const std::string& path() const noexcept override { return inner_->path(); }
  [[nodiscard]] Result<std::uint64_t> size() const override { return inner_->size(); }
  [[nodiscard]] Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) const override {
    return unless_failed(Operation::Kind::kRead, [&] { return inner_->read(offset, into); });
  }
  [[nodiscard]] Result<void> write(std::uint64_t offset, std::span<const std::byte> bytes) override {
    const Operation operation{.kind = Operation::Kind::kWrite, .path = path()};
    const Fault fault = storage_.hook ? storage_.hook(operation) : Fault{};
    if (fault.system == 0) return inner_->write(offset, bytes);
    if (fault.is_short) {
      if (auto half = inner_->write(offset, bytes.first(bytes.size() / 2)); !half) return half;
    }
    return injected_error(operation, fault.system);
  }
  [[nodiscard]] Result<void> allocate(std::uint64_t bytes) override {
    return unless_failed(Operation::Kind::kAllocate, [&] { return inner_->allocate(bytes); });
  }
  [[nodiscard]] Result<void> sync() override {
    return unless_failed(Operation::Kind::kSync, [&] { return inner_->sync(); });
  }
  [[nodiscard]] Result<std::unique_ptr<Mapping>> map(Access access) override {
    return unless_failed(Operation::Kind::kMap, [&] { return inner_->map(access); });
  }
  void write_back(std::uint64_t offset, std::uint64_t bytes) noexcept override { inner_->write_back(offset, bytes); }
  void forget(std::uint64_t offset, std::uint64_t bytes) noexcept override {
    if (storage_.on_forget) storage_.on_forget(path(), offset, bytes);
    inner_->forget(offset, bytes);
  }
  [[nodiscard]] Result<void> lock(Share share) override {
    return unless_failed(Operation::Kind::kLock, [&] { return inner_->lock(share); });
  }

 private:
  template <class Call>
  auto unless_failed(Operation::Kind kind, Call&& call) const -> decltype(call()) {
    return storage_.unless_failed({.kind = kind, .path = path()}, call);
  }

  const FaultyStorage& storage_;
  const std::unique_ptr<File> inner_;
};

Result<std::unique_ptr<File>> FaultyStorage::wrapped(Result<std::unique_ptr<File>> file) const {
  if (!file) return file;
  return std::make_unique<FaultyFile>(*this, std::move(*file));
}

Result<std::unique_ptr<File>> FaultyStorage::create(const std::string& path) {
  return unless_failed({.kind = Operation::Kind::kCreate, .path = path}, [&] { return wrapped(inner_.create(path)); });
}

Result<std::unique_ptr<File>> FaultyStorage::open(const std::string& path, Access access) {
  return unless_failed({.kind = Operation::Kind::kOpen, .path = path},
                       [&] { return wrapped(inner_.open(path, access)); });
}

Result<void> FaultyStorage::create_directory(const std::string& path) {
  return unless_failed({.kind = Operation::Kind::kCreateDirectory, .path = path},
                       [&] { return inner_.create_directory(path); });
}

Result<void> FaultyStorage::rename(const std::string& from, const std::string& to) {
  return unless_failed({.kind = Operation::Kind::kRename, .path = from, .to = to},
                       [&] { return inner_.rename(from, to); });
}

Result<void> FaultyStorage::remove(const std::string& path) {
  return unless_failed({.kind = Operation::Kind::kRemove, .path = path}, [&] { return inner_.remove(path); });
}

Result<void> FaultyStorage::sync_directory(const std::string& path) {
  return unless_failed({.kind = Operation::Kind::kSyncDirectory, .path = path},
                       [&] { return inner_.sync_directory(path); });
}

Result<std::vector<std::string>> FaultyStorage::list(const std::string& path) {
  return unless_failed({.kind = Operation::Kind::kList, .path = path}, [&] { return inner_.list(path); });
}

}  // namespace daybook::journal
