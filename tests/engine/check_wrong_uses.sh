#!/bin/sh
# check_wrong_uses.sh FILE COMPILER...: FILE must not compile; of each line that ends in a comment, the compiler must say
# what stands in the comment.
set -eu
file=$1
shift
if said=$("$@" -fsyntax-only -x c++ "$file" 2>&1); then
  echo "$file compiles"
  exit 1
fi
grep -nE ';  +// ' "$file" | while IFS= read -r line; do
  number=${line%%:*}
  words=$(printf '%s' "$line" | sed 's,.*;  *// ,,')
  # What belongs to one mistake begins in a line that names FILE's, or ends there.
  printf '%s\n' "$said" | grep -q "$(basename "$file"):$number:" || { echo "line $number is not named"; exit 1; }
  printf '%s\n' "$said" | grep -qF "$words" || { echo "line $number: nothing says \"$words\""; exit 1; }
done
echo "$(grep -cE ';  +// ' "$file") wrong uses, each with its words"
