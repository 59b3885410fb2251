#pragma once

// Look-ahead: what the next commands will touch is brought into the cache before they run, in two steps. First the
// line of a table's index, some commands later the row that it leads to. Only time depends on it.

#include <array>
#include <cstddef>
#include <cstdint>

namespace daybook {

// How many commands before its use the line of an index is asked for, and the row.
inline constexpr unsigned kIndexAhead = 16;
inline constexpr unsigned kRowAhead = 8;

// g++ takes a function that does nothing but prefetch for one without effect and drops calls of it,
// and then calls of its callers; the empty asm statement is an effect.
inline void prefetch_line(const void* address) noexcept {
  __builtin_prefetch(address);
  asm volatile("");
}

// The rows that are still to be asked for, in the order of their commands. Those of a command that touches very many
// rows crowd out others.
class RowsAhead {
 public:
  // What is added from now on belongs to this command.
  void open(std::uint64_t sequence) noexcept { sequence_ = sequence; }
  // The row that `tag` leads to in `table`, which has `prefetch_row(tag)` and outlives this object.
  template <class Table>
  void add(const Table& table, std::uint32_t tag) noexcept {
    if (end_ - begin_ == kMost) ++begin_;
    rows_[end_++ % kMost] = {sequence_, &table, &prefetch_row<Table>, tag};
  }
  // Asks for the rows of the commands up to `sequence`.
  void ask(std::uint64_t sequence) noexcept {
    while (begin_ != end_ && rows_[begin_ % kMost].sequence <= sequence) {
      const Row& row = rows_[begin_++ % kMost];
      row.prefetch(row.table, row.tag);
    }
  }

 private:
  static constexpr std::size_t kMost = 128;
  struct Row {
    std::uint64_t sequence;
    const void* table;
    void (*prefetch)(const void* table, std::uint32_t tag) noexcept;
    std::uint32_t tag;
  };
  template <class Table>
  static void prefetch_row(const void* table, std::uint32_t tag) noexcept {
    static_cast<const Table*>(table)->prefetch_row(tag);
  }

  std::array<Row, kMost> rows_{};
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t sequence_ = 0;
};

// What the engine hands to a part's `prefetch`, and the part to its tables'.
class Ahead {
 public:
  explicit Ahead(RowsAhead& rows) noexcept : rows_(&rows) {}
  // For a row that is probably not there yet.
  [[nodiscard]] Ahead index_only() const noexcept { return Ahead(); }
  // Null: only the index is asked for.
  [[nodiscard]] RowsAhead* rows() const noexcept { return rows_; }

 private:
  Ahead() noexcept = default;
  RowsAhead* rows_ = nullptr;
};

}  // namespace daybook
