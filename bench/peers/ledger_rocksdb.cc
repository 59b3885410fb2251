// RocksDB: `batch` postings in one synced write batch. The program keeps the balances in memory and only writes them,
// which is the fastest way to use it.

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <array>
#include <cstring>
#include <memory>
#include <string>

#include "bench/peers/contestants.h"
#include "bench/peers/ledger_course.h"

namespace daybook::peers {

namespace {

constexpr char kEvent = 'e';
constexpr char kBalance = 'b';

void check_status(const rocksdb::Status& status) {
  if (!status.ok()) give_up("rocksdb: " + status.ToString());
}

// A kind and a number, big-endian, so that keys sort by it.
std::array<char, 9> key_of(char kind, std::uint64_t number) {
  std::array<char, 9> key{kind};
  const std::uint64_t big_endian = __builtin_bswap64(number);
  std::memcpy(&key[1], &big_endian, 8);
  return key;
}
rocksdb::Slice slice(const auto& bytes) { return {reinterpret_cast<const char*>(&bytes), sizeof(bytes)}; }

class RocksDb {
 public:
  RocksDb(const std::string& path, const Settings& settings) : balances_(settings.number("accounts")) {
    rocksdb::Options options;
    options.create_if_missing = true;
    options.write_buffer_size = settings.number("write_buffer_mib") << 20;
    rocksdb::DB* database = nullptr;
    check_status(rocksdb::DB::Open(options, path, &database));
    database_.reset(database);
  }

  void post(std::uint64_t first, const std::vector<Posting>& postings) {
    batch_.Clear();
    for (const Posting& posting : postings) {
      check_status(batch_.Put(slice(key_of(kEvent, first++)), slice(posting)));
      change(posting.debit, -posting.amount);
      change(posting.credit, posting.amount);
    }
    rocksdb::WriteOptions options;
    options.sync = true;
    check_status(database_->Write(options, &batch_));
  }

  Books books() {
    Books books{.events = 0, .balances = std::vector<std::int64_t>(balances_.size())};
    const std::unique_ptr<rocksdb::Iterator> all(database_->NewIterator({}));
    for (all->SeekToFirst(); all->Valid(); all->Next()) {
      if (all->key()[0] == kEvent) {
        ++books.events;
        continue;
      }
      std::uint64_t account = 0;
      std::memcpy(&account, all->key().data() + 1, 8);
      std::memcpy(&books.balances.at(__builtin_bswap64(account)), all->value().data(), 8);
    }
    return books;
  }

 private:
  void change(std::uint64_t account, std::int64_t by) {
    balances_[account] += by;
    check_status(batch_.Put(slice(key_of(kBalance, account)), slice(balances_[account])));
  }

  std::unique_ptr<rocksdb::DB> database_;
  rocksdb::WriteBatch batch_;
  std::vector<std::int64_t> balances_;
};

}  // namespace

Result ledger_rocksdb(const Settings& settings) {
  const std::uint64_t accounts = settings.number("accounts");
  RocksDb rocksdb(settings.text("directory") + "/rocksdb", settings);
  return ledger_course(
      accounts, settings.number("batch"), static_cast<double>(settings.number("seconds")),
      [&](std::uint64_t first, const std::vector<Posting>& postings) { rocksdb.post(first, postings); },
      [&] { return rocksdb.books(); });
}

}  // namespace daybook::peers
