#include "api/posts_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "answer/private_links.hpp"
#include "api/known_actors.hpp"
#include "api/need_to_know.hpp"
#include "api/representations.hpp"
#include "base/ids.hpp"
#include "store/actors.hpp"
#include "store/notes.hpp"
#include "store/shares.hpp"

namespace chancery::api {
namespace {

using speak::AccountRight;
using speak::Post;
using speak::PostBody;
using speak::PostStatus;

// An id in a text; nothing wrong when it is absent.
Result<std::int64_t> id_in(const std::optional<std::string>& text, std::string_view field) {
  if (!text || text->empty()) return 0;
  const auto id = parse_id(*text);
  if (!id) return fail(Errc::Invalid, fmt::format("{}: no id", field), fmt::format("{}: is no id", field));
  return *id;
}

std::vector<activity::Wording> wordings_in(const json::Object& object, std::string_view key) {
  std::vector<activity::Wording> wordings;
  for (const auto* item : json::objects(object, key)) {
    wordings.push_back({json::text_or_empty(*item, "language"), json::text_or_empty(*item, "text")});
  }
  return wordings;
}

Result<std::vector<speak::PostPicture>> pictures_in(const std::vector<json::Object>& items) {
  std::vector<speak::PostPicture> pictures;
  for (const auto& item : items) {
    const auto media = id_in(json::text_or_empty(item, "media"), "pictures.media");
    if (!media) return fail(media.error());
    speak::PostPicture picture{.media = speak::MediaId{*media}, .sha256 = {}, .alt = wordings_in(item, "alt")};
    if (const auto* focus = json::object(item, "focus")) {
      picture.focus = {json::number_or_zero(*focus, "x"), json::number_or_zero(*focus, "y")};
    }
    pictures.push_back(std::move(picture));
  }
  return pictures;
}

speak::PostText text_in(const json::Object& object) {
  return {json::text_or_empty(object, "language"), json::text_or_empty(object, "markdown"),
          json::text_or_empty(object, "warning")};
}

Result<std::vector<speak::PostPart>> following_in(Fields& fields) {
  std::vector<speak::PostPart> parts;
  for (const auto& item : fields.optional_objects("following")) {
    auto& part = parts.emplace_back();
    for (const auto* text : json::objects(item, "texts")) part.texts.push_back(text_in(*text));
    std::vector<json::Object> shown;
    for (const auto* picture : json::objects(item, "pictures")) shown.push_back(*picture);
    auto pictures = pictures_in(shown);
    if (!pictures) return fail(pictures.error());
    part.pictures = std::move(*pictures);
  }
  return parts;
}

std::optional<speak::PostPoll> poll_in(Fields& fields) {
  const auto object = fields.optional_object("poll");
  if (!object) return std::nullopt;
  return speak::PostPoll{.options = json::texts(*object, "options"),
                         .multiple = json::boolean(*object, "multiple").value_or(false),
                         .open_for = std::chrono::minutes{json::integer(*object, "minutes").value_or(0)}};
}

json::Array wordings_json(const std::vector<activity::Wording>& wordings) {
  json::Array list;
  for (const auto& wording : wordings) {
    list.emplace_back(json::Object{{"language", wording.language}, {"text", wording.text}});
  }
  return list;
}

json::Array texts_json(const std::vector<speak::PostText>& texts) {
  json::Array list;
  for (const auto& text : texts) {
    list.emplace_back(json::Object{
        {"language", text.language}, {"markdown", answer::without_links(text.markdown)}, {"warning", text.warning}});
  }
  return list;
}

// With each picture as it is stored.
json::Array pictures_json(store::Snapshot& snapshot, const activity::Addresses& addresses,
                          const std::vector<speak::PostPicture>& pictures) {
  json::Array list;
  for (const auto& picture : pictures) {
    json::Object item{{"media", picture.media.text()},
                      {"alt", wordings_json(picture.alt)},
                      {"focus", json::Object{{"x", picture.focus.x}, {"y", picture.focus.y}}}};
    if (const auto stored = speak::picture_by_id(snapshot, picture.media))
      item["picture"] = to_json(*stored, addresses);
    list.emplace_back(std::move(item));
  }
  return list;
}

json::Value card_json(store::Snapshot& snapshot, const activity::Addresses& addresses,
                      const std::optional<speak::PostCard>& card) {
  if (!card) return nullptr;
  const auto stored = card->media ? speak::picture_by_id(snapshot, card->media) : std::nullopt;
  return json::Object{{"url", card->url},
                      {"title", card->title},
                      {"description", card->description},
                      {"site", card->site},
                      {"image", stored ? json::Value(addresses.media(stored->small)) : json::Value(nullptr)}};
}

// The parts of a sent thread in order, and which of them were deleted; of a post that is no thread, its one note.
json::Array parts_json(store::Snapshot& snapshot, const Post& post) {
  json::Array list;
  const auto add = [&](activity::NoteId id) {
    const auto note = store::note_by_id(snapshot, id);
    list.emplace_back(json::Object{{"note", id.text()}, {"deleted", !note || note->deleted}});
  };
  if (post.note) add(post.note);
  for (const auto id : post.following) add(id);
  return list;
}

// What is shared, as it was last seen: `current` tells whether that is what was chosen.
json::Object share_json(store::Snapshot& snapshot, const speak::SharedNote& share) {
  const auto source = store::source_by_uri(snapshot, share.uri);
  json::Object object{{"uri", share.uri}, {"author", share.author}, {"current", false}, {"source", nullptr}};
  if (!source) return object;
  object["current"] = source->digest == share.digest && source->author.uri == share.author;
  object["source"] = to_json(*source);
  return object;
}

// What the post answers, for who approves it: an answer is read beside its question. Null too where that was said to
// few and she is none of those who read it.
json::Value answered_json(store::Snapshot& snapshot, const activity::Addresses& addresses, const Post& post,
                          activity::NoteId parent, const staff::User& reader) {
  const auto note = parent ? store::note_by_id(snapshot, parent) : std::nullopt;
  if (!note || !NeedToKnow(snapshot, addresses, reader).may_read_answered(post, *note)) return {};
  const auto author = note->actor ? store::actor_by_id(snapshot, note->actor) : std::nullopt;
  return json::Object{{"author", author ? handle_of(*author) : note->attributed_to},
                      {"content", note->deleted ? "" : note->content},
                      {"language", note->language},
                      {"url", note->url},
                      {"deleted", note->deleted}};
}

// Who took it back, and why: the last to delete of it.
json::Value removed_json(store::Snapshot& snapshot, const staff::ShownNames& users, const Post& post) {
  if (!post.removed_at) return nullptr;
  json::Object object{{"at", to_rfc3339(*post.removed_at)}, {"by", nullptr}, {"reason", ""}};
  for (const auto& step : speak::steps_of(snapshot, post.id)) {
    if (step.step != "delete") continue;
    object["by"] = text_or_null(users.name_of_actor(step.actor));
    object["reason"] = step.reason;
  }
  return object;
}

bool is_writer(const std::vector<staff::UserId>& writers, const staff::User& reader) {
  return std::ranges::find(writers, reader.id) != writers.end();
}

json::Array people_json(const staff::ShownNames& users, const std::vector<staff::UserId>& people) {
  json::Array list;
  for (const auto one : people) list.emplace_back(person(users, one));
  return list;
}

json::Array cautions_json(const std::string& stored) {
  auto list = json::parse(stored);
  return list && list->is_array() ? std::move(list->get_array()) : json::Array();
}

// The release, and while it waits for its review what left by it: another version may stand since. Of others' accounts
// the version that was sent alone.
json::Object release_json(store::Snapshot& snapshot, const activity::Addresses& addresses,
                          const staff::ShownNames& users, const Post& post, const staff::User& reader) {
  const auto& release = *post.release;
  json::Object object{{"version", release.version},
                      {"digest", release.digest},
                      {"changed_since", release.digest != post.digest},
                      {"writers", people_json(users, release.writers)},
                      {"approvals_missing", release.approvals_missing},
                      {"by", person(users, release.by)},
                      {"at", to_rfc3339(release.at)},
                      {"reason", release.reason},
                      {"reviewed_by", release.reviewed_by ? person(users, *release.reviewed_by) : nullptr},
                      {"reviewed_at", time_or_null(release.reviewed_at)},
                      {"review", release.review},
                      {"body", nullptr},
                      {"cautions", cautions_json(release.cautions)}};
  if (release.reviewed_by) return object;
  const bool reads =
      release.version == post.sent_version || NeedToKnow(snapshot, addresses, reader).may_read_whole(post);
  const auto body = reads ? speak::readable_version(snapshot, post.id, release.version) : std::nullopt;
  if (body) object["body"] = post_body_json(snapshot, addresses, post, *body, reader);
  return object;
}

// The steps this reader may take now, by the names of their routes.
json::Array steps_open_to(store::Snapshot& snapshot, const Post& post, const staff::User& reader) {
  if (post.unreadable) return {};
  const auto has = [&](AccountRight right) { return speak::may(snapshot, reader, post.body.account, right); };
  const bool writes = has(AccountRight::Write);
  const bool approves = has(AccountRight::Approve) && !is_writer(post.writers, reader);
  const bool publishes = has(AccountRight::Publish);
  const auto is = [&](PostStatus status) { return post.status == status; };
  const bool waits = is(PostStatus::Submitted) || is(PostStatus::Approved) || is(PostStatus::Held);
  const bool open = waits || is(PostStatus::Draft);
  json::Array steps;
  const bool shared = is(PostStatus::Sent) && post.body.share;  // a share that was sent stays as it is
  const bool over = is(PostStatus::Withdrawn) || is(PostStatus::Deleted);
  if (writes && !over && !shared) steps.emplace_back("change");
  if (writes && is(PostStatus::Draft)) steps.emplace_back("submit");
  if (approves && is(PostStatus::Submitted)) steps.emplace_back("approve");
  if ((approves || publishes) && waits) steps.emplace_back("return");
  if (publishes && open) steps.emplace_back("schedule");
  if ((writes || publishes) && open) steps.emplace_back("withdraw");
  const bool on_its_way = is(PostStatus::Approved) && post.release && post.release->version == post.version;
  if (writes && publishes && open && !on_its_way) steps.emplace_back("release");
  const auto& release = post.release;
  const bool others = release && release->by != reader.id && !is_writer(release->writers, reader);
  if (has(AccountRight::Approve) && others && !release->reviewed_by) steps.emplace_back("review");
  return steps;
}

}  // namespace

Result<PostBody> read_post_body(Fields& fields) {
  PostBody body;
  const auto account = id_in(fields.text("account"), "account");
  if (!account) return fail(account.error());
  body.account = activity::AccountId{*account};
  if (const auto share = fields.optional_text("share"); share && !share->empty()) {
    body.share = speak::SharedNote{.uri = *share, .author = {}, .digest = {}};
  }
  for (const auto& text : body.share ? fields.optional_objects("texts") : fields.objects("texts")) {
    body.texts.push_back(text_in(text));
  }
  auto pictures = pictures_in(fields.optional_objects("pictures"));
  if (!pictures) return fail(pictures.error());
  body.pictures = std::move(*pictures);
  auto following = following_in(fields);
  if (!following) return fail(following.error());
  body.following = std::move(*following);
  body.poll = poll_in(fields);
  const auto visibility = activity::parse_visibility(fields.optional_text("visibility").value_or("public"));
  if (!visibility) return fail(visibility.error());
  body.visibility = *visibility;
  const auto parent = id_in(fields.optional_text("in_reply_to"), "in_reply_to");
  if (!parent) return fail(parent.error());
  body.in_reply_to = activity::NoteId{*parent};
  body.quote = fields.optional_text("quote").value_or("");
  const auto reply = activity::parse_permitted(fields.optional_text("may_reply").value_or("anyone"));
  if (!reply) return fail(reply.error());
  const auto quote = activity::parse_permitted(fields.optional_text("may_quote").value_or("anyone"));
  if (!quote) return fail(quote.error());
  body.policy = {*reply, *quote};
  body.hand = fields.flag("herself") ? speak::Hand::Herself : speak::Hand::Team;
  body.sensitive = fields.flag("sensitive");
  static_cast<void>(fields.optional_object("card"));  // comes back from who read it; what counts is what we find
  return body;
}

json::Object post_body_json(store::Snapshot& snapshot, const activity::Addresses& addresses, const Post& post,
                            const PostBody& body, const staff::User& reader) {
  json::Array following;
  for (const auto& part : body.following) {
    following.emplace_back(json::Object{{"texts", texts_json(part.texts)},
                                        {"pictures", pictures_json(snapshot, addresses, part.pictures)},
                                        {"card", card_json(snapshot, addresses, part.card)}});
  }
  json::Array mentions;
  for (const auto& mention : body.mentions) {
    mentions.emplace_back(json::Object{{"acct", mention.acct}, {"actor", mention.actor}});
  }
  json::Object object{{"account", body.account.text()},
                      {"texts", texts_json(body.texts)},
                      {"pictures", pictures_json(snapshot, addresses, body.pictures)},
                      {"following", std::move(following)},
                      {"visibility", activity::to_string(body.visibility)},
                      {"in_reply_to", id_or_null(body.in_reply_to.value)},
                      {"quote", body.quote},
                      {"share", body.share ? json::Value(share_json(snapshot, *body.share)) : json::Value()},
                      {"may_reply", activity::to_string(body.policy.reply)},
                      {"may_quote", activity::to_string(body.policy.quote)},
                      {"herself", body.hand == speak::Hand::Herself},
                      {"sensitive", body.sensitive},
                      {"mentions", std::move(mentions)},
                      {"answers", answered_json(snapshot, addresses, post, body.in_reply_to, reader)},
                      {"poll", nullptr},
                      {"card", card_json(snapshot, addresses, body.card)}};
  if (body.poll) {
    object["poll"] = json::Object{{"options", json::Array(body.poll->options.begin(), body.poll->options.end())},
                                  {"multiple", body.poll->multiple},
                                  {"minutes", body.poll->open_for.count()}};
  }
  return object;
}

json::Object to_json(const speak::Picture& picture, const activity::Addresses& addresses) {
  return {{"id", picture.id.text()},
          {"url", addresses.media(picture.large)},
          {"small", addresses.media(picture.small)},
          {"media_type", picture.media_type},
          {"width", picture.width},
          {"height", picture.height},
          {"blurhash", picture.blurhash}};
}

json::Object post_json(store::Snapshot& snapshot, const activity::Addresses& addresses, const staff::ShownNames& users,
                       const Post& post, const staff::User& reader) {
  json::Array approvals;
  for (const auto& approval : post.approvals) {
    approvals.emplace_back(json::Object{{"by", person(users, approval.user)}, {"at", to_rfc3339(approval.at)}});
  }
  json::Object object{{"id", post.id.text()},
                      {"status", speak::to_string(post.status)},
                      {"version", post.version},
                      {"sent_version", post.sent_version == 0 ? json::Value(nullptr) : json::Value(post.sent_version)},
                      {"digest", post.digest},
                      {"body", post_body_json(snapshot, addresses, post, post.body, reader)},
                      {"created_by", person(users, post.created_by)},
                      {"created_at", to_rfc3339(post.created_at)},
                      {"changed_at", to_rfc3339(post.changed_at)},
                      {"writers", people_json(users, post.writers)},
                      {"approvals", std::move(approvals)},
                      {"approvals_needed", post.approvals_needed},
                      {"approvals_asked", post.approvals_asked},
                      {"scheduled", time_or_null(post.scheduled)},
                      {"zone", post.zone},
                      {"leaves_at", time_or_null(post.leaves_at)},
                      {"note", id_or_null(post.note.value)},
                      {"parts", parts_json(snapshot, post)},
                      {"shared", nullptr},
                      {"approvers", nullptr},
                      {"release", nullptr},
                      {"removed", removed_json(snapshot, users, post)},
                      {"may", steps_open_to(snapshot, post, reader)}};
  if (post.unreadable) object["unreadable"] = true;
  object["cautions"] = cautions_json(post.cautions);
  if (const auto share = post.body.share ? store::share_of_post(snapshot, post.id.value) : std::nullopt) {
    object["shared"] = json::Object{
        {"id", share->id.text()}, {"at", to_rfc3339(share->at)}, {"undone_at", time_or_null(share->undone_at)}};
  }
  if (post.status == PostStatus::Draft || post.status == PostStatus::Submitted) {
    object["approvers"] = to_json(speak::approvers_of(snapshot, post));
  }
  if (post.release) object["release"] = release_json(snapshot, addresses, users, post, reader);
  return object;
}

json::Object to_json(const speak::Approvers& approvers) {
  return {{"needed", approvers.needed}, {"able", approvers.able}, {"missing", approvers.missing()}};
}

std::string_view to_string(activity::Consent consent) {
  switch (consent) {
    case activity::Consent::Given:
      return "given";
    case activity::Consent::Asked:
      return "asked";
    case activity::Consent::Unsaid:
      return "unsaid";
    case activity::Consent::Refused:
      break;
  }
  return "refused";
}

json::Object to_json(const activity::SourceNote& source) {
  const auto& author = source.author;
  return {{"uri", source.uri},
          {"url", source.url},
          {"author", json::Object{{"actor", author.uri},
                                  {"acct", handle_of(author)},
                                  {"name", author.name.empty() ? author.preferred_username : author.name},
                                  {"url", author.url.empty() ? author.uri : author.url}}},
          {"ours", source.ours},
          {"content", source.content},
          {"summary", source.summary},
          {"language", source.language},
          {"visibility", activity::to_string(source.visibility)},
          {"published", to_rfc3339(source.published)},
          {"share", to_string(source.share)},
          {"quote", to_string(source.quote)}};
}

json::Object to_json(const speak::Permission& permission, const staff::ShownNames& users) {
  json::Array accounts;
  for (const auto account : permission.says.accounts) accounts.emplace_back(account.text());
  return {{"id", permission.id.text()},
          {"uri", permission.says.uri},
          {"author", permission.author},
          {"accounts", std::move(accounts)},
          {"answer", permission.says.answer},
          {"agreed_at", to_rfc3339(permission.says.agreed_at)},
          {"until", time_or_null(permission.says.until)},
          {"asked_by", person(users, permission.asked_by)},
          {"recorded_at", to_rfc3339(permission.recorded_at)},
          {"ended_at", time_or_null(permission.ended_at)}};
}

json::Object to_json(const speak::PostStep& step, const staff::ShownNames& users) {
  return {{"at", to_rfc3339(step.at)},
          {"actor", users.text(step.actor)},
          {"name", text_or_null(users.name_of_actor(step.actor))},
          {"step", step.step},
          {"version", step.version},
          {"reason", step.reason},
          {"since", time_or_null(step.since)}};
}

json::Object to_json(const speak::AccountChange& change, const staff::ShownNames& users) {
  json::Object object{{"account", change.account.text()},
                      {"by", person(users, change.by)},
                      {"at", to_rfc3339(change.asked_at)},
                      {"due", to_rfc3339(change.due())},
                      {"right", nullptr},
                      {"approvals", nullptr},
                      {"grace", nullptr}};
  if (change.right) {
    object["right"] = speak::to_string(*change.right);
  } else {
    object["approvals"] = change.rule.approvals;
    object["grace"] = change.rule.grace.count();
  }
  return object;
}

}  // namespace chancery::api
