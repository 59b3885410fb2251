#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/app/program.h"
#include "tests/engine/temporary_directory.h"

namespace daybook::app {

// A journal in a temporary directory, and the program's verbs on it.
class JournalTest : public testing::Test {
 protected:
  [[nodiscard]] std::string journal() const { return temporary_.file("journal"); }
  [[nodiscard]] Arguments submit_arguments() const {
    return {"submit", "--journal", journal(), "--durability", "process", "--segment-mib", "1"};
  }
  [[nodiscard]] Finished submit(const std::string& lines) const { return run(submit_arguments(), lines); }
  // Lines that must all be good and accepted.
  void accept(const std::string& lines) const {
    const Finished finished = submit(lines);
    ASSERT_EQ(finished.status, 0) << finished.err;
    for (const auto& receipt : finished.json_lines()) ASSERT_EQ(receipt.at("outcome"), "accepted") << finished.out;
  }

  TemporaryDirectory temporary_;
};

// Some lines that tests need again and again.
inline const std::string kAutoOpen = R"({"type":"ConfigureDomain","data":{"auto_open":"on"}})"
                                     "\n";
inline std::string open_account(const std::string& id, const std::string& kind = "asset") {
  return R"({"type":"OpenAccount","data":{"account":")" + id + R"(","ledger":"USD","kind":")" + kind + "\"}}\n";
}
inline std::string transfer(const std::string& id, const std::string& debit, const std::string& credit, int amount) {
  return R"({"type":"Transfer","data":{"transfer":")" + id + R"(","debit":")" + debit + R"(","credit":")" + credit +
         R"(","ledger":"USD","amount":)" + std::to_string(amount) + "}}\n";
}
inline std::string submit_shipment(const std::string& id, int charge, const std::string& envelope = "") {
  return R"({"type":"SubmitShipment",)" + envelope + R"("data":{"shipment":")" + id +
         R"(","bill_to":"ACME","carrier":"FAST","service":"Air","ledger":"USD","quoted_charge":)" +
         std::to_string(charge) +
         R"(,"weight_g":1500,"ship_from":{"name":"Mill","country":"US"},"ship_to":{"name":"Jo","city":"Rome","country":"IT"}}})"
         "\n";
}
inline std::string of_shipment(const std::string& type, const std::string& id, const std::string& more = "") {
  return R"({"type":")" + type + R"(","data":{"shipment":")" + id + "\"" + more + "}}\n";
}

}  // namespace daybook::app
