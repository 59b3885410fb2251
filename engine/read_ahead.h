#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

#include "engine/record_block.h"

namespace daybook {

// Fills blocks of records on a thread of its own, a few ahead of the one that is read.
class ReadAhead {
 public:
  // `fill` fills a cleared block; it is called on the thread until it sets an ending.
  explicit ReadAhead(std::function<void(RecordBlock&)> fill);
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;
  ~ReadAhead();

  // Waits for the next block, which is valid until the following call. Not to be called again after an ending.
  [[nodiscard]] const RecordBlock& next();

 private:
  static constexpr std::uint64_t kBlocks = 4;

  void run(const std::function<void(RecordBlock&)>& fill);
  [[nodiscard]] RecordBlock& block(std::uint64_t number) { return blocks_[number % kBlocks]; }

  std::array<RecordBlock, kBlocks> blocks_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t filled_ = 0;  // blocks ever
  std::uint64_t taken_ = 0;   // the last of them is being read
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace daybook
