// PostgreSQL, synchronous_commit=on: `batch` postings in one call of a function, which inserts the events and adds to
// each balance once. One connection.

#include <postgresql/libpq-fe.h>

#include <memory>
#include <string>

#include "bench/peers/contestants.h"
#include "bench/peers/ledger_course.h"

namespace daybook::peers {

namespace {

constexpr const char* kTables =
    "CREATE TABLE events (number bigserial PRIMARY KEY, debit bigint, credit bigint, amount bigint);"
    "CREATE TABLE balances (account bigint PRIMARY KEY, balance bigint NOT NULL) WITH (fillfactor = 50);"
    "CREATE FUNCTION post(debits bigint[], credits bigint[], amounts bigint[]) RETURNS void LANGUAGE sql AS $$"
    "  INSERT INTO events (debit, credit, amount) SELECT * FROM unnest(debits, credits, amounts);"
    "  UPDATE balances b SET balance = b.balance + change.amount FROM"
    "    (SELECT account, sum(amount)::bigint AS amount FROM"
    "      (SELECT * FROM unnest(credits, amounts) UNION ALL"
    "       SELECT debit, -amount FROM unnest(debits, amounts) AS paid (debit, amount)) AS all_changes (account, "
    "amount)"
    "     GROUP BY account) AS change"
    "    WHERE b.account = change.account;"
    "$$;";

struct Free {
  void operator()(PGconn* connection) const { PQfinish(connection); }
  void operator()(PGresult* result) const { PQclear(result); }
};
using Rows = std::unique_ptr<PGresult, Free>;

class PostgreSql {
 public:
  // `socket`: the directory of the server's socket.
  PostgreSql(const std::string& socket, std::uint64_t accounts)
      : connection_(PQconnectdb(("host=" + socket + " dbname=postgres user=peers").c_str())) {
    if (PQstatus(connection_.get()) != CONNECTION_OK) fail();
    run("SET client_min_messages = warning");
    run("DROP TABLE IF EXISTS events, balances; DROP FUNCTION IF EXISTS post;");
    run(kTables);
    run("INSERT INTO balances SELECT generate_series(0, " + std::to_string(accounts - 1) + "), 0");
    run("VACUUM ANALYZE balances");
    run("CHECKPOINT");
    checked(PQprepare(connection_.get(), "post", "SELECT post($1::bigint[], $2::bigint[], $3::bigint[])", 3, nullptr));
  }

  void post(const std::vector<Posting>& postings) {
    std::string columns[3];
    for (const Posting& posting : postings) {
      columns[0] += ',' + std::to_string(posting.debit);
      columns[1] += ',' + std::to_string(posting.credit);
      columns[2] += ',' + std::to_string(posting.amount);
    }
    const char* values[3];
    for (int i = 0; i < 3; ++i) {
      columns[i].front() = '{';
      columns[i] += '}';
      values[i] = columns[i].c_str();
    }
    checked(PQexecPrepared(connection_.get(), "post", 3, values, nullptr, nullptr, 0));
  }

  Books books() {
    Books books{.events = std::stoull(PQgetvalue(run("SELECT count(*) FROM events").get(), 0, 0)), .balances = {}};
    const Rows rows = run("SELECT balance FROM balances ORDER BY account");
    for (int i = 0; i < PQntuples(rows.get()); ++i) books.balances.push_back(std::stoll(PQgetvalue(rows.get(), i, 0)));
    return books;
  }

 private:
  Rows run(const std::string& sql) { return checked(PQexec(connection_.get(), sql.c_str())); }
  Rows checked(PGresult* result) {
    Rows rows(result);
    const ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail();
    return rows;
  }
  [[noreturn]] void fail() { give_up(std::string("postgresql: ") + PQerrorMessage(connection_.get())); }

  std::unique_ptr<PGconn, Free> connection_;
};

}  // namespace

Result ledger_postgresql(const Settings& settings) {
  const std::uint64_t accounts = settings.number("accounts");
  PostgreSql postgresql(settings.text("socket"), accounts);
  return ledger_course(
      accounts, settings.number("batch"), static_cast<double>(settings.number("seconds")),
      [&](std::uint64_t, const std::vector<Posting>& postings) { postgresql.post(postings); },
      [&] { return postgresql.books(); });
}

}  // namespace daybook::peers
