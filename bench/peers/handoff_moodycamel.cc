// moodycamel::ConcurrentQueue with a token for each producer and one for the consumer, yielding.

#include <concurrentqueue/concurrentqueue.h>

#include <optional>

#include "bench/peers/handoff_queues.h"

namespace daybook::peers {

namespace {

template <class Load>
class Moodycamel {
 public:
  explicit Moodycamel(unsigned producers) : queue_(kMostWaiting), consumer_(queue_), places_(producers) {
    for (Place& place : places_) place.token.emplace(queue_);
  }

  void send(unsigned producer, const Load* loads, unsigned count) {
    Place& place = places_[producer];
    // The queue itself knows no bound. To ask for its size costs more than to send, hence seldom.
    place.unasked += count;
    if (place.unasked >= kAskEvery) {
      place.unasked = 0;
      while (queue_.size_approx() > kMostWaiting) std::this_thread::yield();
    }
    if (count == 1) {
      queue_.enqueue(*place.token, *loads);
    } else {
      queue_.enqueue_bulk(*place.token, loads, count);
    }
  }

  std::size_t receive(Load* loads, std::size_t most) {
    for (;;) {
      const std::size_t count = queue_.try_dequeue_bulk(consumer_, loads, most);
      if (count != 0) return count;
      std::this_thread::yield();
    }
  }

 private:
  static constexpr unsigned kAskEvery = 1'024;
  struct alignas(64) Place {
    std::optional<moodycamel::ProducerToken> token;
    unsigned unasked = 0;
  };

  moodycamel::ConcurrentQueue<Load> queue_;
  moodycamel::ConsumerToken consumer_;
  std::vector<Place> places_;
};

}  // namespace

Result handoff_moodycamel(const Settings& settings) { return queue_courses<Moodycamel>(settings); }

}  // namespace daybook::peers
