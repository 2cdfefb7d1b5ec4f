#include "media/files.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <system_error>

#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "media/whole_file.hpp"

namespace chancery::media {
namespace {

constexpr std::size_t kHashDigits = 64;

}  // namespace

Result<FileName> FileName::parse(std::string_view text) {
  for (const auto format : {Format::Jpeg, Format::Png, Format::Webp}) {
    const auto extension = extension_of(format);
    if (text.size() != kHashDigits + 1 + extension.size() || text[kHashDigits] != '.' || !text.ends_with(extension)) {
      continue;
    }
    if (text.find_first_not_of("0123456789abcdef") != kHashDigits) break;
    return FileName(std::string(text), format);
  }
  return fail(Errc::NotFound, "no name of a picture", "there is no such picture");
}

FileName FileName::of(std::string_view bytes, Format format) {
  return {crypto::to_hex(crypto::sha256(bytes)) + '.' + std::string(extension_of(format)), format};
}

Result<Files> Files::open(std::filesystem::path folder) {
  if (const auto ready = make_folder(folder); !ready) return fail(ready.error());
  return Files(std::move(folder));
}

std::filesystem::path Files::path_of(const FileName& name) const {
  return folder_ / name.text().substr(0, 2) / name.text().substr(2);
}

Result<FileName> Files::put(const Rendition& rendition) {
  auto name = FileName::of(rendition.bytes, rendition.format);
  if (find(name)) return name;
  const auto path = path_of(name);
  if (const auto written = write_whole_file(folder_, path, rendition.bytes); !written) return fail(written.error());
  return name;
}

Result<StoredFile> Files::find(const FileName& name) const {
  auto path = path_of(name);
  std::error_code error;
  const auto bytes = std::filesystem::file_size(path, error);
  if (error) return fail(Errc::NotFound, "no file " + path.string(), "there is no such picture");
  return StoredFile{std::move(path), bytes};
}

Status Files::remove(const FileName& name) {
  std::error_code error;
  std::filesystem::remove(path_of(name), error);
  if (error)
    return fail(Errc::Unavailable, "cannot remove " + path_of(name).string() + ": " + error.message(),
                "the picture could not be removed; try again");
  return {};
}

}  // namespace chancery::media
