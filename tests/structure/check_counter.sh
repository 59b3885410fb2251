#!/bin/sh
# check_counter.sh PROGRAM SOURCE_DIRECTORY
set -eu
program=$1
domain=$2/examples/counter/counter.h
main=$2/examples/counter/counter.cc
lines=$(cat "$domain" "$main" | wc -l)
[ "$lines" -le 60 ] || { echo "counter.h and counter.cc have $lines lines; an embedder's first program has at most 60"; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
"$program" >first
"$program" >second
grep -qx 'recovered 0 commands' first || { echo "first run:"; cat first; exit 1; }
grep -qx 'refused: unknown_counter' first || { echo "first run:"; cat first; exit 1; }
grep -qx 'visits = 3' first || { echo "first run:"; cat first; exit 1; }
grep -qx 'visits = 6' second || { echo "second run:"; cat second; exit 1; }
grep -qx 'recovered 0 commands' second && { echo "the second run recovered nothing"; exit 1; }

# block NUMBER: the number-th passage of C++ in the README
block() { awk -v wanted="$1" '/^```cpp$/ {++number; next} /^```$/ {if (number == wanted) exit} number == wanted' "$readme"; }
readme=$2/README.md

# The README shows this very program, and a passage of its tests.
block 1 >shown
{ sed -e '1,/^#include "engine\/engine.h"$/d' "$domain" && sed -e '1,/^#include/d; /^#include/d' "$main"; } | sed -e '/^$/d' >compiled
grep -v '^$' shown | sed -e '1,/^#include "engine\/engine.h"$/d' >from_readme
cmp -s from_readme compiled || { echo "the program in README.md differs from examples/counter/:"; diff from_readme compiled; exit 1; }
tested=$(block 2)
[ -n "$tested" ] || { echo "README.md shows no test"; exit 1; }
case $(cat "$2/examples/counter/counter_test.cc") in
  *"$tested"*) ;;
  *) echo "the tests in README.md differ from examples/counter/counter_test.cc" && exit 1 ;;
esac
echo "counter: two runs, README in step"
