#pragma once

#include "bench/peers/result.h"
#include "bench/peers/settings.h"

// One function for each contestant of this program; main.cc names them. Each runs for `seconds=` at least and checks
// its own results.
namespace daybook::peers {

// Hand-offs between threads: topology= 1to1, diamond, 3to1; bytes= 8, 128; batch= 1, 32; wait= yielding, blocking. Of
// Daybook also records_are= items, commands; of 3to1 they are commands.
Result handoff_daybook(const Settings& settings);
Result handoff_moodycamel(const Settings& settings);
Result handoff_mutex_deque(const Settings& settings);

// Appends of 128 bytes, one at a time, not synced, then a reader: what= append, tail; service= inline, thread;
// directory=.
Result log_daybook(const Settings& settings);

// Durable events with two balance updates each: batch=, accounts=, directory= or, of a server, socket=.
Result ledger_daybook(const Settings& settings);
Result ledger_redis(const Settings& settings);
Result ledger_postgresql(const Settings& settings);
Result ledger_sqlite(const Settings& settings);   // also wal_autocheckpoint= and cache_size=, as its pragmas
Result ledger_rocksdb(const Settings& settings);  // also write_buffer_mib=

}  // namespace daybook::peers
