// One contestant per run: `daybook_peers CONTESTANT key=value ...` prints one line of JSON; `versions` those of the
// libraries. The driver (run.py) calls it.

#include <cstring>
#include <exception>

#include "bench/peers/contestants.h"
#include "bench/peers/versions.h"
#include "bench/warm_memory.h"

namespace {

namespace peers = daybook::peers;

struct Contestant {
  const char* name;
  peers::Result (*run)(const peers::Settings&);
};

// Not a contestant: what comes before each, so that none pays for memory that the machine has not given out yet.
peers::Result warm(const peers::Settings& settings) {
  daybook::bench::warm_memory(settings.number("bytes"));
  return {};
}

constexpr Contestant kContestants[] = {
    {"warm", &warm},
    {"handoff_daybook", &peers::handoff_daybook},
    {"handoff_moodycamel", &peers::handoff_moodycamel},
    {"handoff_mutex_deque", &peers::handoff_mutex_deque},
    {"log_daybook", &peers::log_daybook},
    {"ledger_daybook", &peers::ledger_daybook},
    {"ledger_redis", &peers::ledger_redis},
    {"ledger_postgresql", &peers::ledger_postgresql},
    {"ledger_sqlite", &peers::ledger_sqlite},
    {"ledger_rocksdb", &peers::ledger_rocksdb},
};

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc == 2 && std::strcmp(argv[1], "versions") == 0) return peers::print_versions();
    for (const Contestant& contestant : kContestants) {
      if (argc > 1 && std::strcmp(argv[1], contestant.name) == 0)
        return peers::print(contestant.run(peers::Settings(argc - 2, argv + 2)));
    }
  } catch (const std::exception& error) {
    peers::give_up(error.what());
  }
  peers::give_up("usage: daybook_peers versions, or daybook_peers CONTESTANT key=value ...");
}
