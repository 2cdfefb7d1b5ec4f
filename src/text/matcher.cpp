#include "text/matcher.hpp"

#include <fmt/format.h>
#include <hs/hs.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <limits>
#include <new>
#include <stdexcept>
#include <unordered_map>

#include "text/utf8.hpp"

namespace chancery::text {
namespace {

struct FreeScratch {
  void operator()(hs_scratch_t* scratch) const { hs_free_scratch(scratch); }
};
struct FreeCompileError {
  void operator()(hs_compile_error_t* error) const { hs_free_compile_error(error); }
};

// A term as errors show it: short, on one line, nothing hidden in it.
std::string shown(std::string_view term) {
  std::string out = show_bidi_controls(cut_at_character(term, 60));
  std::replace_if(
      out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return '"' + out + (term.size() > 60 ? "…\"" : "\"");
}

char32_t first_character(std::string_view text) {
  std::size_t at = 0;
  std::int32_t c = 0;
  U8_NEXT(reinterpret_cast<const std::uint8_t*>(text.data()), at, text.size(), c);
  return static_cast<char32_t>(c);
}

char32_t last_character(std::string_view text) {
  auto at = static_cast<std::int32_t>(text.size());  // a term has a few hundred bytes
  std::int32_t c = 0;
  U8_PREV(reinterpret_cast<const std::uint8_t*>(text.data()), 0, at, c);
  return static_cast<char32_t>(c);
}

// What is searched for: " norway " is found as a whole word because words are folded to stand between spaces; the
// space is left out where the term begins or ends in a script that writes none.
std::string literal_of(std::string_view words) {
  std::string_view literal = words;
  const std::string_view inside = words.substr(1, words.size() - 2);
  if (is_unspaced(first_character(inside))) literal.remove_prefix(1);
  if (is_unspaced(last_character(inside))) literal.remove_suffix(1);
  return std::string{literal};
}

// Checks a term and gives the literal it is searched by.
Result<std::string> prepare(std::string_view term, const MatcherLimits& limits) {
  const auto refuse = [&](std::string_view why) {
    return fail(Errc::Invalid, "term refused", fmt::format("the term {} {}", shown(term), why));
  };
  if (!is_valid_utf8(term)) return refuse("is not valid UTF-8");
  const std::size_t characters = count_characters(term);
  if (characters > limits.characters) {
    return refuse(fmt::format("has {} characters: at most {} are allowed", characters, limits.characters));
  }
  const std::string words = fold_words(term);
  if (words.empty()) return refuse("holds no word, digit or symbol to look for");
  const std::string_view inside = std::string_view{words}.substr(1, words.size() - 2);
  if (count_characters(inside) < 2 && !is_unspaced(first_character(inside))) {
    return refuse("is too short once punctuation is left out: two characters are the least");
  }
  return literal_of(words);
}

}  // namespace

struct Matcher::Scratch::Impl {
  WordFolder folder;
  std::vector<std::uint32_t> literals;  // hit, in the order they were found, repeated
  std::vector<std::uint32_t> terms;
  std::unique_ptr<hs_scratch_t, FreeScratch> scratch;
  std::shared_ptr<const hs_database_t>
      fitted;  // what the scratch was last fitted to; kept so its address stays its own
};

Matcher::Scratch::Scratch() : impl_(std::make_unique<Impl>()) {}
Matcher::Scratch::Scratch(Scratch&&) noexcept = default;
Matcher::Scratch& Matcher::Scratch::operator=(Scratch&&) noexcept = default;
Matcher::Scratch::~Scratch() = default;

struct Matcher::Impl {
  std::size_t terms = 0;
  std::vector<std::vector<std::uint32_t>> terms_of;  // literal -> the terms that fold to it
  // None when there is no term. Owned by the matcher and by the scratches last fitted to it.
  std::shared_ptr<const hs_database_t> database;
};

Matcher::Matcher(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;
Matcher::~Matcher() = default;

Status check_term(std::string_view term, const MatcherLimits& limits) {
  if (const auto literal = prepare(term, limits); !literal) return fail(literal.error());
  return {};
}

Result<Matcher> Matcher::compile(std::span<const std::string> terms, const MatcherLimits& limits) {
  if (terms.size() > limits.terms) {
    return fail(Errc::TooLarge, "too many terms",
                fmt::format("{} terms are too many: at most {} are allowed", terms.size(), limits.terms));
  }
  auto impl = std::make_unique<Impl>();
  impl->terms = terms.size();
  std::vector<std::string> literals;
  std::unordered_map<std::string, std::uint32_t> known;
  for (std::uint32_t term = 0; term < terms.size(); ++term) {
    auto literal = prepare(terms[term], limits);
    if (!literal) return fail(literal.error());
    const auto [found, fresh] = known.try_emplace(*literal, static_cast<std::uint32_t>(literals.size()));
    if (fresh) {
      literals.push_back(std::move(*literal));
      impl->terms_of.emplace_back();
    }
    impl->terms_of[found->second].push_back(term);
  }
  if (literals.empty()) return Matcher{std::move(impl)};

  std::vector<const char*> texts;
  std::vector<std::size_t> sizes;
  std::vector<unsigned> ids;
  const std::vector<unsigned> flags(literals.size(), 0);
  for (const std::string& literal : literals) {
    ids.push_back(static_cast<unsigned>(ids.size()));
    texts.push_back(literal.data());
    sizes.push_back(literal.size());
  }
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  const auto code =
      hs_compile_lit_multi(texts.data(), flags.data(), ids.data(), sizes.data(), static_cast<unsigned>(literals.size()),
                           HS_MODE_BLOCK, nullptr, &database, &error);
  const std::unique_ptr<hs_compile_error_t, FreeCompileError> guard(error);
  if (code != HS_SUCCESS)
    return fail(Errc::Internal, "Hyperscan did not compile the terms", "the terms do not compile");
  impl->database.reset(database, [](hs_database_t* old) { hs_free_database(old); });
  return Matcher{std::move(impl)};
}

std::span<const std::uint32_t> Matcher::match(std::string_view text, Scratch& scratch) const {
  Scratch::Impl& mine = *scratch.impl_;
  mine.terms.clear();
  if (!impl_->database) return {};
  const std::string_view words = mine.folder.fold_words(text);
  if (words.empty()) return {};

  if (mine.fitted != impl_->database) {
    hs_scratch_t* fitted = mine.scratch.release();
    const auto code = hs_alloc_scratch(impl_->database.get(), &fitted);
    mine.scratch.reset(fitted);
    if (code != HS_SUCCESS) throw std::bad_alloc();
    mine.fitted = impl_->database;
  }
  mine.literals.clear();
  constexpr auto kOnHit = [](unsigned id, unsigned long long, unsigned long long, unsigned, void* context) {
    auto& hits = *static_cast<std::vector<std::uint32_t>*>(context);
    if (hits.empty() || hits.back() != id) hits.push_back(id);
    return 0;
  };
  constexpr std::size_t kMost = std::numeric_limits<unsigned>::max();
  const auto code = hs_scan(impl_->database.get(), words.data(), static_cast<unsigned>(std::min(words.size(), kMost)),
                            0, mine.scratch.get(), kOnHit, &mine.literals);
  if (code != HS_SUCCESS) throw std::logic_error("Hyperscan refused to scan");

  std::sort(mine.literals.begin(), mine.literals.end());
  mine.literals.erase(std::unique(mine.literals.begin(), mine.literals.end()), mine.literals.end());
  for (const std::uint32_t literal : mine.literals) {
    const auto& terms = impl_->terms_of[literal];
    mine.terms.insert(mine.terms.end(), terms.begin(), terms.end());
  }
  std::sort(mine.terms.begin(), mine.terms.end());
  return mine.terms;
}

std::size_t Matcher::terms() const {
  return impl_->terms;
}
std::size_t Matcher::literals() const {
  return impl_->terms_of.size();
}

}  // namespace chancery::text
