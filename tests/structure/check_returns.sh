#!/bin/sh
# Both ways to tell four teams about a return end in the same state.
#   check_returns.sh EVENTS TRADITIONAL
set -eu
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
hash_of() { "$1" "$directory/journal" | tee /dev/stderr | sed -n 's/.*state hash \([0-9a-f]*\).*/\1/p'; }
events=$(hash_of "$1")
traditional=$(hash_of "$2")
[ -n "$events" ] && [ "$events" = "$traditional" ] && exit 0
echo "the end states differ: '$events' and '$traditional'" >&2
exit 1
