#pragma once

// Opens both journals and rebuilds the state: a fold of the recorded decisions as far as they belong to valid commands,
// then deciding again whatever commands come after. See engine/DESIGN.md, "Recovery".

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/chain_history.h"
#include "engine/directories.h"
#include "engine/event_appender.h"
#include "engine/logic_core.h"
#include "engine/options.h"
#include "engine/record_stream.h"
#include "engine/recovery_summary.h"
#include "engine/status.h"
#include "journal/catalog.h"
#include "journal/recovery.h"

namespace daybook {

template <class D>
class EngineRecovery {
 public:
  struct Recovered {
    std::unique_ptr<LogicCore<D>> core;
    std::unique_ptr<journal::Journal> commands;
    std::unique_ptr<journal::Journal> events;
    std::uint64_t last_stamp_ns = 0;
    RecoverySummary summary;
  };

  static Expected<Recovered> run(const Options& options, journal::Storage& storage) {
    EngineRecovery recovery(options, storage);
    const std::uint64_t begin = Clock::system_monotonic_ns();
    if (auto done = recovery.open_and_fold(); !done) return tl::unexpected(done.error());
    if (auto done = recovery.decide_rest(); !done) return tl::unexpected(done.error());
    recovery.out_.summary.chain_checks = recovery.chain_.checks();
    recovery.out_.summary.elapsed_ns = Clock::system_monotonic_ns() - begin;
    return std::move(recovery.out_);
  }

 private:
  using Commands = RecordStream<journal::Recovery, CommandView>;
  using Decisions = RecordStream<journal::Recovery, DecisionView>;

  EngineRecovery(const Options& options, journal::Storage& storage) : options_(options), storage_(storage) {
    out_.core = std::make_unique<LogicCore<D>>();
  }

  Expected<void> open_and_fold() {
    if (auto made = storage_.create_directory(options_.directory); !made) return journal_error(made.error());
    // Its name must be durable before anything in it is: also one that an earlier process gave and did not live to
    // sync.
    auto named = storage_.sync_directory(journal::parent_directory(options_.directory));
    if (!named) return journal_error(named.error());
    auto misplaced = journal::Catalog::load(storage_, options_.directory);
    if (misplaced && !misplaced->empty()) {
      return tl::unexpected(Error{Error::Kind::kArgument, 0,
                                  fmt::format("{} holds the segments of one of an engine's two journals: open the "
                                              "directory above it",
                                              options_.directory)});
    }
    const journal::JournalOptions command_options{
        .durability = options_.durability,
        .segment_bytes = options_.segment_bytes,
        .sync_spacing_ns = options_.topology == Topology::kInline ? 0 : options_.sync_spacing_ns};
    const journal::JournalOptions event_options{.durability = Durability::kProcess,
                                                .segment_bytes = options_.segment_bytes};
    auto commands = journal::Recovery::begin(storage_, commands_directory(options_.directory), command_options);
    if (!commands) return journal_error(commands.error());
    auto events = journal::Recovery::begin(storage_, events_directory(options_.directory), event_options);
    if (!events) return journal_error(events.error());
    commands_are_new_ = commands->report().segments == 0;

    Commands command_records(*commands, reading_);
    Decisions decisions(*events, reading_);
    if (auto folded = fold(command_records, decisions); !folded) return folded;
    return finish(*commands, *events, decisions);
  }

  // Reads all commands; folds their decisions as long as each belongs to its command.
  Expected<void> fold(Commands& commands, Decisions& decisions) {
    const auto look = [&](const DecisionView& view) { out_.core->look_ahead(view); };
    auto decision = decisions.next(look);
    if (!decision) return tl::unexpected(decision.error());
    if (*decision && decisions.record().header().sequence != 1) {
      return tl::unexpected(
          Error{Error::Kind::kJournal, 1,
                fmt::format("{} begins with the decision of command {}: its earlier segments are missing. Put them "
                            "back, or remove the directory: the commands are then decided again",
                            events_directory(options_.directory), decisions.record().header().sequence)});
    }
    bool folding = true;
    for (;;) {
      auto more = commands.next();
      if (!more) return tl::unexpected(more.error());
      if (!*more) break;
      const CommandView command = commands.record();
      if (commands.index() == 0) {
        const journal::BatchHeader& batch = commands.batch().header;
        if (auto error = chain_.expect(batch.decided, batch.chain_hash)) return tl::unexpected(*error);
      }
      note(command);
      if (!folding) continue;
      if (!*decision || !LogicCore<D>::attaches(command, decisions.record()) ||
          decisions.record().header().term != commands.batch().header.term) {
        folding = false;
        continue;
      }
      if (auto done = fold_one(decisions.record(), decisions.digest()); !done) return done;
      decision = decisions.next(look);
      if (!decision) return tl::unexpected(decision.error());
    }
    surplus_ = *decision;
    // A loss of power may take all commands that were not synced, and leave decisions; never the segment file.
    if (surplus_ && commands_are_new_) {
      return tl::unexpected(Error{
          Error::Kind::kJournal, 0,
          fmt::format("{} holds no journal, but {} holds decisions: the command journal was taken away. Put it back, "
                      "or remove both to begin anew",
                      commands_directory(options_.directory), events_directory(options_.directory))});
    }
    return {};
  }

  Expected<void> fold_one(const DecisionView& decision, std::uint64_t digest) {
    const std::uint64_t sequence = decision.header().sequence;
    if (auto folded = guarded([&] { return out_.core->fold(decision, digest); }); !folded) {
      return tl::unexpected(
          Error{Error::Kind::kJournal, sequence,
                fmt::format("the decision record of command {} cannot be folded: {}", sequence, folded.error())});
    }
    ++out_.summary.folded;
    if (auto error = chain_.add(sequence, out_.core->chain())) return tl::unexpected(*error);
    return {};
  }

  void note(const CommandView& command) {
    const CommandHeader& header = command.header();
    ++out_.summary.commands;
    out_.summary.last_sequence = header.sequence;
    out_.last_stamp_ns = header.stamp_ns;
    if (const std::uint64_t skipped = skipped_by(command); skipped != 0) skips_.insert(skipped);
  }

  // Ends both journals where their valid and matching content ends.
  Expected<void> finish(journal::Recovery& commands, journal::Recovery& events, Decisions& decisions) {
    std::optional<journal::Recovery::Keep> keep;
    std::vector<std::byte> kept;  // decisions before the first surplus one in its frame
    if (surplus_) {
      const journal::BatchView& batch = decisions.batch();
      kept.assign(batch.payload.begin(), batch.payload.begin() + static_cast<std::ptrdiff_t>(decisions.offset()));
      keep = journal::Recovery::Keep{
          batch.begin,
          fmt::format("from sequence {} on, the decisions belong to no valid command", decisions.sequence())};
      auto more = Expected<bool>(true);
      while (more && *more) {
        ++out_.summary.discarded_decisions;
        more = decisions.next();
      }
      if (!more) return tl::unexpected(more.error());
    }
    auto finished = commands.finish();
    if (!finished) return journal_error(finished.error());
    out_.commands = std::move(*finished);
    out_.summary.command_journal = commands.report();
    finished = events.finish(keep);
    if (!finished) return journal_error(finished.error());
    out_.events = std::move(*finished);
    out_.summary.event_journal = events.report();
    appender_.emplace(*out_.events);
    return keep_decisions(kept);
  }

  // Appends again the decisions that stood in one frame with surplus ones.
  Expected<void> keep_decisions(std::span<const std::byte> kept) {
    for (std::size_t offset = 0; offset < kept.size();) {
      const DecisionView decision(kept.data() + offset);
      auto room = claim();
      if (!room) return tl::unexpected(room.error());
      std::memcpy(*room, decision.bytes().data(), decision.bytes().size());
      appender_->add(decision.header().sequence, decision.bytes().size());
      offset += decision.bytes().size();
    }
    appender_->flush();
    return {};
  }

  // Decides the commands that have no decision record, in order, under this program's rules.
  Expected<void> decide_rest() {
    RecoverySummary& summary = out_.summary;
    if (out_.core->decided() == summary.last_sequence) return {};
    auto reader = journal::Reader::open(
        storage_, commands_directory(options_.directory),
        {.limit = journal::ReaderOptions::Limit::kWritten, .from_sequence = out_.core->decided() + 1});
    if (!reader) return journal_error(reader.error());
    RecordStream<journal::Reader, CommandView> commands(*reader, reading_);
    for (;;) {
      auto more = commands.next([&](const CommandView& view) { out_.core->look_ahead(view); });
      if (!more) return tl::unexpected(more.error());
      if (!*more) break;
      const CommandView command = commands.record();
      if (command.header().sequence <= out_.core->decided()) continue;
      if (auto decided = decide_one(command); !decided) return decided;
    }
    appender_->flush();
    CHECK(out_.core->decided() == summary.last_sequence);
    return {};
  }

  Expected<void> decide_one(const CommandView& command) {
    const CommandHeader& header = command.header();
    if (lets_decide(header.type) && out_.core->settings().rules != rules_) {
      return tl::unexpected(Error{
          Error::Kind::kRules, header.sequence,
          fmt::format("command {} was accepted under the rules \"{}\" and is not decided yet; this program has \"{}\". "
                      "Open the journal "
                      "once with the program that accepted it (a clean stop decides everything), then with this one",
                      header.sequence, out_.core->settings().rules, rules_)});
    }
    auto room = claim();
    if (!room) return tl::unexpected(room.error());
    const bool skip = skips_.contains(header.sequence);
    Receipt receipt;
    std::size_t bytes = 0;
    auto decided = guarded([&]() -> tl::expected<void, std::string> {
      bytes = out_.core->decide(command, skip ? LogicCore<D>::Skip::kYes : LogicCore<D>::Skip::kNo, *room, receipt);
      return {};
    });
    if (!decided) {
      appender_->abandon();
      appender_->flush();
      return tl::unexpected(
          Error{Error::Kind::kFault, header.sequence,
                fmt::format("the handler of command {} (type {}) failed when it was decided again: {}. Correct the "
                            "program, or take the "
                            "command out: daybook skip {} {}",
                            header.sequence, header.type, decided.error(), options_.directory, header.sequence)});
    }
    appender_->add(header.sequence, bytes);
    ++out_.summary.redecided;
    if (skip) ++out_.summary.skipped;
    if (auto error = chain_.add(header.sequence, out_.core->chain())) return tl::unexpected(*error);
    return {};
  }

  // Room for one decision record; waits for the next segment where it must, but not for space on the disk.
  Expected<std::byte*> claim() {
    for (;;) {
      if (std::byte* room = appender_->claim()) return room;
      if (const journal::Error* failure = out_.events->failure()) return journal_error(*failure);
      out_.events->service();
      if (out_.events->no_space()) return tl::unexpected(without_space(out_.events->directory(), "the start"));
    }
  }

  const Options& options_;
  journal::Storage& storage_;
  const Reading reading_ = options_.topology == Topology::kInline ? Reading::kInline : Reading::kAhead;
  const std::string rules_ = Facts<Composed<D>>::rules();
  ChainHistory chain_;
  std::set<std::uint64_t> skips_;
  bool commands_are_new_ = false;  // no segment of them was there
  bool surplus_ = false;
  std::optional<EventAppender> appender_;
  Recovered out_;
};

}  // namespace daybook
