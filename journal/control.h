#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "journal/position.h"
#include "journal/segment.h"

namespace daybook::journal {

// The mapped control file: what readers in other processes may show. One process writes it, any number read it; every
// access is an atomic 8-byte word. It is never synced, because it is believed only while the boot that wrote it runs:
// so long the page cache holds it, whatever happens to the process.
class Control {
 public:
  // For the writer: creates the file where there is none or it is unusable.
  static Result<Control> open_or_create(Storage& storage, const std::string& directory);
  // For readers: an error where there is none.
  static Result<Control> open(Storage& storage, const std::string& directory);

  // True when it speaks of this journal and of the boot that still runs.
  [[nodiscard]] bool believed(const std::string& boot_id, const JournalId& id) const noexcept;
  // Positions; meaningful only while believed.
  [[nodiscard]] Position released() const noexcept;
  [[nodiscard]] std::uint64_t released_sequence() const noexcept;
  [[nodiscard]] std::uint32_t generation() const noexcept;

  // Starts over: nothing released, not believed before this returns.
  void reset(const std::string& boot_id, const JournalId& id) noexcept;
  void set_generation(std::uint32_t generation) noexcept;
  // Raises, never lowers. Any thread.
  void release(Position position, std::uint64_t sequence) noexcept;
  // Only when what was released is about to be cut, by one who knows that it may not live on.
  void lower(Position position, std::uint64_t sequence) noexcept;

 private:
  explicit Control(std::unique_ptr<Mapping> mapping) : mapping_(std::move(mapping)) {}

  std::unique_ptr<Mapping> mapping_;
};

inline constexpr const char* kControlName = "control";

}  // namespace daybook::journal
