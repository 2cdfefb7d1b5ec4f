#include "api/representations.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "activitypub/delivery.hpp"
#include "activitypub/followers.hpp"
#include "answer/private_links.hpp"
#include "api/attachments_json.hpp"
#include "api/emoji_html.hpp"
#include "net/url.hpp"
#include "speak/posts.hpp"
#include "store/accounts.hpp"
#include "store/actors.hpp"
#include "store/notes.hpp"
#include "text/html.hpp"
#include "text/utf8.hpp"

namespace chancery::api {
namespace {

// A stranger's address goes into a link only when it is one a browser may follow.
std::string web_address(std::string_view text) {
  const auto url = net::Url::parse(text);
  if (!url || (url->scheme() != "https" && url->scheme() != "http")) return {};
  return std::string(text);
}

json::Object account_author(const activity::Addresses& addresses, const activity::Account& account) {
  return {{"name", account.display_name},
          {"acct", addresses.acct(account.name)},
          {"url", addresses.page(account.name)},
          {"ours", true}};
}

json::Object stranger(const activitypub::PictureLinks& links, const activity::Note& note,
                      const std::optional<activity::Actor>& actor) {
  const auto uri = net::Url::parse(actor ? actor->uri : note.attributed_to);
  const auto host = uri ? uri->authority() : std::string();
  json::Object author{{"ours", false}};
  if (!actor) {
    author["name"] = host.empty() ? "?" : host;
    author["acct"] = host;
    return author;
  }
  // A name must not turn the text around it.
  const auto user = text::strip_bidi_controls(actor->preferred_username);
  const auto name = text::strip_bidi_controls(actor->name);
  author["name"] = name.empty() ? user : name;
  author["acct"] = text::strip_bidi_controls(activity::handle_of(*actor));
  author["actor"] = actor->uri;
  if (const auto url = web_address(actor->url.empty() ? actor->uri : actor->url); !url.empty()) author["url"] = url;
  if (auto face = links.of(*actor, activitypub::Onlooker::Staff); !face.empty()) author["face"] = std::move(face);
  add_name_html(author, links, *actor);
  return author;
}

json::Object author_of(store::Snapshot& snapshot, const activity::Addresses& addresses,
                       const activitypub::PictureLinks& links, const activity::Note& note) {
  if (note.account) {
    if (const auto account = store::account_by_id(snapshot, note.account)) return account_author(addresses, *account);
  }
  return stranger(links, note, store::actor_by_id(snapshot, note.actor));
}

// Which part of a thread of ours it is; null when it is part of none.
json::Value part_json(store::Snapshot& snapshot, activity::NoteId note) {
  const auto thread = speak::thread_of(snapshot, note);
  const auto at = std::ranges::find(thread, note);
  if (at == thread.end()) return nullptr;
  return json::Object{{"n", at - thread.begin() + 1}, {"of", thread.size()}};
}

// Its text in other languages, the warning, the choices and the quote: all that public pages may show of it, so that
// who decides about it has read it.
void add_all_it_says(json::Object& object, const activitypub::PictureLinks& links, const activity::Note& note) {
  const auto& parts = note.parts;
  if (note.updated > note.published) object["updated"] = to_rfc3339(note.updated);
  if (!parts.summary.empty()) {
    object["warning"] = parts.summary;
    const auto plain = text::escape_html(parts.summary);
    if (auto shown = with_emoji(links, note, plain); shown != plain) object["warning_html"] = std::move(shown);
  }
  if (!parts.quote.empty()) object["quote"] = parts.quote;
  json::Array translations;
  for (const auto& [language, content] : parts.translations) {
    translations.emplace_back(
        json::Object{{"language", language}, {"content", with_emoji(links, note, answer::without_links(content))}});
  }
  if (!translations.empty()) object["translations"] = std::move(translations);
  if (!parts.question) return;
  json::Array options;
  for (const auto& option : parts.question->options) options.emplace_back(option.name);
  object["options"] = std::move(options);
}

json::Object deliveries_json(const activitypub::DeliveryCounts& counts) {
  return {{"pending", counts.pending}, {"delivered", counts.delivered}, {"failed", counts.failed}};
}

}  // namespace

net::Response json_answer(int status, const json::Object& body) {
  return net::Response::json(status, boost::json::serialize(body) + '\n');
}

json::Array list_of(const std::vector<std::string>& texts) {
  return json::Array(texts.begin(), texts.end());
}

json::Value id_or_null(std::int64_t id) {
  return id == 0 ? json::Value(nullptr) : json::Value(std::to_string(id));
}

json::Object to_json(const staff::Institution& institution) {
  return {{"name", institution.name},
          {"country", institution.country},
          {"languages", list_of(institution.languages)},
          {"demo", institution.demo}};
}

json::Object to_json(const staff::User& user) {
  return {{"id", user.id.text()},
          {"login", user.login},
          {"name", user.name},
          {"role", staff::to_string(user.role)},
          {"local", user.local},
          {"ended", user.ended_at ? json::Value(to_rfc3339(*user.ended_at)) : json::Value(nullptr)}};
}

json::Object to_json(const activity::SourceStatus& source) {
  json::Object object{{"kind", activity::to_string(source.kind)},
                      {"state", activity::to_string(source.state)},
                      {"address", source.address},
                      {"events", source.events},
                      {"events_per_second", source.events_per_second},
                      {"bad_lines", source.bad_lines},
                      {"lag_seconds", source.lag ? json::Value(source.lag->count()) : json::Value(nullptr)},
                      {"gaps", source.gaps}};
  if (!source.problem.empty()) object["problem"] = source.problem;
  if (source.last_gap) {
    object["last_gap"] =
        json::Object{{"from", to_rfc3339(source.last_gap->from)}, {"to", to_rfc3339(source.last_gap->to)}};
  }
  return object;
}

json::Object watch_json(const listen::Watch& watch, std::string_view owner, Timestamp now) {
  return {{"id", watch.id.text()},
          {"name", watch.name},
          {"query", watch.query},
          {"terms", list_of(watch.terms)},
          {"purpose", listen::to_string(watch.purpose)},
          {"legal_basis", watch.legal_basis},
          {"owner", owner},
          {"expires", to_rfc3339(watch.expires)},
          {"status", watch.active(now) ? "approved"
                     : watch.suspended ? "suspended"
                                       : "expired"},
          {"approved_by", watch.approved_by}};
}

json::Object account_json(store::Snapshot& snapshot, const activity::Addresses& addresses,
                          const activity::Account& account) {
  const auto counts = store::note_counts(snapshot, account.id);
  return {{"id", account.id.text()},
          {"name", account.name},
          {"acct", addresses.acct(account.name)},
          {"type", activity::to_string(account.type)},
          {"display_name", account.display_name},
          {"summary", account.summary},
          {"language", account.language},
          {"url", addresses.page(account.name)},
          {"followers", activitypub::count_followers(snapshot, account.id)},
          {"notes", counts.notes},
          {"replies", counts.replies},
          {"created", to_rfc3339(account.created_at)}};
}

json::Object note_json(store::Snapshot& snapshot, const activity::Addresses& addresses,
                       const activitypub::PictureLinks& links, const activity::Note& note) {
  const bool ours = static_cast<bool>(note.account);
  json::Object object{{"id", note.id.text()},
                      {"url", ours ? note.url : web_address(note.url)},
                      {"content", with_emoji(links, note, answer::without_links(note.content))},
                      {"language", note.language},
                      {"visibility", activity::to_string(note.visibility)},
                      {"published", to_rfc3339(note.published)},
                      {"author", author_of(snapshot, addresses, links, note)}};
  if (!note.parts.attachments.empty()) {
    object["attachments"] = attachments_json(addresses, links, note);
    object["sensitive"] = note.parts.sensitive;
  }
  if (note.in_reply_to_note) object["in_reply_to"] = note.in_reply_to_note.text();
  add_all_it_says(object, links, note);
  if (note.fetched) object["fetched"] = true;
  if (ours) {
    object["post"] = id_or_null(speak::post_id_of(snapshot, note.id).value);
    object["replies"] = store::answer_count(snapshot, note.id);
    if (const auto part = part_json(snapshot, note.id); !part.is_null()) object["part"] = part;
    object["deliveries"] = deliveries_json(activitypub::delivery_counts(snapshot, note.id));
  }
  return object;
}

json::Object reach_json(const activitypub::AccountReach& reach) {
  auto others = reach.followers;
  json::Array top;
  for (const auto& at : reach.top) {
    top.push_back(json::Object{{"host", at.host}, {"followers", at.followers}});
    others -= at.followers;
  }
  const auto servers = reach.servers - static_cast<std::int64_t>(reach.top.size());
  const json::Object unreached{{"servers", reach.unreached_servers},
                               {"followers", reach.unreached ? json::Value(*reach.unreached) : json::Value(nullptr)}};
  return {{"account", reach.account.text()}, {"name", reach.name},
          {"followers", reach.followers},    {"servers", reach.servers},
          {"top", std::move(top)},           {"others", json::Object{{"servers", servers}, {"followers", others}}},
          {"unreached", unreached}};
}

}  // namespace chancery::api
