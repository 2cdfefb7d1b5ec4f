#include "base/speak_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace chancery {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::month_day;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr std::size_t kLongest = 120;

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<unsigned> number(std::string_view digits) {
  unsigned value = 0;
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || stop != digits.data() + digits.size()) return std::nullopt;
  return value;
}

// "MM-DD".
std::optional<month_day> month_day_in(std::string_view text) {
  if (text.size() != 5 || text[2] != '-') return std::nullopt;
  const auto m = number(text.substr(0, 2));
  const auto d = number(text.substr(3));
  if (!m || !d) return std::nullopt;
  const month_day read{month{*m}, day{*d}};
  return read.ok() ? std::optional{read} : std::nullopt;
}

// "YYYY-MM-DD".
std::optional<year_month_day> date_in(std::string_view text) {
  if (text.size() != 10 || text[4] != '-') return std::nullopt;
  const auto y = number(text.substr(0, 4));
  const auto rest = month_day_in(text.substr(5));
  if (!y || !rest) return std::nullopt;
  const year_month_day read{year{static_cast<int>(*y)}, rest->month(), rest->day()};
  return read.ok() ? std::optional{read} : std::nullopt;
}

bool has_controls(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; });
}

bool read_span(std::string_view span, DeclaredDay& day) {
  const auto slash = span.find('/');
  const auto first = span.substr(0, slash);
  const auto last = slash == std::string_view::npos ? first : span.substr(slash + 1);
  if (const auto from = date_in(first)) {
    day.from = from;
    day.through = date_in(last);
    if (!day.through || *day.through < *from) return false;
    day.first = {from->month(), from->day()};
    day.last = {day.through->month(), day.through->day()};
    return true;
  }
  const auto from = month_day_in(first);
  const auto through = month_day_in(last);
  if (!from || !through || *through < *from) return false;
  day.first = *from;
  day.last = *through;
  return true;
}

}  // namespace

bool DeclaredDay::holds(year_month_day asked) const {
  if (from && through) return *from <= asked && asked <= *through;
  const month_day within{asked.month(), asked.day()};
  return first <= within && within <= last;
}

Result<DeclaredDay> parse_declared_day(std::string_view text) {
  DeclaredDay read;
  const auto whole = trimmed(text);
  const auto space = std::min(whole.find(' '), whole.size());
  const auto rest = trimmed(whole.substr(space));
  const auto words = trimmed(rest.substr(std::min<std::size_t>(2, rest.size())));
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  const bool country = rest.size() > 3 && capital(rest[0]) && capital(rest[1]) && rest[2] == ' ';
  if (!read_span(whole.substr(0, space), read) || !country || words.empty() || words.size() > kLongest ||
      has_controls(words)) {
    return fail(Errc::Invalid, fmt::format("\"{}\" is no day", text.substr(0, kLongest)),
                fmt::format("\"{}\": write a day (2026-03-05, 2026-03-05/2026-03-07, or 03-05 for every year), a "
                            "country's two capital letters, and what it is, such as 2026-03-05 TR earthquake",
                            text.substr(0, kLongest)));
  }
  read.country = rest.substr(0, 2);
  read.words = words;
  return read;
}

Result<std::vector<std::string>> parse_rival_names(std::string_view text) {
  std::vector<std::string> names;
  bool sound = !has_controls(text);
  for (std::size_t at = 0; at <= text.size() && sound;) {
    const auto end = std::min(text.find('|', at), text.size());
    const auto name = trimmed(text.substr(at, end - at));
    sound = !name.empty() && name.size() <= kLongest;
    names.emplace_back(name);
    at = end + 1;
  }
  if (!sound || names.size() < 2 || names.size() > 8) {
    return fail(Errc::Invalid, fmt::format("\"{}\" are no names", text.substr(0, kLongest)),
                fmt::format("\"{}\": write two to eight names with | between them, such as Kyiv | Kiev",
                            text.substr(0, kLongest)));
  }
  return names;
}

Result<std::string> parse_link_domain(std::string_view text) {
  std::string domain{trimmed(text)};
  std::ranges::transform(domain, domain.begin(),
                         [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c); });
  const auto part = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           static_cast<unsigned char>(c) >= 0x80;
  };
  const bool sound = !domain.empty() && domain.size() <= 253 && std::ranges::all_of(domain, part) &&
                     !domain.starts_with('.') && !domain.ends_with('.') && domain.find("..") == std::string::npos;
  if (sound) return domain;
  return fail(Errc::Invalid, "not a domain",
              fmt::format("\"{}\": write a domain alone, such as gov.example; its subdomains are included",
                          text.substr(0, kLongest)));
}

}  // namespace chancery
