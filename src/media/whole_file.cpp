#include "media/whole_file.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace chancery::media {
namespace {

constexpr std::string_view kUnfinished = "unfinished-";

auto unavailable(const std::filesystem::path& path, std::string_view why) {
  return fail(Errc::Unavailable, "cannot write " + path.string() + ": " + std::string(why),
              "the server cannot keep the picture now; try again later");
}

std::string last_error() {
  return std::generic_category().message(errno);
}

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(file) == 0;
}

Status sync_folder(const std::filesystem::path& folder) {
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return unavailable(folder, last_error());
  const bool synced = ::fsync(file) == 0;
  const auto why = synced ? std::string() : last_error();
  ::close(file);
  if (!synced) return unavailable(folder, why);
  return {};
}

}  // namespace

Status make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  if (std::filesystem::create_directories(folder, error)) ::chmod(folder.c_str(), S_IRWXU);
  if (error) return unavailable(folder, error.message());
  std::filesystem::directory_iterator entries(folder, error);
  if (error) return unavailable(folder, error.message());
  for (const auto& entry : entries) {
    if (entry.path().filename().string().starts_with(kUnfinished)) std::filesystem::remove(entry.path(), error);
  }
  return {};
}

Status write_whole_file(const std::filesystem::path& folder, const std::filesystem::path& path,
                        std::string_view bytes) {
  auto name = (folder / (std::string(kUnfinished) + "XXXXXX")).string();
  const int file = ::mkostemp(name.data(), O_CLOEXEC);
  if (file < 0) return unavailable(folder, last_error());
  const bool written = write_all(file, bytes);
  auto why = written ? std::string() : last_error();
  ::close(file);
  std::error_code error;
  const bool made = written && std::filesystem::create_directory(path.parent_path(), error);
  if (written && !error) std::filesystem::rename(name, path, error);
  if (!written || error) {
    if (error) why = error.message();
    ::unlink(name.c_str());
    return unavailable(path, why);
  }
  if (made) {
    if (const auto synced = sync_folder(folder); !synced) return synced;
  }
  return sync_folder(path.parent_path());
}

}  // namespace chancery::media
