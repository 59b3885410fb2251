// Redis, appendfsync always: each posting is one call of a script that adds to a stream and to two fields of a hash;
// `batch` calls in flight.

#include <hiredis/hiredis.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "bench/peers/contestants.h"
#include "bench/peers/ledger_course.h"

namespace daybook::peers {

namespace {

// The server reads 16 KiB of a connection at once and syncs what it has read of all: more connections, fewer syncs.
constexpr std::uint64_t kPerConnection = 100;

constexpr const char* kScript =
    "redis.call('XADD', KEYS[1], '*', 'd', ARGV[1], 'c', ARGV[2], 'a', ARGV[3]) "
    "redis.call('HINCRBY', KEYS[2], ARGV[1], -ARGV[3]) "
    "redis.call('HINCRBY', KEYS[2], ARGV[2], ARGV[3])";

struct Free {
  void operator()(redisContext* context) const { redisFree(context); }
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using Reply = std::unique_ptr<redisReply, Free>;

class Connection {
 public:
  explicit Connection(const std::string& socket) : context_(redisConnectUnix(socket.c_str())) {
    if (context_ == nullptr || context_->err != 0) give_up("redis: cannot connect to " + socket);
  }

  template <class... Arguments>
  Reply ask(const char* format, Arguments... arguments) {
    return checked(redisCommand(context_.get(), format, arguments...));
  }
  // Into the buffer only.
  void post(const std::string& script, const Posting& posting) {
    redisAppendCommand(context_.get(), "EVALSHA %s 2 events balances %llu %llu %lld", script.c_str(),
                       static_cast<unsigned long long>(posting.debit), static_cast<unsigned long long>(posting.credit),
                       static_cast<long long>(posting.amount));
    ++unanswered_;
  }
  void flush() {
    for (int done = 0; done == 0;) {
      if (redisBufferWrite(context_.get(), &done) != REDIS_OK) fail();
    }
  }
  void take_answers() {
    for (; unanswered_ != 0; --unanswered_) {
      void* reply = nullptr;
      redisGetReply(context_.get(), &reply);
      checked(reply);
    }
  }

 private:
  Reply checked(void* answer) {
    Reply reply(static_cast<redisReply*>(answer));
    if (reply == nullptr) fail();
    if (reply->type == REDIS_REPLY_ERROR) give_up(std::string("redis: ") + reply->str);
    return reply;
  }
  [[noreturn]] void fail() { give_up(std::string("redis: ") + context_->errstr); }

  std::unique_ptr<redisContext, Free> context_;
  std::size_t unanswered_ = 0;
};

class Redis {
 public:
  Redis(const std::string& socket, std::size_t connections) {
    while (connections_.size() < connections) connections_.emplace_back(socket);
    script_ = connections_[0].ask("SCRIPT LOAD %s", kScript)->str;
  }

  void post(const std::vector<Posting>& postings) {
    std::size_t next = 0;
    for (const Posting& posting : postings) connections_[next++ % connections_.size()].post(script_, posting);
    for (Connection& connection : connections_) connection.flush();
    for (Connection& connection : connections_) connection.take_answers();
  }

  Books books(std::uint64_t accounts) {
    Books books{.events = static_cast<std::uint64_t>(connections_[0].ask("XLEN events")->integer),
                .balances = std::vector<std::int64_t>(accounts)};
    const Reply all = connections_[0].ask("HGETALL balances");
    for (std::size_t i = 0; i + 1 < all->elements; i += 2)
      books.balances.at(std::strtoull(all->element[i]->str, nullptr, 10)) =
          std::strtoll(all->element[i + 1]->str, nullptr, 10);
    return books;
  }

 private:
  std::vector<Connection> connections_;
  std::string script_;
};

}  // namespace

Result ledger_redis(const Settings& settings) {
  const std::uint64_t accounts = settings.number("accounts");
  const std::uint64_t batch = settings.number("batch");
  Redis redis(settings.text("socket"), std::max<std::uint64_t>(1, batch / kPerConnection));
  return ledger_course(
      accounts, batch, static_cast<double>(settings.number("seconds")),
      [&](std::uint64_t, const std::vector<Posting>& postings) { redis.post(postings); },
      [&] { return redis.books(accounts); });
}

}  // namespace daybook::peers
