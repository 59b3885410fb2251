#pragma once

#include <cstddef>

namespace daybook::bench {

// Takes so much memory from the system, writes every page of it and gives it back. Memory that a virtual machine's host
// has not backed yet costs ten times as much at its first touch; whoever is measured first would pay for all.
void warm_memory(std::size_t bytes);

}  // namespace daybook::bench
