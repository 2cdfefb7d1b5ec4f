#include "staff/users.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "staff/plain_text.hpp"

namespace chancery::staff {
namespace {

constexpr std::size_t kShortestLogin = 2;
constexpr std::size_t kLongestLogin = 30;
constexpr std::size_t kLongestUserName = 80;
constexpr std::size_t kShortestPassword = 12;
constexpr std::size_t kLongestPassword = 256;

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

bool is_login_letter(char c) {
  return is_lower(c) || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

}  // namespace

Status check_login(std::string_view login) {
  const bool fits = login.size() >= kShortestLogin && login.size() <= kLongestLogin;
  if (fits && is_lower(login.front()) && std::ranges::all_of(login, is_login_letter)) return {};
  return fail(Errc::Invalid, "not a login",
              "login: 2 to 30 of the letters a to z, digits, '.', '_' and '-', beginning with a letter.");
}

Status check_name(std::string_view name) {
  return check_plain_text(name, kLongestUserName, "name");
}

Status check_password(std::string_view password, std::string_view login) {
  if (password.size() > kLongestPassword) return fail(Errc::Invalid, "password: at most 256 bytes.");
  const auto length = code_points(password);
  if (!length) return fail(Errc::Invalid, "password: not UTF-8.");
  if (*length < kShortestPassword) return fail(Errc::Invalid, "password: at least 12 characters.");
  const bool one_letter = password.find_first_not_of(password.front()) == std::string_view::npos;
  if (one_letter || ascii::same_letters(password, login)) {
    return fail(Errc::Invalid, "password: neither your login nor one letter repeated.");
  }
  return {};
}

}  // namespace chancery::staff
