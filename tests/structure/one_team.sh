#!/bin/sh
# one_team.sh SOURCE_DIRECTORY TEAM COMPILER [FLAG ...]
# Compiles a team of returns, with its part and its reactor in a domain, in a tree where the other teams are deleted.
set -eu
source=$1
team=$2
shift 2

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
ln -s "$source/engine" "$source/journal" "$tree"
cp -R "$source/domain" "$tree"
for other in sales inventory manufacturing accounting; do
  [ "$other" = "$team" ] || rm -r "$tree/domain/returns/$other"
done

case $team in
  sales) part=Sales header=sales reactor=SalesReactor ;;
  inventory) part=Inventory header=inventory reactor=InventoryReactor ;;
  manufacturing) part=Manufacturing header=manufacturing reactor=ManufacturingReactor ;;
  accounting) part=Disposals header=disposals reactor=AccountingReactor ;;
  *) echo "no team is called '$team'" >&2; exit 2 ;;
esac
cat >"$tree/main.cc" <<PROGRAM
#include "domain/accounts/accounts.h"
#include "domain/billing/billing.h"
#include "domain/returns/$team/$header.h"
#include "domain/returns/$team/${team}_reactor.h"
#include "domain/returns/support/support.h"
#include "domain/shipments/shipments.h"
#include "engine/executor.h"
#include "engine/reactor_facts.h"

using namespace daybook;
using namespace daybook::domain;

using OneTeam = Compose<Shipments, Accounts, Billing, Support, $part>;

// What it hears of others is in the published language, whoever says it.
struct Heard {
  using Lists = daybook::detail::ReactorLists<$reactor>;
  using Events = boost::mp11::mp_append<Lists::Listens, Lists::Reacts>;
  using Commands = Lists::HearsRefused;
};
static_assert(daybook::detail::check_reactor<$reactor, Heard, Facts<OneTeam>::Commands>());

int main() {
  Executor<OneTeam> executor;
  [[maybe_unused]] $reactor reactor;
}
PROGRAM

"$@" -std=c++20 -fsyntax-only -I"$tree" "$tree/main.cc" "$tree"/domain/returns/support/*.cc "$tree/domain/returns/$team"/*.cc
echo "$team compiles without the other teams"
