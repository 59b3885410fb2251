#pragma once

// The engine of the reference domain, for every program that runs it. It is compiled once, in core.cc, and not again in
// every file that uses it.

#include "domain/domain.h"
#include "engine/engine.h"
#include "engine/replay.h"

namespace daybook {

extern template class Executor<domain::ShippingDomain>;
extern template class LogicCore<domain::ShippingDomain>;
extern template class LogicStage<domain::ShippingDomain>;
extern template class EngineRecovery<domain::ShippingDomain>;
extern template class Stages<domain::ShippingDomain>;
extern template class Threads<domain::ShippingDomain>;
extern template class EngineState<domain::ShippingDomain>;
extern template class Replay<domain::ShippingDomain>;

namespace domain {

using DomainEngine = Engine<ShippingDomain>;

}  // namespace domain
}  // namespace daybook
