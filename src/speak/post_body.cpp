#include "speak/post_body.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "speak/words.hpp"
#include "text/marks.hpp"

namespace chancery::speak {
namespace {

using activity::Visibility;

constexpr std::chrono::minutes kShortestPoll{5};
constexpr std::chrono::minutes kLongestPoll{30 * 24 * 60};

// `where` stands before the field: empty, or "following.0.".
Status check_texts(const std::vector<PostText>& texts, std::string_view where) {
  if (texts.empty()) return fail(Errc::Invalid, fmt::format("{}texts: write something", where));
  if (texts.size() > kMaxLanguages) {
    return fail(Errc::Invalid, fmt::format("{}texts: at most {} languages in one post", where, kMaxLanguages));
  }
  std::set<std::string_view> languages;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto& text = texts[i];
    if (auto language = check_language(text.language); !language) return language;
    if (!languages.insert(text.language).second) {
      return fail(Errc::Invalid, fmt::format("{}texts.{}.language: {} is there twice", where, i, text.language));
    }
    if (auto words = check_words(fmt::format("{}texts.{}.markdown", where, i), text.markdown, kMaxCharacters); !words) {
      return words;
    }
    if (text.warning.empty()) continue;
    if (auto words = check_words(fmt::format("{}texts.{}.warning", where, i), text.warning, kMaxWarning); !words) {
      return words;
    }
  }
  return {};
}

Status check_pictures(const std::vector<PostPicture>& pictures, std::string_view where) {
  if (pictures.size() > kMaxPictures) {
    return fail(Errc::Invalid, fmt::format("{}pictures: at most {}", where, kMaxPictures));
  }
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    for (const auto& alt : pictures[i].alt) {
      if (auto language = check_language(alt.language); !language) return language;
      if (auto words = check_words(fmt::format("{}pictures.{}.alt", where, i), alt.text, kMaxAlt); !words) return words;
    }
    const auto [x, y] = pictures[i].focus;
    if (!(x >= -1 && x <= 1 && y >= -1 && y <= 1)) {
      return fail(Errc::Invalid, fmt::format("{}pictures.{}.focus: both numbers lie between -1 and 1", where, i));
    }
  }
  return {};
}

std::string place_of(std::size_t following) {
  return fmt::format("following.{}.", following);
}

// A long thread costs no more to look at than a long post.
Status check_thread(const PostBody& body) {
  if (part_count(body) > kMaxParts) {
    return fail(Errc::Invalid, fmt::format("following: a thread has at most {} parts", kMaxParts));
  }
  std::size_t bytes = 0;
  const auto add = [&](const std::vector<PostText>& texts) {
    for (const auto& text : texts) bytes += text.markdown.size();
  };
  for (std::size_t i = 0; i < body.following.size(); ++i) {
    const auto& part = body.following[i];
    if (auto texts = check_texts(part.texts, place_of(i)); !texts) return texts;
    if (auto pictures = check_pictures(part.pictures, place_of(i)); !pictures) return pictures;
    add(part.texts);
  }
  if (!body.following.empty()) add(body.texts);
  if (bytes > kMaxThreadText && !body.following.empty()) {
    return fail(Errc::Invalid,
                fmt::format("following: the thread's texts are {} bytes together, at most {}", bytes, kMaxThreadText));
  }
  return {};
}

Status check_described(const std::vector<PostPicture>& pictures, std::string_view language, std::string_view where) {
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    if (std::ranges::find(pictures[i].alt, language, &activity::Wording::language) != pictures[i].alt.end()) continue;
    return fail(Errc::Invalid, fmt::format("{}pictures.{}.alt: say in {} what the picture shows, for who cannot see it",
                                           where, i, language));
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

std::vector<PostText> texts_in(const json::Object& object) {
  std::vector<PostText> texts;
  for (const auto* text : json::objects(object, "texts")) {
    texts.push_back({json::text_or_empty(*text, "language"), json::text_or_empty(*text, "markdown"),
                     json::text_or_empty(*text, "warning")});
  }
  return texts;
}

std::vector<PostPicture> pictures_in(const json::Object& object) {
  std::vector<PostPicture> pictures;
  for (const auto* picture : json::objects(object, "pictures")) pictures.push_back(picture_in(*picture));
  return pictures;
}

json::Array write_texts(const std::vector<PostText>& texts) {
  json::Array list;
  for (const auto& text : texts) {
    list.emplace_back(
        json::Object{{"language", text.language}, {"markdown", text.markdown}, {"warning", text.warning}});
  }
  return list;
}

json::Array write_pictures(const std::vector<PostPicture>& pictures) {
  json::Array list;
  for (const auto& picture : pictures) {
    list.emplace_back(json::Object{{"media", picture.media.value},
                                   {"sha256", picture.sha256},
                                   {"alt", activity::write_wordings(picture.alt)},
                                   {"focus_x", picture.focus.x},
                                   {"focus_y", picture.focus.y}});
  }
  return list;
}

// Whom these texts name.
std::vector<activity::Mention> mentioned_in(const std::vector<PostText>& texts,
                                            const std::vector<activity::Mention>& mentions) {
  std::vector<activity::Mention> found;
  for (const auto& mention : mentions) {
    const auto name = std::string_view(mention.acct).substr(mention.acct.starts_with('@') ? 1 : 0);
    const auto names = [&](const PostText& text) {
      for (auto mark = text::next_mention(text.markdown, 0); mark;
           mark = text::next_mention(text.markdown, mark->end)) {
        if (mark->name == name) return true;
      }
      return false;
    };
    if (std::ranges::any_of(texts, names)) found.push_back(mention);
  }
  return found;
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

std::optional<SharedNote> share_in(const json::Object& object) {
  const auto parts = json::texts(object, "share");
  if (parts.size() != 3) return std::nullopt;
  return SharedNote{parts[0], parts[1], parts[2]};
}

Result<activity::InteractionPolicy> policy_in(const json::Object& object) {
  const auto reply = activity::parse_permitted(json::text_or_empty(object, "may_reply"));
  if (!reply) return fail(reply.error());
  const auto quote = activity::parse_permitted(json::text_or_empty(object, "may_quote"));
  if (!quote) return fail(quote.error());
  return activity::InteractionPolicy{*reply, *quote};
}

// Nothing of ours stands beside another's words: that would be a quote.
Status check_share(const PostBody& body) {
  if (body.share->uri.empty()) return fail(Errc::Invalid, "share: give the address of a post");
  if (!body.texts.empty()) return fail(Errc::Invalid, "texts: a share has no words of its own; quote the post instead");
  if (!body.pictures.empty()) return fail(Errc::Invalid, "pictures: a share has none of its own");
  if (body.poll) return fail(Errc::Invalid, "poll: a share has none");
  if (!body.following.empty()) return fail(Errc::Invalid, "following: a share is no thread");
  if (body.in_reply_to || !body.answers.empty() || !body.quote.empty()) {
    return fail(Errc::Invalid, "share: neither answers nor quotes");
  }
  if (body.visibility != Visibility::Public) return fail(Errc::Invalid, "visibility: a share is public");
  return {};
}

// Many get the same words, each alone: what belongs to one conversation has no place in it.
Status check_answers(const PostBody& body) {
  if (body.answers.size() > kMaxAnswers) {
    return fail(Errc::Invalid, fmt::format("answers: at most {} people in one go", kMaxAnswers));
  }
  if (body.visibility != Visibility::Unlisted) {
    return fail(Errc::Invalid, "visibility: what answers many is unlisted: followers do not get it each time");
  }
  if (body.in_reply_to) return fail(Errc::Invalid, "in_reply_to: it answers many; leave one of the two out");
  if (!body.quote.empty() || body.poll || !body.following.empty()) {
    return fail(Errc::Invalid, "answers: one text to many neither quotes nor asks, and is no thread");
  }
  auto sorted = body.answers;
  std::ranges::sort(sorted);
  const bool each_once = std::ranges::adjacent_find(sorted) == sorted.end();
  if (!each_once || !sorted.front()) return fail(Errc::Invalid, "answers: each note once");
  return {};
}

}  // namespace

std::size_t part_count(const PostBody& body) {
  return 1 + body.following.size();
}

PostBody part_of(const PostBody& body, std::size_t part) {
  auto one = body;
  if (body.following.empty()) return one;
  one.following.clear();
  if (part > 0) {
    const auto& said = body.following.at(part - 1);
    one.texts = said.texts;
    one.pictures = said.pictures;
    one.poll.reset();
    one.in_reply_to = {};
    one.quote.clear();
    one.card.reset();
  }
  if (body.visibility != Visibility::Direct) one.mentions = mentioned_in(one.texts, body.mentions);
  return one;
}

const std::string& amplified(const PostBody& body) {
  return body.share ? body.share->uri : body.quote;
}

Status check_body(const PostBody& body) {
  if (!body.account) return fail(Errc::Invalid, "account: which account says it?");
  if (body.share) return check_share(body);
  if (auto texts = check_texts(body.texts, ""); !texts) return texts;
  if (auto pictures = check_pictures(body.pictures, ""); !pictures) return pictures;
  if (auto thread = check_thread(body); !thread) return thread;
  if (auto many = body.answers.empty() ? Status{} : check_answers(body); !many) return many;
  if (!body.poll) return {};
  if (!body.pictures.empty()) return fail(Errc::Invalid, "poll: a post has pictures or a poll, not both");
  return check_poll(*body.poll);
}

Status check_complete(const PostBody& body) {
  if (body.share) return {};
  const auto& language = body.texts.front().language;
  if (auto described = check_described(body.pictures, language, ""); !described) return described;
  for (std::size_t i = 0; i < body.following.size(); ++i) {
    const auto& part = body.following[i];
    if (!std::ranges::equal(part.texts, body.texts, {}, &PostText::language, &PostText::language)) {
      return fail(Errc::Invalid,
                  fmt::format("following.{}.texts: write this part in every language of the first, in their order", i));
    }
    if (auto described = check_described(part.pictures, language, place_of(i)); !described) return described;
  }
  return {};
}

std::string write_body(const PostBody& body) {
  json::Array mentions;
  for (const auto& mention : body.mentions) mentions.emplace_back(json::Array{mention.acct, mention.actor});
  json::Object object{{"account", body.account.value},
                      {"texts", write_texts(body.texts)},
                      {"pictures", write_pictures(body.pictures)},
                      {"visibility", activity::to_string(body.visibility)},
                      {"in_reply_to", body.in_reply_to.value},
                      {"quote", body.quote},
                      {"mentions", std::move(mentions)},
                      {"may_reply", activity::to_string(body.policy.reply)},
                      {"may_quote", activity::to_string(body.policy.quote)},
                      {"herself", body.hand == Hand::Herself},
                      {"sensitive", body.sensitive}};
  if (body.share) {
    object["share"] = json::Array{body.share->uri, body.share->author, body.share->digest};
  }
  if (body.poll) {
    object["poll"] = json::Object{{"options", json::Array(body.poll->options.begin(), body.poll->options.end())},
                                  {"multiple", body.poll->multiple},
                                  {"minutes", body.poll->open_for.count()}};
  }
  // Absent where there is no thread: the digest of such a post is that of its words alone.
  json::Array following;
  for (const auto& part : body.following) {
    following.emplace_back(
        json::Object{{"texts", write_texts(part.texts)}, {"pictures", write_pictures(part.pictures)}});
  }
  if (!following.empty()) object["following"] = std::move(following);
  json::Array answers;
  for (const auto note : body.answers) answers.emplace_back(note.value);
  if (!answers.empty()) object["answers"] = std::move(answers);
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
  body.texts = texts_in(object);
  body.pictures = pictures_in(object);
  for (const auto* part : json::objects(object, "following")) {
    body.following.push_back({texts_in(*part), pictures_in(*part)});
  }
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
  body.share = share_in(object);
  if (const auto* answers = json::array(object, "answers")) {
    for (const auto& note : *answers) {
      if (note.is_int64()) body.answers.push_back(activity::NoteId{note.get_int64()});
    }
  }
  body.poll = poll_in(object);
  body.card = card_in(object);
  return body;
}

std::string digest_of(const PostBody& body) {
  return crypto::to_hex(crypto::sha256(write_body(body)));
}

}  // namespace chancery::speak
