// The journal alone: appends of 128 bytes, each a batch of its own with its checksum, not synced; then a reader from
// the first to the last, which verifies them.

#include <atomic>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <thread>

#include "bench/load.h"
#include "bench/peers/contestants.h"
#include "bench/peers/courses.h"
#include "journal/journal.h"
#include "journal/reader.h"

namespace daybook::peers {

namespace {

using bench::Bytes128;
using std::chrono::steady_clock;

// For the tail, what was written stays in the page cache, as that of others does.
journal::JournalOptions options(bool is_append) {
  journal::JournalOptions options{.durability = journal::Durability::kProcess};
  if (!is_append) options.cached_bytes = UINT64_MAX;
  return options;
}

double since(steady_clock::time_point begin) {
  return std::chrono::duration<double>(steady_clock::now() - begin).count();
}

// False: the journal failed.
bool append(journal::Journal& journal, std::uint64_t value, bool serve) {
  std::span<std::byte> room = journal.claim(Bytes128::kBytes);
  while (room.empty()) {
    if (journal.failure() != nullptr) return false;
    if (serve) {
      journal.service();
    } else {
      std::this_thread::yield();
    }
    room = journal.claim(Bytes128::kBytes);
  }
  reinterpret_cast<Bytes128*>(room.data())->fill(value);
  journal.commit({.first_sequence = value, .count = 1}, Bytes128::kBytes);
  if (serve && journal.service_wanted()) journal.service();
  return true;
}

// Segments, pages and syncs at seal: on the writer's thread or, as in the engine, on one beside it.
Result append_all(journal::Journal& journal, std::uint64_t records, bool serve) {
  std::atomic<bool> stop{false};
  std::thread service;
  if (!serve) {
    service = std::thread([&] {
      while (!stop.load(std::memory_order_relaxed)) {
        if (!journal.service()) std::this_thread::sleep_for(std::chrono::microseconds(100));
      }
    });
  }
  bool ok = true;
  const auto begin = steady_clock::now();
  for (std::uint64_t value = 1; ok && value <= records; ++value) ok = append(journal, value, serve);
  const double seconds = since(begin);
  stop.store(true);
  if (service.joinable()) service.join();
  return {records, seconds, ok && journal.close() ? "" : "the journal failed"};
}

Result read_all(const std::string& path, std::uint64_t records) {
  const auto begin = steady_clock::now();
  auto reader =
      journal::Reader::open(journal::Storage::system(), path, {.limit = journal::ReaderOptions::Limit::kWritten});
  if (!reader) give_up(reader.error().message());
  std::uint64_t sum = 0;
  std::uint64_t count = 0;
  for (;; ++count) {
    const auto found = reader->next();
    if (!found || !*found) break;
    sum += reinterpret_cast<const Bytes128*>((*found)->payload.data())->sum();
  }
  const double seconds = since(begin);
  const bool right = count == records && sum == Bytes128::sum_of(records);
  return {records, seconds, right ? "" : "records are missing or wrong"};
}

}  // namespace

Result log_daybook(const Settings& settings) {
  const std::uint64_t records = settings.number("records");
  const std::string path = settings.text("directory") + "/journal";
  const bool is_append = settings.text("what") == "append";
  const bool serve = settings.text("service") == "inline";
  return run_courses(static_cast<double>(settings.number("seconds")), [&]() -> Result {
    std::filesystem::remove_all(path);
    auto journal = journal::Journal::open(journal::Storage::system(), path, options(is_append));
    if (!journal) give_up(journal.error().message());
    const Result appended = append_all(**journal, records, serve);
    if (!appended.wrong.empty()) return appended;
    journal->reset();
    const Result read = read_all(path, records);
    std::filesystem::remove_all(path);
    return is_append && read.wrong.empty() ? appended : read;
  });
}

}  // namespace daybook::peers
