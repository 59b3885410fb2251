#include "bench/peers/versions.h"

#include <fmt/core.h>
#include <rocksdb/version.h>
#include <sqlite3.h>

namespace daybook::peers {

int print_versions() {
  fmt::print(R"({{"sqlite": "{}", "rocksdb": "{}.{}.{}"}})", sqlite3_libversion(), ROCKSDB_MAJOR, ROCKSDB_MINOR,
             ROCKSDB_PATCH);
  fmt::print("\n");
  return 0;
}

}  // namespace daybook::peers
