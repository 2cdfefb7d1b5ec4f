#include "api/session_answer.hpp"

#include "api/representations.hpp"
#include "staff/institution.hpp"

namespace chancery::api {

namespace {

json::Object map_json(const MapSettings& map) {
  json::Object names;
  for (const auto& [code, by_language] : map.names) {
    json::Object own;
    for (const auto& [language, name] : by_language) own[language] = name;
    names[code] = std::move(own);
  }
  return {{"names", std::move(names)},
          {"solid", json::Array(map.solid.begin(), map.solid.end())},
          {"hidden", json::Array(map.hidden.begin(), map.hidden.end())}};
}

json::Array topics_json(const listen::OwnTopics& own) {
  json::Array topics;
  for (const auto& [slug, label] : own.topics()) topics.push_back(json::Object{{"slug", slug}, {"label", label}});
  return topics;
}

}  // namespace

json::Object session_json(const Services& services, const staff::User* user, std::string_view csrf) {
  const auto institution = services.store.read([](store::Snapshot& snapshot) { return staff::institution(snapshot); });
  json::Object session{{"set_up", institution.has_value()},
                       {"signed_in", user != nullptr},
                       {"base_url", services.addresses.base()},
                       {"host", services.addresses.host()},
                       {"map", map_json(services.map)}};
  if (institution) session["institution"] = to_json(*institution);
  if (user != nullptr) {
    session["user"] = to_json(*user);
    session["csrf"] = csrf;
    session["own_topics"] = topics_json(services.annotator.own_topics());
  }
  return session;
}

net::Response signed_in_answer(int status, const Services& services, const SessionCookie& cookie,
                               const staff::SignedIn& signed_in) {
  auto response = json_answer(status, session_json(services, &signed_in.user, signed_in.csrf));
  response.headers.add("Set-Cookie", cookie.set(signed_in.token));
  return response;
}

std::string link_address(const activity::Addresses& addresses, staff::EnrolmentKind kind, std::string_view token) {
  const std::string_view page = kind == staff::EnrolmentKind::Setup ? "setup" : "invite";
  return addresses.base() + "/staff/#/" + std::string(page) + '/' + std::string(token);
}

net::Response link_answer(int status, const activity::Addresses& addresses, staff::EnrolmentKind kind,
                          const staff::EnrolmentLink& link) {
  return json_answer(status,
                     {{"link", link_address(addresses, kind, link.token)}, {"expires", to_rfc3339(link.expires)}});
}

}  // namespace chancery::api
