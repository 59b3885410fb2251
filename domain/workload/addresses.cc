#include "domain/workload/addresses.h"

#include <cstring>

#include "domain/workload/random.h"

namespace daybook::domain::workload {

namespace {

struct Place {
  std::string_view city;
  std::string_view state;
  std::string_view country;
};

constexpr std::array<std::string_view, 16> kGiven = {"Amara", "Bruno", "Chidi", "Daria", "Emeka", "Farah",
                                                     "Goran", "Hana",  "Idris", "Joana", "Kofi",  "Lena",
                                                     "Marta", "Nadia", "Omar",  "Petra"};
constexpr std::array<std::string_view, 16> kFamily = {
    "Abebe",  "Bianchi", "Castro",   "Dlamini",   "Eriksen", "Fischer", "Gonzalez", "Haddad",
    "Ivanov", "Jansen",  "Kowalski", "Lindqvist", "Mbeki",   "Novak",   "Okafor",   "Petrov"};
constexpr std::array<std::string_view, 16> kStreets = {
    "Harbour Road", "Market Street", "Station Square", "Mill Lane",     "Cathedral Close", "Long Acre",
    "Quay Street",  "High Street",   "Garden Row",     "Bridge Street", "Foundry Lane",    "Orchard Walk",
    "Canal Side",   "North Parade",  "Chapel Street",  "Park Avenue"};
constexpr std::array<Place, 16> kPlaces = {{{"Abuja", "FCT", "Nigeria"},
                                            {"Antwerp", "", "Belgium"},
                                            {"Boston", "MA", "United States"},
                                            {"Cape Town", "Western Cape", "South Africa"},
                                            {"Durres", "", "Albania"},
                                            {"Gdansk", "", "Poland"},
                                            {"Haiphong", "", "Vietnam"},
                                            {"Kigali", "", "Rwanda"},
                                            {"Lusaka", "", "Zambia"},
                                            {"Maputo", "", "Mozambique"},
                                            {"Mombasa", "", "Kenya"},
                                            {"Port-au-Prince", "", "Haiti"},
                                            {"Portland", "OR", "United States"},
                                            {"Rotterdam", "", "Netherlands"},
                                            {"Santos", "SP", "Brazil"},
                                            {"Tema", "", "Ghana"}}};

char* append(char* at, std::string_view text) {
  std::memcpy(at, text.data(), text.size());
  return at + text.size();
}

char* append_number(char* at, std::uint64_t number, std::size_t digits) {
  for (std::size_t i = digits; i-- > 0; number /= 10) at[i] = static_cast<char>('0' + number % 10);
  return at + digits;
}

template <std::size_t N>
std::string_view text(const std::array<char, N>& room, const char* end) {
  return {room.data(), static_cast<std::size_t>(end - room.data())};
}

}  // namespace

AddressBook::AddressBook() : letters_(std::make_unique<std::array<Letters, kAddresses>>()) {
  for (std::uint64_t i = 0; i < kAddresses; ++i) addresses_[i] = make(mix(i), (*letters_)[i]);
}

Address AddressBook::make(std::uint64_t number, Letters& letters) {
  char* name = append(letters.name.data(), kGiven[number % 16]);
  *name++ = ' ';
  name = append(name, kFamily[number / 16 % 16]);
  char* line1 = append_number(letters.line1.data(), 100 + (number >> 8) % 900, 3);
  *line1++ = ' ';
  line1 = append(line1, kStreets[(number >> 20) % 16]);
  char* zip = append_number(letters.zip.data(), number >> 24, 5);
  const Place& place = kPlaces[(number >> 48) % 16];
  Address address;
  address.name = text(letters.name, name);
  address.line1 = text(letters.line1, line1);
  address.line2 = (number >> 52) % 8 == 0 ? "Building C, 2nd floor" : "";
  address.city = place.city;
  address.state = place.state;
  address.zip = text(letters.zip, zip);
  address.country = place.country;
  return address;
}

std::string_view signature(std::uint64_t number) { return kFamily[number % 16]; }

}  // namespace daybook::domain::workload
