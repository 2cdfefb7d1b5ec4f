#include "net/spool.hpp"

#include <fcntl.h>
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

}  // namespace

SpoolFile::~SpoolFile() {
  finish();
  if (!path_.empty()) ::unlink(path_.c_str());
}

Result<SpoolFile> SpoolFile::create(const std::filesystem::path& folder) {
  auto name = (folder / (std::string(kPrefix) + "XXXXXX")).string();
  SpoolFile file;
  file.descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (file.descriptor_ < 0) return unavailable("cannot make a file in " + folder.string());
  file.path_ = std::move(name);
  return file;
}

Status SpoolFile::append(std::string_view bytes) {
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

void sweep_spool(const std::filesystem::path& folder) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().filename().string().starts_with(kPrefix)) std::filesystem::remove(entry.path(), error);
  }
}

}  // namespace chancery::net
