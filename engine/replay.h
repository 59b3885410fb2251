#pragma once

// Rebuilds a state from the files of an engine, without touching them: for verification, for questions to a stopped
// journal, for time travel. The journals may be in use: then only what is released is read.

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "engine/chain_history.h"
#include "engine/clock.h"
#include "engine/directories.h"
#include "engine/logic_core.h"
#include "engine/record_stream.h"

namespace daybook {

struct ReplayOptions {
  enum class Source : std::uint8_t {
    kEvents,    // fold the recorded decisions
    kCommands,  // decide every command again, under this program's rules
    kBoth,      // decide every command again and compare each decision with the recorded one
  };
  Source source = Source::kEvents;
  std::uint64_t to_sequence = UINT64_MAX;  // stop after this one
  journal::ReaderOptions::Limit limit = journal::ReaderOptions::Limit::kReleased;
  std::function<void(std::uint64_t sequence)> progress{};  // called now and then
};

struct ReplayReport {
  std::uint64_t commands = 0;
  std::uint64_t last_sequence = 0;
  std::uint64_t chain_hash = 0;
  std::uint64_t state_hash = 0;
  std::uint64_t chain_checks = 0;  // against what the command batches say
  std::uint64_t compared = 0;      // decisions, with the recorded ones (kBoth)
  std::uint64_t elapsed_ns = 0;
};

template <class D>
class Replay {
 public:
  Replay(journal::Storage& storage, std::string directory, ReplayOptions options)
      : storage_(storage),
        directory_(std::move(directory)),
        options_(std::move(options)),
        core_(std::make_unique<LogicCore<D>>()) {}

  // Runs it. kDivergence names the first sequence that is decided differently.
  Expected<ReplayReport> run() {
    const std::uint64_t begin = Clock::system_monotonic_ns();
    const bool decide = options_.source != ReplayOptions::Source::kEvents;
    if (decide) {
      if (auto found = find_skips(); !found) return tl::unexpected(found.error());
    }
    auto done = decide ? decide_all() : fold_all();
    if (!done) return tl::unexpected(done.error());
    report_.last_sequence = core_->decided();
    report_.chain_hash = core_->chain();
    report_.chain_checks = chain_.checks();
    report_.elapsed_ns = Clock::system_monotonic_ns() - begin;
    report_.state_hash = core_->state_hash();
    return report_;
  }

  [[nodiscard]] const LogicCore<D>& core() const noexcept { return *core_; }

 private:
  using Commands = RecordStream<journal::Reader, CommandView>;
  using Decisions = RecordStream<journal::Reader, DecisionView>;

  Expected<journal::Reader> open(const std::string& directory) {
    auto reader = journal::Reader::open(storage_, directory, {.limit = options_.limit});
    if (!reader) return journal_error(reader.error());
    return std::move(*reader);
  }

  Expected<void> fold_all() {
    auto reader = open(events_directory(directory_));
    if (!reader) return tl::unexpected(reader.error());
    Decisions decisions(*reader, Reading::kAhead);
    for (;;) {
      auto more = next(decisions);
      if (!more) return tl::unexpected(more.error());
      if (!*more) return {};
      const DecisionView decision = decisions.record();
      if (auto folded = guarded([&] { return core_->fold(decision, decisions.digest()); }); !folded) {
        return tl::unexpected(Error{Error::Kind::kJournal, decision.header().sequence,
                                    fmt::format("the decision record of command {} cannot be folded: {}",
                                                decision.header().sequence, folded.error())});
      }
    }
  }

  // Skips act on commands before them, so they are looked for first.
  Expected<void> find_skips() {
    auto reader = open(commands_directory(directory_));
    if (!reader) return tl::unexpected(reader.error());
    Commands commands(*reader, Reading::kAhead);
    for (;;) {
      auto more = commands.next();
      if (!more) return tl::unexpected(more.error());
      if (!*more) return {};
      const CommandView command = commands.record();
      if (const std::uint64_t skipped = skipped_by(command); skipped != 0) skips_.insert(skipped);
    }
  }

  Expected<void> decide_all() {
    const bool compare = options_.source == ReplayOptions::Source::kBoth;
    auto reader = open(commands_directory(directory_));
    if (!reader) return tl::unexpected(reader.error());
    auto event_reader = open(events_directory(directory_));
    if (!event_reader) return tl::unexpected(event_reader.error());
    Commands commands(*reader, Reading::kAhead);
    Decisions decisions(*event_reader, compare ? Reading::kAhead : Reading::kInline);
    for (;;) {
      auto more = next(commands);
      if (!more) return tl::unexpected(more.error());
      if (!*more) return {};
      auto bytes = decide(commands);
      if (!bytes) return tl::unexpected(bytes.error());
      if (!compare) continue;
      auto recorded = decisions.next();
      if (!recorded) return tl::unexpected(recorded.error());
      if (!*recorded) continue;
      if (!same(decisions.record(), *bytes)) return diverged(core_->decided());
      ++report_.compared;
    }
  }

  Expected<std::size_t> decide(const Commands& commands) {
    const CommandView command = commands.record();
    const CommandHeader& header = command.header();
    if (commands.index() == 0) {
      const journal::BatchHeader& batch = commands.batch().header;
      if (auto error = chain_.expect(batch.decided, batch.chain_hash)) return tl::unexpected(*error);
    }
    Receipt receipt;
    std::size_t bytes = 0;
    try {
      bytes =
          core_->decide(command, skips_.contains(header.sequence) ? LogicCore<D>::Skip::kYes : LogicCore<D>::Skip::kNo,
                        scratch_.data(), receipt);
    } catch (const std::exception& error) {
      return tl::unexpected(Error{Error::Kind::kFault, header.sequence,
                                  fmt::format("the handler of command {} failed: {}", header.sequence, error.what())});
    }
    if (auto error = chain_.add(header.sequence, core_->chain())) return tl::unexpected(*error);
    return bytes;
  }

  template <class Stream>
  Expected<bool> next(Stream& stream) {
    if (core_->decided() >= options_.to_sequence) return false;
    auto more = stream.next([&](const auto& view) { core_->look_ahead(view); });
    if (!more || !*more) return more;
    ++report_.commands;
    if (options_.progress && report_.commands % kProgressEvery == 0) options_.progress(stream.sequence());
    return true;
  }

  [[nodiscard]] bool same(const DecisionView& recorded, std::size_t bytes) const {
    return recorded.bytes().size() == bytes && std::memcmp(recorded.bytes().data(), scratch_.data(), bytes) == 0;
  }
  static tl::unexpected<Error> diverged(std::uint64_t sequence) {
    return tl::unexpected(
        Error{Error::Kind::kDivergence, sequence,
              fmt::format("command {} is decided differently from what is recorded: a handler is not deterministic, "
                          "or this program's rules differ from those that decided it",
                          sequence)});
  }

  static constexpr std::uint64_t kProgressEvery = 65'536;

  journal::Storage& storage_;
  const std::string directory_;
  const ReplayOptions options_;
  std::unique_ptr<LogicCore<D>> core_;
  ChainHistory chain_;
  std::set<std::uint64_t> skips_;
  std::vector<std::byte> scratch_ = std::vector<std::byte>(kMaxDecisionBytes);
  ReplayReport report_;
};

}  // namespace daybook
