#include "listen/watch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "listen/plain_line.hpp"
#include "staff/institution.hpp"
#include "text/fold.hpp"
#include "text/matcher.hpp"
#include "text/utf8.hpp"

namespace chancery::listen {
namespace {

constexpr std::array<std::string_view, kPurposes.size()> kPurposeNames = {
    "public_service", "crisis_response", "consular_protection", "public_diplomacy_evaluation", "policy_research"};

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
    if (auto checked = check_watch_term(term); !checked) {
      return fail(checked.error().code, checked.error().detail, "terms: " + checked.error().hint);
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

Status check_watch_term(std::string_view term) {
  if (auto checked = text::check_term(term); !checked) return checked;
  if (text::count_characters(term) < 2) {
    return fail(Errc::Invalid, "watch refused", fmt::format("\"{}\" is too short to watch", term));
  }
  if (names_an_account(term)) {
    return fail(Errc::Invalid, "watch refused", "an account is no term: people are counted, never watched");
  }
  return {};
}

Status check_watch(const NewWatch& watch, Timestamp now) {
  if (auto checked = check_line("name", watch.name, 1, 120); !checked) return checked;
  if (watch.query.empty()) {
    if (auto checked = check_terms(watch.terms); !checked) return checked;
  } else {
    if (watch.query.size() > kMaxQueryBytes) {
      return fail(Errc::Invalid, "watch refused", fmt::format("query: at most {} bytes are read", kMaxQueryBytes));
    }
    if (auto checked = check_line("dpia", watch.dpia, 3, 200); !checked) return checked;
  }
  if (auto checked = check_line("legal_basis", watch.legal_basis, 3, 500); !checked) return checked;
  if (!watch.country.empty() && !staff::is_country(watch.country)) {
    return fail(Errc::Invalid, "watch refused", "country: two capital letters as in ISO 3166-1, such as NO");
  }
  if (watch.expires <= now || watch.expires > now + kLongestWatch) {
    return fail(Errc::Invalid, "watch refused",
                fmt::format("expires: a time from now on and at most {} days ahead is needed", kLongestWatch.count()));
  }
  return {};
}

}  // namespace chancery::listen
