#include "media/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace chancery::media {
namespace {

auto no_child(std::string what) {
  return fail(Errc::Unavailable, std::move(what), "pictures cannot be made now; try again later");
}

std::string said(int error) {
  return std::generic_category().message(error);
}

// What the child starts with: our socket as standard input, nothing else.
class Spawning {
 public:
  explicit Spawning(int socket) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_adddup2(&actions_, socket, STDIN_FILENO);
    ::posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions_, STDOUT_FILENO, STDERR_FILENO);
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    // Signals as a program expects them, whatever this thread blocks.
    ::posix_spawnattr_init(&attributes_);
    sigset_t none;
    sigset_t all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setpgroup(&attributes_, 0);  // a ^C at the terminal is ours to handle
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  Spawning(const Spawning&) = delete;
  Spawning& operator=(const Spawning&) = delete;
  ~Spawning() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  [[nodiscard]] const posix_spawn_file_actions_t* actions() const { return &actions_; }
  [[nodiscard]] const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

}  // namespace

Result<ChildProcess> ChildProcess::start(const std::filesystem::path& program,
                                         const std::vector<std::string>& arguments) {
  int sockets[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) return no_child("socketpair: " + said(errno));
  ChildProcess child(-1, sockets[0]);
  auto name = program.string();
  auto words = arguments;
  std::vector<char*> argv{name.data()};
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  char* environment[] = {nullptr};
  const Spawning spawning(sockets[1]);
  const int error =
      ::posix_spawn(&child.id_, name.c_str(), spawning.actions(), spawning.attributes(), argv.data(), environment);
  ::close(sockets[1]);
  if (error != 0) {
    child.id_ = -1;
    return no_child("cannot run " + name + ": " + said(error));
  }
  return child;
}

Status ChildProcess::wait_for(short events, Deadline deadline) const {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) {
      return fail(Errc::Timeout, "the child process did not answer in time", "this took too long");
    }
    pollfd waiting{socket_, events, 0};
    const int ready =
        ::poll(&waiting, 1, static_cast<int>(std::min<std::chrono::milliseconds::rep>(left.count(), 60'000)));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return no_child("poll: " + said(errno));
  }
}

Status ChildProcess::write(std::string_view bytes, Deadline deadline) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      if (const auto ready = wait_for(POLLOUT, deadline); !ready) return ready;
    } else if (errno != EINTR) {
      return no_child("the child process does not listen: " + said(errno));
    }
  }
  return {};
}

Result<std::string> ChildProcess::read(std::size_t bytes, Deadline deadline) {
  std::string out(bytes, '\0');
  std::size_t at = 0;
  while (at < bytes) {
    if (const auto ready = wait_for(POLLIN, deadline); !ready) return fail(ready.error());
    const auto received = ::recv(socket_, out.data() + at, bytes - at, MSG_DONTWAIT);
    if (received > 0) {
      at += static_cast<std::size_t>(received);
    } else if (received == 0) {
      return no_child("the child process has ended");
    } else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
      return no_child("the child process does not answer: " + said(errno));
    }
  }
  return out;
}

std::string ChildProcess::end() {
  if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  const auto id = std::exchange(id_, -1);
  if (id < 0) return "never started";
  ::kill(id, SIGKILL);  // changes nothing where it has ended: it is not waited for yet
  int status = 0;
  while (::waitpid(id, &status, 0) < 0) {
    if (errno != EINTR) return "lost";
  }
  if (!WIFSIGNALED(status)) return "exit status " + std::to_string(WEXITSTATUS(status));
  const int signal = WTERMSIG(status);
  const char* name = ::sigdescr_np(signal);
  return "signal " + std::to_string(signal) + " (" + (name == nullptr ? "unknown" : name) + ")";
}

}  // namespace chancery::media
