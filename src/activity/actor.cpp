#include "activity/actor.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace chancery::activity {
namespace {

// Host and port of an identifier, in lower case; the scheme's own port is left out.
std::string authority_of(std::string_view uri) {
  const auto mark = uri.find("://");
  if (mark == std::string_view::npos) return {};
  const auto scheme = uri.substr(0, mark);
  auto rest = uri.substr(mark + 3);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  const std::string_view own_port = scheme == "https" ? ":443" : ":80";
  if (rest.ends_with(own_port)) rest.remove_suffix(own_port.size());
  return ascii::lower(rest);
}

}  // namespace

std::string_view to_string(ActorType type) {
  switch (type) {
    case ActorType::Person:
      return "Person";
    case ActorType::Organization:
      return "Organization";
    case ActorType::Service:
      return "Service";
  }
  return "Person";
}

Result<ActorType> parse_actor_type(std::string_view text) {
  if (text == "Person") return ActorType::Person;
  if (text == "Organization" || text == "Group") return ActorType::Organization;
  if (text == "Service" || text == "Application") return ActorType::Service;
  return fail(Errc::Invalid, "not a type of actor", "the type is Person, Organization or Service");
}

std::string handle_of(const Actor& actor) {
  if (!actor.handle.empty()) return actor.handle;
  return actor.preferred_username + '@' + authority_of(actor.uri);
}

Status check_account_name(std::string_view name) {
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  if (name.empty() || name.size() > 30 || !std::ranges::all_of(name, allowed)) {
    return fail(Errc::Invalid, "not an account name",
                "a name has 1 to 30 of the letters a to z, digits and _, such as press or embassy_oslo");
  }
  // "instance" signs fetches for the whole server and can belong to nobody.
  if (name == "instance")
    return fail(Errc::Conflict, "reserved account name", "this name is kept for the server itself");
  return {};
}

}  // namespace chancery::activity
