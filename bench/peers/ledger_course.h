#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "bench/peers/postings.h"
#include "bench/peers/result.h"

namespace daybook::peers {

// Hands batch after batch to `post(number of the first, postings)`, which returns when all of it is durable, for
// `seconds` after a fifth of that which does not count. `books()` then says what the ledger holds.
template <class Post, class ReadBooks>
Result ledger_course(std::uint64_t accounts, std::uint64_t batch, double seconds, Post&& post, ReadBooks&& books) {
  using std::chrono::steady_clock;
  Postings stream(accounts);
  std::vector<Posting> postings(batch);
  std::uint64_t sent = 0;
  // Runs for so long; returns postings and seconds.
  const auto run = [&](double limit) {
    Result part;
    const auto begin = steady_clock::now();
    do {
      for (Posting& posting : postings) posting = stream.next();
      post(sent + 1, postings);
      sent += batch;
      part.items += batch;
      part.seconds = std::chrono::duration<double>(steady_clock::now() - begin).count();
    } while (part.seconds < limit);
    return part;
  };
  run(seconds / 5);
  Result result = run(seconds);
  result.wrong = check(books(), accounts, sent);
  return result;
}

}  // namespace daybook::peers
