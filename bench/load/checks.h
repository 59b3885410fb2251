#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bench/load/result.h"
#include "bench/load/sender.h"
#include "domain/core.h"

namespace daybook::load {

using Senders = std::vector<std::unique_ptr<Sender>>;

// Every command has its receipt, and each says what the workload foretells.
void check_receipts(const Senders& senders, Result& result);
// The books balance, no limit is broken, and there are as many shipments and accounts as the commands made. On the
// thread that drives the engine.
void check_state(domain::DomainEngine& engine, Result& result);
// With `verify`: folding the decisions alone and deciding all commands again both give `result.state_hash`. The engine
// has stopped.
void check_files(const std::string& journals, Result& result);

}  // namespace daybook::load
