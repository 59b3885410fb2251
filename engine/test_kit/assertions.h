#pragma once

// Failures, as GoogleTest reports them: what is wrong in one sentence, what led to it, and then everything that
// happened.

#include <cstdint>
#include <span>
#include <string>

#include "engine/test_kit/entry.h"
#include "engine/test_kit/place.h"

namespace daybook::test_kit {

// `story`: what was given and sent, line by line.
void fail(const std::string& headline, const std::string& story, Place place);
void expect_same(std::span<const Entry> expected, std::span<const Entry> actual, const std::string& story, Place place);
void expect_never(const Entry& never, std::span<const Entry> actual, const std::string& story, Place place);
// No event of this type.
void expect_never(std::uint16_t type, std::span<const Entry> actual, const std::string& story, Place place);

}  // namespace daybook::test_kit
