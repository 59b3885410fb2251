#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>

#include "engine/directories.h"
#include "engine/reactor.h"
#include "engine/replay.h"
#include "tests/engine/cashback.h"
#include "tests/engine/engine_fixture.h"

namespace daybook {

// An inline engine on a clock that the test turns, with reactors beside it.
class ReactorTest : public testing::Test, public EngineFixture<> {
 protected:
  ReactorTest() {
    clock.set(1'800'000'000'000'000'000);
    options.clock = Clock(&clock);
    options.intake = Intake::kShared;
  }
  void SetUp() override { open(); }

  template <class R>
  using Running = std::unique_ptr<Reactor<Bank, R>>;

  template <class R>
  Running<R> react(R reactor = R()) {
    auto opened = Reactor<Bank, R>::open(*engine, std::move(reactor));
    EXPECT_TRUE(opened.has_value()) << opened.error().message();
    return opened ? std::move(*opened) : nullptr;
  }
  // Until all that is released is answered, or the reactor is parked.
  template <class R>
  void catch_up(Reactor<Bank, R>& reactor) {
    for (int i = 0; i < 10'000 && !reactor.caught_up(); ++i) {
      reactor.do_work();
      if (reactor.status().state == ReactorStatus::State::kParked) return;
    }
    EXPECT_TRUE(reactor.caught_up());
  }
  void pay_in_and_out(int times) {
    for (int i = 0; i < times; ++i) {
      call(bank::Deposit{"ada", 100, {}});
      call(bank::Withdraw{"ada", 50});
    }
  }
  [[nodiscard]] std::string checkpoint_path(const std::string& name) const {
    return reactors_directory(options.directory) + "/" + name;
  }
  [[nodiscard]] static std::string read(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void expect_replays() {
    const std::uint64_t wanted = hash();
    stop();
    for (const auto source :
         {ReplayOptions::Source::kEvents, ReplayOptions::Source::kCommands, ReplayOptions::Source::kBoth}) {
      Replay<Bank> replay(journal::Storage::system(), options.directory,
                          {.source = source, .limit = journal::ReaderOptions::Limit::kWritten});
      const auto report = replay.run();
      ASSERT_TRUE(report.has_value()) << report.error().message();
      EXPECT_EQ(report->state_hash, wanted) << static_cast<int>(source);
    }
    open();
  }
};

}  // namespace daybook
