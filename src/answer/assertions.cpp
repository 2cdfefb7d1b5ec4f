#include "answer/assertions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "activity/events.hpp"
#include "answer/crisis_rows.hpp"
#include "answer/crisis_words.hpp"
#include "answer/fire_rows.hpp"
#include "staff/audit.hpp"
#include "staff/institution.hpp"
#include "store/events.hpp"
#include "text/fold.hpp"
#include "text/html.hpp"
#include "trend/near_duplicates.hpp"

namespace chancery::answer {
namespace {

constexpr std::array<std::string_view, 5> kVerdicts{"open", "false", "misleading", "true", "unknown"};
constexpr std::size_t kMaxUrl = 2'000;  // bytes

Result<Assertion> find(store::Transaction& tx, AssertionId id) {
  auto assertion = rows::assertion(tx, id);
  if (!assertion) return fail(Errc::NotFound, "there is no such assertion");
  return std::move(*assertion);
}

Status check_language(std::string_view language) {
  if (staff::is_language_tag(language)) return {};
  return fail(Errc::Invalid, "language: write a BCP 47 tag such as en, ar or pt-BR");
}

// In the audit log, and to the pages of its crisis.
void tell(store::Transaction& tx, const Assertion& assertion, std::string_view action, const staff::User& by,
          Timestamp now) {
  staff::append_audit(tx, now, staff::audit_actor(by), action, "assertion:" + assertion.id.text());
  if (assertion.crisis) {
    store::append_event(tx, activity::events::kCrisisChanged, {{"crisis", assertion.crisis.value}});
  }
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  return kVerdicts.at(static_cast<std::size_t>(verdict));
}

Result<Verdict> parse_verdict(std::string_view text) {
  for (std::size_t i = 0; i < kVerdicts.size(); ++i) {
    if (kVerdicts[i] == text) return static_cast<Verdict>(i);
  }
  return fail(Errc::Invalid, "verdict: open, false, misleading, true or unknown");
}

Result<Assertion> make_assertion(store::Transaction& tx, AssertionId id, CrisisId crisis, std::string_view said,
                                 std::string_view language, const staff::User& by, Timestamp now) {
  if (auto words = check_words("said", said, kMaxSaid); !words) return fail(words.error());
  if (auto known = check_language(language); !known) return fail(known.error());
  if (crisis && !rows::crisis(tx, crisis)) return fail(Errc::Invalid, "crisis: there is no such crisis");
  const Assertion assertion{
      .id = id, .crisis = crisis, .said = std::string(said), .language = std::string(language), .by = by.id, .at = now};
  rows::insert_assertion(tx, assertion);
  tell(tx, assertion, "assertion.make", by, now);
  return assertion;
}

Result<Assertion> add_evidence(store::Transaction& tx, AssertionId id, std::string_view url, std::string_view words,
                               std::optional<Verdict> verdict, const staff::User& by, Timestamp now) {
  auto assertion = find(tx, id);
  if (!assertion) return assertion;
  if (!url.starts_with("https://") || url.size() > kMaxUrl ||
      std::ranges::any_of(url, [](char c) { return c <= ' ' || c == 0x7f; })) {
    return fail(Errc::Invalid, "url: an https address, where anybody can see it");
  }
  if (auto said = check_words("words", words, kMaxEvidence); !said) return fail(said.error());
  rows::insert_evidence(tx, id, {0, std::string(url), std::string(words), by.id, now});
  if (verdict && *verdict != assertion->verdict) {
    assertion->verdict = *verdict;
    rows::put_verdict(tx, *assertion);
  }
  tell(tx, *assertion, "assertion.evidence", by, now);
  return assertion;
}

Result<Correction> correct(store::Transaction& tx, AssertionId id, std::string_view language, std::string_view markdown,
                           std::int64_t post, const staff::User& by, Timestamp now) {
  const auto assertion = find(tx, id);
  if (!assertion) return fail(assertion.error());
  if (auto known = check_language(language); !known) return fail(known.error());
  if (auto words = check_words("markdown", markdown, kMaxCorrection); !words) return fail(words.error());
  Correction correction{.version = rows::next_version(tx, id, language),
                        .language = std::string(language),
                        .markdown = std::string(markdown),
                        .at = now,
                        .by = by.id,
                        .post = post};
  rows::insert_correction(tx, id, correction);
  tell(tx, *assertion, "assertion.correct", by, now);
  return correction;
}

Result<CopyCount> count_copies(store::Snapshot& snapshot, std::string_view text, Timestamp now) {
  if (auto words = check_words("text", text, kMaxSaid); !words) return fail(words.error());
  CopyCount copies{.folded = text::fold(text), .counted_at = now};
  const trend::NearDuplicateOptions rule;
  std::set<std::int64_t> authors;
  for (const auto& said : rows::said_since(snapshot, now - kCopiesSought, kCopiesCompared)) {
    if (trend::similarity(copies.folded, text::fold(text::to_plain(said.content))) < rule.similarity) continue;
    authors.insert(said.actor);
    if (copies.posts == 0 || said.at < copies.first_at) copies.first_at = said.at;
    copies.last_at = std::max(copies.last_at, said.at);
    ++copies.posts;
  }
  copies.authors = static_cast<std::int64_t>(authors.size());
  if (copies.authors < kLeastAuthors) {
    return fail(
        Errc::Invalid,
        fmt::format("text: fewer than {} people wrote this to us in a week: nothing is told of it", kLeastAuthors));
  }
  return copies;
}

Status add_copies(store::Transaction& tx, AssertionId id, const CopyCount& copies, const staff::User& by,
                  Timestamp now) {
  const auto assertion = find(tx, id);
  if (!assertion) return fail(assertion.error());
  rows::insert_copies(tx, id, copies);
  tell(tx, *assertion, "assertion.copies", by, now);
  return {};
}

}  // namespace chancery::answer
