#include "tests/domain/returns/carrier.h"

namespace daybook::domain::testing {

Result Carrier::send(std::uint16_t type, std::size_t block_bytes, std::span<const std::byte> payload,
                     const Envelope& envelope) {
  std::vector<std::byte> bytes(sizeof(CommandHeader) + Envelope::kMaxBytes + 8 + payload.size());
  auto* header = reinterpret_cast<CommandHeader*>(bytes.data());
  *header = CommandHeader{};
  header->type = type;
  header->block_bytes = static_cast<std::uint16_t>(block_bytes);
  header->sequence = records() + 1;
  header->stamp_ns = now_ns_ += 1'000;
  header->id = Id::derived("command", Id{"test"}, header->sequence);
  std::uint16_t fields = 0;
  const std::size_t envelope_bytes = envelope.encode(bytes.data() + sizeof(CommandHeader), fields);
  header->envelope = fields;
  header->envelope_bytes = static_cast<std::uint16_t>(envelope_bytes);
  const std::size_t begin = sizeof(CommandHeader) + aligned8(envelope_bytes);
  std::copy(payload.begin(), payload.end(), bytes.begin() + static_cast<std::ptrdiff_t>(begin));
  header->bytes = static_cast<std::uint32_t>(begin + payload.size());

  DecisionWriter writer;
  writer.open(room_.data());
  DecisionHeader& decision = writer.header();
  decision.sequence = header->sequence;
  decision.stamp_ns = header->stamp_ns;
  decision.type = header->type;
  decision.command = header->id;
  const CommandView view(bytes.data());
  writer.envelope(fields, view.envelope());
  executor_->begin(*header, Executor<ShippingDomain>::Run::kYes, writer);
  executor_->execute(view, envelope, writer);
  const Result result{.outcome = decision.outcome,
                      .code = decision.code,
                      .sequence = decision.sequence,
                      .version = decision.version,
                      .related = decision.related,
                      .follow_ups = decision.steps - 1U,
                      .refused_follow_ups = decision.refused_follow_ups};
  const std::size_t written = writer.close();
  records_.emplace_back(room_.begin(), room_.begin() + static_cast<std::ptrdiff_t>(written));
  return result;
}

std::uint64_t Carrier::folded_hash() const {
  const auto other = std::make_unique<Executor<ShippingDomain>>();
  for (std::size_t i = 0; i < records(); ++i) {
    Envelope envelope;
    EXPECT_TRUE(envelope.decode(record(i).envelope(), record(i).header().envelope));
    EXPECT_TRUE(other->fold(record(i), envelope));
  }
  return other->state_hash();
}

}  // namespace daybook::domain::testing
