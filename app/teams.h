#pragma once

// The reactors of the four teams that returns need, beside an engine.

#include <memory>
#include <string>
#include <vector>

#include "app/core.h"
#include "engine/reactor_status.h"

namespace daybook::app {

// One reactor, whatever its type.
class Team {
 public:
  Team() = default;
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;
  virtual ~Team() = default;
  [[nodiscard]] virtual Expected<void> start() = 0;
  virtual void stop() = 0;
  [[nodiscard]] virtual ReactorStatus status() const = 0;
};

class Teams {
 public:
  // Opens those teams, each at its checkpoint. `wanted` holds names (team_names.h).
  static Expected<Teams> open(DomainEngine& engine, const std::vector<std::string>& wanted);

  [[nodiscard]] Expected<void> start();
  // Stores their checkpoints.
  void stop();
  // Those that run have answered everything that is released, and one another.
  [[nodiscard]] bool caught_up() const;
  [[nodiscard]] std::vector<ReactorStatus> status() const;

 private:
  std::vector<std::unique_ptr<Team>> teams_;
};

}  // namespace daybook::app
