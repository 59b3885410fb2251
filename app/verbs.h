#pragma once

// The verbs of the program, one file each: what each is told on the command line (main.cc declares the options), its
// help, and the function that does it and returns the exit status.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/options.h"

namespace daybook::app {

enum ExitStatus : int {
  kOk = 0,
  kFailed = 1,      // it ran, and something in it failed: bad lines, a broken proof
  kUsage = 2,       // the command line
  kCannotOpen = 3,  // the journal or a file
  kInterrupted = 130,
};

// Where commands are written: durability is "process" or "power".
struct JournalArguments {
  std::string directory;
  std::string durability = "power";
  std::uint64_t segment_mib = 64;
};

struct DemoArguments {
  std::optional<std::uint64_t> seed;  // of the workload; absent: at random
  std::uint64_t commands = 1'000'000;
  std::string directory;       // empty: one in the temporary directory
  bool own_directory = false;  // it is that one
  std::string durability = "process";
  bool json = false;
};
extern const std::string_view kDemoHelp;
int run_demo(const DemoArguments& arguments);

struct SubmitArguments {
  JournalArguments journal;
  std::string teams;  // whose reactors run beside it: names separated by commas, or "all"; empty: none
  std::string file = "-";
};
extern const std::string_view kSubmitHelp;
int run_submit(const SubmitArguments& arguments);

struct ImportArguments {
  JournalArguments journal;
  std::string file;
  bool json = false;
};
extern const std::string_view kImportHelp;
int run_import(const ImportArguments& arguments);

struct ReplayArguments {
  std::string directory;
  std::uint64_t to = UINT64_MAX;
  std::string source = "events";  // or "commands", "both"
  bool json = false;
};
extern const std::string_view kReplayHelp;
int run_replay(const ReplayArguments& arguments);

struct ShowArguments {
  std::string directory;
  std::string kind;  // "shipment", "account" or "refund"
  std::string id;
  bool json = false;
};
extern const std::string_view kShowHelp;
int run_show(const ShowArguments& arguments);

inline constexpr std::uint64_t kListedInTable = 100;  // rows, unless a limit is given

struct ListArguments {
  std::string directory;
  std::string kind;                    // "shipments" or "accounts"
  std::vector<std::string> status;     // empty: any
  std::optional<std::uint64_t> limit;  // absent: kListedInTable, as JSON all
  bool json = false;
};
extern const std::string_view kListHelp;
int run_list(const ListArguments& arguments);

struct JournalInfoArguments {
  std::string directory;
  bool json = false;
};
extern const std::string_view kJournalInfoHelp;
int run_journal_info(const JournalInfoArguments& arguments);

struct JournalVerifyArguments {
  std::string directory;
  bool json = false;
};
extern const std::string_view kJournalVerifyHelp;
int run_journal_verify(const JournalVerifyArguments& arguments);

struct JournalDumpArguments {
  std::string directory;
  std::string which = "commands";  // or "events"
  std::uint64_t from = 0;          // sequences
  std::uint64_t to = UINT64_MAX;
  bool follow = false;
  bool json = false;
};
extern const std::string_view kJournalDumpHelp;
int run_journal_dump(const JournalDumpArguments& arguments);

struct JournalRepairArguments {
  std::string directory;
  bool json = false;
};
extern const std::string_view kJournalRepairHelp;
int run_journal_repair(const JournalRepairArguments& arguments);

struct DrillArguments {
  std::uint64_t seed = 1;
  double minutes = 1;
  std::vector<std::string> faults = {"kill", "power", "torn", "flip", "eio", "enospc"};
  std::optional<std::uint64_t> trial;  // only this one
  std::string durability = "power";
  bool json = false;
};
extern const std::string_view kDrillHelp;
int run_drill(const DrillArguments& arguments);

struct BenchArguments {
  double rate = 0;           // commands/s; 0: closed loop
  std::uint32_t window = 0;  // 0: as the durability wants it
  std::optional<double> seconds;
  double warm_up_seconds = 10;
  unsigned producers = 1;
  std::string topology{name_of(default_topology())};  // or another
  std::string intake;                  // "direct" or "shared"; empty: as the number of producers wants it
  std::string durability = "process";  // or "power"
  std::uint64_t shipments = 1'000'000;
  std::uint64_t accounts = 1'000'000;
  std::string keys = "zipf";  // or "uniform"
  std::uint64_t seed = 1;
  bool burst = false;
  bool verify = false;
  std::optional<std::uint64_t> segment_mib;
  double dedup_window_seconds = 10;
  std::string directory;  // empty: the temporary one
  bool sweep = false;
  bool limits = false;
  std::string json;    // file; "-": standard output; empty: none
  std::string report;  // directory; empty: none
};
extern const std::string_view kBenchHelp;
int run_bench(const BenchArguments& arguments);

struct ReactorsArguments {
  std::string directory;
  bool json = false;
};
extern const std::string_view kReactorsHelp;
int run_reactors(const ReactorsArguments& arguments);

struct SkipArguments {
  std::string directory;
  std::uint64_t sequence = 0;
};
extern const std::string_view kSkipHelp;
int run_skip(const SkipArguments& arguments);

struct SchemaArguments {
  std::string type;  // empty: all
  bool events = false;
  bool list = false;
};
extern const std::string_view kSchemaHelp;
int run_schema(const SchemaArguments& arguments);

}  // namespace daybook::app
