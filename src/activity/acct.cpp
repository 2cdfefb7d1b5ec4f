#include "activity/acct.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace chancery::activity {
namespace {

bool user_character(char c) {
  return ascii::is_alphanumeric(c) || c == '_' || c == '-' || c == '.';
}
bool host_character(char c) {
  return user_character(c) || c == ':' || c == '[' || c == ']';
}

}  // namespace

Result<Acct> Acct::parse(std::string_view text) {
  if (text.starts_with("acct:")) {
    text.remove_prefix(5);
  } else if (text.starts_with('@')) {
    text.remove_prefix(1);
  }
  const auto at = text.find('@');
  const auto user = text.substr(0, at);
  const auto host = at == std::string_view::npos ? std::string_view{} : text.substr(at + 1);
  const bool readable = !user.empty() && !host.empty() && text.size() <= 320 &&
                        std::ranges::all_of(user, user_character) && std::ranges::all_of(host, host_character) &&
                        host.front() != '.' && host.front() != ':';
  if (!readable)
    return fail(Errc::Malformed, "not an account address", "write it as user@host, such as press@mfa.example");
  return Acct{std::string{user}, ascii::lower(host)};
}

}  // namespace chancery::activity
