#pragma once

// The engine that the program runs.

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "bench/load/memory.h"
#include "domain/core.h"

namespace daybook::app {

using Domain = domain::ShippingDomain;
using DomainEngine = domain::DomainEngine;

// Of "process" or "power", as the command line has it.
inline Durability durability_of(std::string_view name) {
  return name == "power" ? Durability::kPower : Durability::kProcess;
}

// Most memory for the deduplication window of a program that has the machine to itself.
inline std::size_t dedup_bytes_here() {
  return std::max<std::size_t>(Options{}.dedup_bytes, load::physical_memory_bytes() / 4);
}

}  // namespace daybook::app
