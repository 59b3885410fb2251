#pragma once

// The engine that the program runs.

#include <string_view>

#include "domain/core.h"

namespace daybook::app {

using Domain = domain::ShippingDomain;
using DomainEngine = domain::DomainEngine;

// Of "process" or "power", as the command line has it.
inline Durability durability_of(std::string_view name) {
  return name == "power" ? Durability::kPower : Durability::kProcess;
}

}  // namespace daybook::app
