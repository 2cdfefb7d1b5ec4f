#include "api/emoji_html.hpp"

#include "text/emoji.hpp"
#include "text/html.hpp"

namespace chancery::api {

std::string with_emoji(const activitypub::PictureLinks& links, const activity::Note& note, std::string_view html) {
  if (note.parts.emojis.empty()) return std::string(html);
  return text::with_emoji(
      html, [&](std::string_view shortcode) { return links.emoji(note, shortcode, activitypub::Onlooker::Staff); });
}

std::string with_emoji(const activitypub::PictureLinks& links, const activitypub::Reading& reading,
                       std::string_view html) {
  if (reading.parts.emojis.empty()) return std::string(html);
  return text::with_emoji(html, [&](std::string_view shortcode) { return links.emoji(reading, shortcode); });
}

void add_name_html(json::Object& object, const activitypub::PictureLinks& links, const activity::Actor& actor) {
  if (actor.emojis.empty()) return;
  const auto plain = text::escape_html(json::text(object, "name").value_or(""));
  auto shown = text::with_emoji(
      plain, [&](std::string_view shortcode) { return links.emoji(actor, shortcode, activitypub::Onlooker::Staff); });
  if (shown != plain) object["name_html"] = shown;
}

}  // namespace chancery::api
