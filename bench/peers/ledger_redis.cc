// Redis, appendfsync always: each posting is one call of a script that adds to a stream and to two fields of a hash;
// `batch` calls in flight on one connection.

#include <hiredis/hiredis.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "bench/peers/contestants.h"
#include "bench/peers/ledger_course.h"

namespace daybook::peers {

namespace {

constexpr const char* kScript =
    "redis.call('XADD', KEYS[1], '*', 'd', ARGV[1], 'c', ARGV[2], 'a', ARGV[3]) "
    "redis.call('HINCRBY', KEYS[2], ARGV[1], -ARGV[3]) "
    "redis.call('HINCRBY', KEYS[2], ARGV[2], ARGV[3])";

struct Free {
  void operator()(redisContext* context) const { redisFree(context); }
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using Reply = std::unique_ptr<redisReply, Free>;

class Redis {
 public:
  explicit Redis(const std::string& socket) : context_(redisConnectUnix(socket.c_str())) {
    if (context_ == nullptr || context_->err != 0) give_up("redis: cannot connect to " + socket);
    script_ = ask("SCRIPT LOAD %s", kScript)->str;
  }

  template <class... Arguments>
  Reply ask(const char* format, Arguments... arguments) {
    return checked(redisCommand(context_.get(), format, arguments...));
  }
  void post(const Posting& posting) {
    redisAppendCommand(context_.get(), "EVALSHA %s 2 events balances %llu %llu %lld", script_.c_str(),
                       static_cast<unsigned long long>(posting.debit), static_cast<unsigned long long>(posting.credit),
                       static_cast<long long>(posting.amount));
  }
  void take_answer() {
    void* reply = nullptr;
    redisGetReply(context_.get(), &reply);
    checked(reply);
  }

  Books books(std::uint64_t accounts) {
    Books books{.events = static_cast<std::uint64_t>(ask("XLEN events")->integer),
                .balances = std::vector<std::int64_t>(accounts)};
    const Reply all = ask("HGETALL balances");
    for (std::size_t i = 0; i + 1 < all->elements; i += 2)
      books.balances.at(std::strtoull(all->element[i]->str, nullptr, 10)) =
          std::strtoll(all->element[i + 1]->str, nullptr, 10);
    return books;
  }

 private:
  Reply checked(void* answer) {
    Reply reply(static_cast<redisReply*>(answer));
    if (reply == nullptr) give_up(std::string("redis: ") + context_->errstr);
    if (reply->type == REDIS_REPLY_ERROR) give_up(std::string("redis: ") + reply->str);
    return reply;
  }

  std::unique_ptr<redisContext, Free> context_;
  std::string script_;
};

}  // namespace

Result ledger_redis(const Settings& settings) {
  const std::uint64_t accounts = settings.number("accounts");
  Redis redis(settings.text("socket"));
  const auto post = [&](std::uint64_t, const std::vector<Posting>& postings) {
    for (const Posting& posting : postings) redis.post(posting);
    for (std::size_t i = 0; i < postings.size(); ++i) redis.take_answer();
  };
  return ledger_course(accounts, settings.number("batch"), static_cast<double>(settings.number("seconds")), post,
                       [&] { return redis.books(accounts); });
}

}  // namespace daybook::peers
