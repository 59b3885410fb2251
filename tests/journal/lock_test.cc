// One writer per directory.

#include "journal/lock.h"

#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/journal/fixture.h"

namespace daybook::journal {
namespace {

class Lock : public JournalTest {
 protected:
  // A child process that opens the journal, says so, and holds it until it is killed.
  pid_t hold_in_child() {
    int said[2];
    EXPECT_EQ(::pipe(said), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      auto journal = Journal::open(*storage_, directory(), options_);
      const char result = journal ? 'y' : 'n';
      if (::write(said[1], &result, 1) != 1) ::_exit(1);
      for (;;) ::pause();
    }
    char result = 0;
    EXPECT_EQ(::read(said[0], &result, 1), 1);
    EXPECT_EQ(result, 'y');
    ::close(said[0]);
    ::close(said[1]);
    return child;
  }
  static void kill(pid_t child) {
    ::kill(child, SIGKILL);
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
  }
};

TEST_F(Lock, SecondOpenInTheSameProcessIsRefused) {
  open();
  auto second = Journal::open(*storage_, directory(), options_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, Error::Kind::kLocked);
  EXPECT_EQ(second.error().path, directory());
}

TEST_F(Lock, OpenInAnotherProcessIsRefused) {
  open();
  const pid_t child = ::fork();
  if (child == 0) {
    auto second = Journal::open(*storage_, directory(), options_);
    ::_exit(!second && second.error().kind == Error::Kind::kLocked ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST_F(Lock, MessageNamesTheHolderAndTheWayOut) {
  const pid_t child = hold_in_child();
  EXPECT_FALSE(try_open());
  EXPECT_NE(error_.message().find("process " + std::to_string(child)), std::string::npos) << error_.message();
  EXPECT_NE(error_.message().find("stop it first"), std::string::npos) << error_.message();
  kill(child);
}

TEST_F(Lock, IsFreeAfterTheHolderWasKilled) {
  kill(hold_in_child());
  EXPECT_TRUE(try_open()) << error_.message();
}

// A lock by process number would be free there: the holder's number means nothing, or another process.
TEST_F(Lock, HoldsInAnotherProcessNamespace) {
  open();
  constexpr int kNotPermitted = 42;
  const pid_t child = ::fork();
  if (child == 0) {
    if (::unshare(CLONE_NEWPID) != 0) ::_exit(kNotPermitted);
    const pid_t first = ::fork();  // process 1 of the new namespace
    if (first == 0) {
      if (::getpid() != 1) ::_exit(2);
      auto second = Journal::open(*storage_, directory(), options_);
      ::_exit(!second && second.error().kind == Error::Kind::kLocked ? 0 : 3);
    }
    int status = 0;
    if (::waitpid(first, &status, 0) != first || !WIFEXITED(status)) ::_exit(4);
    ::_exit(WEXITSTATUS(status));
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == kNotPermitted) GTEST_SKIP() << "not run: this machine permits no process namespaces";
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST_F(Lock, IsFreeAfterClose) {
  open();
  ASSERT_TRUE(journal_->close());
  auto second = Journal::open(*storage_, directory(), options_);
  EXPECT_TRUE(second) << second.error().message();
}

TEST_F(Lock, IsFreeAfterARefusedOpen) {
  options_.segment_bytes = kMinSegmentBytes;
  open();
  write("a");
  sync();
  write("b");
  crash();
  flip_byte(Position{ends_[0].value - 8});
  EXPECT_FALSE(try_open());
  EXPECT_EQ(error_.kind, Error::Kind::kCorrupt);
  flip_byte(Position{ends_[0].value - 8});
  EXPECT_TRUE(try_open()) << error_.message();
}

}  // namespace
}  // namespace daybook::journal
