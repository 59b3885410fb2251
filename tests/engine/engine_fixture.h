#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "tests/engine/bank.h"
#include "tests/engine/temporary_directory.h"

namespace daybook {

using Bank = bank::Domain<>;

// Of tests that run in several: "Paired".
inline constexpr auto kNameOfTopology = [](const testing::TestParamInfo<Topology>& instance) {
  std::string name(name_of(instance.param));
  name.front() = static_cast<char>(name.front() - 'a' + 'A');
  return name;
};

// An engine in a directory of its own, with verbs.
template <class D = Bank>
class EngineFixture {
 public:
  EngineFixture() : EngineFixture(std::string()) {}
  // In a directory that somebody else looks after.
  explicit EngineFixture(std::string directory) {
    if (directory.empty()) {
      own_.emplace();
      directory = own_->file("engine");
    }
    options.directory = std::move(directory);
    options.durability = Durability::kProcess;
    options.topology = Topology::kInline;
    options.intake = Intake::kDirect;
    options.segment_bytes = std::uint64_t{1} << 20;
    options.dedup_bytes = std::size_t{64} << 20;
  }

  // Fails the test where it cannot.
  void open() {
    auto opened = Engine<D>::open(options);
    ASSERT_TRUE(opened.has_value()) << opened.error().message();
    engine.emplace(std::move(*opened));
    producer.emplace(engine->producer());
  }
  // As `open`, for what must not open.
  Error refused_to_open() {
    auto opened = Engine<D>::open(options);
    EXPECT_FALSE(opened.has_value());
    return opened ? Error{} : opened.error();
  }
  void stop() {
    auto stopped = engine->stop();
    EXPECT_TRUE(stopped.has_value()) << stopped.error().message();
    producer.reset();
    engine.reset();
  }
  void reopen() {
    stop();
    open();
  }
  template <class C>
  Reply call(const C& command, const SubmitOptions& with = {}) {
    auto reply = producer->call(command, with);
    EXPECT_TRUE(reply.has_value()) << reply.error().message();
    return reply.value_or(Reply{});
  }
  std::uint64_t hash() {
    auto value = engine->state_hash();
    EXPECT_TRUE(value.has_value());
    return value.value_or(0);
  }
  std::int64_t balance(bank::Account account) {
    auto value = engine->query([&](const D& domain) { return balance_in(domain, account); });
    EXPECT_TRUE(value.has_value());
    return value.value_or(-1);
  }

  ManualClock clock{Clock::real_ns()};  // for options that want one: it must outlive the engine
  Options options;
  std::optional<Engine<D>> engine;
  std::optional<Producer<D>> producer;

 protected:
  // For whatever else a test keeps.
  [[nodiscard]] std::string scratch(const std::string& name) const { return own_->file(name); }

 private:
  std::optional<TemporaryDirectory> own_;

  template <class Part, class... Rest>
  static std::int64_t balance_in(const Compose<Part, Rest...>& domain, bank::Account account) {
    const auto* row = domain.template get<Part>().rows.find(account);
    return row != nullptr ? row->balance : 0;
  }
};

}  // namespace daybook
