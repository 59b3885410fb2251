#pragma once

#include <array>
#include <functional>
#include <string>
#include <string_view>

#include "app/console.h"
#include "journal/inspect.h"

namespace daybook::app {

inline constexpr std::array<std::string_view, 2> kJournals = {"commands", "events"};

[[nodiscard]] std::string directory_of(const std::string& directory, std::string_view which);

// False: there is no journal; that is said, as the other verbs say it.
[[nodiscard]] bool journals_are_there(const std::string& directory);

// Stops at Ctrl-C.
[[nodiscard]] journal::Result<journal::Inspection> inspect(
    const std::string& directory, std::string_view which, Progress* progress,
    const std::function<bool(const journal::InspectedFrame&)>& on_frame = {});

// Says it on stderr; returns the exit status.
[[nodiscard]] int report_error(const journal::Error& error);

}  // namespace daybook::app
