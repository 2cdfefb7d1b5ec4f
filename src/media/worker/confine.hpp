// The sandbox of chancery-media, put up by the process itself before it reads the first byte of a stranger.
#pragma once

#include <cstdint>
#include <string>

namespace chancery::media {

struct Confinement {
  std::uint64_t memory = std::uint64_t{1'024} << 20;  // bytes of address space
  std::uint64_t cpu_seconds = 600;  // of the whole process: a backstop; the server's deadline comes first
};

// No new privileges, no new file, no socket, no other program, no core file: what stays is reading and writing the
// descriptors that are open, memory and threads. A call outside of it kills the process (SIGSYS); opening a file to
// read is answered "permission denied", as libraries try that and go on. Holds for every thread there is.
// Returns what could not be put up; empty when the sandbox stands. Landlock is a second lock where the kernel has it.
[[nodiscard]] std::string confine(const Confinement& confinement);

}  // namespace chancery::media
