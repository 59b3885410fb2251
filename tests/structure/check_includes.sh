#!/bin/sh
# Checks that the folders of DIR (an argument) include only what stands below them. Prints what does not.
set -eu
cd "$1"

status=0
# allow FOLDER "FOLDERS IT MAY INCLUDE"
allow() {
  [ -d "$1" ] || return 0
  pattern=$(printf '%s' "$1 $2" | tr ' ' '|')
  found=$(grep -rnE '^#include "' --include='*.h' --include='*.cc' "$1" | grep -vE "#include \"($pattern)/" || true)
  if [ -n "$found" ]; then
    echo "$1/ may include only: $1 $2" >&2
    echo "$found" >&2
    status=1
  fi
}

allow journal ""
allow engine "journal"
allow domain "engine"
allow replication "engine journal"
allow app "bench/load domain replication engine journal"
allow bench "domain replication engine journal"
allow examples "domain engine"

# A team of returns knows its own folder, the published language, and what shipments and accounts say; no other team.
if [ -d domain/returns ]; then
  for team in domain/returns/*/; do
    own="$team|domain/returns/(published|house_account)\.h"
    others="domain/(shipments|accounts)/messages\.h|domain/(ids|money|digest)\.h|engine/"
    found=$(grep -rnE '^#include "' --include='*.h' --include='*.cc' "$team" | grep -vE "#include \"($own|$others)" || true)
    if [ -n "$found" ]; then
      echo "$team knows more than it may:" >&2
      echo "$found" >&2
      status=1
    fi
  done
fi

# The reference of the property tests says for itself what the messages mean.
if [ -d tests/property/reference ]; then
  found=$(grep -rnE '^#include "domain/' tests/property/reference | grep -vE '/messages\.h"|"domain/(ids|money)\.h"' || true)
  if [ -n "$found" ]; then
    echo "tests/property/reference/ may know of the domain only its messages:" >&2
    echo "$found" >&2
    status=1
  fi
fi

# The domain is pure: no clock, thread, file or floating point of its own.
impure=$(grep -rnE '#include <(thread|mutex|atomic|chrono|fstream|iostream|filesystem|random|cstdio|unistd\.h|ctime)>|\b(float|double)\b' \
  --include='*.h' --include='*.cc' domain | grep -vE ':[0-9]+: *//' || true)
if [ -n "$impure" ]; then
  echo "domain/ must be pure:" >&2
  echo "$impure" >&2
  status=1
fi
exit $status
