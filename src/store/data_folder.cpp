#include "store/data_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "store/files.hpp"

namespace chancery::store {
namespace {

constexpr std::size_t kSecretLimit = 64 * 1024;

// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] int release() { return std::exchange(fd_, -1); }
  [[nodiscard]] explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

tl::unexpected<Error> cannot(std::string_view what, const std::filesystem::path& path) {
  auto text = fmt::format("cannot {} {}: {}", what, path.string(), last_error());
  return fail(Errc::Unavailable, text, text + "; check who owns it and the disk's space");
}

Status make_private_folder(const std::filesystem::path& dir) {
  if (::mkdir(dir.c_str(), 0700) == 0) return {};
  struct stat found{};
  if (errno == EEXIST && ::stat(dir.c_str(), &found) == 0 && S_ISDIR(found.st_mode)) return {};
  return cannot("make the folder", dir);
}

std::optional<std::string> read_up_to(int fd, std::size_t limit) {
  std::string bytes(limit + 1, '\0');
  std::size_t size = 0;
  while (size < bytes.size()) {
    const auto got = ::read(fd, bytes.data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  bytes.resize(size);
  return bytes;
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

// Who holds the lock, as he wrote it there; "another process" when he has not yet.
std::string holder(int fd) {
  const auto text = read_up_to(fd, 32).value_or("");
  int pid = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), pid);
  return error == std::errc{} && pid > 0 ? fmt::format("process {}", pid) : "another process";
}

bool is_secret_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && name.front() != '.' && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  });
}

Result<std::string> read_secret(int fd, const std::filesystem::path& file) {
  struct stat found{};
  if (::fstat(fd, &found) != 0) return cannot("read", file);
  if (!S_ISREG(found.st_mode) || (found.st_mode & 077) != 0) {
    return fail(Errc::Unavailable, fmt::format("{} can be read by others", file.string()),
                fmt::format("{0} must be a file for its owner alone: chmod 600 {0}", file.string()));
  }
  auto bytes = read_up_to(fd, kSecretLimit);
  if (!bytes) return cannot("read", file);
  if (bytes->empty() || bytes->size() > kSecretLimit) {
    return fail(Errc::Unavailable, fmt::format("{} has {} bytes", file.string(), bytes->size()),
                fmt::format("{} is not the secret we wrote; restore it from a backup", file.string()));
  }
  return std::move(*bytes);
}

// Whole or absent, whenever the power fails.
Status write_whole(const std::filesystem::path& file, std::string_view bytes) {
  auto part = file;
  part += ".part";
  ::unlink(part.c_str());  // left by a crash; the folder's lock is ours
  const Descriptor fd(::open(part.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd || !write_all(fd.get(), bytes) || ::fsync(fd.get()) != 0) return cannot("write", part);
  if (::rename(part.c_str(), file.c_str()) != 0 || !sync_folder_of(file)) return cannot("write", file);
  return {};
}

}  // namespace

Result<DataFolder> DataFolder::claim(const std::filesystem::path& dir) {
  std::error_code error;
  auto path = std::filesystem::absolute(dir, error).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();
  if (error) return fail(Errc::Unavailable, fmt::format("{}: {}", dir.string(), error.message()));
  std::filesystem::create_directories(path.parent_path(), error);
  if (auto made = make_private_folder(path); !made) return fail(made.error());

  const auto lock = path / "lock";
  Descriptor fd(::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd) return cannot("open", lock);
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return cannot("lock", lock);
    const auto who = holder(fd.get());
    return fail(Errc::Conflict, fmt::format("{} is locked by {}", path.string(), who),
                fmt::format("the data folder {} is in use by {}; stop it, or name another folder with --data",
                            path.string(), who));
  }
  if (::ftruncate(fd.get(), 0) != 0 || !write_all(fd.get(), fmt::format("{}\n", ::getpid()))) {
    return cannot("write", lock);
  }
  if (auto made = make_private_folder(path / "secrets"); !made) return fail(made.error());
  return DataFolder(std::move(path), fd.release());
}

DataFolder::DataFolder(std::filesystem::path path, int fd) : path_(std::move(path)), fd_(fd) {}

DataFolder::DataFolder(DataFolder&& other) noexcept
    : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)) {}

DataFolder& DataFolder::operator=(DataFolder&& other) noexcept {
  DataFolder old(std::exchange(path_, std::move(other.path_)), std::exchange(fd_, std::exchange(other.fd_, -1)));
  return *this;
}

DataFolder::~DataFolder() {
  if (fd_ >= 0) ::close(fd_);
}

Result<std::string> DataFolder::secret(const std::string& name, std::string (*make)()) const {
  if (!is_secret_name(name)) return fail(Errc::Invalid, "a secret's name has only the letters a-z, 0-9, '.', '_', '-'");
  const auto file = path_ / "secrets" / name;
  {
    const Descriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (fd) return read_secret(fd.get(), file);
    if (errno != ENOENT) return cannot("read", file);
  }
  auto bytes = make();
  if (auto written = write_whole(file, bytes); !written) return fail(written.error());
  return bytes;
}

Status DataFolder::replace_secret(const std::string& name, std::string_view bytes) const {
  if (!is_secret_name(name)) return fail(Errc::Invalid, "a secret's name has only the letters a-z, 0-9, '.', '_', '-'");
  return write_whole(path_ / "secrets" / name, bytes);
}

Status DataFolder::write(const std::string& name, std::string_view bytes) const {
  return write_whole(path_ / name, bytes);
}

}  // namespace chancery::store
