#pragma once

namespace daybook::peers {

// Of the libraries among the contestants, as one line of JSON. Returns the program's exit status.
int print_versions();

}  // namespace daybook::peers
