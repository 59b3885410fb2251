#!/bin/sh
# Plants the faults of `mutants`, one at a time, in a copy of the sources, and runs the test that must fail then.
#
#   tests/mutation/run.sh [-l|-n] [TEXT]     those whose description contains TEXT; -l only lists them, -n only looks
#                                            whether each still applies
#
# 0: every fault was found. 1: some were not. 2: a mutant does not apply or does not build: correct it.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
list=$root/tests/mutation/mutants
build=$root/build/mutation
source=$build/source

only=
case ${1:-} in -l | -n) only=$1 && shift ;; esac
wanted=${1:-}

names=$(sed -n 's/^== //p' "$list" | grep -F -- "$wanted") || { echo "mutants: none is called '$wanted'" >&2; exit 2; }
[ "$only" = -l ] && echo "$names" && exit 0

# field NAME KEY: what stands behind KEY in the mutant
field() { awk -v name="== $1" -v key="$2 " '$0 == name { on = 1; next } /^== / { on = 0 } on && index($0, key) == 1 { print substr($0, length(key) + 1) }' "$list"; }

# plant NAME: writes the mutant's file into the copy; says what is wrong where it does not apply.
plant() {
  awk -v name="== $1" '
    function strip(line) { sub(/^[ \t]+/, "", line); sub(/[ \t]+$/, "", line); return line }
    FNR == NR {
      if ($0 == name) { on = 1; next }
      if (/^== /) on = 0
      if (!on) next
      if (/^-/) { if (last != "-") ++hunks; was[hunks, ++wases[hunks]] = strip(substr($0, 2)); last = "-" }
      if (/^\+/) { now[hunks, ++nows[hunks]] = substr($0, 2); last = "+" }
      next
    }
    { lines[++count] = $0 }
    END {
      for (hunk = 1; hunk <= hunks; ++hunk) {
        found = 0
        for (at = 1; at + wases[hunk] - 1 <= count; ++at) {
          same = 1
          for (i = 1; same && i <= wases[hunk]; ++i) same = strip(lines[at + i - 1]) == was[hunk, i]
          if (same) { ++found; place = at }
        }
        if (found != 1) { printf "the passage %d occurs %d times\n", hunk, found > "/dev/stderr"; exit 1 }
        for (i = 0; i < wases[hunk]; ++i) gone[place + i] = 1
        instead[place] = ""
        for (i = 1; i <= nows[hunk]; ++i) instead[place] = instead[place] now[hunk, i] "\n"
      }
      for (at = 1; at <= count; ++at) {
        if (at in instead) printf "%s", instead[at]
        if (!(at in gone)) print lines[at]
      }
    }' "$list" "$build/original" > "$source/$2"
}

if [ "$only" = -n ]; then
  build=$(mktemp -d)
  trap 'rm -rf "$build"' EXIT
  source=$build unfit=0
  while IFS= read -r name; do
    file=$(field "$name" file)
    mkdir -p "$build/$(dirname "$file")"
    cp "$root/$file" "$build/original"
    plant "$name" "$file" || { echo "mutants: does not apply: $name" >&2; unfit=$((unfit + 1)); }
  done <<LIST
$names
LIST
  echo "mutants: $(echo "$names" | wc -l) looked at, $unfit do not apply"
  [ "$unfit" = 0 ] || exit 2
  exit 0
fi

# A copy with the same times, so that only what changed is compiled again.
mkdir -p "$source"
(cd "$root" && git ls-files --cached --others --exclude-standard) | while IFS= read -r file; do
  [ -f "$root/$file" ] || continue
  mkdir -p "$source/$(dirname "$file")"
  cmp -s "$root/$file" "$source/$file" || cp "$root/$file" "$source/$file"
done
targets=$(echo "$names" | while IFS= read -r name; do field "$name" test; done | cut -d' ' -f1 | sort -u)
[ -f "$build/release/build.ninja" ] || (cd "$source" && cmake --preset release -B "$build/release" >/dev/null)
make() {
  # shellcheck disable=SC2086
  cmake --build "$build/release" --target "$@" >"$build/build.log" 2>&1
}
run() {
  binary=$(find "$build/release/tests" -name "$1" -type f -perm -u+x)
  timeout 300 "$binary" --gtest_brief=1 --gtest_fail_fast --gtest_filter="$2" >"$build/test.log" 2>&1
}
# shellcheck disable=SC2086
make $targets || { tail -20 "$build/build.log" >&2; echo "mutants: the sources do not build" >&2; exit 2; }
for binary in $targets; do
  run "$binary" '*' || { tail -20 "$build/test.log" >&2; echo "mutants: $binary fails without a fault" >&2; exit 2; }
done

total=0 survived=0 unfit=0
while IFS= read -r name; do
  total=$((total + 1))
  file=$(field "$name" file)
  field "$name" test > "$build/test"
  read -r binary filter < "$build/test"
  cp "$source/$file" "$build/original"
  if ! plant "$name" "$file"; then
    result="DOES NOT APPLY" unfit=$((unfit + 1))
  elif ! make "$binary"; then
    grep -m3 'error' "$build/build.log" >&2 || true
    result="DOES NOT BUILD" unfit=$((unfit + 1))
  elif run "$binary" "$filter"; then
    # Also where the filter names nothing.
    result=SURVIVED survived=$((survived + 1))
  else
    result="found by $(sed -n 's/^\[  FAILED  \] \([^ ,]*\).*/\1/p' "$build/test.log" | head -1)"
  fi
  cp "$build/original" "$source/$file"  # newer than the object: compiled again
  printf '%-72s %s\n' "$name" "$result"
done <<LIST
$names
LIST
echo "mutants: $total planted, $survived survived, $unfit could not be tried"
[ "$unfit" = 0 ] || exit 2
[ "$survived" = 0 ]
