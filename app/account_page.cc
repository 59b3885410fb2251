#include "app/account_page.h"

#include <fmt/format.h>

#include <limits>

#include "app/money_text.h"
#include "app/time_text.h"
#include "engine/json.h"

namespace daybook::app {

namespace {

using domain::Account;
using domain::Amount;

// What is posted and pending on both sides, as the statement goes on.
struct Sums {
  Amount debits_posted;
  Amount credits_posted;
  Amount debits_pending;
  Amount credits_pending;

  void add(const Posting& posting) {
    const bool debit = posting.side == Posting::Side::kDebit;
    Amount& posted = debit ? debits_posted : credits_posted;
    Amount& pending = debit ? debits_pending : credits_pending;
    posted.minor += posting.posted.minor;
    pending.minor += posting.held.minor - posting.released.minor;
  }
};

Balance posted_balance(domain::AccountKind kind, Amount debits, Amount credits) {
  return grows_by_debits(kind) ? difference(debits, credits) : difference(credits, debits);
}

boost::json::value balance_json(const Balance& balance) {
  if (!balance.negative) return balance.size.minor;
  return static_cast<std::int64_t>(0 - balance.size.minor);
}

std::string limit_text(const Account& account) {
  if (account.limit == domain::AccountLimit::kNone) return "none";
  std::string text = enumerator_name(account.limit);
  if (account.credit_line != Amount{}) text += ", credit line " + money_text(account.credit_line, account.ledger);
  return text;
}

std::string amount_text(Amount amount, std::string_view sign = "") {
  return amount == Amount{} ? std::string() : std::string(sign) + money_text(amount);
}

TextTable statement_table() {
  constexpr auto kRight = TextTable::Align::kRight;
  return TextTable({{.title = "sequence", .align = kRight},
                    {.title = "time"},
                    {.title = "event"},
                    {.title = "version", .align = kRight},
                    {.title = "with"},
                    {.title = "for"},
                    {.title = "debit", .align = kRight},
                    {.title = "credit", .align = kRight},
                    {.title = "held", .align = kRight},
                    {.title = "balance", .align = kRight}});
}

std::vector<std::string> statement_cells(const HistoryEntry& entry, const Balance& balance) {
  std::vector<std::string> cells = {std::to_string(entry.sequence), time_text(entry.time), entry.event,
                                    std::to_string(entry.version)};
  const Posting none{};
  const Posting& posting = entry.posting ? *entry.posting : none;
  const bool debit = posting.side == Posting::Side::kDebit;
  const std::string held =
      posting.held != Amount{} ? amount_text(posting.held, "+") : amount_text(posting.released, "-");
  cells.insert(cells.end(), {posting.other.text(), posting.reference.text(), debit ? amount_text(posting.posted) : "",
                             debit ? "" : amount_text(posting.posted), held, money_text(balance)});
  return cells;
}

boost::json::object statement_json(const HistoryEntry& entry, const Balance& balance) {
  boost::json::object json = entry.to_json();
  if (entry.posting) {
    const Posting& posting = *entry.posting;
    json["side"] = posting.side == Posting::Side::kDebit ? "debit" : "credit";
    json["posted"] = posting.posted.minor;
    json["held"] = posting.held.minor;
    json["released"] = posting.released.minor;
  }
  json["balance"] = balance_json(balance);
  return json;
}

std::string facts(const Account& account) {
  const auto money = [&](Amount amount) { return money_text(amount, account.ledger); };
  const Balance balance = posted_balance(account.kind, account.debits_posted, account.credits_posted);
  return facts_text(
      {{"state", enumerator_name(account.state)},
       {"kind", enumerator_name(account.kind)},
       {"limit", limit_text(account)},
       {"version", std::to_string(account.version)},
       {"debits posted", money(account.debits_posted)},
       {"credits posted", money(account.credits_posted)},
       {"debits pending", money(account.debits_pending)},
       {"credits pending", money(account.credits_pending)},
       {"balance", money_text(balance, account.ledger) +
                       (grows_by_debits(account.kind) ? " (debits less credits)" : " (credits less debits)")}});
}

}  // namespace

bool grows_by_debits(domain::AccountKind kind) {
  return kind == domain::AccountKind::kAsset || kind == domain::AccountKind::kExpense;
}

std::optional<Page> account_page(const domain::Accounts& accounts, const domain::AccountId& id,
                                 const History& history) {
  const Account* account = accounts.accounts.find(id);
  if (account == nullptr) return std::nullopt;
  Sums sums;
  TextTable table = statement_table();
  boost::json::array statement;
  for (const HistoryEntry& entry : history.entries()) {
    if (entry.posting) sums.add(*entry.posting);
    const Balance balance = posted_balance(account->kind, sums.debits_posted, sums.credits_posted);
    table.add(statement_cells(entry, balance), entry.origin.notes());
    statement.push_back(statement_json(entry, balance));
  }
  Page page;
  page.text = fmt::format("{} {}\n\n{}\n{}", styled(Style::kBold, "account"),
                          styled(Style::kBold, printable(id.text())), facts(*account), table.text());
  page.json = {
      {"account", id.text()},
      {"row", to_json(*account)},
      {"balance", balance_json(posted_balance(account->kind, account->debits_posted, account->credits_posted))},
      {"statement", std::move(statement)}};
  return page;
}

}  // namespace daybook::app
