#include "net/multipart.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <utility>

#include "base/ascii.hpp"
#include "net/utf8.hpp"
#include "net/white_space.hpp"

namespace chancery::net {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::size_t kPiece = 65'536;
constexpr std::size_t kMaxPadding = 256;  // white space after a boundary

auto malformed_form(const std::string& what) {
  return fail(Errc::Malformed, "multipart: " + what, "this form cannot be read: " + what + "; send it again");
}

// A field with parameters: `form-data; name="picture"; filename="a b.png"`.
struct Parameters {
  std::string value;  // lower case
  std::vector<std::pair<std::string, std::string>> list;

  [[nodiscard]] const std::string* find(std::string_view name) const {
    const auto found = std::ranges::find(list, name, &std::pair<std::string, std::string>::first);
    return found == list.end() ? nullptr : &found->second;
  }
};

// Takes a quoted string from the front. A backslash escapes a quote or itself and stands for itself elsewhere, as
// browsers have sent `C:\picture.png`.
Result<std::string> take_quoted(std::string_view& text) {
  std::string out;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return out;
    }
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\')) ++i;
    out += text[i];
  }
  return malformed_form("a quote without its end");
}

Result<Parameters> read_parameters(std::string_view text) {
  Parameters parameters;
  const auto semicolon = text.find(';');
  parameters.value = ascii::lower(trimmed(text.substr(0, semicolon)));
  text = semicolon == std::string_view::npos ? std::string_view{} : trimmed(text.substr(semicolon + 1));
  while (!text.empty()) {
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) return malformed_form("a parameter without a value");
    auto name = ascii::lower(trimmed(text.substr(0, equals)));
    text = trimmed(text.substr(equals + 1));
    std::string value;
    if (text.starts_with('"')) {
      auto quoted = take_quoted(text);
      if (!quoted) return fail(quoted.error());
      value = std::move(*quoted);
      text = trimmed(text);
      if (!text.empty() && !text.starts_with(';')) return malformed_form("something after a quoted value");
    } else {
      value = trimmed(text.substr(0, text.find(';')));
      text.remove_prefix(std::min(text.find(';'), text.size()));
    }
    if (parameters.find(name) != nullptr) return malformed_form("the parameter \"" + name + "\" twice");
    parameters.list.emplace_back(std::move(name), std::move(value));
    if (!text.empty()) text = trimmed(text.substr(1));
  }
  return parameters;
}

Status read_disposition(std::string_view value, Part& part) {
  auto disposition = read_parameters(value);
  if (!disposition) return fail(disposition.error());
  const auto* name = disposition->find("name");
  if (disposition->value != "form-data" || name == nullptr) return malformed_form("a part without a name");
  part.name = *name;
  if (const auto* filename = disposition->find("filename")) {
    const auto folder = filename->find_last_of("/\\");
    part.filename = folder == std::string::npos ? *filename : filename->substr(folder + 1);
  }
  return {};
}

Status read_field(std::string_view line, Part& part, bool& named) {
  const auto colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos || line.front() == ' ' || line.front() == '\t') {
    return malformed_form("a header line without a name");
  }
  const auto name = ascii::lower(line.substr(0, colon));
  const auto value = trimmed(line.substr(colon + 1));
  if (name == "content-disposition") {
    if (std::exchange(named, true)) return malformed_form("two Content-Disposition lines in one part");
    return read_disposition(value, part);
  }
  if (name == "content-type") part.media_type = value;
  if (name == "content-transfer-encoding") {
    static constexpr std::array<std::string_view, 3> kAsIs{"7bit", "8bit", "binary"};
    if (std::ranges::find(kAsIs, ascii::lower(value)) == kAsIs.end()) {
      return fail(Errc::Unsupported, "multipart: Content-Transfer-Encoding", "send the file's bytes as they are");
    }
  }
  return {};
}

Result<Part> read_header(std::string_view header) {
  Part part;
  bool named = false;
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t'; };
  while (!header.empty()) {
    const auto end = header.find(kLineEnd);
    const auto line = header.substr(0, end);
    header.remove_prefix(end == std::string_view::npos ? header.size() : end + kLineEnd.size());
    if (std::ranges::any_of(line, control) || !is_utf8(line)) return malformed_form("a header line that is not text");
    if (const auto read = read_field(line, part, named); !read) return fail(read.error());
  }
  if (!named) return malformed_form("a part without a Content-Disposition");
  return part;
}

}  // namespace

MultipartReader::MultipartReader(std::string_view boundary, MultipartLimits limits)
    : limits_(limits), delimiter_(std::string(kLineEnd) + "--" + std::string(boundary)), buffer_(kLineEnd) {}

Status MultipartReader::feed(std::string_view bytes) {
  buffer_ += bytes;
  for (;;) {
    const auto more = step();
    if (!more) return fail(more.error());
    if (!*more) return {};
  }
}

Result<std::vector<Part>> MultipartReader::finish() {
  if (state_ != State::Epilogue) return malformed_form("it ends before its last boundary");
  return std::move(parts_);
}

Result<bool> MultipartReader::step() {
  switch (state_) {
    case State::Preamble:
    case State::Content:
      return content();
    case State::Boundary:
      return after_boundary();
    case State::Header:
      return header();
    case State::Epilogue:
      drop(buffer_.size());
      return false;
  }
  return false;
}

Result<bool> MultipartReader::content() {
  const auto at = buffer_.find(delimiter_);
  const bool found = at != std::string::npos;
  // What could still become a delimiter stays.
  const auto ready = found ? at : buffer_.size() - std::min(buffer_.size(), delimiter_.size() - 1);
  if (state_ == State::Content) {
    if (const auto kept = keep(std::string_view(buffer_).substr(0, ready)); !kept) return fail(kept.error());
    if (found && !parts_.back().filename && !is_utf8(parts_.back().value))
      return malformed_form("a field that is not text");
  }
  drop(found ? at + delimiter_.size() : ready);
  if (found) state_ = State::Boundary;
  return found;
}

Status MultipartReader::keep(std::string_view bytes) {
  auto& part = parts_.back();
  part.length += bytes.size();
  if (part.filename) return {};
  field_bytes_ += bytes.size();
  if (field_bytes_ > limits_.field_bytes) {
    return fail(Errc::TooLarge, "multipart: fields over their limit",
                "the fields of this form may have at most " + std::to_string(limits_.field_bytes) + " bytes");
  }
  part.value += bytes;
  return {};
}

// "--" ends the form; else white space and the line's end.
Result<bool> MultipartReader::after_boundary() {
  if (buffer_.size() < 2) return false;
  if (buffer_.starts_with("--")) {
    state_ = State::Epilogue;
    return true;
  }
  const auto end = buffer_.find_first_not_of(" \t");
  if (std::min(end, buffer_.size()) > kMaxPadding) return malformed_form("a boundary line that does not end");
  if (end == std::string::npos || end + 2 > buffer_.size()) return false;
  if (buffer_.compare(end, 2, kLineEnd) != 0) return malformed_form("something after a boundary");
  if (parts_.size() == limits_.parts) {
    return fail(Errc::TooLarge, "multipart: too many parts",
                "this form may have at most " + std::to_string(limits_.parts) + " parts");
  }
  drop(end);  // the line end stays: a part may have no header at all, and then is refused for it
  state_ = State::Header;
  return true;
}

Result<bool> MultipartReader::header() {
  static constexpr std::string_view kHeaderEnd = "\r\n\r\n";
  const auto end = buffer_.find(kHeaderEnd);
  // Of an end that is not whole yet nothing is known: it is waited for.
  const auto least = end != std::string::npos ? end : buffer_.size() - std::min(buffer_.size(), kHeaderEnd.size() - 1);
  if (least > limits_.header_bytes) {
    return fail(Errc::TooLarge, "multipart: a part's header over its limit", "the header of a part is too long");
  }
  if (end == std::string::npos) return false;
  auto part = read_header(std::string_view(buffer_).substr(0, end).substr(std::min(end, kLineEnd.size())));
  if (!part) return fail(part.error());
  drop(end + kHeaderEnd.size());
  part->offset = offset_ - kLineEnd.size();
  parts_.push_back(std::move(*part));
  state_ = State::Content;
  return true;
}

void MultipartReader::drop(std::size_t bytes) {
  buffer_.erase(0, bytes);
  offset_ += bytes;
}

Result<std::string> boundary_of(std::string_view content_type) {
  auto type = read_parameters(content_type);
  if (!type) return fail(type.error());
  if (type->value != "multipart/form-data") {
    return fail(Errc::Unsupported, "not multipart/form-data", "send this form as multipart/form-data");
  }
  const auto* boundary = type->find("boundary");
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos;
  };
  if (boundary == nullptr || boundary->empty() || boundary->size() > 70 || boundary->back() == ' ' ||
      !std::ranges::all_of(*boundary, allowed)) {
    return malformed_form("a boundary of 1 to 70 letters, digits and marks is missing");
  }
  return *boundary;
}

Result<std::vector<Part>> read_multipart(const Request& request, MultipartLimits limits) {
  const auto boundary = boundary_of(request.headers.find("Content-Type").value_or(""));
  if (!boundary) return fail(boundary.error());
  MultipartReader reader(*boundary, limits);
  if (request.body_file.empty()) {
    if (const auto fed = reader.feed(request.body); !fed) return fail(fed.error());
    return reader.finish();
  }
  std::ifstream file(request.body_file, std::ios::binary);
  std::string piece(kPiece, '\0');
  while (file) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto fed = reader.feed(std::string_view(piece).substr(0, static_cast<std::size_t>(file.gcount())));
    if (!fed) return fail(fed.error());
  }
  if (!file.eof()) {
    return fail(Errc::Unavailable, "the spooled body cannot be read", "the server lost the form; send it again");
  }
  return reader.finish();
}

Result<std::string> read_part(const Request& request, const Part& part, std::size_t limit) {
  if (part.length > limit) {
    return fail(Errc::TooLarge, "a part over its limit", "this may have at most " + std::to_string(limit) + " bytes");
  }
  if (!part.filename) return part.value;
  if (request.body_file.empty()) return request.body.substr(part.offset, part.length);
  std::ifstream file(request.body_file, std::ios::binary);
  std::string bytes(part.length, '\0');
  if (!file.seekg(static_cast<std::streamoff>(part.offset)) ||
      !file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) {
    return fail(Errc::Unavailable, "the spooled body cannot be read", "the server lost the form; send it again");
  }
  return bytes;
}

}  // namespace chancery::net
