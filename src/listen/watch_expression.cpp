#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "listen/report.hpp"
#include "text/utf8.hpp"

namespace chancery::listen {
namespace {

constexpr std::string_view kAllowed = "write one word, or a phrase in double quotes: 'Norway', '\"foreign ministry\"'";

auto refuse(std::string_view expression, std::string_view why) {
  const std::string shown = text::show_bidi_controls(text::cut_at_character(expression, 60));
  return fail(Errc::Invalid, "watch expression refused", fmt::format("--watch {}: {}: {}", shown, why, kAllowed));
}

// The operator a bare expression uses, or nothing: those of the query language that are not understood yet.
std::string_view operator_in(std::string_view bare) {
  static constexpr auto kWords = std::to_array<std::string_view>({"AND", "OR", "NOT", "NEAR", "ONEAR"});
  static constexpr auto kFields =
      std::to_array<std::string_view>({"lang:", "country:", "topic:", "from:", "network:", "has:", "is:"});
  for (std::size_t at = 0; at < bare.size();) {
    const auto end = std::min(bare.find_first_of(" \t()", at), bare.size());
    const std::string_view word = bare.substr(at, end - at);
    for (const std::string_view name : kWords) {
      if (word == name || (word.starts_with(name) && word.substr(name.size()).starts_with('/'))) return name;
    }
    for (const std::string_view name : kFields) {
      if (word.starts_with(name)) return name;
    }
    if (word.starts_with('#') || word.starts_with('@')) return word.substr(0, 1);
    if (word.ends_with('*')) return "*";
    if (end < bare.size() && (bare[end] == '(' || bare[end] == ')')) return "( )";
    at = end + 1;
  }
  return {};
}

}  // namespace

Result<std::string> parse_watch_expression(std::string_view expression) {
  const auto begin = expression.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return refuse(expression, "is empty");
  const std::string_view inside = expression.substr(begin, expression.find_last_not_of(" \t") - begin + 1);
  std::string_view term = inside;
  if (inside.starts_with('"')) {
    if (inside.size() < 2 || inside.find('"', 1) != inside.size() - 1)
      return refuse(expression, "quotes are not closed");
    term = inside.substr(1, inside.size() - 2);
  } else if (const auto name = operator_in(inside); !name.empty()) {
    return refuse(expression, fmt::format("the operator {} is not understood yet", name));
  } else if (inside.find_first_of(" \t") != std::string_view::npos) {
    return refuse(expression, "several words without quotes");
  } else if (inside.find('"') != std::string_view::npos) {
    return refuse(expression, "a quote stands inside a word");
  }
  if (auto checked = text::check_term(term); !checked) return refuse(expression, checked.error().hint);
  return std::string{term};
}

}  // namespace chancery::listen
