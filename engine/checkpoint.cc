#include "engine/checkpoint.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <string_view>

#include "engine/directories.h"

namespace daybook {

namespace {

constexpr std::string_view kTitle = "daybook checkpoint 1";
constexpr std::string_view kTemporary = ".new";
constexpr std::size_t kMaxParkedBytes = 2048;

bool names_a_file(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  };
  return !name.empty() && name[0] != '.' && !name.ends_with(kTemporary) && std::all_of(name.begin(), name.end(), fits);
}

std::string checksum_line(std::string_view text) {
  return fmt::format("checksum {:016x}\n", XXH3_64bits(text.data(), text.size()));
}

std::string to_text(const Checkpoint& checkpoint) {
  std::string text =
      fmt::format("{}\nsequence {}\ndigest {:016x}\n", kTitle, checkpoint.point.sequence, checkpoint.point.digest);
  if (checkpoint.answered != AnswerPlace{}) {
    text += fmt::format("answered {}\nindex {}\n", checkpoint.answered.sequence, checkpoint.answered.index);
  }
  if (!checkpoint.parked.empty()) {
    std::string line = checkpoint.parked.substr(0, kMaxParkedBytes);
    std::replace(line.begin(), line.end(), '\n', ' ');
    text += "parked " + line + "\n";
  }
  return text + checksum_line(text);
}

// Takes "key value\n" off the front; nothing where it does not stand there.
std::optional<std::string_view> take_line(std::string_view& text, std::string_view key) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos || !text.starts_with(key) || text.size() <= key.size()) return std::nullopt;
  if (end < key.size() + 1 || text[key.size()] != ' ') return std::nullopt;
  const std::string_view value = text.substr(key.size() + 1, end - key.size() - 1);
  text.remove_prefix(end + 1);
  return value;
}

bool read_number(std::optional<std::string_view> text, int base, std::uint64_t& number) {
  if (!text) return false;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number, base);
  return error == std::errc() && end == text->data() + text->size();
}

std::optional<Checkpoint> from_text(std::string_view text) {
  const std::size_t last = text.rfind("checksum ");
  if (last == std::string_view::npos || text.substr(last) != checksum_line(text.substr(0, last))) return std::nullopt;
  text = text.substr(0, last);
  if (!text.starts_with(kTitle) || text.size() == kTitle.size() || text[kTitle.size()] != '\n') return std::nullopt;
  text.remove_prefix(kTitle.size() + 1);
  Checkpoint checkpoint;
  if (!read_number(take_line(text, "sequence"), 10, checkpoint.point.sequence)) return std::nullopt;
  if (!read_number(take_line(text, "digest"), 16, checkpoint.point.digest)) return std::nullopt;
  if (const auto answered = take_line(text, "answered")) {
    if (!read_number(answered, 10, checkpoint.answered.sequence)) return std::nullopt;
    if (!read_number(take_line(text, "index"), 10, checkpoint.answered.index)) return std::nullopt;
  }
  if (const auto parked = take_line(text, "parked")) checkpoint.parked = *parked;
  return text.empty() ? std::optional(checkpoint) : std::nullopt;
}

Expected<std::optional<Checkpoint>> load_from(journal::Storage& storage, const std::string& path) {
  auto file = storage.open(path, journal::Access::kRead);
  if (!file && file.error().system == ENOENT) return std::nullopt;
  if (!file) return journal_error(file.error());
  std::array<std::byte, CheckpointFile::kMaxBytes> bytes{};
  const auto read = (*file)->read(0, bytes);
  if (!read) return journal_error(read.error());
  const auto checkpoint = from_text({reinterpret_cast<const char*>(bytes.data()), *read});
  if (checkpoint) return checkpoint;
  return tl::unexpected(Error{Error::Kind::kArgument, 0,
                              fmt::format("{} is damaged. Remove it: the reactor then begins with the first event "
                                          "again, none of its commands runs twice, and its side effects are repeated "
                                          "under the same keys",
                                          path)});
}

}  // namespace

Expected<CheckpointFile> CheckpointFile::open(journal::Storage& storage, const std::string& directory, const Id& name) {
  const std::string text = name.empty() ? "" : name.text();
  if (!names_a_file(text)) {
    return tl::unexpected(Error{Error::Kind::kArgument, 0,
                                fmt::format("\"{}\" cannot name a reactor: letters, digits, '-', '_' and '.' can, "
                                            "1 to 16 of them, the first not a dot",
                                            text)});
  }
  const std::string reactors = reactors_directory(directory);
  if (auto made = storage.create_directory(reactors); !made) return journal_error(made.error());
  if (auto synced = storage.sync_directory(directory); !synced) return journal_error(synced.error());
  return CheckpointFile(storage, reactors, text);
}

Expected<std::optional<Checkpoint>> CheckpointFile::load() const { return load_from(*storage_, path_); }

Expected<void> CheckpointFile::store(const Checkpoint& checkpoint) {
  const std::string temporary = path_ + std::string(kTemporary);
  if (auto removed = storage_->remove(temporary); !removed && removed.error().system != ENOENT)
    return journal_error(removed.error());
  auto file = storage_->create(temporary);
  if (!file) return journal_error(file.error());
  const std::string text = to_text(checkpoint);
  if (auto written = (*file)->write(0, std::as_bytes(std::span(text))); !written) return journal_error(written.error());
  if (auto synced = (*file)->sync(); !synced) return journal_error(synced.error());
  if (auto renamed = storage_->rename(temporary, path_); !renamed) return journal_error(renamed.error());
  if (auto synced = storage_->sync_directory(directory_); !synced) return journal_error(synced.error());
  return {};
}

Expected<std::map<std::string, Checkpoint>> read_checkpoints(journal::Storage& storage, const std::string& directory) {
  std::map<std::string, Checkpoint> all;
  const auto names = storage.list(reactors_directory(directory));
  if (!names && names.error().system == ENOENT) return all;
  if (!names) return journal_error(names.error());
  for (const std::string& name : *names) {
    if (name.ends_with(kTemporary)) continue;
    const auto checkpoint = load_from(storage, reactors_directory(directory) + "/" + name);
    if (!checkpoint) return tl::unexpected(checkpoint.error());
    if (*checkpoint) all.emplace(name, **checkpoint);
  }
  return all;
}

}  // namespace daybook
