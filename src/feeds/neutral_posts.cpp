#include "feeds/neutral_posts.hpp"

#include <simdjson.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <string>
#include <vector>

#include "base/json_lines.hpp"

namespace chancery::feeds {
namespace {

using activity::DecodedEvent;
using activity::PublicPost;
namespace ondemand = simdjson::ondemand;
using json::is;
using json::kFine;
using json::Refusal;

constexpr std::size_t kMaxLanguage = 128;
constexpr std::size_t kMaxTime = 64;
constexpr Timestamp kEarliest = std::chrono::sys_days{std::chrono::year{1990} / 1 / 1};

// What the members of one line say. The views lie in the parser's memory.
struct Line {
  PublicPost post;
  std::string_view time;
  std::vector<std::string_view> links;
  std::vector<std::string_view> mentions;
  std::vector<std::string_view> tags;

  void clear() {
    post = {};
    time = {};
    for (auto* list : {&links, &mentions, &tags}) list->clear();
  }
};

Refusal read(ondemand::value value, std::string_view& into, std::size_t most, Refusal why) {
  into = json::text(value, most);
  return into.data() == nullptr ? why : kFine;
}

Refusal read_optional(ondemand::value value, std::string_view& into, std::size_t most, Refusal why) {
  bool null = false;
  if (value.is_null().get(null)) return json::kBroken;
  return null ? kFine : read(value, into, most, why);
}

// A list of texts, each once and without the mark people write before it.
Refusal read_list(ondemand::value value, std::vector<std::string_view>& into, std::string_view mark, Refusal why) {
  bool null = false;
  if (value.is_null().get(null)) return json::kBroken;
  if (null) return kFine;
  ondemand::array list;
  if (value.get_array().get(list)) return why;
  return json::each_item(list, [&](ondemand::value item) {
    auto text = json::text(item, NeutralPostDecoder::kMaxName);
    if (text.data() == nullptr) return why;
    if (text.starts_with(mark)) text.remove_prefix(mark.size());
    const bool room = !text.empty() && into.size() < PublicPost::kMaxParts;
    if (room && std::ranges::find(into, text) == into.end()) into.push_back(text);
    return kFine;
  });
}

Refusal read_media(ondemand::value value, bool& into) {
  bool null = false;
  if (value.is_null().get(null)) return json::kBroken;
  return !null && value.get_bool().get(into) ? "media is neither true nor false" : kFine;
}

Refusal read_member(ondemand::raw_json_string key, ondemand::value value, Line& line) {
  using Decoder = NeutralPostDecoder;
  auto& post = line.post;
  if (is(key, "id")) return read(value, post.id, Decoder::kMaxName, "id is no text, or too long");
  if (is(key, "author")) return read(value, post.author, Decoder::kMaxName, "author is no text, or too long");
  if (is(key, "time")) return read(value, line.time, kMaxTime, "time is no text, or too long");
  if (is(key, "text")) return read(value, post.text, Decoder::kMaxText, "text is no text, not UTF-8, or too long");
  if (is(key, "language")) {
    return read_optional(value, post.declared_language, kMaxLanguage, "language is no text, or too long");
  }
  if (is(key, "in_reply_to")) {
    return read_optional(value, post.in_reply_to, Decoder::kMaxName, "in_reply_to is no text, or too long");
  }
  if (is(key, "repost_of")) {
    return read_optional(value, post.repost_of, Decoder::kMaxName, "repost_of is no text, or too long");
  }
  if (is(key, "quote_of")) {
    return read_optional(value, post.quote_of, Decoder::kMaxName, "quote_of is no text, or too long");
  }
  if (is(key, "links")) return read_list(value, line.links, "", "links is no list of texts");
  if (is(key, "mentions")) return read_list(value, line.mentions, "@", "mentions is no list of texts");
  if (is(key, "tags")) return read_list(value, line.tags, "#", "tags is no list of texts");
  if (is(key, "media")) return read_media(value, post.media);
  return json::walk(value, Decoder::kMaxDepth);
}

}  // namespace

struct NeutralPostDecoder::Impl {
  explicit Impl(const Clock& its_clock) : clock(its_clock) {}

  [[nodiscard]] std::string_view pad(std::string_view line);
  [[nodiscard]] Refusal decode(std::string_view padded_line, DecodedEvent& decoded);

  const Clock& clock;
  ondemand::parser parser;
  std::vector<char> buffer;
  Line members;  // keeps its memory from one line to the next
};

NeutralPostDecoder::NeutralPostDecoder(const Clock& clock) : impl_(std::make_unique<Impl>(clock)) {}
NeutralPostDecoder::~NeutralPostDecoder() = default;

Result<DecodedEvent> NeutralPostDecoder::decode(std::string_view line) {
  return decode_padded(line.size() > kMaxLine ? line : impl_->pad(line));
}

Result<DecodedEvent> NeutralPostDecoder::decode_padded(std::string_view line) {
  static_assert(kPadding >= simdjson::SIMDJSON_PADDING);
  Result<DecodedEvent> decoded;
  if (const auto refusal = impl_->decode(line, *decoded)) {
    decoded = fail(Errc::Malformed, std::string("neutral post: ") + refusal);
  }
  return decoded;
}

std::string_view NeutralPostDecoder::Impl::pad(std::string_view line) {
  if (buffer.size() < line.size() + kPadding) buffer.resize(line.size() + kPadding);
  if (!line.empty()) std::memcpy(buffer.data(), line.data(), line.size());
  std::memset(buffer.data() + line.size(), 0, kPadding);  // never what an earlier line left there
  return {buffer.data(), line.size()};
}

Refusal NeutralPostDecoder::Impl::decode(std::string_view padded_line, DecodedEvent& decoded) {
  if (padded_line.size() > kMaxLine) return "longer than 5 MiB";
  ondemand::document document;
  if (parser.iterate(padded_line, padded_line.size() + kPadding).get(document)) return "not whole JSON in UTF-8";
  ondemand::object object;
  if (document.get_object().get(object)) return "not a whole JSON object";
  members.clear();
  const auto refusal = json::each_member(object, [this](ondemand::raw_json_string key, ondemand::value value) {
    return read_member(key, value, members);
  });
  if (refusal != kFine) return refusal;
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) return "something follows the post";

  if (members.post.id.empty()) return "id is missing or empty";
  if (members.post.author.empty()) return "author is missing or empty";
  if (members.post.text.data() == nullptr) return "text is missing";
  const auto time = from_rfc3339(members.time);
  if (!time) return "time is missing or not RFC 3339, such as 2026-11-22T09:30:00Z";
  if (*time < kEarliest) return "time is before 1990";
  if (*time > clock.now() + std::chrono::hours{24}) return "time is in the future";

  decoded.kind = DecodedEvent::Kind::Post;
  decoded.post = members.post;
  decoded.post.time = *time;
  decoded.post.links = members.links;
  decoded.post.mentions = members.mentions;
  decoded.post.tags = members.tags;
  decoded.time = *time;
  decoded.cursor = to_micros(*time);
  return kFine;
}

}  // namespace chancery::feeds
