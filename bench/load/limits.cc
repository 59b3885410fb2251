#include "bench/load/limits.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include "bench/load/disk.h"
#include "bench/load/hand_off.h"
#include "bench/load/histogram.h"
#include "engine/clock.h"
#include "journal/storage.h"

namespace daybook::load {

namespace {

constexpr std::size_t kSourceBytes = std::size_t{1} << 20;  // a ring's
constexpr std::size_t kFileBytes = std::size_t{256} << 20;  // more than caches hold
constexpr std::uint64_t kSyncingNs = 300'000'000;

double per_second(std::size_t bytes, std::uint64_t ns) {
  return ns == 0 ? 0 : static_cast<double>(bytes) * 1e9 / static_cast<double>(ns);
}

// Copies records from the ring to [to, to + bytes).
void copy_records(const std::vector<std::byte>& ring, std::byte* to, std::size_t bytes, std::size_t record_bytes) {
  for (std::size_t at = 0; at + record_bytes <= bytes; at += record_bytes) {
    std::memcpy(to + at, ring.data() + at % (ring.size() - record_bytes), record_bytes);
  }
}

// A second turn over memory that is there already.
double copy_speed(const LimitSizes& sizes) {
  const std::vector<std::byte> ring(kSourceBytes, std::byte{7});
  std::vector<std::byte> memory(kFileBytes);
  const std::uint64_t begin_ns = Clock::system_monotonic_ns();
  copy_records(ring, memory.data(), memory.size(), sizes.record_bytes);
  return per_second(memory.size(), Clock::system_monotonic_ns() - begin_ns);
}

// A file of zeros with real blocks, mapped, its pages present and dirty: what a segment is when the writer comes.
class PreparedFile {
 public:
  explicit PreparedFile(const std::string& path) {
    auto file = journal::Storage::system().create(path);
    if (!file || !(*file)->allocate(kFileBytes) || !(*file)->write(0, std::vector<std::byte>(kFileBytes)) ||
        !(*file)->sync()) {
      return;
    }
    auto mapping = (*file)->map(journal::Access::kReadWrite);
    if (!mapping) return;
    file_ = std::move(*file);
    mapping_ = std::move(*mapping);
    mapping_->prepare(journal::Access::kReadWrite, 0, kFileBytes);
  }
  [[nodiscard]] bool ok() const { return mapping_ != nullptr; }
  [[nodiscard]] std::byte* data() const { return mapping_->data(); }
  [[nodiscard]] bool sync() const { return file_->sync().has_value(); }

 private:
  std::unique_ptr<journal::File> file_;
  std::unique_ptr<journal::Mapping> mapping_;
};

void measure_file(const std::string& directory, LimitSample& sample) {
  const PreparedFile file(directory + "/limits");
  if (!file.ok()) return;
  const std::vector<std::byte> ring(kSourceBytes, std::byte{7});
  // From wherever the ring stands.
  const auto write = [&](std::size_t at, std::size_t bytes) {
    std::memcpy(file.data() + at, ring.data() + at % (ring.size() - bytes + 1), bytes);
  };
  const std::size_t batch = std::clamp<std::size_t>(sample.sizes.batch_bytes, 64, kSourceBytes / 2);
  std::uint64_t begin_ns = Clock::system_monotonic_ns();
  std::size_t at = 0;
  for (; at + batch <= kFileBytes; at += batch) write(at, batch);
  sample.prepared_bytes_per_second = per_second(at, Clock::system_monotonic_ns() - begin_ns);
  if (!file.sync()) return;

  const std::size_t synced = std::clamp<std::size_t>(sample.sizes.sync_bytes, 64, kFileBytes / 2);
  sample.sizes.sync_bytes = synced;
  Histogram syncs;
  std::size_t bytes = 0;
  begin_ns = Clock::system_monotonic_ns();
  std::uint64_t now_ns = begin_ns;
  for (at = 0; now_ns<begin_ns + kSyncingNs; at = at + 2 * synced> kFileBytes ? 0 : at + synced) {
    for (std::size_t done = 0; done < synced; done += kSourceBytes / 2) {
      write(at + done, std::min(synced - done, kSourceBytes / 2));
    }
    const std::uint64_t before_ns = Clock::system_monotonic_ns();
    if (!file.sync()) return;
    now_ns = Clock::system_monotonic_ns();
    syncs.add(now_ns - before_ns);
    bytes += synced;
  }
  sample.synced_bytes_per_second = per_second(bytes, now_ns - begin_ns);
  sample.sync_p50_ns = syncs.quantile_ns(0.5);
  sample.sync_p99_ns = syncs.quantile_ns(0.99);
}

template <class Member>
auto median(const std::vector<LimitSample>& samples, Member LimitSample::*member) {
  std::vector<Member> values;
  values.reserve(samples.size());
  for (const LimitSample& sample : samples) values.push_back(sample.*member);
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

}  // namespace

LimitSample measure_limits(const std::string& directory, const LimitSizes& sizes) {
  LimitSample sample{.sizes = sizes};
  const ScratchDirectory scratch(directory);
  sample.hand_off_ns = hand_off_ns();
  sample.copy_bytes_per_second = copy_speed(sizes);
  if (scratch.error().empty()) measure_file(scratch.path(), sample);
  return sample;
}

LimitSample median_of(const std::vector<LimitSample>& samples) {
  if (samples.empty()) return {};
  return {.sizes = samples.front().sizes,
          .hand_off_ns = median(samples, &LimitSample::hand_off_ns),
          .copy_bytes_per_second = median(samples, &LimitSample::copy_bytes_per_second),
          .prepared_bytes_per_second = median(samples, &LimitSample::prepared_bytes_per_second),
          .synced_bytes_per_second = median(samples, &LimitSample::synced_bytes_per_second),
          .sync_p50_ns = median(samples, &LimitSample::sync_p50_ns),
          .sync_p99_ns = median(samples, &LimitSample::sync_p99_ns)};
}

}  // namespace daybook::load
