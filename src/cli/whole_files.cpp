#include "cli/whole_files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <utility>

namespace chancery::cli {
namespace {

namespace fs = std::filesystem;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

tl::unexpected<Error> cannot(std::string_view what, const fs::path& path) {
  const bool there = errno == EEXIST;
  auto text = fmt::format("cannot {} {}: {}", what, path.string(), std::generic_category().message(errno));
  if (there) return fail(Errc::Conflict, std::move(text), fmt::format("{} is there already", path.string()));
  return fail(Errc::Unavailable, text, text);
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto put = ::write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

bool pour(int from, int to) {
  std::array<char, 256 * 1024> piece{};
  while (true) {
    const auto got = ::read(from, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return got == 0;
    if (!write_all(to, {piece.data(), static_cast<std::size_t>(got)})) return false;
  }
}

Status make_folders_of(const fs::path& file) {
  const auto folder = file.parent_path();
  if (std::error_code error; folder.empty() || fs::is_directory(folder, error)) return {};
  if (auto above = make_folders_of(folder); !above) return above;
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return cannot("make the folder", folder);
  return flush_folder(folder.parent_path());
}

constexpr int kNew = O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW;

}  // namespace

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Status write_new(const fs::path& file, std::string_view bytes) {
  const Descriptor to(::open(file.c_str(), kNew, 0600));
  if (to.get() < 0 || !write_all(to.get(), bytes) || ::fsync(to.get()) != 0) return cannot("write", file);
  return flush_folder(file.parent_path());
}

Status copy_new(const fs::path& from, const fs::path& to) {
  if (auto made = make_folders_of(to); !made) return made;
  const Descriptor source(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
  if (source.get() < 0) return cannot("read", from);
  const Descriptor target(::open(to.c_str(), kNew, 0600));
  if (target.get() < 0 || !pour(source.get(), target.get()) || ::fsync(target.get()) != 0) return cannot("write", to);
  return {};
}

Status link_or_copy(const fs::path& from, const fs::path& to) {
  if (std::error_code error; fs::exists(to, error)) return {};
  if (auto made = make_folders_of(to); !made) return made;
  if (::link(from.c_str(), to.c_str()) == 0) return {};
  return copy_new(from, to);
}

Status flush_folder(const fs::path& folder) {
  const Descriptor opened(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.get() < 0 || ::fsync(opened.get()) != 0) return cannot("write", folder);
  return {};
}

Status make_empty_folder(const fs::path& folder, std::string_view allowed) {
  if (auto made = make_folders_of(folder / "x"); !made) return made;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().filename() == allowed) continue;
    return fail(Errc::Conflict, fmt::format("{} is not empty: it holds {}; name another folder", folder.string(),
                                            entry.path().filename().string()));
  }
  if (error) return fail(Errc::Unavailable, fmt::format("{}: {}", folder.string(), error.message()));
  return {};
}

}  // namespace chancery::cli
