#include "speak/post_body.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "speak/words.hpp"

namespace chancery::speak {
namespace {

using activity::Visibility;

constexpr std::chrono::minutes kShortestPoll{5};
constexpr std::chrono::minutes kLongestPoll{30 * 24 * 60};

Status check_texts(const std::vector<PostText>& texts) {
  if (texts.empty()) return fail(Errc::Invalid, "texts: write something");
  if (texts.size() > kMaxLanguages) {
    return fail(Errc::Invalid, fmt::format("texts: at most {} languages in one post", kMaxLanguages));
  }
  std::set<std::string_view> languages;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto& text = texts[i];
    if (auto language = check_language(text.language); !language) return language;
    if (!languages.insert(text.language).second) {
      return fail(Errc::Invalid, fmt::format("texts.{}.language: {} is there twice", i, text.language));
    }
    if (auto words = check_words(fmt::format("texts.{}.markdown", i), text.markdown, kMaxCharacters); !words) {
      return words;
    }
    if (text.warning.empty()) continue;
    if (auto words = check_words(fmt::format("texts.{}.warning", i), text.warning, kMaxWarning); !words) return words;
  }
  return {};
}

Status check_pictures(const std::vector<PostPicture>& pictures) {
  if (pictures.size() > kMaxPictures) {
    return fail(Errc::Invalid, fmt::format("pictures: at most {}", kMaxPictures));
  }
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    for (const auto& alt : pictures[i].alt) {
      if (auto language = check_language(alt.language); !language) return language;
      if (auto words = check_words(fmt::format("pictures.{}.alt", i), alt.text, kMaxAlt); !words) return words;
    }
    const auto [x, y] = pictures[i].focus;
    if (!(x >= -1 && x <= 1 && y >= -1 && y <= 1)) {
      return fail(Errc::Invalid, fmt::format("pictures.{}.focus: both numbers lie between -1 and 1", i));
    }
  }
  return {};
}

Status check_poll(const PostPoll& poll) {
  if (poll.options.size() < 2 || poll.options.size() > kMaxPollOptions) {
    return fail(Errc::Invalid, fmt::format("poll.options: give 2 to {}", kMaxPollOptions));
  }
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < poll.options.size(); ++i) {
    const auto& option = poll.options[i];
    if (auto words = check_words(fmt::format("poll.options.{}", i), option, kMaxPollOption); !words) return words;
    if (!seen.insert(option).second) {
      return fail(Errc::Invalid, fmt::format("poll.options.{}: is there twice: votes could not be told apart", i));
    }
  }
  if (poll.open_for < kShortestPoll || poll.open_for > kLongestPoll) {
    return fail(Errc::Invalid, "poll.open_for: between five minutes and thirty days");
  }
  return {};
}

PostPicture picture_in(const json::Object& object) {
  PostPicture picture;
  picture.media = MediaId{json::integer(object, "media").value_or(0)};
  picture.sha256 = json::text_or_empty(object, "sha256");
  picture.alt = activity::read_wordings(object, "alt");
  picture.focus = {json::number_or_zero(object, "focus_x"), json::number_or_zero(object, "focus_y")};
  return picture;
}

std::optional<PostPoll> poll_in(const json::Object& object) {
  const auto* stored = json::object(object, "poll");
  if (!stored) return std::nullopt;
  PostPoll poll;
  poll.options = json::texts(*stored, "options");
  poll.multiple = json::boolean(*stored, "multiple").value_or(false);
  poll.open_for = std::chrono::minutes{json::integer(*stored, "minutes").value_or(0)};
  return poll;
}

std::optional<PostCard> card_in(const json::Object& object) {
  const auto* stored = json::object(object, "card");
  if (!stored) return std::nullopt;
  return PostCard{.url = json::text_or_empty(*stored, "url"),
                  .title = json::text_or_empty(*stored, "title"),
                  .description = json::text_or_empty(*stored, "description"),
                  .site = json::text_or_empty(*stored, "site"),
                  .media = MediaId{json::integer(*stored, "media").value_or(0)},
                  .sha256 = json::text_or_empty(*stored, "sha256")};
}

Result<activity::InteractionPolicy> policy_in(const json::Object& object) {
  const auto reply = activity::parse_permitted(json::text_or_empty(object, "may_reply"));
  if (!reply) return fail(reply.error());
  const auto quote = activity::parse_permitted(json::text_or_empty(object, "may_quote"));
  if (!quote) return fail(quote.error());
  return activity::InteractionPolicy{*reply, *quote};
}

}  // namespace

Status check_body(const PostBody& body) {
  if (!body.account) return fail(Errc::Invalid, "account: which account says it?");
  if (auto texts = check_texts(body.texts); !texts) return texts;
  if (auto pictures = check_pictures(body.pictures); !pictures) return pictures;
  if (!body.poll) return {};
  if (!body.pictures.empty()) return fail(Errc::Invalid, "poll: a post has pictures or a poll, not both");
  return check_poll(*body.poll);
}

Status check_complete(const PostBody& body) {
  for (std::size_t i = 0; i < body.pictures.size(); ++i) {
    const auto& alt = body.pictures[i].alt;
    const auto described = std::ranges::any_of(
        alt, [&](const activity::Wording& wording) { return wording.language == body.texts.front().language; });
    if (described) continue;
    return fail(Errc::Invalid, fmt::format("pictures.{}.alt: say in {} what the picture shows, for who cannot see it",
                                           i, body.texts.front().language));
  }
  return {};
}

std::string write_body(const PostBody& body) {
  json::Array texts;
  for (const auto& text : body.texts) {
    texts.emplace_back(
        json::Object{{"language", text.language}, {"markdown", text.markdown}, {"warning", text.warning}});
  }
  json::Array pictures;
  for (const auto& picture : body.pictures) {
    pictures.emplace_back(json::Object{{"media", picture.media.value},
                                       {"sha256", picture.sha256},
                                       {"alt", activity::write_wordings(picture.alt)},
                                       {"focus_x", picture.focus.x},
                                       {"focus_y", picture.focus.y}});
  }
  json::Array mentions;
  for (const auto& mention : body.mentions) mentions.emplace_back(json::Array{mention.acct, mention.actor});
  json::Object object{{"account", body.account.value},
                      {"texts", std::move(texts)},
                      {"pictures", std::move(pictures)},
                      {"visibility", activity::to_string(body.visibility)},
                      {"in_reply_to", body.in_reply_to.value},
                      {"quote", body.quote},
                      {"mentions", std::move(mentions)},
                      {"may_reply", activity::to_string(body.policy.reply)},
                      {"may_quote", activity::to_string(body.policy.quote)},
                      {"herself", body.hand == Hand::Herself},
                      {"sensitive", body.sensitive}};
  if (body.poll) {
    object["poll"] = json::Object{{"options", json::Array(body.poll->options.begin(), body.poll->options.end())},
                                  {"multiple", body.poll->multiple},
                                  {"minutes", body.poll->open_for.count()}};
  }
  if (body.card) {
    object["card"] = json::Object{
        {"url", body.card->url},   {"title", body.card->title},       {"description", body.card->description},
        {"site", body.card->site}, {"media", body.card->media.value}, {"sha256", body.card->sha256}};
  }
  return boost::json::serialize(object);
}

Result<PostBody> read_body(std::string_view stored) {
  const auto read = json::parse_object(stored);
  if (!read) return fail(read.error());
  const auto& object = *read;
  PostBody body;
  body.account = activity::AccountId{json::integer(object, "account").value_or(0)};
  for (const auto* text : json::objects(object, "texts")) {
    body.texts.push_back({json::text_or_empty(*text, "language"), json::text_or_empty(*text, "markdown"),
                          json::text_or_empty(*text, "warning")});
  }
  for (const auto* picture : json::objects(object, "pictures")) body.pictures.push_back(picture_in(*picture));
  const auto visibility = activity::parse_visibility(json::text_or_empty(object, "visibility"));
  if (!visibility) return fail(visibility.error());
  body.visibility = *visibility;
  body.in_reply_to = activity::NoteId{json::integer(object, "in_reply_to").value_or(0)};
  body.quote = json::text_or_empty(object, "quote");
  for (const auto& [acct, actor] : activity::read_wordings(object, "mentions")) body.mentions.push_back({actor, acct});
  const auto policy = policy_in(object);
  if (!policy) return fail(policy.error());
  body.policy = *policy;
  body.hand = json::boolean(object, "herself").value_or(false) ? Hand::Herself : Hand::Team;
  body.sensitive = json::boolean(object, "sensitive").value_or(false);
  body.poll = poll_in(object);
  body.card = card_in(object);
  return body;
}

std::string digest_of(const PostBody& body) {
  return crypto::to_hex(crypto::sha256(write_body(body)));
}

}  // namespace chancery::speak
