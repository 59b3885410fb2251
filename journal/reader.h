#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "journal/error.h"
#include "journal/format.h"
#include "journal/position.h"
#include "journal/storage.h"

namespace daybook::journal {

// One verified batch. `payload` is valid until the next call of the reader that returned it.
struct BatchView {
  BatchView() = default;
  // A constructor so that it can be made where it is returned: clang 14 does not do so for an aggregate.
  BatchView(const BatchHeader& batch, Position from, Position to, std::span<const std::byte> bytes)
      : header(batch), begin(from), end(to), payload(bytes) {}

  BatchHeader header;
  Position begin;  // of the frame
  Position end;    // of the next frame
  std::span<const std::byte> payload;
};

// Why a reader stands where it stands.
enum class Ending : std::uint8_t {
  kEnd,      // nothing was ever written here
  kLimit,    // more is written, but not released yet
  kTorn,     // an unfinished or damaged frame beyond everything known to be synced: the writer's recovery will cut it
  kCorrupt,  // damage at or below what was synced or released
};

struct ReaderOptions {
  enum class Limit : std::uint8_t { kReleased, kWritten };
  Limit limit =
      Limit::kReleased;  // what another process may show to people; kWritten is for tools on a stopped journal
  std::uint64_t from_sequence = 0;  // starts at the batch that contains it (0: the first batch kept)
};

// Reads a journal front to back, in this or another process, while it is written or not. Polls: `next` returns nothing
// when there is no more *now*; call again later to follow. One thread at a time.
class Reader {
 public:
  static Result<Reader> open(Storage& storage, const std::string& directory, ReaderOptions options);
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;
  ~Reader();

  // The next batch; nothing at an ending that is not damage (see `ending`); an error for I/O and for damage, with file
  // and offset. kTorn is not an error: it is where a reader of a crashed, not yet recovered journal stops.
  [[nodiscard]] Result<std::optional<BatchView>> next();
  [[nodiscard]] Ending ending() const noexcept;
  [[nodiscard]] Position position() const noexcept;

 private:
  struct State;
  explicit Reader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace daybook::journal
