#include "atproto/foreign_commit.hpp"

#include <cstddef>
#include <cstring>

#include "base/json_lines.hpp"

namespace chancery::atproto {
namespace {

constexpr std::size_t kShortest = 128;

// Whether all bytes are printable ASCII; eight at a time. May say no of some that are.
bool is_plain(std::string_view line) {
  constexpr std::uint64_t kHigh = 0x8080808080808080U;
  constexpr std::uint64_t kSpaces = 0x2020202020202020U;
  std::uint64_t bad = 0;
  std::size_t at = 0;
  for (; at + 8 <= line.size(); at += 8) {
    const auto word = json::load<std::uint64_t>(line.data() + at);
    bad |= word | (word - kSpaces);
  }
  const auto last = json::load<std::uint64_t>(line.data() + line.size() - 8);
  bad |= last | (last - kSpaces);
  return (bad & kHigh) == 0;
}

// Goes along a line piece by piece; once a piece is not there, nothing is any more.
class Cursor {
 public:
  explicit Cursor(std::string_view line) : at_(line.data()), end_(line.data() + line.size()) {}

  template <std::size_t N>
  bool pass(const char (&piece)[N]) {
    if (left() < N - 1 || !json::begins_with<N - 1>(at_, piece)) return false;
    at_ += N - 1;
    return true;
  }
  // What stands before the next quotation mark, which is passed as well; empty when there is none.
  std::string_view text() {
    const auto* quote = static_cast<const char*>(std::memchr(at_, '"', left()));
    if (quote == nullptr) return {};
    const std::string_view found{at_, static_cast<std::size_t>(quote - at_)};
    at_ = quote + 1;
    return found.ends_with('\\') ? std::string_view{} : found;
  }
  // Of sixteen digits at most; 0 for none.
  std::int64_t number() {
    std::int64_t value = 0;
    for (int i = 0; i < 16 && at_ != end_ && *at_ >= '0' && *at_ <= '9'; ++i) value = value * 10 + (*at_++ - '0');
    return value;
  }
  [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }

 private:
  const char* at_;
  const char* end_;
};

// `…},"cid":"bafy…"}}`
bool ends_with_cid(std::string_view line) {
  constexpr std::string_view kBefore = R"(},"cid":")";
  if (!line.ends_with(R"("}})")) return false;
  line.remove_suffix(3);
  const auto quote = line.rfind('"');
  return quote != line.npos && line.size() - quote > 1 && line.substr(0, quote + 1).ends_with(kBefore);
}

}  // namespace

std::optional<std::int64_t> time_of_foreign_commit(std::string_view line) {
  if (line.size() < kShortest) return std::nullopt;
  Cursor at{line};
  if (!at.pass(R"({"did":")") || at.text().empty() || !at.pass(R"(,"time_us":)")) return std::nullopt;
  const std::int64_t time = at.number();
  if (!at.pass(R"(,"kind":"commit","commit":{"rev":")") || at.text().empty()) return std::nullopt;
  if (!at.pass(R"(,"operation":")") || at.text().empty() || !at.pass(R"(,"collection":")")) return std::nullopt;
  const std::string_view collection = at.text();
  if (collection.empty() || json::is(collection, "app.bsky.feed.post") ||
      json::is(collection, "app.bsky.feed.repost")) {
    return std::nullopt;
  }
  if (!at.pass(R"(,"rkey":")") || at.text().empty()) return std::nullopt;
  const bool deleted = at.pass("}}") && at.left() == 0;
  if (!deleted && !(at.pass(R"(,"record":{)") && ends_with_cid(line))) return std::nullopt;
  const bool two_run_together = line.find("}{") != line.npos;
  if (two_run_together || !is_plain(line)) return std::nullopt;
  return time;
}

}  // namespace chancery::atproto
