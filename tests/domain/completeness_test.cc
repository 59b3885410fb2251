// What adding a command, an event, a refusal or a part must not forget; domain/README.md, "Adding", says where each
// step is made.

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <xxhash.h>

#include <boost/describe/enumerators.hpp>
#include <fstream>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <sstream>

#include "domain/accounts/refusals.h"
#include "domain/domain.h"
#include "domain/returns/accounting/refusals.h"
#include "domain/returns/inventory/refusals.h"
#include "domain/returns/manufacturing/refusals.h"
#include "domain/returns/sales/refusals.h"
#include "domain/returns/support/refusals.h"
#include "domain/shipments/refusals.h"

namespace daybook::domain {
namespace {

using Fact = Facts<ShippingDomain>;

std::string read(const std::string& path) {
  std::ifstream file(std::string(DAYBOOK_SOURCE_DIR) + "/" + path);
  EXPECT_TRUE(file.good()) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The domain's documents, line by line.
const std::vector<std::string>& lines() {
  static const std::vector<std::string> kLines = [] {
    std::vector<std::string> all;
    std::istringstream text(read("domain/README.md") + read("domain/returns/README.md"));
    for (std::string line; std::getline(text, line);) all.push_back(line);
    return all;
  }();
  return kLines;
}
// A number as a word of its own.
bool has_number(const std::string& line, unsigned number) {
  return std::regex_search(line, std::regex("\\b" + std::to_string(number) + "\\b"));
}
bool has_line(const std::string& text, std::optional<unsigned> number = std::nullopt) {
  return std::any_of(lines().begin(), lines().end(), [&](const std::string& line) {
    return line.find(text) != std::string::npos && (!number || has_number(line, *number));
  });
}

// Calls f(part's number, type-identity of the message) for each message of each part.
template <class Part, class F, class... M>
void for_each_of(Messages<M...>, F& f) {
  (f.template operator()<Part, M>(), ...);
}
template <class F, class... Parts>
void for_each_message(Messages<Parts...>, F&& f) {
  (for_each_of<Parts>(typename detail::Lists<Parts>::Commands{}, f), ...);
  (for_each_of<Parts>(typename detail::Lists<Parts>::Events{}, f), ...);
}

TEST(Completeness, EveryMessageHasAnIdOfItsPartsHundred) {
  for_each_message(ShippingDomain::PartList{}, []<class Part, class M>() {
    constexpr unsigned kHundred = Fact::number<Part>() * 100U;
    constexpr unsigned kFirst = kMessage<M>.kind == Kind::kCommand ? kHundred + 1 : kHundred + 51;
    EXPECT_GE(kMessage<M>.type, kFirst) << kMessage<M>.name;
    EXPECT_LT(kMessage<M>.type, kFirst + 49) << kMessage<M>.name;
  });
}

TEST(Completeness, EveryMessageIsInTheTablesWithItsId) {
  for_each_message(ShippingDomain::PartList{}, []<class Part, class M>() {
    EXPECT_TRUE(has_line("`" + std::string(kMessage<M>.name) + "`", kMessage<M>.type))
        << kMessage<M>.name << " " << kMessage<M>.type;
  });
}

// The other way round: what a table names is in a part's lists.
TEST(Completeness, EveryRowOfTheTablesIsAMessage) {
  std::set<unsigned> known;
  for_each_message(ShippingDomain::PartList{}, [&]<class Part, class M>() { known.insert(kMessage<M>.type); });
  unsigned rows = 0;
  const std::regex row("^\\| ([0-9]{3}) \\| `");
  for (const std::string& line : lines()) {
    std::smatch found;
    if (!std::regex_search(line, found, row)) continue;
    ++rows;
    EXPECT_TRUE(known.contains(static_cast<unsigned>(std::stoul(found[1])))) << line;
  }
  EXPECT_GE(rows, 39U);
}

// What the messages of a part look like, as one number.
template <class Part>
std::uint64_t shape() {
  std::string text;
  const auto add = [&]<class P, class M>() {
    text += fmt::format("{} {} {} {}", kMessage<M>.name, kMessage<M>.type, kLayout<M>.block, kLayout<M>.max_bytes);
    boost::mp11::mp_for_each<Fields<M>>([&](auto d) { text += std::string(" ") + d.name; });
    text += "\n";
  };
  for_each_of<Part>(typename detail::Lists<Part>::Commands{}, add);
  for_each_of<Part>(typename detail::Lists<Part>::Events{}, add);
  return XXH3_64bits(text.data(), text.size());
}
template <class... Parts>
std::map<std::string, std::uint64_t> shapes(Messages<Parts...>) {
  return {{fmt::format("{} {}", Parts::kRules.name, Parts::kRules.version), shape<Parts>()}...};
}

// Where this fails because a message has changed, the rules have changed: raise the part's kRules.version, then write
// down the new numbers.
TEST(Completeness, RulesThatChangeHaveANewVersion) {
  const std::map<std::string, std::uint64_t> written = {
      {"shipments 2", 7247320357347592270U},     {"accounts 3", 856491968083976751U},
      {"billing 2", 13898397868116531444U},      {"support 2", 2318006628840258623U},
      {"sales 1", 11143275062817504817U},        {"inventory 1", 6711649432102084237U},
      {"manufacturing 1", 9217240711480155645U}, {"disposals 2", 10964327363037009416U}};
  EXPECT_EQ(shapes(ShippingDomain::PartList{}), written);
}

// --- refusals ---

template <class R>
using Numbers = std::map<std::uint16_t, std::string>;

template <class R>
Numbers<R> all_refusals() {
  Numbers<R> all;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<R>>(
      [&](auto d) { all[static_cast<std::uint16_t>(d.value)] = snake_case(d.name); });
  return all;
}

// `table` is the part's precedence for a command.
template <class Part, class Table, class... C>
void expect_reported(Messages<C...>, Table table) {
  Numbers<typename Part::Refusals> left = all_refusals<typename Part::Refusals>();
  const auto take = [&](std::string_view command, const auto& refusals) {
    EXPECT_FALSE(refusals.empty()) << command << " has no precedence of refusals";
    for (const auto refusal : refusals) left.erase(static_cast<std::uint16_t>(refusal));
  };
  (take(kMessage<C>.name, table(static_cast<const C*>(nullptr))), ...);
  for (const auto& [number, name] : left) ADD_FAILURE() << name << " is reported by no command";
}
template <class Part, class Table>
void expect_reported(Table table) {
  expect_reported<Part>(typename Part::Commands{}, table);
}

// Calls f.operator()<Part>(table) for each part; table(a command's null pointer) are the command's refusals in order.
template <class F>
void for_each_precedence(F&& f) {
  f.template operator()<Shipments>([]<class C>(const C*) { return kShipmentPrecedence<C>; });
  f.template operator()<Accounts>([]<class C>(const C*) { return kAccountPrecedence<C>; });
  f.template operator()<Billing>([]<class C>(const C*) { return std::array{BillingRefusal::kReservedForPolicies}; });
  f.template operator()<Support>([]<class C>(const C*) { return kSupportPrecedence<C>; });
  f.template operator()<Sales>([]<class C>(const C*) { return kSalesPrecedence<C>; });
  f.template operator()<Inventory>([]<class C>(const C*) { return kInventoryPrecedence<C>; });
  f.template operator()<Manufacturing>([]<class C>(const C*) { return kManufacturingPrecedence<C>; });
  f.template operator()<Disposals>([]<class C>(const C*) { return kDisposalPrecedence<C>; });
}

TEST(Completeness, EveryRefusalIsReportedBySomeCommandAndEveryCommandCanRefuse) {
  for_each_precedence([]<class Part>(const auto& table) { expect_reported<Part>(table); });
}

using Names = std::vector<std::string>;

// What stands between backticks, in order.
Names names_in(const std::string& text) {
  static const std::regex kName("`([A-Za-z_]+)`");
  Names names;
  for (std::sregex_iterator found(text.begin(), text.end(), kName); found != std::sregex_iterator(); ++found) {
    names.push_back((*found)[1]);
  }
  return names;
}
// The documents' tables of refusals, by command. What stands in brackets says more of the refusal before it.
std::map<std::string, Names> documented_refusals() {
  const std::regex row("^\\| ((?:`[A-Z][A-Za-z]+`(?:, )?)+) \\| (`.*) \\|$");
  const std::regex note("\\([^)]*\\)");
  std::map<std::string, Names> rows;
  for (const std::string& line : lines()) {
    std::smatch cells;
    if (!std::regex_match(line, cells, row)) continue;
    for (const std::string& command : names_in(cells[1])) {
      rows[command] = names_in(std::regex_replace(cells[2].str(), note, ""));
    }
  }
  return rows;
}
template <class Table, class... C>
void expect_documented(Messages<C...>, const std::map<std::string, Names>& rows, Table table) {
  const auto check = [&](const std::string& command, const auto& refusals) {
    Names names;
    for (const auto refusal : refusals) names.emplace_back(enumerator_name(refusal));
    const auto row = rows.find(command);
    EXPECT_EQ(row == rows.end() ? Names{} : row->second, names) << command;
  };
  (check(std::string(kMessage<C>.name), table(static_cast<const C*>(nullptr))), ...);
}
TEST(Completeness, EveryRefusalIsDocumentedInItsPlace) {
  const auto rows = documented_refusals();
  for_each_precedence(
      [&]<class Part>(const auto& table) { expect_documented(typename Part::Commands{}, rows, table); });
}

}  // namespace
}  // namespace daybook::domain
