// What a process inside the sandbox may not do. Each attempt is made by a child of the test that has put the sandbox
// up as chancery-media does; the program itself has no way to be asked for it.
#include "media/worker/confine.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <thread>

#include "support/temp_folder.hpp"
#include "unit/media/images.hpp"

#include "media/worker/decode.hpp"

namespace chancery::media {
namespace {

// The status of a child that ran `attempt` in the sandbox: 0 when it got away with it.
template <class Attempt>
int confined(Attempt attempt) {
  const auto id = ::fork();
  if (id == 0) {
    if (!confine({}).empty()) ::_exit(99);
    attempt();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(id, &status, 0);
  return status;
}

bool killed(int status) {
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
}

TEST(Confinement, KillsWhoOpensASocket) {
  EXPECT_TRUE(killed(confined([] { (void)::socket(AF_INET, SOCK_STREAM, 0); })));
  EXPECT_TRUE(killed(confined([] { (void)::socket(AF_UNIX, SOCK_STREAM, 0); })));
  EXPECT_TRUE(killed(confined([] {
    sockaddr address{};
    (void)::connect(0, &address, sizeof address);
  })));
}

TEST(Confinement, KillsWhoStartsAnotherProgram) {
  EXPECT_TRUE(killed(confined([] { ::execl("/bin/true", "true", nullptr); })));
  EXPECT_TRUE(killed(confined([] { (void)::fork(); })));
  EXPECT_TRUE(killed(confined([] { (void)::vfork(); })));
}

TEST(Confinement, KillsWhoOpensAFileToWrite) {
  const test::TempFolder folder;
  const auto path = (folder / "file").string();
  EXPECT_TRUE(killed(confined([&] { (void)::open(path.c_str(), O_WRONLY | O_CREAT, 0600); })));
  EXPECT_TRUE(killed(confined([&] { (void)::open(folder.path().c_str(), O_RDWR | O_TMPFILE, 0600); })));
  EXPECT_TRUE(killed(confined([&] { (void)::unlink(path.c_str()); })));
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(Confinement, KillsWhoReachesForOtherProcessesOrCode) {
  EXPECT_TRUE(killed(confined([] { (void)::ptrace(PTRACE_ATTACH, ::getppid(), 0, 0); })));
  EXPECT_TRUE(killed(confined([] { (void)::kill(::getppid(), SIGTERM); })));
  EXPECT_TRUE(
      killed(confined([] { (void)::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); })));
  EXPECT_TRUE(killed(confined([] { (void)::syscall(SYS_io_uring_setup, 1, nullptr); })));
  EXPECT_TRUE(killed(confined([] { (void)::syscall(SYS_userfaultfd, 0); })));
}

TEST(Confinement, DeniesReadingAFileWithoutKilling) {
  const int status = confined([] {
    const int file = ::open("/etc/passwd", O_RDONLY);
    ::_exit(file < 0 && errno == EACCES ? 7 : 8);
  });
  EXPECT_EQ(WEXITSTATUS(status), 7);
}

TEST(Confinement, HoldsForThreadsThatWereThereBefore) {
  const auto id = ::fork();
  if (id == 0) {
    int wake[2];
    if (::pipe(wake) != 0) ::_exit(98);
    std::thread before([&] {
      char byte = 0;
      if (::read(wake[0], &byte, 1) == 1) (void)::socket(AF_INET, SOCK_STREAM, 0);
    });
    if (!confine({}).empty()) ::_exit(99);
    (void)!::write(wake[1], "x", 1);
    before.join();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(id, &status, 0);
  EXPECT_TRUE(killed(status));
}

TEST(Confinement, LeavesMemoryThreadsAndTheOpenDescriptors) {
  const int status = confined([] {
    std::thread([] { std::string(10'000'000, 'x').shrink_to_fit(); }).join();
    ::_exit(::write(STDERR_FILENO, "", 0) == 0 ? 0 : 1);
  });
  EXPECT_EQ(status, 0);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST(Confinement, BoundsTheMemory) {
  const auto id = ::fork();
  if (id == 0) {
    if (!confine({std::uint64_t{512} << 20, 600}).empty()) ::_exit(99);
    const auto* memory = ::mmap(nullptr, std::size_t{600} << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ::_exit(memory == MAP_FAILED ? 5 : 6);
  }
  int status = 0;
  ::waitpid(id, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 5);
}
#endif

}  // namespace
}  // namespace chancery::media
