#!/bin/sh
# one_team_test.sh SOURCE_DIRECTORY COMPILER [FLAG ...]
# The check of one team finds what it is there to find: a team that knows another one.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
source=$1
shift

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
ln -s "$source/engine" "$source/journal" "$tree"
cp -R "$source/domain" "$tree"
echo '#include "domain/returns/inventory/messages.h"' >>"$tree/domain/returns/sales/messages.h"
if "$here/one_team.sh" "$tree" sales "$@" 2>"$tree/said"; then
  echo "sales knows inventory, and nothing was found"
  exit 1
fi
grep -q 'domain/returns/inventory/messages.h' "$tree/said" || { cat "$tree/said"; exit 1; }
echo "the check of one team can fail"
