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

bool SpoolSpace::take_file(const SpoolUse& use) {
  const std::lock_guard lock(mutex_);
  if (all_.files >= files_ || (!use.upload && bodies_ >= (files_ + 1) / 2)) return false;
  if (!use.subscriber.empty()) {
    auto& share = shares_[use.subscriber];
    if (share.files >= (files_ + 3) / 4) return false;
    ++share.files;
  }
  ++all_.files;
  if (!use.upload) ++bodies_;
  return true;
}

bool SpoolSpace::take(const SpoolUse& use, std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  if (bytes > bytes_ - all_.bytes) return false;
  if (!use.subscriber.empty()) {
    auto& share = shares_[use.subscriber];
    if (bytes + share.bytes > bytes_ / 2) return false;
    share.bytes += bytes;
  }
  all_.bytes += bytes;
  return true;
}

void SpoolSpace::give_back(const SpoolUse& use, std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  --all_.files;
  all_.bytes -= bytes;
  if (!use.upload) --bodies_;
  const auto share = shares_.find(use.subscriber);
  if (share == shares_.end()) return;
  share->second.bytes -= bytes;
  if (--share->second.files == 0) shares_.erase(share);
}

SpoolFile::~SpoolFile() {
  finish();
  if (!path_.empty()) ::unlink(path_.c_str());
  if (space_) space_->give_back(use_, written_);
}

Result<SpoolFile> SpoolFile::create(const std::filesystem::path& folder, std::shared_ptr<SpoolSpace> space,
                                    SpoolUse use) {
  SpoolFile file;
  if (space) {
    if (!space->take_file(use)) return no_space();
    file.space_ = std::move(space);
    file.use_ = std::move(use);
  }
  auto name = (folder / (std::string(kPrefix) + "XXXXXX")).string();
  file.descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (file.descriptor_ < 0) return unavailable("cannot make a file in " + folder.string());
  file.path_ = std::move(name);
  return file;
}

Status SpoolFile::append(std::string_view bytes) {
  if (space_ && !space_->take(use_, bytes.size())) return no_space();
  written_ += bytes.size();
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
