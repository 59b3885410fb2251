#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "engine/reactor_status.h"
#include "tests/property/machine.h"

namespace daybook::domain::property {

// One team's reactor, whatever its type.
class Hired {
 public:
  Hired() = default;
  Hired(const Hired&) = delete;
  Hired& operator=(const Hired&) = delete;
  virtual ~Hired() = default;
  virtual std::size_t work() = 0;
  [[nodiscard]] virtual ReactorStatus status() const = 0;
};

// The teams' reactors beside an engine, which the caller drives as it does the engine.
class Reactors {
 public:
  [[nodiscard]] static Id name_of(Team team);

  // The engine is there, or there again: those who are hired are beside it. What is wrong, or empty.
  [[nodiscard]] std::string start(DomainEngine& engine);
  // Before the engine goes.
  void stop() { running_.clear(); }

  [[nodiscard]] std::string hire(Team team, DomainEngine& engine);
  void dismiss(Team team);
  [[nodiscard]] const std::set<Team>& hired() const noexcept { return hired_; }

  // Returns how much was done; nothing where the team is not hired.
  std::size_t work(Team team);
  // Why one of them has stopped by itself; empty: none has.
  [[nodiscard]] std::string parked() const;

 private:
  [[nodiscard]] std::string open(Team team, DomainEngine& engine);

  std::set<Team> hired_;
  std::map<Team, std::unique_ptr<Hired>> running_;
};

}  // namespace daybook::domain::property
