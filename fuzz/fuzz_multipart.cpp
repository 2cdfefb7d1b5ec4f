// Forms as strangers send them: the first line is the boundary, the rest the body. What is read does not depend on how
// the bytes were cut, every part lies within the body, and no limit is passed.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "net/multipart.hpp"

namespace {

using namespace chancery::net;

void expect(bool promise) {
  if (!promise) std::abort();
}

chancery::Result<std::vector<Part>> read(std::string_view boundary, std::string_view body, std::size_t step) {
  MultipartReader reader(boundary, {4, 300, 200});
  for (std::size_t at = 0; at < body.size(); at += step) {
    if (const auto fed = reader.feed(body.substr(at, step)); !fed) return chancery::fail(fed.error());
  }
  return reader.finish();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto line = bytes.find('\n');
  const auto boundary = boundary_of("multipart/form-data; boundary=" + std::string(bytes.substr(0, line)));
  if (!boundary || line == std::string_view::npos) return 0;
  const auto body = bytes.substr(line + 1);
  const auto whole = read(*boundary, body, body.size() + 1);
  for (const std::size_t step : {std::size_t{1}, std::size_t{7}}) {
    const auto cut = read(*boundary, body, step);
    expect(cut.has_value() == whole.has_value());
    if (!cut) continue;
    expect(cut->size() == whole->size());
    for (std::size_t i = 0; i < cut->size(); ++i) {
      expect(cut->at(i).name == whole->at(i).name && cut->at(i).value == whole->at(i).value);
      expect(cut->at(i).offset == whole->at(i).offset && cut->at(i).length == whole->at(i).length);
    }
  }
  if (!whole) return 0;
  expect(whole->size() <= 4);
  std::size_t fields = 0;
  for (const auto& part : *whole) {
    expect(part.offset <= body.size() && part.length <= body.size() - part.offset);
    fields += part.value.size();
    if (!part.filename) expect(part.value == body.substr(part.offset, part.length));
    if (part.filename) expect(part.value.empty() && part.filename->find_first_of("/\\") == std::string::npos);
    expect(body.substr(part.offset, part.length).find("\r\n--" + *boundary) == std::string_view::npos);
  }
  expect(fields <= 200);
  return 0;
}
