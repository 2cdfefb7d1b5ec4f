#include "store/files.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace chancery::store {
namespace {

bool sync_path(const std::filesystem::path& path, int flags) {
  const int fd = ::open(path.c_str(), flags | O_CLOEXEC);
  if (fd < 0) return false;
  const bool synced = ::fsync(fd) == 0;
  const int error = errno;
  ::close(fd);
  errno = error;
  return synced;
}

}  // namespace

bool sync_file(const std::filesystem::path& file) {
  return sync_path(file, O_RDWR);
}

bool sync_folder_of(const std::filesystem::path& file) {
  const auto folder = file.parent_path();
  return sync_path(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY);
}

}  // namespace chancery::store
