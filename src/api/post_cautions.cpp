#include "api/post_cautions.hpp"

#include <string>
#include <utility>

#include "api/posts_json.hpp"
#include "api/representations.hpp"
#include "listen/register.hpp"
#include "staff/institution.hpp"

namespace chancery::api {
namespace {

// "acct:minister@mfa.example" as a post mentions it; a handle is one already; feeds and DIDs are never mentioned.
std::string mention_of(const std::string& address) {
  constexpr std::string_view kAcct = "acct:";
  if (address.starts_with(kAcct)) return '@' + address.substr(kAcct.size());
  return address.starts_with('@') ? address : std::string{};
}

Result<net::Response> check(const Services& services, const net::Request& request) {
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  const auto body = read_post_body(*fields);
  const auto at = fields->optional_time("at");
  if (auto read = fields->check(); !read) return fail(read.error());
  if (!body) return fail(body.error());
  const auto context = services.store.read([&](store::Snapshot& snapshot) {
    return caution_context(snapshot, services.addresses, at.value_or(services.clock.now()));
  });
  const auto cautions = services.cautions.cautions_of(*body, context);
  json::Array list;
  for (const auto& caution : cautions) list.emplace_back(speak::to_json(caution));
  return json_answer(200, {{"cautions", std::move(list)}, {"more_approvals", speak::more_approvals(cautions)}});
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

void add_post_check_route(GuardedRouter& routes, const Services& services) {
  routes.add(
      net::Method::Post, "/api/staff/posts/check", staff::Action::Publish,
      [services](const net::Request& request, const Visitor&) { return check(services, request); }, Writes::Nothing);
}

}  // namespace chancery::api
