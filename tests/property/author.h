#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "tests/property/script.h"
#include "tests/property/vocabulary.h"

namespace daybook::domain::property {

// Whether a script may hold what JSON has no words for.
enum class Speech : std::uint8_t { kAnything, kJson };

// Writes scripts at random, so that most of what may happen to the domain happens. It remembers what it wrote and
// guesses what came of it; where it guesses wrong, a refusal is tried.
class Author {
 public:
  Author(std::uint64_t seed, Speech speech) : random_(seed), speech_(speech) {}

  [[nodiscard]] Script write(std::size_t commands);

 private:
  enum class Guess : std::uint8_t { kSubmitted, kAssigned, kShipped, kReturning, kClosed };
  struct Known {
    SubmitShipment submitted;
    Guess guess = Guess::kSubmitted;
  };
  struct Weighted {
    unsigned weight;
    void (Author::*write)();
  };

  // --- chance ---
  [[nodiscard]] std::uint64_t below(std::uint64_t count) { return random_() % count; }
  [[nodiscard]] bool chance(unsigned percent) { return below(100) < percent; }
  template <class List>
  [[nodiscard]] const auto& one_of(const List& list) {
    return list[below(list.size())];
  }
  // The later, the likelier.
  template <class List>
  [[nodiscard]] auto& recent(List& list) {
    return list[list.size() - 1 - below(1 + below(list.size()))];
  }
  template <std::size_t N>
  void write_one_of(const std::array<Weighted, N>& choices) {
    unsigned sum = 0;
    for (const Weighted& choice : choices) sum += choice.weight;
    std::uint64_t rest = below(sum);
    for (const Weighted& choice : choices) {
      if (rest < choice.weight) return (this->*choice.write)();
      rest -= choice.weight;
    }
  }

  // --- what is written ---
  void send(const AnyCommand& command) { send(command, {}); }
  void send(const AnyCommand& command, Id actor);
  void next();
  void begin();
  void pause();
  void idle();
  void crash();
  void restart();
  void send_again();
  void send_other_content();

  // --- shipments (author_shipments.cc) ---
  void shipments();
  [[nodiscard]] SubmitShipment new_shipment();
  void submit();
  void submit_with_fault();
  void submit_again();
  void go_on();
  void go_wrong();
  void set_rate();
  [[nodiscard]] Known& some_shipment();
  void shipment_command(const ShipmentId& shipment, std::uint64_t which);

  // --- accounts (author_accounts.cc) ---
  void configure();
  void open_account();
  void open_account_with_fault();
  void close_account();

  // --- the ledger (author_ledger.cc) ---
  void ledger();
  [[nodiscard]] const Holder& holder() { return one_of(kHolders); }
  template <class C>
  [[nodiscard]] C new_transfer();
  void transfer();
  void transfer_much();
  void transfer_with_fault();
  void hold();
  void storm();
  void resolve();
  void resolve(const TransferId& transfer);
  void reverse();
  void reverse_what_is_closed();
  [[nodiscard]] ReverseTransfer reversal_of(const HoldTransfer& hold, TransferKind kind);
  void transfer_again();
  void meddle_with_bills();
  void usurp();

  // --- returns (author_returns.cc) ---
  void returns();
  [[nodiscard]] RequestRefund new_refund();
  void request();
  void request_again();
  void decide();
  void open_by_hand();
  void stock();
  void replace();
  void many_backorders();
  void disassemble();
  void dispose();
  void meddle_with_reactors();
  void meddle_with_replacement(const ShipmentId& shipment);
  void usurp_returns();
  void staff();
  void react();

  std::mt19937_64 random_;
  const Speech speech_;
  Script script_;
  std::uint64_t numbers_ = 0;  // used up, for ids of any kind
  std::size_t commands_ = 0;
  bool in_haste_ = false;  // nothing waits for its receipt
  bool staffed_ = false;   // reactors come and go
  std::vector<Send> sent_;
  std::vector<Known> shipments_;
  // Transfers at once and held, all as holds, and how each was sent.
  struct Moved {
    HoldTransfer content;
    TransferKind kind = TransferKind::kAtOnce;
  };
  std::vector<Moved> moved_;
  std::vector<ReverseTransfer> reversals_;
  std::vector<RequestRefund> refunds_;
};

}  // namespace daybook::domain::property
