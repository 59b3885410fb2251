#pragma once

// What the parts of a domain name in `tables()`.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace daybook::test_kit {

namespace detail {

// `tables` may be const: the part is not.
template <class T>
void copy_table(const T& from, const T& to) {
  auto& place = const_cast<T&>(to);
  if constexpr (std::is_copy_assignable_v<T>) {
    place = from;
  } else {
    std::vector<std::function<void()>> rows;
    from.for_each([&](const auto& key, const auto& record) {
      rows.push_back([&place, &key, &record] { place.insert(key, record); });
    });
    std::for_each(rows.rbegin(), rows.rend(), [](const auto& insert) { insert(); });
  }
}

}  // namespace detail

// Copies their rows into a fresh domain, and nothing else: what a part keeps beside its tables stays behind, and so
// does the order in which the rows lie. `Domain`: a Compose.
template <class Domain>
void copy_tables(Domain& from, Domain& to) {
  from.for_each_part([&](auto& part, std::uint16_t) {
    using Part = std::remove_reference_t<decltype(part)>;
    if constexpr (requires { part.tables(); }) {
      const auto rows = part.tables();
      const auto places = to.template get<Part>().tables();
      [&]<std::size_t... kPlace>(std::index_sequence<kPlace...>) {
        (detail::copy_table(std::get<kPlace>(rows), std::get<kPlace>(places)), ...);
      }
      (std::make_index_sequence<std::tuple_size_v<decltype(part.tables())>>());
    }
  });
}

// Of the tables alone; a state hash has the timers as well.
template <class Domain>
[[nodiscard]] std::uint64_t tables_hash(Domain& domain) {
  constexpr std::uint64_t kFactor = 0x9e37'79b9'7f4a'7c15;
  std::uint64_t hash = 0;
  domain.for_each_part([&](auto& part, std::uint16_t) {
    if constexpr (requires { part.tables(); }) {
      std::apply([&](const auto&... table) { ((hash = hash * kFactor + table.hash()), ...); }, part.tables());
    }
  });
  return hash;
}

}  // namespace daybook::test_kit
