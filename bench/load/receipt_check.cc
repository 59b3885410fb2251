#include "bench/load/receipt_check.h"

#include <fmt/format.h>

namespace daybook::load {

void ReceiptCheck::report(const Expected& expected, const Receipt& receipt) {
  if (mismatches_++ != 0) return;
  first_mismatch_ = fmt::format(
      "command {} of its producer: {} expected for {}, code {}.{}; the receipt says {} for {}, code {}.{}, "
      "sequence {}",
      received_, enumerator_name(expected.outcome), expected.id.text(), expected.code.part, expected.code.number,
      enumerator_name(receipt.outcome), receipt.command.text(), receipt.code.part, receipt.code.number,
      receipt.sequence.value);
}

}  // namespace daybook::load
