#!/bin/sh
# The include check finds what it is there to find.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree/journal" "$tree/engine" "$tree/domain"
echo '#include "journal/a.h"' >"$tree/engine/a.h"
"$here/check_includes.sh" "$tree" || { echo "a good tree was refused"; exit 1; }
echo '#include "engine/a.h"' >"$tree/journal/a.h"
if "$here/check_includes.sh" "$tree" 2>/dev/null; then echo "an upward include was not found"; exit 1; fi
rm "$tree/journal/a.h"
echo '#include <thread>' >"$tree/domain/a.h"
if "$here/check_includes.sh" "$tree" 2>/dev/null; then echo "a thread in the domain was not found"; exit 1; fi
rm "$tree/domain/a.h"
mkdir -p "$tree/domain/returns/sales" "$tree/domain/returns/inventory"
printf '#include "domain/returns/%s"\n' published.h sales/a.h >"$tree/domain/returns/sales/b.h"
"$here/check_includes.sh" "$tree" || { echo "a team that keeps to itself was refused"; exit 1; }
echo '#include "domain/returns/inventory/messages.h"' >"$tree/domain/returns/sales/b.h"
if "$here/check_includes.sh" "$tree" 2>/dev/null; then echo "a team that knows another was not found"; exit 1; fi
rm -r "$tree/domain/returns"
mkdir -p "$tree/tests/property/reference"
echo '#include "domain/accounts/messages.h"' >"$tree/tests/property/reference/a.h"
"$here/check_includes.sh" "$tree" || { echo "a reference that knows messages was refused"; exit 1; }
echo '#include "domain/accounts/accounts.h"' >"$tree/tests/property/reference/a.h"
if "$here/check_includes.sh" "$tree" 2>/dev/null; then echo "a reference that knows rules was not found"; exit 1; fi
echo "the include check can fail"
