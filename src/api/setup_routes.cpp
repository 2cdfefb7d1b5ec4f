// One-time links: what they offer, setting the server up, accepting an invitation.
#include <utility>

#include "api/fields.hpp"
#include "api/first_desk.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "api/session_answer.hpp"
#include "listen/watch.hpp"

namespace chancery::api {
namespace {

json::Object offer_json(const staff::EnrolmentOffer& offer) {
  json::Object object{{"kind", staff::to_string(offer.kind)},
                      {"expires", to_rfc3339(offer.expires)},
                      {"role", staff::to_string(offer.role)},
                      {"totp", json::Object{{"secret", offer.totp_secret}, {"uri", offer.totp_uri}}}};
  if (!offer.name.empty()) object["name"] = offer.name;
  return object;
}

Result<net::Response> open_link(const Services& services, const net::Request& request) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto token = body->text("token");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto offer = services.enrolments.open(token);
  if (!offer) return fail(offer.error());
  return json_answer(200, offer_json(*offer));
}

staff::NewUser read_user(Fields& body) {
  return {.login = body.text("user.login"),
          .name = body.text("user.name"),
          .password = body.text("user.password"),
          .code = body.text("user.code")};
}

Result<net::Response> set_up(const Services& services, const SessionCookie& cookie, const net::Request& request) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto token = body->text("token");
  const staff::Institution institution{.name = body->text("institution.name"),
                                       .country = body->text("institution.country"),
                                       .languages = body->texts("institution.languages")};
  const auto user = read_user(*body);
  listen::NewWatch watch{.name = body->optional_text("watch.name").value_or(institution.name),
                         .terms = body->texts("watch.terms"),
                         .legal_basis = body->text("watch.legal_basis"),
                         .expires = body->time("watch.expires")};
  const auto purpose_text = body->text("watch.purpose");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto purpose = listen::parse_purpose(purpose_text);
  if (!purpose) return fail(purpose.error());
  watch.purpose = *purpose;

  const auto id = services.store.ids().make<listen::WatchId>();
  const auto signed_in = services.enrolments.complete_setup(
      token, institution, user, [&](store::Transaction& tx, staff::UserId owner) -> Status {
        const auto stored = listen::insert_first_watch(tx, id, owner, watch, services.clock.now());
        if (!stored) return fail(stored.error());
        return {};
      });
  if (!signed_in) return fail(signed_in.error());
  services.watches_changed();
  if (auto laid = lay_first_desk(services.store); !laid) return fail(laid.error());
  return signed_in_answer(201, services, cookie, *signed_in);
}

Result<net::Response> accept_invitation(const Services& services, const SessionCookie& cookie,
                                        const net::Request& request) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto token = body->text("token");
  const auto user = read_user(*body);
  if (auto read = body->check(); !read) return fail(read.error());
  const auto signed_in = services.enrolments.accept_invitation(token, user);
  if (!signed_in) return fail(signed_in.error());
  return signed_in_answer(201, services, cookie, *signed_in);
}

}  // namespace

void add_setup_routes(GuardedRouter& routes, const Services& services) {
  const auto cookie = routes.guard().cookie();
  routes.add_open(net::Method::Post, "/api/staff/enrolments/open",
                  [services](const net::Request& request) { return open_link(services, request); });
  routes.add_open(net::Method::Post, "/api/staff/setup",
                  [services, cookie](const net::Request& request) { return set_up(services, cookie, request); });
  routes.add_open(net::Method::Post, "/api/staff/invitations/accept", [services, cookie](const net::Request& request) {
    return accept_invitation(services, cookie, request);
  });
}

}  // namespace chancery::api
