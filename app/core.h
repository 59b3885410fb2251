#pragma once

// The engine of the reference domain. It is compiled once, in core.cc, and not again in every file that uses it.

#include <string_view>

#include "domain/domain.h"
#include "engine/engine.h"
#include "engine/replay.h"

namespace daybook {

extern template class Executor<domain::ShippingDomain>;
extern template class LogicCore<domain::ShippingDomain>;
extern template class LogicStage<domain::ShippingDomain>;
extern template class EngineRecovery<domain::ShippingDomain>;
extern template class EngineState<domain::ShippingDomain>;
extern template class Replay<domain::ShippingDomain>;

namespace app {

using Domain = domain::ShippingDomain;
using DomainEngine = Engine<Domain>;

// Of "process" or "power", as the command line has it.
inline Durability durability_of(std::string_view name) {
  return name == "power" ? Durability::kPower : Durability::kProcess;
}

}  // namespace app
}  // namespace daybook
