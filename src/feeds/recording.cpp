#include "feeds/recording.hpp"

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

#include "activity/public_post.hpp"
#include "figure/unpacker.hpp"

namespace chancery::feeds {
namespace {

constexpr std::size_t kReadChunk = 256 * 1024;
constexpr std::size_t kPadding = activity::LineDecoder::kPadding;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t") == std::string_view::npos;
}

}  // namespace

struct Recording::Impl {
  Impl(figure::Unpacker its_bytes, std::string its_name) : bytes(std::move(its_bytes)), name(std::move(its_name)) {}

  // The next line as it stands, up to its line feed, or nothing at the end.
  Result<std::optional<std::string_view>> raw_line();
  Result<std::string_view> whole(std::string_view last_part);
  Status refill();
  [[nodiscard]] Error here(const Error& error) const;
  [[nodiscard]] Error too_long() const;

  figure::Unpacker bytes;
  std::string name;
  std::vector<char> chunk = std::vector<char>(kReadChunk + kPadding);
  std::string_view rest;    // of the chunk
  std::vector<char> begun;  // a line that began in an earlier chunk
  bool overlong = false;    // the line being read is passed over
  bool ended = false;
  std::uint64_t line = 0;
};

Recording::Recording(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Recording::Recording(Recording&&) noexcept = default;
Recording& Recording::operator=(Recording&&) noexcept = default;
Recording::~Recording() = default;

Result<Recording> Recording::open(const std::string& path) {
  auto bytes = figure::Unpacker::open(path);
  if (!bytes) return fail(std::move(bytes.error()));
  return Recording(std::make_unique<Impl>(*std::move(bytes), path == "-" ? "standard input" : path));
}

Recording Recording::from_bytes(std::string_view bytes, std::string name) {
  return Recording(std::make_unique<Impl>(figure::Unpacker::from_bytes(bytes), std::move(name)));
}

std::uint64_t Recording::line() const {
  return impl_->line;
}
const std::string& Recording::name() const {
  return impl_->name;
}

Result<std::optional<std::string_view>> Recording::next() {
  for (;;) {
    auto raw = impl_->raw_line();
    if (!raw || !*raw) return raw;
    auto line = **raw;
    if (impl_->line == 1 && line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.size() > kMaxLine) return fail(impl_->too_long());
    if (!is_blank(line)) return line;
  }
}

Result<std::optional<std::string_view>> Recording::Impl::raw_line() {
  begun.clear();
  for (;;) {
    if (const auto end = rest.find('\n'); end != std::string_view::npos) {
      const auto part = rest.substr(0, end);
      rest.remove_prefix(end + 1);
      ++line;
      auto given = whole(part);
      if (!given) return fail(std::move(given.error()));
      return *given;
    }
    if (overlong || begun.size() + rest.size() > kMaxLine + 2) {  // CR and LF do not count
      overlong = true;
      begun.clear();
    } else {
      begun.insert(begun.end(), rest.begin(), rest.end());
    }
    rest = {};
    if (!ended) {
      if (auto status = refill(); !status) return fail(here(status.error()));
    }
    if (ended) {
      if (begun.empty() && !overlong) return std::nullopt;
      ++line;  // the last line needs no line feed
      auto given = whole({});
      if (!given) return fail(std::move(given.error()));
      return *given;
    }
  }
}

// The line that ends with this part.
Result<std::string_view> Recording::Impl::whole(std::string_view last_part) {
  if (std::exchange(overlong, false)) {
    begun.clear();
    return fail(too_long());
  }
  if (begun.empty()) return last_part;
  const auto size = begun.size() + last_part.size();
  begun.insert(begun.end(), last_part.begin(), last_part.end());
  begun.resize(size + kPadding);
  return std::string_view(begun.data(), size);
}

Status Recording::Impl::refill() {
  const auto got = bytes.read(std::span(chunk).first(kReadChunk));
  if (!got) {
    ended = true;
    begun.clear();  // half a line is none
    overlong = false;
    return fail(got.error());
  }
  rest = {chunk.data(), *got};
  ended = *got == 0;
  return {};
}

Error Recording::Impl::here(const Error& error) const {
  const auto place = name + ", line " + std::to_string(line + 1) + ": ";
  return {error.code, place + error.detail, place + error.hint};
}

Error Recording::Impl::too_long() const {
  const auto text = name + ", line " + std::to_string(line) + ": longer than 5 MiB";
  return {Errc::TooLarge, text, text};
}

}  // namespace chancery::feeds
