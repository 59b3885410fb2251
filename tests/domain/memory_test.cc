// What a shipment takes of memory while it is open: its row and that of the hold for its charge, and their places in
// the indexes.

#include <gtest/gtest.h>

#include <memory>
#include <type_traits>
#include <vector>

#include "domain/workload.h"
#include "engine/executor.h"

namespace daybook::domain::workload {
namespace {

constexpr std::uint64_t kShipments = 1'000'000;
constexpr std::size_t kMostBytes = 400;

// A domain in which every shipment of a day is submitted, and nothing happens to it afterwards.
class OpenShipments : public testing::Test {
 protected:
  // Until so many are open.
  void submit(std::uint64_t wanted) {
    while (shipments().open.size() < wanted && day_.next([&]<class C>(const Item& item, const C& command) {
      if (item.setup || std::is_same_v<C, SubmitShipment>) send(item.id, command);
    })) {
    }
  }
  [[nodiscard]] const Shipments& shipments() { return executor_->domain().get<Shipments>(); }
  [[nodiscard]] const Accounts& accounts() { return executor_->domain().get<Accounts>(); }

 private:
  template <Command C>
  void send(const Id& id, const C& command) {
    record_.resize(aligned8(sizeof(CommandHeader) + encoded_bytes(command)));
    auto& header = *reinterpret_cast<CommandHeader*>(record_.data());
    header = CommandHeader{.type = kMessage<C>.type,
                           .block_bytes = static_cast<std::uint16_t>(kLayout<C>.block),
                           .sequence = ++sequence_,
                           .stamp_ns = 1,
                           .id = id};
    header.bytes = static_cast<std::uint32_t>(sizeof header + encode(command, record_.data() + sizeof header));
    DecisionWriter writer;
    writer.open(room_.data());
    writer.header().sequence = sequence_;
    executor_->begin(header, Executor<ShippingDomain>::Run::kYes, writer);
    executor_->execute(CommandView(record_.data()), {}, writer);
  }

  ShippingDay day_{{.seed = 1, .shipments = kShipments + kShipments / 50, .accounts = kShipments / 10}};
  std::unique_ptr<Executor<ShippingDomain>> executor_ = std::make_unique<Executor<ShippingDomain>>();
  std::uint64_t sequence_ = 0;
  std::vector<std::byte> record_;
  std::vector<std::byte> room_ = std::vector<std::byte>(kMaxDecisionBytes);
};

// A table grows by steps, so the share of each row is looked at on the way, too.
TEST_F(OpenShipments, OneTakesLessThanFourHundredBytesWithItsHold) {
  for (std::uint64_t open = kShipments / 10; open <= kShipments; open += kShipments / 50) {
    submit(open);
    ASSERT_EQ(shipments().open.size(), open);
    ASSERT_EQ(accounts().pending.size(), open) << "each has a hold";
    const std::size_t bytes = shipments().open.memory_bytes() + accounts().pending.memory_bytes();
    ASSERT_LT(bytes / open, kMostBytes) << "with " << open << " open shipments";
  }
}

}  // namespace
}  // namespace daybook::domain::workload
