#include "net/spool.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

namespace chancery::net {

namespace {

constexpr std::string_view kPrefix = "chancery-body-";

auto unavailable(std::string_view what) {
  return fail(Errc::Unavailable, std::string(what) + ": " + std::generic_category().message(errno),
              "the server cannot keep the body now; send it again later");
}

auto no_space() {
  return fail(Errc::Unavailable, "no space left for bodies in files",
              "the server takes too many large bodies at this moment; send it again in a moment");
}

}  // namespace

bool SpoolSpace::take_file() {
  const std::lock_guard lock(mutex_);
  if (files_ == 0) return false;
  --files_;
  return true;
}

bool SpoolSpace::take(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  if (bytes > bytes_) return false;
  bytes_ -= bytes;
  return true;
}

void SpoolSpace::give_back(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  ++files_;
  bytes_ += bytes;
}

SpoolFile::~SpoolFile() {
  finish();
  if (!path_.empty()) ::unlink(path_.c_str());
  if (space_) space_->give_back(taken_);
}

Result<SpoolFile> SpoolFile::create(const std::filesystem::path& folder, std::shared_ptr<SpoolSpace> space,
                                    std::uint64_t expected) {
  SpoolFile file;
  if (space) {
    if (!space->take_file()) return no_space();
    file.space_ = std::move(space);
    if (!file.space_->take(expected)) return no_space();
    file.taken_ = expected;
  }
  auto name = (folder / (std::string(kPrefix) + "XXXXXX")).string();
  file.descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (file.descriptor_ < 0) return unavailable("cannot make a file in " + folder.string());
  file.path_ = std::move(name);
  return file;
}

Status SpoolFile::append(std::string_view bytes) {
  written_ += bytes.size();
  if (space_ && written_ > taken_) {
    if (!space_->take(written_ - taken_)) return no_space();
    taken_ = written_;
  }
  while (!bytes.empty()) {
    const auto written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return unavailable("cannot write " + path_.string());
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

void SpoolFile::finish() {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

Status prepare_spool(const std::filesystem::path& folder) {
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return unavailable("cannot make " + folder.string());
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().filename().string().starts_with(kPrefix)) std::filesystem::remove(entry.path(), error);
  }
  return {};
}

}  // namespace chancery::net
