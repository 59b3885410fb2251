#include "tests/property/author.h"

namespace daybook::domain::property {

void Author::configure() {
  ConfigureDomain command{kConfiguration, chance(60) ? AutoOpen::kOn : AutoOpen::kOff,
                          static_cast<std::uint32_t>(below(100)), Amount{below(1'000)}};
  if (chance(15)) command.configuration = "another";
  send(command);
}

void Author::open_account() {
  OpenAccount command;
  const Holder& one = holder();
  command.account = one.account;
  command.ledger = one.ledger;
  command.kind = one.kind;
  command.limit = one.limit;
  command.credit_line = Amount{one.credit_line};
  if (chance(45)) {  // perhaps one that a shipment has named first
    command.account = AccountId(numbered("new-", below(25)));
    command.ledger = kUsd;
    command.kind = chance(75) ? AccountKind::kAsset : AccountKind::kIncome;
    command.limit = static_cast<AccountLimit>(below(3));
    command.credit_line = Amount{command.limit == kUnlimited || chance(40) ? 0 : one_of(kAmounts)};
  }
  if (chance(15)) command.ledger = kEur;
  send(command);
}

void Author::open_account_with_fault() {
  OpenAccount command;
  command.account = AccountId(numbered("new-", below(25)));
  command.ledger = kUsd;
  command.kind = AccountKind::kAsset;
  switch (below(4)) {
    case 0:
      if (speech_ == Speech::kAnything) command.ledger = kNoCurrency;
      break;
    case 1:
      command.kind = AccountKind::kNone;
      break;
    case 2:
      command.credit_line = Amount{5};
      break;
    default:
      command.origin = AccountOrigin::kAutomatic;
      break;
  }
  send(command);
}

void Author::close_account() {
  if (chance(60)) return send(CloseAccount{AccountId(numbered("new-", below(25)))});
  send(CloseAccount{chance(85) ? holder().account : AccountId("nobody")});
}

}  // namespace daybook::domain::property
