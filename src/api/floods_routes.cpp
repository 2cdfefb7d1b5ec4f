// Many who say the same, answered once.
//
// A step is one transaction of two pillars, in this order: the flood (answer), the post (speak), the flood again.
#include <algorithm>
#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "answer/conversations.hpp"
#include "answer/floods.hpp"
#include "api/conversations_json.hpp"
#include "api/fields.hpp"
#include "api/post_cautions.hpp"
#include "api/posts_json.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "speak/posts.hpp"

namespace chancery::api {
namespace {

using answer::Conversation;
using answer::ConversationId;
using answer::Flood;
using answer::FloodId;
using answer::MemberState;
using answer::Step;

constexpr std::size_t kMembersShown = 200;  // rows of members that are shown whole

json::Object flood_json(store::Snapshot& snapshot, const Services& services, const Visitor& visitor,
                        const Flood& flood) {
  ConversationsJson as(snapshot, services, visitor.session.user);
  const staff::ShownNames users(snapshot, visitor.session.user);
  json::Array members;
  const auto all = answer::members_of(snapshot, flood.id);
  std::size_t in = 0;
  std::size_t sent = 0;
  for (const auto& member : all) {
    in += member.state == MemberState::In ? 1 : 0;
    sent += member.state == MemberState::Sent ? 1 : 0;
    if (members.size() == kMembersShown) continue;
    const auto c = answer::conversation(snapshot, member.conversation, as.reader());
    members.emplace_back(json::Object{{"conversation", member.conversation.text()},
                                      {"similarity", member.similarity},
                                      {"state", answer::to_string(member.state)},
                                      {"row", c ? json::Value(as.row(*c)) : json::Value(nullptr)}});
  }
  const auto post = flood.post != 0 ? speak::post_by_id(snapshot, speak::PostId{flood.post}) : std::nullopt;
  json::Value post_as = nullptr;
  if (post) post_as = post_json(snapshot, services.addresses, users, *post, visitor.session.user);
  json::Value approvers = nullptr;
  if (flood.state == answer::FloodState::Open && !post) {
    approvers = to_json(speak::approvers_for(snapshot, flood.account, {visitor.session.user.id}, 0));
  } else if (post) {
    approvers = post_as.at("approvers");
  }
  return {{"id", flood.id.text()},
          {"account", flood.account.text()},
          {"desk", as.named(flood.desk)},
          {"state", answer::to_string(flood.state)},
          {"made_by", person(users, flood.made_by)},
          {"made_at", to_rfc3339(flood.made_at)},
          {"members", std::move(members)},
          {"in", in},
          {"sent", sent},
          {"all", all.size()},
          {"post", std::move(post_as)},
          {"approvers", std::move(approvers)}};
}

// For whoever reads at its desk.
Result<net::Response> show_flood(const Services& services, const Visitor& visitor, FloodId id, int status) {
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    const auto flood = answer::flood_by_id(snapshot, id);
    const auto rights = staff::desk_rights(snapshot, visitor.session.user);
    if (!flood || !rights.may(staff::DeskAction::Read, flood->desk)) {
      return fail(Errc::NotFound, "there is no such flood");
    }
    return json_answer(status, flood_json(snapshot, services, visitor, *flood));
  });
}

Result<net::Response> show_flood(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<FloodId>(request);
  if (!id) return fail(id.error());
  return show_flood(services, visitor, *id, 200);
}

Result<net::Response> mine(const Services& services, const net::Request&, const Visitor& visitor) {
  return services.store.read([&](store::Snapshot& snapshot) {
    json::Array floods;
    const auto rights = staff::desk_rights(snapshot, visitor.session.user);
    for (const auto& flood : answer::floods_of(snapshot, visitor.session.user.id)) {
      if (!rights.may(staff::DeskAction::Work, flood.desk)) continue;
      floods.emplace_back(flood_json(snapshot, services, visitor, flood));
    }
    return json_answer(200, {{"floods", std::move(floods)}});
  });
}

std::vector<answer::Similar> near(const Services& services, const Visitor& visitor, ConversationId id) {
  return services.store.read([&](store::Snapshot& snapshot) -> std::vector<answer::Similar> {
    const auto reader = answer::reader_of(snapshot, visitor.session.user);
    const auto c = answer::conversation(snapshot, id, reader);
    if (!c) return {};
    return answer::similar_to(snapshot, *c, reader, services.clock.now());
  });
}

Result<net::Response> similar(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<ConversationId>(request);
  if (!id) return fail(id.error());
  const auto found = near(services, visitor, *id);
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    ConversationsJson as(snapshot, services, visitor.session.user);
    if (!answer::conversation(snapshot, *id, as.reader())) return fail(Errc::NotFound, "there is no such conversation");
    json::Array list;
    for (const auto& one : found) {
      if (list.size() == kMembersShown) break;
      const auto c = answer::conversation(snapshot, one.conversation, as.reader());
      if (c) list.emplace_back(json::Object{{"similarity", one.similarity}, {"row", as.row(*c)}});
    }
    return json_answer(200, {{"similar", std::move(list)}, {"all", found.size()}});
  });
}

using FloodRun = std::function<Status(const Step&)>;
Status step_flood(const Services& services, const Visitor& visitor, const FloodRun& run) {
  const auto works = services.desk.workplaces.now();
  return services.store.write_now([&](store::Transaction& tx) -> Status {
    const auto workplace = works->workplace();
    return run({tx, workplace, visitor.session.user, services.clock.now()});
  });
}

// A slice of them a transaction: others write between.
Status add_all(const Services& services, const Visitor& visitor, FloodId id, std::span<const answer::Similar> members) {
  while (!members.empty()) {
    const auto some = members.first(std::min(members.size(), answer::kFloodSlice));
    auto added = step_flood(services, visitor, [&](const Step& s) -> Status {
      auto done = answer::add_members(s, id, some);
      return done ? Status{} : fail(done.error());
    });
    if (!added) return added;
    members = members.subspan(some.size());
  }
  return {};
}

Result<std::vector<ConversationId>> left_out(const std::vector<std::string>& texts) {
  std::vector<ConversationId> ids;
  for (const auto& text : texts) {
    const auto id = parse_id(text);
    if (!id) return fail(Errc::Invalid, "no id", "leave_out: ids of conversations");
    ids.emplace_back(*id);
  }
  return ids;
}

Result<net::Response> make_flood(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto from = body->id<ConversationId>("conversation");
  const auto out = body->texts("leave_out");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto without = left_out(out);
  if (!without) return fail(without.error());
  auto members = near(services, visitor, from);
  std::erase_if(members, [&](const answer::Similar& one) {
    return std::ranges::find(*without, one.conversation) != without->end();
  });
  const auto id = services.store.ids().make<FloodId>();
  const auto made = step_flood(services, visitor, [&](const Step& s) -> Status {
    auto done = answer::make_flood(s, id, from);
    return done ? Status{} : fail(done.error());
  });
  if (!made) return fail(made.error());
  if (auto added = add_all(services, visitor, id, members); !added) return fail(added.error());
  return show_flood(services, visitor, id, 201);
}

// Some out of it.
Result<net::Response> change_flood(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<FloodId>(request);
  if (!id) return fail(id.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto out = body->texts("leave_out");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto without = left_out(out);
  if (!without) return fail(without.error());
  const auto done = step_flood(services, visitor, [&](const Step& s) -> Status {
    for (const auto conversation : *without) {
      if (auto left = answer::leave_out(s, *id, conversation); !left) return left;
    }
    return {};
  });
  if (!done) return fail(done.error());
  return show_flood(services, visitor, *id, 200);
}

struct SavedFlood {
  std::optional<std::int64_t> version;
  std::string digest;
  speak::PostBody body;
};

// Hers, as far as a snapshot knows: whether it still is, the transaction asks again.
std::optional<Flood> own_flood(store::Snapshot& snapshot, FloodId id, const Visitor& visitor) {
  auto flood = answer::flood_by_id(snapshot, id);
  if (flood && flood->made_by != visitor.session.user.id) flood.reset();
  return flood;
}

Result<SavedFlood> read_saved_flood(const Services& services, const net::Request& request, const Visitor& visitor,
                                    FloodId id) {
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  SavedFlood saved;
  saved.version = fields->optional_integer("version");
  saved.digest = fields->optional_text("digest").value_or("");
  auto object = fields->optional_object("body");
  if (auto read = fields->check(); !read) return fail(read.error());
  if (!object) return fail(Errc::Invalid, "no body", "body: what the answer says");
  std::vector<activity::NoteId> answers;
  services.store.read([&](store::Snapshot& snapshot) {
    const auto flood = own_flood(snapshot, id, visitor);
    if (!flood) return;
    (*object)["account"] = flood->account.text();
    for (const auto& member : answer::members_of(snapshot, id)) {
      if (member.state == MemberState::In) answers.push_back(member.note);
    }
  });
  if (answers.empty()) return fail(Errc::NotFound, "there is no such flood, or nobody is left in it");
  (*object)["in_reply_to"] = nullptr;
  (*object)["visibility"] = activity::to_string(activity::Visibility::Unlisted);
  auto said = Fields::of(std::move(*object));
  auto body = read_post_body(said);
  if (auto read = said.check(); !read) return fail(read.error());
  if (!body) return fail(body.error());
  saved.body = std::move(*body);
  std::ranges::sort(answers);
  saved.body.answers = std::move(answers);
  return saved;
}

Result<net::Response> save_flood(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<FloodId>(request);
  if (!id) return fail(id.error());
  const auto saved = read_saved_flood(services, request, visitor, *id);
  if (!saved) return fail(saved.error());
  const auto fresh = services.store.ids().make<speak::PostId>();
  const auto done = step_flood(services, visitor, [&](const Step& s) -> Status {
    const auto flood = answer::flood_by_id(s.tx, *id);
    if (!flood) return fail(Errc::NotFound, "there is no such flood");
    const speak::Acting acting{s.by, s.now};
    if (flood->post != 0 && !saved->version) {
      return fail(Errc::Conflict, "a draft is there", "There is a draft already: read it again.");
    }
    auto post = flood->post != 0 ? speak::change_post(s.tx, speak::PostId{flood->post}, acting,
                                                      static_cast<int>(*saved->version), saved->body, saved->digest)
                                 : speak::draft_post(s.tx, fresh, acting, saved->body, fresh.text());
    if (!post) return fail(post.error());
    return answer::bind_flood(s, *id, post->id.value);
  });
  if (!done) return fail(done.error());
  return show_flood(services, visitor, *id, 200);
}

Result<net::Response> submit_flood(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<FloodId>(request);
  if (!id) return fail(id.error());
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  const auto version = static_cast<int>(fields->integer("version"));
  if (auto read = fields->check(); !read) return fail(read.error());
  speak::CautionContext context;
  const auto post = services.store.read([&](store::Snapshot& snapshot) -> Result<speak::Post> {
    context = caution_context(snapshot, services.addresses, services.clock.now());
    const auto flood = own_flood(snapshot, *id, visitor);
    if (!flood) return fail(Errc::NotFound, "there is no such flood of hers");
    auto draft = speak::post_by_id(snapshot, speak::PostId{flood->post});
    if (!draft) return fail(Errc::Conflict, "no draft", "Write the answer first.");
    return std::move(*draft);
  });
  if (!post) return fail(post.error());
  const auto assessment = services.cautions.assess(post->body, context);
  const auto done = step_flood(services, visitor, [&](const Step& s) -> Status {
    if (auto may = answer::flood_leaves(s, *id); !may) return may;
    const auto submitted =
        speak::submit_post(s.tx, post->id, {s.by, s.now}, version, assessment, services.publisher.known);
    if (!submitted) return fail(submitted.error());
    if (submitted->digest == post->digest) return {};
    return fail(Errc::Conflict, "changed meanwhile", "The draft has just been changed: read it again.");
  });
  if (!done) return fail(done.error());
  services.feed.post(post->id);
  services.posts_changed();
  return show_flood(services, visitor, *id, 200);
}

Result<net::Response> give_up(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<FloodId>(request);
  if (!id) return fail(id.error());
  const auto done = step_flood(services, visitor, [&](const Step& s) -> Status {
    const auto flood = answer::flood_by_id(s.tx, *id);
    if (auto over = answer::give_up_flood(s, *id); !over) return over;
    if (flood->post == 0) return {};
    auto gone = speak::withdraw_post(s.tx, speak::PostId{flood->post}, {s.by, s.now}, "the flood was given up");
    return gone ? Status{} : fail(gone.error());
  });
  if (!done) return fail(done.error());
  services.posts_changed();
  return show_flood(services, visitor, *id, 200);
}

}  // namespace

void add_floods_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using staff::Action;
  using Handler = Result<net::Response> (*)(const Services&, const net::Request&, const Visitor&);
  const auto add = [&](Method method, std::string pattern, Action needs, Handler handler) {
    routes.add(method, "/api/staff/" + std::move(pattern), needs,
               [services, handler](const net::Request& request, const Visitor& visitor) {
                 return handler(services, request, visitor);
               });
  };
  add(Method::Get, "conversations/{id}/similar", Action::ReadDesk, similar);
  add(Method::Get, "floods", Action::WorkDesk, mine);
  add(Method::Post, "floods", Action::WorkDesk, make_flood);
  add(Method::Get, "floods/{id}", Action::ReadDesk, show_flood);
  add(Method::Put, "floods/{id}/members", Action::WorkDesk, change_flood);
  add(Method::Put, "floods/{id}/draft", Action::WorkDesk, save_flood);
  add(Method::Post, "floods/{id}/submit", Action::WorkDesk, submit_flood);
  add(Method::Post, "floods/{id}/give-up", Action::WorkDesk, give_up);
}

}  // namespace chancery::api
