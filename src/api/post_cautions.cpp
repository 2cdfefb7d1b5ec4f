#include "api/post_cautions.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "api/need_to_know.hpp"
#include "api/posts_json.hpp"
#include "api/representations.hpp"
#include "listen/register.hpp"
#include "speak/approvers.hpp"
#include "speak/reassessing.hpp"
#include "staff/institution.hpp"

namespace chancery::api {
namespace {

constexpr const char* kPrivatePost = "link_private_post";

// "acct:minister@mfa.example" as a post mentions it; a handle is one already; feeds and DIDs are never mentioned.
std::string mention_of(const std::string& address) {
  constexpr std::string_view kAcct = "acct:";
  if (address.starts_with(kAcct)) return '@' + address.substr(kAcct.size());
  return address.starts_with('@') ? address : std::string{};
}

// Cautions as they are stored; empty where that is no list.
json::Array stored_cautions(const std::string& text) {
  auto list = json::parse(text);
  return list && list->is_array() ? std::move(list->get_array()) : json::Array();
}

bool is_of_a_day(const json::Object& caution) {
  return json::text_or_empty(caution, "code").ends_with("_day");
}

bool stands_in(const json::Array& cautions, const json::Object& day) {
  return std::ranges::any_of(cautions, [&](const json::Value& entry) {
    const auto* known = entry.if_object();
    return known != nullptr && json::text_or_empty(*known, "code") == json::text_or_empty(day, "code") &&
           json::text_or_empty(*known, "country") == json::text_or_empty(day, "country");
  });
}

// Who may not approve what this reader is about to save in the post.
std::vector<staff::UserId> writers_with(const std::optional<speak::Post>& post, const staff::User& reader) {
  std::vector<staff::UserId> writers{reader.id};
  if (!post) return writers;
  const bool sent = post->status == speak::PostStatus::Sent;
  const bool unreviewed = post->release && !post->release->reviewed_by;
  if (!sent || unreviewed) writers.insert(writers.end(), post->writers.begin(), post->writers.end());
  if (sent && unreviewed) writers.push_back(post->release->by);
  return writers;
}

// A post this reader writes in; none where she begins one.
Result<std::optional<speak::Post>> post_to_check(store::Snapshot& snapshot, const Services& services, speak::PostId id,
                                                 const staff::User& reader) {
  if (!id) return std::optional<speak::Post>{};
  auto post = speak::post_by_id(snapshot, id);
  if (!post || !NeedToKnow(snapshot, services.addresses, reader).may_read_whole(*post)) {
    return fail(Errc::NotFound, "there is no such post");
  }
  return post;
}

Result<net::Response> check_cautions(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  const auto body = read_post_body(*fields);
  const auto at = fields->optional_time("at");
  const auto id = fields->optional_id<speak::PostId>("post");
  if (auto read = fields->check(); !read) return fail(read.error());
  if (!body) return fail(body.error());
  const auto& reader = visitor.session.user;
  speak::CautionContext context;
  const auto post = services.store.read([&](store::Snapshot& snapshot) {
    auto found = post_to_check(snapshot, services, id, reader);
    const auto leaves = at.value_or(services.clock.now());
    context = found && *found ? caution_context(snapshot, services.addresses, leaves, **found)
                              : caution_context(snapshot, services.addresses, leaves);
    return found;
  });
  if (!post) return fail(post.error());
  const auto cautions = services.cautions.cautions_of(*body, context);
  const int more = speak::more_approvals(cautions);
  json::Array list;
  for (const auto& caution : cautions) list.emplace_back(speak::to_json(caution));
  const auto approvers = services.store.read([&](store::Snapshot& snapshot) {
    return speak::approvers_for(snapshot, body->account, writers_with(*post, reader), more);
  });
  return json_answer(200, {{"cautions", std::move(list)}, {"more_approvals", more}, {"approvers", to_json(approvers)}});
}

}  // namespace

speak::CautionContext caution_context(store::Snapshot& snapshot, const activity::Addresses& addresses,
                                      Timestamp leaves) {
  speak::CautionContext context;
  if (const auto ours = staff::institution(snapshot)) context.own_country = ours->country;
  const auto host = addresses.host();
  context.own_host = host.substr(0, host.find(':'));
  context.leaves = leaves;
  for (const auto& actor : listen::active_public_actors(snapshot, leaves)) {
    if (actor.says.kind != listen::ActorKind::Officeholder) continue;
    for (const auto& name : actor.says.names) context.officeholders.push_back(name.text);
    for (const auto& address : actor.says.addresses) {
      if (auto mention = mention_of(address); !mention.empty()) context.handles.push_back(std::move(mention));
    }
  }
  return context;
}

speak::CautionContext caution_context(store::Snapshot& snapshot, const activity::Addresses& addresses, Timestamp leaves,
                                      const speak::Post& post) {
  auto context = caution_context(snapshot, addresses, leaves);
  if (post.sent_version != 0) context.sent = speak::readable_version(snapshot, post.id, post.sent_version);
  return context;
}

void add_private_posts(speak::Assessment& assessment, const std::vector<std::string>& urls) {
  if (urls.empty()) return;
  auto list = stored_cautions(assessment.cautions);
  for (const auto& url : urls) {
    speak::Caution caution;
    caution.code = kPrivatePost;
    caution.words = {url};
    list.emplace_back(speak::to_json(caution));
  }
  assessment.cautions = boost::json::serialize(list);
}

void keep_private_posts(speak::Assessment& assessment, const std::string& stored) {
  auto list = stored_cautions(assessment.cautions);
  for (const auto& entry : stored_cautions(stored)) {
    const auto* caution = entry.if_object();
    if (caution != nullptr && json::text_or_empty(*caution, "code") == kPrivatePost) list.push_back(entry);
  }
  assessment.cautions = boost::json::serialize(list);
}

Status show_new_days(const Services& services, const staff::User& approver, speak::PostId id, int version) {
  speak::CautionContext context;
  const auto post = services.store.read([&](store::Snapshot& snapshot) {
    auto found = speak::post_by_id(snapshot, id);
    const auto leaves = found && found->scheduled ? *found->scheduled : services.clock.now();
    context = caution_context(snapshot, services.addresses, leaves);
    return found;
  });
  if (!post || post->status != speak::PostStatus::Submitted || post->version != version) return {};
  auto cautions = stored_cautions(post->cautions);
  std::string reasons;
  for (const auto& entry : stored_cautions(services.cautions.assess(post->body, context).cautions)) {
    const auto* caution = entry.if_object();
    if (caution == nullptr || !is_of_a_day(*caution) || stands_in(cautions, *caution)) continue;
    reasons += json::text_or_empty(*caution, "reason") + ' ';
    cautions.push_back(entry);
  }
  if (reasons.empty()) return {};
  auto stored = services.store.write_now([&](store::Transaction& tx) -> Status {
    if (auto may = speak::require(tx, approver, post->body.account, speak::AccountRight::Approve); !may) return may;
    return speak::renew_cautions(tx, id, version, boost::json::serialize(cautions));
  });
  if (!stored) return stored;
  services.feed.post(id);
  return fail(Errc::Conflict, "a caution of the day",
              "Since it was submitted the day has changed. " + reasons + "Read it again, then approve.");
}

void add_post_check_route(GuardedRouter& routes, const Services& services) {
  routes.add(
      net::Method::Post, "/api/staff/posts/check", staff::Action::Publish,
      [services](const net::Request& request, const Visitor& visitor) {
        return check_cautions(services, request, visitor);
      },
      Writes::Nothing);
}

}  // namespace chancery::api
