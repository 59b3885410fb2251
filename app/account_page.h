#pragma once

#include <optional>

#include "app/history.h"
#include "app/page.h"
#include "domain/accounts/accounts.h"

namespace daybook::app {

// True where debits make the account's balance greater: assets and expenses.
[[nodiscard]] bool grows_by_debits(domain::AccountKind kind);

// An account as it is, and its statement. Nothing where there is no such account.
[[nodiscard]] std::optional<Page> account_page(const domain::Accounts& accounts, const domain::AccountId& id,
                                               const History& history);

}  // namespace daybook::app
