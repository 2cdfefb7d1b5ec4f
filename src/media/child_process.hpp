// A child process that we talk to over one socket, and that does not outlive its owner.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace chancery::media {

// Move-only owner: killed and waited for when its owner goes. The child has the socket as standard input, no other
// descriptor but /dev/null, and an empty environment.
class ChildProcess {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  // Fails with Errc::Unavailable when the program cannot be run.
  [[nodiscard]] static Result<ChildProcess> start(const std::filesystem::path& program,
                                                  const std::vector<std::string>& arguments);
  ChildProcess(ChildProcess&& other) noexcept { swap(other); }
  ChildProcess& operator=(ChildProcess&& other) noexcept {
    ChildProcess taken(std::move(other));
    swap(taken);
    return *this;
  }
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess() { (void)end(); }

  // Both fail with Errc::Timeout at the deadline and with Errc::Unavailable when the child is gone.
  [[nodiscard]] Status write(std::string_view bytes, Deadline deadline);
  [[nodiscard]] Result<std::string> read(std::size_t bytes, Deadline deadline);

  // Kills it, waits for it and says how it ended: "signal 31 (Bad system call)", "exit status 1".
  std::string end();
  [[nodiscard]] pid_t id() const { return id_; }

 private:
  ChildProcess(pid_t id, int socket) : id_(id), socket_(socket) {}
  void swap(ChildProcess& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(socket_, other.socket_);
  }
  [[nodiscard]] Status wait_for(short events, Deadline deadline) const;

  pid_t id_ = -1;
  int socket_ = -1;
};

}  // namespace chancery::media
