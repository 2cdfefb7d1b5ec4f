#include "activitypub/read_parts.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "activitypub/read.hpp"
#include "base/media_type.hpp"
#include "text/html.hpp"
#include "text/utf8.hpp"

namespace chancery::activitypub {

bool is_note(const json::Object& object) {
  static constexpr std::array<std::string_view, 9> kRead{"Note",  "Article", "Page",  "Question", "ChatMessage",
                                                         "Video", "Event",   "Audio", "Image"};
  return !first_type(object, [](std::string_view type) {
            return std::ranges::find(kRead, type) != kRead.end();
          }).empty();
}

std::string member_id(const json::Object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value ? id_of(*value) : std::string();
}

std::vector<std::string> member_ids(const json::Object& object, std::string_view key) {
  std::vector<std::string> found;
  each_value(object, key, [&](const json::Value& value) {
    if (auto id = id_of(value); !id.empty()) found.push_back(std::move(id));
  });
  return found;
}

const json::Object* embedded(const json::Object& object, std::string_view key) {
  const json::Object* first = nullptr;
  each_value(object, key, [&](const json::Value& value) {
    if (!first) first = value.if_object();
  });
  return first;
}

std::vector<activity::Emoji> read_emojis_in(const json::Object& object, const Peers& peers,
                                            const std::vector<std::string_view>& texts) {
  std::vector<activity::Emoji> emojis;
  each_value(object, "tag", [&](const json::Value& value) {
    const auto* tag = value.if_object();
    if (!tag || emojis.size() == kMaxEmojis) return;
    if (first_type(*tag, [](std::string_view type) { return type == "Emoji"; }).empty()) return;
    auto shortcode = json::text(*tag, "name").value_or("");
    if (shortcode.starts_with(':') && shortcode.ends_with(':') && shortcode.size() > 2) {
      shortcode = shortcode.substr(1, shortcode.size() - 2);
    }
    if (!activity::is_shortcode(shortcode)) return;
    if (std::ranges::find(emojis, shortcode, &activity::Emoji::shortcode) != emojis.end()) return;
    const auto written = ':' + std::string(shortcode) + ':';
    const auto has_it = [&](std::string_view text) { return text.find(written) != std::string_view::npos; };
    if (std::ranges::none_of(texts, has_it)) return;
    const auto* icon = embedded(*tag, "icon");
    if (auto url = icon ? read_page(*icon, peers) : std::string(); !url.empty()) {
      emojis.push_back({std::string(shortcode), std::move(url)});
    }
  });
  return emojis;
}

activity::Audience read_audience(const json::Object& object) {
  return {member_ids(object, "to"), member_ids(object, "cc")};
}

Target read_target(const json::Object& object, const Peers& peers, std::string_view wanted) {
  Target target;
  each_value(object, "url", [&](const json::Value& value) {
    std::string_view href;
    std::string type;
    if (const auto* text = value.if_string()) href = *text;
    if (const auto* link = value.if_object()) {
      href = json::text(*link, "href").value_or("");
      type = bare_media_type(json::text(*link, "mediaType").value_or(""));
    }
    const bool better = target.href.empty() || (!wanted.empty() && type == wanted && target.media_type != wanted);
    if (better && peers.check(href)) target = {std::string(href), one_line(type)};
  });
  return target;
}

std::string read_page(const json::Object& object, const Peers& peers) {
  return read_target(object, peers, "text/html").href;
}

std::string one_line(std::string_view text) {
  auto name = text::strip_bidi_controls(text::cut_at_character(text, kMaxName));
  std::erase_if(name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  return name;
}

std::string plain_lines(std::string_view text, std::size_t most) {
  auto lines = text::strip_bidi_controls(text::cut_at_character(text, most));
  std::erase_if(lines, [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7f; });
  return lines;
}

Result<std::string> required_id(const json::Object& object, std::string_view key, const Peers& peers) {
  auto id = member_id(object, key);
  if (id.empty()) return fail(Errc::Invalid, std::string(key) + " is missing");
  if (const auto url = peers.check(id); !url) return fail(url.error());
  return id;
}

std::string kept_html(std::string_view html) {
  for (auto raw = kMaxContent;; raw /= 2) {
    auto content = text::sanitise(text::cut_at_character(html, raw));
    if (content.size() <= kMaxContent) return content;
  }
}

}  // namespace chancery::activitypub
