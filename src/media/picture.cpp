#include "media/picture.hpp"

#include <fmt/format.h>

namespace chancery::media {

using namespace std::string_view_literals;

std::string_view media_type_of(Format format) {
  switch (format) {
    case Format::Jpeg:
      return "image/jpeg";
    case Format::Png:
      return "image/png";
    case Format::Webp:
      return "image/webp";
  }
  return "application/octet-stream";
}

std::string_view extension_of(Format format) {
  switch (format) {
    case Format::Jpeg:
      return "jpg";
    case Format::Png:
      return "png";
    case Format::Webp:
      return "webp";
  }
  return "";
}

bool begins_as(Format format, std::string_view bytes) {
  switch (format) {
    case Format::Jpeg:
      return bytes.starts_with("\xff\xd8\xff"sv);
    case Format::Png:
      return bytes.starts_with("\x89PNG\r\n\x1a\n"sv);
    case Format::Webp:
      return bytes.starts_with("RIFF"sv) && bytes.size() > 12 && bytes.substr(8, 4) == "WEBP"sv;
  }
  return false;
}

std::string to_css(Colour colour) {
  return fmt::format("#{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue);
}

}  // namespace chancery::media
