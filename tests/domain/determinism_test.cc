// The domain does the same whenever it is told the same, and keeps nothing beside its tables.

#include "engine/test_kit/determinism.h"

#include <gtest/gtest.h>

#include "domain/workload.h"

namespace daybook::domain::testing {
namespace {

TEST(ShippingDomain, IsDeterministic) {
  test_kit::check_determinism<ShippingDomain>([](std::uint64_t seed, auto&& send) {
    workload::ShippingDay day({.seed = seed, .shipments = 30, .accounts = 10});
    bool goes_on = true;
    while (goes_on && day.next([&](const auto&, const auto& command) { goes_on = send(command); })) {
    }
  });
}

}  // namespace
}  // namespace daybook::domain::testing
