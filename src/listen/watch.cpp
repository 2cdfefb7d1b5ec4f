#include "listen/watch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "text/fold.hpp"
#include "text/matcher.hpp"
#include "text/utf8.hpp"

namespace chancery::listen {
namespace {

constexpr std::array<std::string_view, kPurposes.size()> kPurposeNames = {
    "public_service", "crisis_response", "consular_protection", "public_diplomacy_evaluation", "policy_research"};

// One line of words for people: no control characters, nothing that turns text around.
Status check_line(std::string_view field, std::string_view text, std::size_t least, std::size_t most) {
  const auto refuse = [&](std::string_view why) {
    return fail(Errc::Invalid, "watch refused", fmt::format("{}: {}", field, why));
  };
  if (!text::is_valid_utf8(text)) return refuse("is not valid UTF-8");
  const bool control = std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n') || byte == 0x7F;
  });
  if (control || text::has_bidi_controls(text)) return refuse("holds characters that cannot be seen");
  const std::size_t characters = text::count_characters(text);
  if (characters < least || characters > most || text.find_first_not_of(" \n") == std::string_view::npos) {
    return refuse(fmt::format("{} to {} characters are needed", least, most));
  }
  return {};
}

// People are not watched: a handle or an identifier of one is no term, however it is written.
bool names_an_account(std::string_view term) {
  const auto begin = term.find_first_not_of(" \t\n");
  if (begin == std::string_view::npos) return false;
  const std::string folded = text::fold(term.substr(begin));
  return folded.starts_with('@') || folded.starts_with("did:") || folded.starts_with("at://") ||
         folded.starts_with("acct:");
}

Status check_terms(const std::vector<std::string>& terms) {
  if (terms.empty() || terms.size() > kMaxTerms) {
    return fail(Errc::Invalid, "watch refused", fmt::format("terms: 1 to {} are needed", kMaxTerms));
  }
  std::set<std::string> seen;
  for (const std::string& term : terms) {
    if (auto checked = text::check_term(term); !checked) return fail(checked.error());
    if (text::count_characters(term) < 2) {
      return fail(Errc::Invalid, "watch refused", fmt::format("terms: \"{}\" is too short to watch", term));
    }
    if (names_an_account(term)) {
      return fail(Errc::Invalid, "watch refused", "terms: an account is no term: people are counted, never watched");
    }
    if (!seen.insert(text::fold_words(term)).second) {
      return fail(Errc::Invalid, "watch refused",
                  fmt::format("terms: \"{}\" stands there twice", text::show_bidi_controls(term)));
    }
  }
  return {};
}

}  // namespace

std::string_view to_string(Purpose purpose) {
  return kPurposeNames.at(static_cast<std::size_t>(purpose));
}

Result<Purpose> parse_purpose(std::string_view text) {
  for (const Purpose purpose : kPurposes) {
    if (text == to_string(purpose)) return purpose;
  }
  return fail(Errc::Invalid, "unknown purpose",
              fmt::format("purpose: one of {} is needed", fmt::join(kPurposeNames, ", ")));
}

Status check_watch(const NewWatch& watch, Timestamp now) {
  if (auto checked = check_line("name", watch.name, 1, 120); !checked) return checked;
  if (auto checked = check_terms(watch.terms); !checked) return checked;
  if (auto checked = check_line("legal_basis", watch.legal_basis, 3, 500); !checked) return checked;
  if (watch.expires <= now || watch.expires > now + kLongestWatch) {
    return fail(Errc::Invalid, "watch refused",
                fmt::format("expires: a time from now on and at most {} days ahead is needed", kLongestWatch.count()));
  }
  return {};
}

}  // namespace chancery::listen
