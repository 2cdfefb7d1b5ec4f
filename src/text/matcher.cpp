#include "text/matcher.hpp"

#include <fmt/format.h>
#include <hs/hs.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>
#include <stdexcept>
#include <tuple>
#include <type_traits>
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

// What is searched for, and how much of it is edge: " norway " is found as a whole word because words are folded to
// stand between spaces; the space is left out where the term begins or ends in a script that writes none, and at the
// open end of a prefix.
struct Literal {
  std::string text;
  bool prefix = false;

  [[nodiscard]] std::uint32_t leading() const { return text.starts_with(' ') ? 1 : 0; }
  [[nodiscard]] std::uint32_t trailing() const { return text.ends_with(' ') ? 1 : 0; }
};

Literal literal_of(std::string_view words, bool prefix) {
  std::string_view literal = words;
  const std::string_view inside = words.substr(1, words.size() - 2);
  if (is_unspaced(first_character(inside))) literal.remove_prefix(1);
  const bool unspaced_end = is_unspaced(last_character(inside));
  if (unspaced_end || prefix) literal.remove_suffix(1);
  return {std::string{literal}, prefix && !unspaced_end};
}

// Checks a term and gives the literal it is searched by.
Result<Literal> prepare(std::string_view term, bool prefix, const MatcherLimits& limits) {
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
  return literal_of(words, prefix);
}

// 64-bit FNV-1a over eight bytes at a time with a final mix: tells accidents apart, not attacks.
std::uint64_t hash_bytes(std::string_view bytes, std::uint64_t hash = 0xCBF29CE484222325U) {
  constexpr std::uint64_t kPrime = 0x100000001B3U;
  for (; bytes.size() >= sizeof(std::uint64_t); bytes.remove_prefix(sizeof(std::uint64_t))) {
    std::uint64_t block = 0;
    std::memcpy(&block, bytes.data(), sizeof block);
    hash = (hash ^ block) * kPrime;
    hash ^= hash >> 29U;
  }
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
  hash ^= hash >> 32U;
  return hash;
}

// What stands before a serialised database.
struct Header {
  std::array<char, 8> magic{'C', 'H', 'M', 'A', 'T', 'C', 'H', '1'};
  std::uint64_t content = 0;   // of the literals, in order, and the version of Hyperscan
  std::uint64_t size = 0;      // of the database
  std::uint64_t checksum = 0;  // of the database
};
static_assert(std::is_trivially_copyable_v<Header> && sizeof(Header) == 32);

std::uint64_t content_of(const std::vector<Literal>& literals) {
  std::uint64_t hash = hash_bytes(hs_version());
  for (const Literal& literal : literals) {
    hash = hash_bytes(literal.text, hash) + (literal.prefix ? 1 : 0);
    hash = hash_bytes(std::string_view{"\n"}, hash);
  }
  return hash;
}

Result<hs_database_t*> compile_literals(const std::vector<Literal>& literals) {
  std::vector<const char*> texts;
  std::vector<std::size_t> sizes;
  std::vector<unsigned> ids;
  const std::vector<unsigned> flags(literals.size(), 0);
  for (const Literal& literal : literals) {
    ids.push_back(static_cast<unsigned>(ids.size()));
    texts.push_back(literal.text.data());
    sizes.push_back(literal.text.size());
  }
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  const auto code =
      hs_compile_lit_multi(texts.data(), flags.data(), ids.data(), sizes.data(), static_cast<unsigned>(literals.size()),
                           HS_MODE_BLOCK, nullptr, &database, &error);
  const std::unique_ptr<hs_compile_error_t, FreeCompileError> guard(error);
  if (code != HS_SUCCESS) {
    return fail(Errc::Internal, "Hyperscan did not compile the terms", "the terms do not compile");
  }
  return database;
}

// Where the scan of `locate` puts what it finds.
struct Collector {
  std::string_view words;
  const std::vector<Literal>* literals = nullptr;
  std::vector<std::uint32_t>* places = nullptr;  // of each literal so far
  std::vector<Hit>* hits = nullptr;              // `pattern` is a literal here

  void add(std::uint32_t literal, std::uint32_t to) const {
    if ((*places)[literal] >= kMaxPlaces) return;
    ++(*places)[literal];
    const Literal& found = (*literals)[literal];
    const auto length = static_cast<std::uint32_t>(found.text.size());
    std::uint32_t end = to - found.trailing();
    if (found.prefix) {
      end = static_cast<std::uint32_t>(std::min(words.find(' ', to), words.size()));
    }
    hits->push_back({literal, to - length + found.leading(), end});
  }
};

}  // namespace

struct Matcher::Scratch::Impl {
  WordFolder folder;
  std::vector<std::uint32_t> literals;  // hit, in the order they were found, repeated
  std::vector<std::uint32_t> terms;
  std::vector<std::uint32_t> places;  // of each literal in the text being located; all zero between texts
  std::vector<Hit> found;             // by literal
  std::vector<Hit> hits;              // by pattern
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
  std::vector<Literal> literals;                     // each once
  std::vector<std::vector<std::uint32_t>> terms_of;  // literal -> the terms that fold to it
  // None when there is no term. Owned by the matcher and by the scratches last fitted to it.
  std::shared_ptr<const hs_database_t> database;

  // Everything but the database.
  static Result<std::unique_ptr<Impl>> prepare_all(std::span<const Pattern> patterns, const MatcherLimits& limits);
  void own(hs_database_t* compiled) {
    database.reset(compiled, [](hs_database_t* old) { hs_free_database(old); });
  }
};

Matcher::Matcher(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;
Matcher::~Matcher() = default;

Status check_term(std::string_view term, const MatcherLimits& limits) {
  if (const auto literal = prepare(term, false, limits); !literal) return fail(literal.error());
  return {};
}

Result<std::unique_ptr<Matcher::Impl>> Matcher::Impl::prepare_all(std::span<const Pattern> patterns,
                                                                  const MatcherLimits& limits) {
  if (patterns.size() > limits.terms) {
    return fail(Errc::TooLarge, "too many terms",
                fmt::format("{} terms are too many: at most {} are allowed", patterns.size(), limits.terms));
  }
  auto impl = std::make_unique<Impl>();
  impl->terms = patterns.size();
  std::unordered_map<std::string, std::uint32_t> known;
  for (std::uint32_t term = 0; term < patterns.size(); ++term) {
    auto literal = prepare(patterns[term].text, patterns[term].prefix, limits);
    if (!literal) return fail(literal.error());
    const auto [found, fresh] = known.try_emplace(literal->text, static_cast<std::uint32_t>(impl->literals.size()));
    if (fresh) {
      impl->literals.push_back(std::move(*literal));
      impl->terms_of.emplace_back();
    }
    impl->terms_of[found->second].push_back(term);
  }
  return impl;
}

Result<Matcher> Matcher::compile(std::span<const std::string> terms, const MatcherLimits& limits) {
  std::vector<Pattern> patterns;
  patterns.reserve(terms.size());
  for (const std::string& term : terms) patterns.push_back({term, false});
  return compile_patterns(patterns, limits);
}

Result<Matcher> Matcher::compile_patterns(std::span<const Pattern> patterns, const MatcherLimits& limits) {
  auto impl = Impl::prepare_all(patterns, limits);
  if (!impl) return fail(impl.error());
  if (!(*impl)->literals.empty()) {
    auto database = compile_literals((*impl)->literals);
    if (!database) return fail(database.error());
    (*impl)->own(*database);
  }
  return Matcher{std::move(*impl)};
}

Result<Matcher> Matcher::deserialise(std::span<const Pattern> patterns, std::string_view bytes,
                                     const MatcherLimits& limits) {
  auto impl = Impl::prepare_all(patterns, limits);
  if (!impl) return fail(impl.error());
  const auto refuse = [](const char* why) {
    return fail(Errc::Conflict, why, "the kept database is not of these terms and this machine: compile anew");
  };
  Header header;
  if (bytes.size() < sizeof header) return refuse("serialised database too short");
  const Header expected;
  std::memcpy(&header, bytes.data(), sizeof header);
  const std::string_view database = bytes.substr(sizeof header);
  if (header.magic != expected.magic || header.size != database.size()) return refuse("not a serialised database");
  if (header.content != content_of((*impl)->literals)) return refuse("serialised database of other terms");
  if (header.checksum != hash_bytes(database)) return refuse("serialised database damaged");
  if ((*impl)->literals.empty()) return Matcher{std::move(*impl)};
  hs_database_t* read = nullptr;
  if (hs_deserialize_database(database.data(), database.size(), &read) != HS_SUCCESS) {
    return refuse("Hyperscan refused the serialised database");
  }
  (*impl)->own(read);
  return Matcher{std::move(*impl)};
}

std::string Matcher::serialise() const {
  char* bytes = nullptr;
  std::size_t size = 0;
  if (impl_->database && hs_serialize_database(impl_->database.get(), &bytes, &size) != HS_SUCCESS) {
    throw std::bad_alloc();
  }
  const std::unique_ptr<char, decltype(&std::free)> guard(bytes, &std::free);
  const std::string_view database{bytes, size};
  Header header;
  header.content = content_of(impl_->literals);
  header.size = size;
  header.checksum = hash_bytes(database);
  std::string out(sizeof header, '\0');
  std::memcpy(out.data(), &header, sizeof header);
  return out.append(database);
}

// The folded words; empty when there is nothing to scan.
std::string_view Matcher::fold_and_fit(std::string_view text, Scratch& scratch) const {
  Scratch::Impl& mine = *scratch.impl_;
  if (!impl_->database) return {};
  const std::string_view words = mine.folder.fold_words(text);
  if (mine.fitted != impl_->database) {
    hs_scratch_t* fitted = mine.scratch.release();
    const auto code = hs_alloc_scratch(impl_->database.get(), &fitted);
    mine.scratch.reset(fitted);
    if (code != HS_SUCCESS) throw std::bad_alloc();
    mine.fitted = impl_->database;
  }
  constexpr std::size_t kMost = std::numeric_limits<unsigned>::max();
  return words.substr(0, kMost);
}

std::span<const std::uint32_t> Matcher::match(std::string_view text, Scratch& scratch) const {
  Scratch::Impl& mine = *scratch.impl_;
  mine.terms.clear();
  const std::string_view words = fold_and_fit(text, scratch);
  if (words.empty()) return {};

  mine.literals.clear();
  constexpr auto kOnHit = [](unsigned id, unsigned long long, unsigned long long, unsigned, void* context) {
    auto& hits = *static_cast<std::vector<std::uint32_t>*>(context);
    if (hits.empty() || hits.back() != id) hits.push_back(id);
    return 0;
  };
  const auto code = hs_scan(impl_->database.get(), words.data(), static_cast<unsigned>(words.size()), 0,
                            mine.scratch.get(), kOnHit, &mine.literals);
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

Hits Matcher::locate(std::string_view text, Scratch& scratch) const {
  Scratch::Impl& mine = *scratch.impl_;
  mine.found.clear();
  mine.hits.clear();
  const std::string_view words = fold_and_fit(text, scratch);
  if (words.empty()) return {words, {}};

  if (mine.places.size() < impl_->literals.size()) mine.places.resize(impl_->literals.size());
  Collector collector{words, &impl_->literals, &mine.places, &mine.found};
  constexpr auto kOnHit = [](unsigned id, unsigned long long, unsigned long long to, unsigned, void* context) {
    static_cast<const Collector*>(context)->add(id, static_cast<std::uint32_t>(to));
    return 0;
  };
  const auto code = hs_scan(impl_->database.get(), words.data(), static_cast<unsigned>(words.size()), 0,
                            mine.scratch.get(), kOnHit, &collector);
  if (code != HS_SUCCESS) throw std::logic_error("Hyperscan refused to scan");
  if (mine.found.empty()) return {words, {}};

  for (const Hit& hit : mine.found) {
    mine.places[hit.pattern] = 0;
    for (const std::uint32_t pattern : impl_->terms_of[hit.pattern]) mine.hits.push_back({pattern, hit.begin, hit.end});
  }
  std::sort(mine.hits.begin(), mine.hits.end(),
            [](const Hit& a, const Hit& b) { return std::tie(a.begin, a.pattern) < std::tie(b.begin, b.pattern); });
  return {words, mine.hits};
}

std::size_t Matcher::terms() const {
  return impl_->terms;
}
std::size_t Matcher::literals() const {
  return impl_->literals.size();
}

}  // namespace chancery::text
