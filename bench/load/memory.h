#pragma once

#include <cstdint>
#include <functional>

namespace daybook::load {

[[nodiscard]] std::uint64_t physical_memory_bytes();
// As the kernel estimates it (MemAvailable); the physical memory where it does not say.
[[nodiscard]] std::uint64_t available_memory_bytes();
// Most that this process ever had in memory (VmHWM), since it began or since `forget_peak_memory`.
[[nodiscard]] std::uint64_t peak_memory_bytes();
void forget_peak_memory();

// Touches so much memory and gives it back. In a virtual machine the first touch of a page costs the host far more than
// the guest, and whoever comes first would pay for all that follow. It ends early once `stopped()`.
void warm_memory(std::uint64_t bytes, const std::function<bool()>& stopped);

}  // namespace daybook::load
