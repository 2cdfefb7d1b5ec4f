#include "activity/note_parts.hpp"

#include <array>

namespace chancery::activity {
namespace {

constexpr std::array<std::string_view, 4> kPermitted{"anyone", "followers", "mentioned", "nobody"};

json::Object to_json(const Attachment& attachment) {
  return {{"url", attachment.url},         {"type", attachment.media_type}, {"alt", write_wordings(attachment.alt)},
          {"width", attachment.width},     {"height", attachment.height},   {"blurhash", attachment.blurhash},
          {"focus_x", attachment.focus.x}, {"focus_y", attachment.focus.y}};
}

Attachment attachment_in(const json::Object& object) {
  Attachment attachment;
  attachment.url = json::text_or_empty(object, "url");
  attachment.media_type = json::text_or_empty(object, "type");
  attachment.alt = read_wordings(object, "alt");
  attachment.width = static_cast<int>(json::integer(object, "width").value_or(0));
  attachment.height = static_cast<int>(json::integer(object, "height").value_or(0));
  attachment.blurhash = json::text_or_empty(object, "blurhash");
  attachment.focus = {json::number_or_zero(object, "focus_x"), json::number_or_zero(object, "focus_y")};
  return attachment;
}

json::Object to_json(const Question& question) {
  json::Array options;
  for (const auto& option : question.options) {
    options.emplace_back(json::Object{{"name", option.name}, {"votes", option.votes}});
  }
  return {{"options", std::move(options)},
          {"multiple", question.multiple},
          {"ends", to_micros(question.ends)},
          {"voters", question.voters}};
}

Question question_in(const json::Object& object) {
  Question question;
  for (const auto* option : json::objects(object, "options")) {
    question.options.push_back({json::text_or_empty(*option, "name"), json::integer(*option, "votes").value_or(0)});
  }
  question.multiple = json::boolean(object, "multiple").value_or(false);
  question.ends = from_micros(json::integer(object, "ends").value_or(0));
  question.voters = json::integer(object, "voters").value_or(0);
  return question;
}

Permitted permitted_in(const json::Object& object, std::string_view key) {
  return parse_permitted(json::text(object, key).value_or("anyone")).value_or(Permitted::Nobody);
}

}  // namespace

std::string_view to_string(Permitted permitted) {
  return kPermitted.at(static_cast<std::size_t>(permitted));
}

Result<Permitted> parse_permitted(std::string_view text) {
  for (std::size_t i = 0; i < kPermitted.size(); ++i) {
    if (kPermitted[i] == text) return static_cast<Permitted>(i);
  }
  return fail(Errc::Invalid, "who may do it: write anyone, followers, mentioned or nobody");
}

json::Array write_wordings(const std::vector<Wording>& wordings) {
  json::Array list;
  for (const auto& wording : wordings) list.emplace_back(json::Array{wording.language, wording.text});
  return list;
}

std::vector<Wording> read_wordings(const json::Object& object, std::string_view key) {
  std::vector<Wording> wordings;
  const auto* list = json::array(object, key);
  if (!list) return wordings;
  for (const auto& value : *list) {
    const auto* pair = value.if_array();
    if (!pair || pair->size() != 2 || !(*pair)[0].is_string() || !(*pair)[1].is_string()) continue;
    wordings.push_back({std::string((*pair)[0].as_string()), std::string((*pair)[1].as_string())});
  }
  return wordings;
}

std::string write_parts(const NoteParts& parts) {
  json::Object object;
  if (!parts.summary.empty()) object["summary"] = parts.summary;
  if (parts.sensitive) object["sensitive"] = true;
  if (!parts.translations.empty()) object["translations"] = write_wordings(parts.translations);
  if (!parts.summary_translations.empty()) object["summary_translations"] = write_wordings(parts.summary_translations);
  json::Array attachments;
  for (const auto& attachment : parts.attachments) attachments.emplace_back(to_json(attachment));
  if (!attachments.empty()) object["attachments"] = std::move(attachments);
  json::Array mentions;
  for (const auto& mention : parts.mentions) {
    mentions.emplace_back(json::Object{{"actor", mention.actor}, {"acct", mention.acct}});
  }
  if (!mentions.empty()) object["mentions"] = std::move(mentions);
  if (!parts.hashtags.empty()) object["hashtags"] = json::Array(parts.hashtags.begin(), parts.hashtags.end());
  if (!parts.emojis.empty()) object["emojis"] = write_emojis(parts.emojis);
  if (parts.question) object["question"] = to_json(*parts.question);
  if (!parts.quote.empty()) object["quote"] = parts.quote;
  if (!parts.quote_authorization.empty()) object["quote_authorization"] = parts.quote_authorization;
  if (parts.policy.reply != Permitted::Anyone) object["may_reply"] = to_string(parts.policy.reply);
  if (parts.policy.quote != Permitted::Anyone) object["may_quote"] = to_string(parts.policy.quote);
  if (parts.herself) object["herself"] = true;
  if (parts.quiet) object["quiet"] = true;
  if (parts.removed != Timestamp{}) object["removed"] = to_micros(parts.removed);
  return object.empty() ? std::string() : boost::json::serialize(object);
}

Result<NoteParts> read_parts(std::string_view stored) {
  if (stored.empty()) return NoteParts{};
  const auto read = json::parse_object(stored);
  if (!read) return fail(read.error());
  const auto& object = *read;
  NoteParts parts;
  parts.summary = json::text_or_empty(object, "summary");
  parts.sensitive = json::boolean(object, "sensitive").value_or(false);
  parts.translations = read_wordings(object, "translations");
  parts.summary_translations = read_wordings(object, "summary_translations");
  for (const auto* item : json::objects(object, "attachments")) parts.attachments.push_back(attachment_in(*item));
  for (const auto* item : json::objects(object, "mentions")) {
    parts.mentions.push_back({json::text_or_empty(*item, "actor"), json::text_or_empty(*item, "acct")});
  }
  parts.hashtags = json::texts(object, "hashtags");
  if (const auto* emojis = json::object(object, "emojis")) parts.emojis = read_emojis(*emojis);
  if (const auto* question = json::object(object, "question")) parts.question = question_in(*question);
  parts.quote = json::text_or_empty(object, "quote");
  parts.quote_authorization = json::text_or_empty(object, "quote_authorization");
  parts.policy = {permitted_in(object, "may_reply"), permitted_in(object, "may_quote")};
  parts.herself = json::boolean(object, "herself").value_or(false);
  parts.quiet = json::boolean(object, "quiet").value_or(false);
  parts.removed = from_micros(json::integer(object, "removed").value_or(0));
  return parts;
}

}  // namespace chancery::activity
