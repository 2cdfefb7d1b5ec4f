#include "text/annotator.hpp"

#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <vector>

#include "text/capitals.hpp"
#include "text/flags.hpp"
#include "text/fold.hpp"
#include "text/term_table.hpp"

extern "C" const unsigned char chancery_terms_begin[];

namespace chancery::text {
namespace {

constexpr std::size_t kMostHits = 4096;
constexpr unsigned kEnough = 2;  // the weight that tells a topic

struct TermHit {
  std::uint32_t begin;
  std::uint32_t end;
  const Meaning* meaning;
};

bool is_place(Tells tells) {
  return tells == Tells::Country || tells == Tells::NoPlace;
}

// Topics that speak of states: one of them is a second sign for an ambiguous country.
constexpr std::uint64_t kForeignAffairs = [] {
  std::uint64_t set = 0;
  for (const Topic topic : {Topic::Migration, Topic::Trade, Topic::Development, Topic::Consular, Topic::Security,
                            Topic::Conflict, Topic::Elections, Topic::Multilateral, Topic::Bilateral}) {
    set |= std::uint64_t{1} << static_cast<unsigned>(topic);
  }
  return set;
}();

char32_t code_point_at(std::string_view text, std::size_t at) {
  std::int32_t c = 0;
  auto next = static_cast<std::int64_t>(at);
  U8_NEXT(reinterpret_cast<const std::uint8_t*>(text.data()), next, static_cast<std::int64_t>(text.size()), c);
  return c < 0 ? 0xFFFD : static_cast<char32_t>(c);
}
char32_t character_before(std::string_view text, std::size_t at) {
  while (at > 0 && (static_cast<unsigned char>(text[--at]) & 0xC0) == 0x80) {
  }
  return code_point_at(text, at);
}
std::size_t width_at(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}
bool is_katakana(char32_t c) {
  return c >= 0x30A1 && c <= 0x30FF && c != 0x30FB;
}
bool is_hangul(char32_t c) {
  return c >= 0xAC00 && c <= 0xD7A3;
}

// One scan of a folded text.
class Scan {
 public:
  Scan(const TermTable& table, std::string_view words, std::uint32_t language, std::vector<TermHit>& hits)
      : table_(table), words_(words), language_(language), hits_(hits) {}

  void run() {
    for (std::size_t at = 0; at + 1 < words_.size() && hits_.size() < kMostHits;) {
      word_end_ = words_.find(' ', at + 1);
      word(at + 1);
      at = word_end_;
    }
  }

 private:
  // The word from `begin` to word_end_.
  void word(std::size_t begin) {
    const auto lead = static_cast<unsigned char>(words_[begin]);
    unspaced_ = lead >= 0xE0 && is_unspaced(code_point_at(words_, begin));
    if (unspaced_) return unspaced(begin);
    walk(0, begin, begin);
    if (lead == 0xD8 || lead == 0xD9) arabic(begin);
    if (lead == 0xD7) hebrew(begin);
  }

  void unspaced(std::size_t begin) {
    char32_t before = 0;
    for (std::size_t at = begin; at < word_end_ && hits_.size() < kMostHits;) {
      const char32_t c = code_point_at(words_, at);
      const bool inside = (is_hangul(c) && is_hangul(before)) || (is_katakana(c) && is_katakana(before));
      if (!inside) walk(0, at, at);
      before = c;
      at += width_at(words_, at);
    }
  }

  // Looks past و ف, then ب ك ل, then ال; "لل" is ل before ال.
  void arabic(std::size_t begin) {
    const auto starts = [&](std::size_t at, std::string_view particle) {
      return words_.substr(at, word_end_ - at).starts_with(particle);
    };
    std::size_t at = begin;
    if (starts(at, "و") || starts(at, "ف")) walk(0, at += 2, begin);
    if (starts(at, "لل")) {
      const std::size_t rest = at + 4;
      if (word_end_ - rest >= kLeastRest) {
        walk(article_, rest, begin);
        walk(0, rest, begin);
      }
      return;
    }
    if (starts(at, "ب") || starts(at, "ك") || starts(at, "ل")) {
      if (word_end_ - at < kLeastRest + 2) return;
      walk(0, at += 2, begin);
    }
    if (starts(at, "ال") && word_end_ - at >= kLeastRest + 4) walk(0, at + 4, begin);
  }

  // Looks past up to three of ו ש ה ב ל מ כ.
  void hebrew(std::size_t begin) {
    std::size_t at = begin;
    for (int particles = 0; particles < 3 && word_end_ - at >= kLeastRest + 2; ++particles) {
      const std::string_view letter = words_.substr(at, 2);
      if (std::string_view{"ושהבלמכ"}.find(letter) == std::string_view::npos) return;
      walk(0, at += 2, begin);
    }
  }

  // Follows the trie from `node` over the text from `at`; what is found begins at `begin`.
  void walk(std::int32_t node, std::size_t at, std::size_t begin) {
    if (node < 0) return;
    for (;; ++at) {
      if (const auto tail = table_.child(node, kTail); tail >= 0) return finish(table_.tail(tail), at, begin);
      if (const auto end = table_.child(node, kPrefixEnd); end >= 0) take(table_.group(end), begin, end_of_word(at));
      if (const auto star = table_.child(node, kStar); star >= 0) walk(star, end_of_word(at), begin);
      if (const auto end = table_.child(node, kEnd); end >= 0 && may_end(at)) take(table_.group(end), begin, at);
      if (at >= words_.size()) return;
      node = table_.child(node, static_cast<unsigned char>(words_[at]));
      if (node < 0) return;
    }
  }

  // Compares what is left of the one key that goes on from here.
  void finish(const Tail& tail, std::size_t at, std::size_t begin) {
    for (const char c : table_.bytes(tail)) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte == kPrefixEnd) return take(tail.group, begin, end_of_word(at));
      if (byte == kEnd) {
        if (may_end(at)) take(tail.group, begin, at);
        return;
      }
      if (byte == kStar) {
        at = end_of_word(at);
      } else if (at >= words_.size() || words_[at++] != c) {
        return;
      }
    }
  }

  [[nodiscard]] std::size_t end_of_word(std::size_t at) const {
    if (at <= word_end_) return unspaced_ ? at : word_end_;
    const auto end = words_.find(' ', at);
    return end == std::string_view::npos ? words_.size() : end;
  }

  // A term ends at a space; in a script without spaces anywhere, but not inside a run of katakana.
  [[nodiscard]] bool may_end(std::size_t at) const {
    if (at >= words_.size() || words_[at] == ' ') return true;
    const char32_t before = character_before(words_, at);
    return is_unspaced(before) && !(is_katakana(before) && is_katakana(code_point_at(words_, at)));
  }

  void take(std::uint32_t group, std::size_t from, std::size_t to) {
    for (const Meaning& meaning : table_.meanings(group)) {
      if (hits_.size() < kMostHits && table_.counts_in(meaning, language_)) {
        hits_.push_back({static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to), &meaning});
      }
    }
  }

  static constexpr std::size_t kLeastRest = 6;  // bytes: three letters

  const TermTable& table_;
  std::string_view words_;
  std::uint32_t language_;
  std::vector<TermHit>& hits_;
  std::size_t word_end_ = 0;
  bool unspaced_ = false;
  std::int32_t article_ = article(table_);

  static std::int32_t article(const TermTable& table) {
    std::int32_t node = 0;
    for (const char c : std::string_view{"ال"}) {
      if (node >= 0) node = table.child(node, static_cast<unsigned char>(c));
    }
    return node;
  }
};

// Takes out hits that stand inside a longer one of `same` sort; puts the rest in the order of the text.
template <class Same>
void keep_longest(std::vector<TermHit>& hits, Same same) {
  std::sort(hits.begin(), hits.end(), [](const TermHit& a, const TermHit& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end != b.end ? a.end > b.end : a.meaning < b.meaning;
  });
  std::uint32_t begin = 0;  // of the longest so far
  std::uint32_t end = 0;
  std::erase_if(hits, [&](const TermHit& hit) {
    if (!same(hit.meaning->tells)) return false;
    if (hit.end <= end && (hit.begin != begin || hit.end != end)) return true;
    if (hit.end > end) {
      begin = hit.begin;
      end = hit.end;
    }
    return false;
  });
}

}  // namespace

struct Annotator::Scratch::Impl {
  WordFolder folder;
  std::vector<TermHit> hits;
  std::vector<std::string_view> terms;
  std::vector<TopicFound> topics;
  std::vector<Country> countries;
  std::vector<const Meaning*> judged;  // doubtful names, each once
};

Annotator::Scratch::Scratch() : impl_(std::make_unique<Impl>()) {}
Annotator::Scratch::Scratch(Scratch&&) noexcept = default;
Annotator::Scratch& Annotator::Scratch::operator=(Scratch&&) noexcept = default;
Annotator::Scratch::~Scratch() = default;

struct Annotator::Impl {
  using Found = Scratch::Impl;
  TermTable table{chancery_terms_begin};

  // Fills found.topics from found.hits; a bit for each topic.
  [[nodiscard]] std::uint64_t tell_topics(Found& found) const;
  // Fills found.countries from found.hits.
  void name_countries(std::string_view words, std::string_view text, std::uint64_t told, Found& found) const;
};

std::uint64_t Annotator::Impl::tell_topics(Found& found) const {
  std::uint64_t met = 0;
  std::size_t topic_hits = 0;
  for (const TermHit& hit : found.hits) {
    if (hit.meaning->tells != Tells::Topic) continue;
    ++topic_hits;
    if (hit.meaning->level > 0) met |= std::uint64_t{1} << hit.meaning->id;
  }
  found.terms.reserve(topic_hits);  // spans into it stay good
  std::uint64_t told = 0;
  for (std::uint16_t id = 0; id < kTopics; ++id) {
    if ((met >> id & 1) == 0) continue;
    const std::size_t first = found.terms.size();
    unsigned weight = 0;
    unsigned here = 0;  // what the place of the last hit gave: variants of one term there count once
    std::uint32_t place = 0;
    for (const TermHit& hit : found.hits) {
      const Meaning& meaning = *hit.meaning;
      if (meaning.tells != Tells::Topic || meaning.id != id || meaning.level == 0) continue;
      const std::string_view term = table.term(meaning.term);
      const std::span<const std::string_view> known(found.terms.begin() + static_cast<std::ptrdiff_t>(first),
                                                    found.terms.end());
      if (std::ranges::find(known, term) != known.end()) continue;
      if (hit.begin == place) {
        weight += meaning.level > here ? meaning.level - here : 0;
        here = std::max<unsigned>(here, meaning.level);
      } else {
        weight += meaning.level;
        here = meaning.level;
        place = hit.begin;
      }
      found.terms.push_back(term);
    }
    if (weight < kEnough) {
      found.terms.resize(first);
      continue;
    }
    told |= std::uint64_t{1} << id;
    found.topics.push_back({static_cast<Topic>(id), {found.terms.data() + first, found.terms.size() - first}});
  }
  return told;
}

void Annotator::Impl::name_countries(std::string_view words, std::string_view text, std::uint64_t told,
                                     Found& found) const {
  bool doubtful = false;
  bool politics = (told & kForeignAffairs) != 0;
  for (const TermHit& hit : found.hits) {
    if (hit.meaning->tells == Tells::Politics) politics = true;
    if (hit.meaning->tells != Tells::Country) continue;
    if (static_cast<Level>(hit.meaning->level) == Level::Strong) {
      found.countries.push_back(text::countries()[hit.meaning->id]);
    } else {
      doubtful = true;
    }
  }
  for_each_flag(text, [&](std::string_view code) {
    const auto all = text::countries();
    const auto at = std::ranges::lower_bound(all, code, {}, &Country::alpha2);
    if (at != all.end() && at->alpha2() == code) found.countries.push_back(*at);
  });
  if (!doubtful) return;

  const std::size_t sure = found.countries.size();
  const auto told_of = [&](Tells tells, std::uint16_t id) {
    return std::ranges::any_of(
        found.hits, [&](const TermHit& hit) { return hit.meaning->tells == tells && hit.meaning->id == id; });
  };
  for (const TermHit& hit : found.hits) {
    const Meaning& meaning = *hit.meaning;
    const auto level = static_cast<Level>(meaning.level);
    if (meaning.tells != Tells::Country || level == Level::Strong) continue;
    const Country country = text::countries()[meaning.id];
    if (std::ranges::find(found.countries, country) != found.countries.end()) continue;
    if (std::ranges::find(found.judged, hit.meaning) != found.judged.end()) continue;
    found.judged.push_back(hit.meaning);
    const Capitals capitals = capitals_of(text, words.substr(hit.begin, hit.end - hit.begin));
    if (level == Level::Upper) {
      if (capitals.all) found.countries.push_back(country);
      continue;
    }
    if (told_of(Tells::Counter, meaning.id)) continue;
    const bool own = told_of(Tells::Sign, meaning.id);
    const bool second = own || politics || sure > 0 || capitals.all;
    const bool person = level == Level::Weak && capitals.beside_capital && !own;
    if ((level == Level::Cased && capitals.inside) || (second && !person)) found.countries.push_back(country);
  }
}

Annotator::Annotator() : impl_(std::make_unique<Impl>()) {}
Annotator::~Annotator() = default;

Annotations Annotator::find(std::string_view text, std::string_view language, Scratch& scratch) const {
  return find_in_words(scratch.impl_->folder.fold_words(text), text, language, scratch);
}

Annotations Annotator::find_in_words(std::string_view words, std::string_view text, std::string_view language,
                                     Scratch& scratch) const {
  Scratch::Impl& found = *scratch.impl_;
  found.hits.clear();
  found.terms.clear();
  found.topics.clear();
  found.countries.clear();
  found.judged.clear();
  constexpr std::size_t kMost = std::size_t{1} << 30;  // places are 32 bits wide
  Scan(impl_->table, words.substr(0, kMost), impl_->table.language(language), found.hits).run();
  std::uint64_t told = 0;
  if (!found.hits.empty()) {
    keep_longest(found.hits, [](Tells tells) { return tells == Tells::Topic; });
    keep_longest(found.hits, is_place);
    told = impl_->tell_topics(found);
  }
  impl_->name_countries(words, text, told, found);
  std::ranges::sort(found.countries);
  const auto repeated = std::ranges::unique(found.countries);
  found.countries.erase(repeated.begin(), repeated.end());
  return {found.topics, found.countries};
}

bool Annotations::names(Country country) const {
  return std::ranges::find(countries, country) != countries.end();
}
bool Annotations::tells(Topic topic) const {
  return std::ranges::find(topics, topic, &TopicFound::topic) != topics.end();
}

}  // namespace chancery::text
