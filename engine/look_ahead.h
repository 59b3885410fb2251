#pragma once

// Look-ahead: what the next commands will touch is brought into the cache before they run, step by step. First the line
// of a table's index, some commands later the row that it leads to; and where that row names other rows, their lines
// and then they. Only time depends on it.

#include <array>
#include <cstddef>
#include <cstdint>

namespace daybook {

// How many commands before its use each is asked for: the line of an index; the row; the lines of what the row names;
// and the rows that it names.
inline constexpr unsigned kIndexAhead = 16;
inline constexpr unsigned kRowAhead = 9;
inline constexpr unsigned kNamedIndexAhead = 5;
inline constexpr unsigned kNamedRowAhead = 2;

// The rows that are still to be asked for, in the order of their commands. Those of a command that touches very many
// rows crowd out others.
class RowsAhead {
 public:
  // What is added from now on belongs to this command.
  void open(std::uint64_t sequence) noexcept {
    sequence_ = sequence;
    adding_to_ = &rows_;
  }
  // The row that `tag` leads to in `table`, which has `prefetch_row(tag)` and outlives this object.
  template <class Table>
  void add(const Table& table, std::uint32_t tag) noexcept {
    adding_to_->push({sequence_, &table, nullptr, &fetch<Table>, tag});
  }
  // The same, and what that row names: when it has come, part.prefetch_named(record, Ahead) says so.
  template <class Table, class Part>
  void add(const Table& table, std::uint32_t tag, const Part& part) noexcept {
    add(table, tag);
    if (adding_to_ == &rows_) named_.push({sequence_, &table, &part, &visit<Table, Part>, tag});
  }
  // The command `sequence` is about to run: asks for all whose time has come.
  void advance(std::uint64_t sequence) noexcept {
    rows_.run(sequence + kRowAhead, *this);
    named_.run(sequence + kNamedIndexAhead, *this);
    named_rows_.run(sequence + kNamedRowAhead, *this);
  }

 private:
  struct Step {
    std::uint64_t sequence;
    const void* table;
    const void* part;
    void (*run)(const Step& step, RowsAhead& rows) noexcept;
    std::uint32_t tag;
  };
  class Queue {
   public:
    void push(const Step& step) noexcept {
      if (end_ - begin_ == kMost) ++begin_;
      steps_[end_++ % kMost] = step;
    }
    void run(std::uint64_t sequence, RowsAhead& rows) noexcept {
      while (begin_ != end_ && steps_[begin_ % kMost].sequence <= sequence) {
        const Step& step = steps_[begin_++ % kMost];
        step.run(step, rows);
      }
    }

   private:
    static constexpr std::size_t kMost = 64;
    std::array<Step, kMost> steps_{};
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
  };

  template <class Table>
  static void fetch(const Step& step, RowsAhead&) noexcept {
    static_cast<const Table*>(step.table)->prefetch_row(step.tag);
  }
  template <class Table, class Part>
  static void visit(const Step& step, RowsAhead& rows) noexcept;

  Queue rows_;
  Queue named_;
  Queue named_rows_;
  Queue* adding_to_ = &rows_;
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

template <class Table, class Part>
void RowsAhead::visit(const Step& step, RowsAhead& rows) noexcept {
  rows.sequence_ = step.sequence;
  rows.adding_to_ = &rows.named_rows_;
  try {
    static_cast<const Table*>(step.table)->visit_row(step.tag, [&](const auto& record) {
      static_cast<const Part*>(step.part)->prefetch_named(record, Ahead(rows));
    });
  } catch (...) {
    return;  // a hint: a part that throws gets no further attention
  }
}

}  // namespace daybook
