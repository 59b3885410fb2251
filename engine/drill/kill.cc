#include "engine/drill/kill.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

namespace daybook::drill {

namespace {

// What goes through the pipe.
struct Packet {
  Receipt receipt{};
  std::array<char, 256> wrong{};  // not empty: the last one
};
static_assert(sizeof(Packet) <= 4096);  // PIPE_BUF: one write is one piece

bool send(int pipe, const Packet& packet) noexcept {
  ssize_t done = -1;
  do {
    done = ::write(pipe, &packet, sizeof(packet));
  } while (done < 0 && errno == EINTR);
  return done == static_cast<ssize_t>(sizeof(packet));
}

}  // namespace

ScratchDirectory::ScratchDirectory(const std::string& parent) : path_(parent + "/daybook-drill-XXXXXX") {
  if (::mkdtemp(path_.data()) != nullptr) return;
  wrong_ = fmt::format("cannot make a directory in {}: {}", parent, std::strerror(errno));
  path_.clear();
}

ScratchDirectory::~ScratchDirectory() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

ReceiptChild::ReceiptChild(const std::function<std::string(const SendReceipt&)>& body) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) {
    wrong_ = fmt::format("cannot make a pipe: {}", std::strerror(errno));
    return;
  }
  process_ = ::fork();
  if (process_ < 0) wrong_ = fmt::format("cannot fork: {}", std::strerror(errno));
  if (process_ == 0) {
    ::close(ends[0]);
    Packet last;
    const std::string wrong = body([&](const Receipt& receipt) {
      if (!send(ends[1], {.receipt = receipt})) ::_exit(1);  // the parent is gone
    });
    wrong.copy(last.wrong.data(), last.wrong.size() - 1);
    if (!wrong.empty()) send(ends[1], last);
    ::_exit(0);
  }
  ::close(ends[1]);
  pipe_ = ends[0];
}

ReceiptChild::~ReceiptChild() {
  kill();
  if (pipe_ >= 0) ::close(pipe_);
}

bool ReceiptChild::read(Receipt& into) {
  Packet packet;
  std::size_t have = 0;
  while (pipe_ >= 0 && have < sizeof(packet)) {
    const ssize_t got = ::read(pipe_, reinterpret_cast<char*>(&packet) + have, sizeof(packet) - have);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    have += static_cast<std::size_t>(got);
  }
  if (have == sizeof(packet) && packet.wrong[0] == '\0') {
    into = packet.receipt;
    return true;
  }
  if (have == sizeof(packet)) wrong_ = fmt::format("the process stopped by itself: {}", packet.wrong.data());
  if (pipe_ >= 0) ::close(std::exchange(pipe_, -1));
  return false;
}

void ReceiptChild::kill() noexcept {
  if (process_ < 0) return;
  ::kill(process_, SIGKILL);
  while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
  process_ = -1;
}

}  // namespace daybook::drill
