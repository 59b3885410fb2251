#include "domain/core.h"

namespace daybook {

template class Executor<domain::ShippingDomain>;
template class LogicCore<domain::ShippingDomain>;
template class LogicStage<domain::ShippingDomain>;
template class EngineRecovery<domain::ShippingDomain>;
template class Stages<domain::ShippingDomain>;
template class Threads<domain::ShippingDomain>;
template class EngineState<domain::ShippingDomain>;
template class Replay<domain::ShippingDomain>;

}  // namespace daybook
