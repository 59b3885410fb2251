// SQLite, WAL with synchronous=FULL: `batch` postings in one transaction, prepared statements.

#include <sqlite3.h>

#include <memory>
#include <string>

#include "bench/peers/contestants.h"
#include "bench/peers/ledger_course.h"

namespace daybook::peers {

namespace {

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

class Sqlite {
 public:
  Sqlite(const std::string& path, const Settings& settings) {
    sqlite3* database = nullptr;
    if (sqlite3_open(path.c_str(), &database) != SQLITE_OK) give_up("sqlite: cannot open " + path);
    database_.reset(database);
    run("PRAGMA journal_mode=WAL");
    run("PRAGMA synchronous=FULL");
    run("PRAGMA wal_autocheckpoint=" + settings.text("wal_autocheckpoint"));
    run("PRAGMA cache_size=" + settings.text("cache_size"));
    run("CREATE TABLE events (number INTEGER PRIMARY KEY, debit INTEGER, credit INTEGER, amount INTEGER)");
    run("CREATE TABLE balances (account INTEGER PRIMARY KEY, balance INTEGER NOT NULL)");
    begin_ = prepare("BEGIN IMMEDIATE");
    commit_ = prepare("COMMIT");
    event_ = prepare("INSERT INTO events VALUES (?, ?, ?, ?)");
    change_ = prepare("UPDATE balances SET balance = balance + ? WHERE account = ?");
    const Statement open = prepare("INSERT INTO balances VALUES (?, 0)");
    step(begin_);
    for (std::uint64_t i = 0; i < settings.number("accounts"); ++i) step(open, i);
    step(commit_);
  }

  void post(std::uint64_t first, const std::vector<Posting>& postings) {
    step(begin_);
    for (const Posting& posting : postings) {
      step(event_, first++, posting.debit, posting.credit, posting.amount);
      step(change_, -posting.amount, posting.debit);
      step(change_, posting.amount, posting.credit);
    }
    step(commit_);
  }

  Books books() {
    Books books;
    for_each("SELECT count(*) FROM events",
             [&](std::int64_t count) { books.events = static_cast<std::uint64_t>(count); });
    for_each("SELECT balance FROM balances ORDER BY account",
             [&](std::int64_t value) { books.balances.push_back(value); });
    return books;
  }

 private:
  void run(const std::string& sql) {
    if (sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail();
  }
  Statement prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database_.get(), sql, -1, &statement, nullptr) != SQLITE_OK) fail();
    return Statement(statement);
  }
  template <class... Values>
  void step(const Statement& statement, Values... values) {
    int place = 0;
    (sqlite3_bind_int64(statement.get(), ++place, static_cast<std::int64_t>(values)), ...);
    if (sqlite3_step(statement.get()) != SQLITE_DONE) fail();
    sqlite3_reset(statement.get());
  }
  template <class F>
  void for_each(const char* sql, F&& f) {
    const Statement statement = prepare(sql);
    while (sqlite3_step(statement.get()) == SQLITE_ROW) f(sqlite3_column_int64(statement.get(), 0));
  }
  [[noreturn]] void fail() { give_up(std::string("sqlite: ") + sqlite3_errmsg(database_.get())); }

  std::unique_ptr<sqlite3, Close> database_;
  Statement begin_;
  Statement commit_;
  Statement event_;
  Statement change_;
};

}  // namespace

Result ledger_sqlite(const Settings& settings) {
  const std::uint64_t accounts = settings.number("accounts");
  Sqlite sqlite(settings.text("directory") + "/ledger.sqlite", settings);
  return ledger_course(
      accounts, settings.number("batch"), static_cast<double>(settings.number("seconds")),
      [&](std::uint64_t first, const std::vector<Posting>& postings) { sqlite.post(first, postings); },
      [&] { return sqlite.books(); });
}

}  // namespace daybook::peers
