#include "text/language_evidence.hpp"

// CLD2's header needs <cstdio> before it.
#include <cstdio>
// clang-format off
#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>
// clang-format on
#include <fasttext/fasttext.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <spanstream>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "text/fold.hpp"
#include "text/language.hpp"
#include "text/utf8.hpp"

// lid.176.ftz, linked in by chancery_embed_bytes (src/CMakeLists.txt).
extern "C" const unsigned char chancery_lid_176_begin[];
extern "C" const unsigned char chancery_lid_176_end[];

namespace chancery::text {
namespace {

constexpr std::size_t kMostBytes = 4096;
constexpr int kGuesses = 8;
constexpr float kLeastShare = 1e-3F;  // rarer guesses are left out, and whole branches of lid.176's tree with them

// Bosnian and Croatian are one answer, as are the written Norwegians: no model of this kind tells them apart. Scripts
// and regions are left out, so that the two models can agree.
std::string model_tag(std::string_view code) {
  const std::string_view primary = primary_language(code);
  return primary == "bs" || primary == "sh" ? "hr" : canonical_language(primary);
}

constexpr bool is_ascii_letter(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Whether both models read past this word.
bool is_noise(std::string_view word) {
  const bool address = word.starts_with("http://") || word.starts_with("https://") || word.starts_with("www.");
  return address || (word.starts_with('@') && word.size() > 1) || word == "http" || word == "https" || word == "RT";
}

// How many letters are of which script.
class Scripts {
 public:
  void count(char32_t c) {
    UErrorCode status = U_ZERO_ERROR;
    const auto script = uscript_getScript(static_cast<UChar32>(c), &status);
    if (script >= 0 && static_cast<std::size_t>(script) < counts_.size())
      ++counts_.at(static_cast<std::size_t>(script));
  }
  void count_latin() { ++counts_[USCRIPT_LATIN]; }

  [[nodiscard]] ScriptGroup group() const {
    const std::array<std::uint32_t, 4> shared{counts_[USCRIPT_LATIN], counts_[USCRIPT_CYRILLIC],
                                              counts_[USCRIPT_ARABIC], counts_[USCRIPT_DEVANAGARI]};
    const auto* const most = std::ranges::max_element(shared);
    std::uint32_t all = 0;
    for (const auto n : counts_) all += n;
    for (const auto n : shared) all -= n;
    return *most >= all && *most > 0 ? static_cast<ScriptGroup>(most - shared.begin()) : ScriptGroup::Other;
  }

  // The language of a script that only one language (of any size) is written in.
  [[nodiscard]] std::string_view language(std::size_t letters) const {
    struct Only {
      UScriptCode script;
      std::string_view tag;
    };
    static constexpr auto kOnly = std::to_array<Only>({
        {USCRIPT_HANGUL, "ko"},
        {USCRIPT_GREEK, "el"},
        {USCRIPT_THAI, "th"},
        {USCRIPT_GEORGIAN, "ka"},
        {USCRIPT_ARMENIAN, "hy"},
        {USCRIPT_GUJARATI, "gu"},
        {USCRIPT_GURMUKHI, "pa"},
        {USCRIPT_TAMIL, "ta"},
        {USCRIPT_TELUGU, "te"},
        {USCRIPT_KANNADA, "kn"},
        {USCRIPT_MALAYALAM, "ml"},
        {USCRIPT_ORIYA, "or"},
        {USCRIPT_SINHALA, "si"},
        {USCRIPT_KHMER, "km"},
        {USCRIPT_LAO, "lo"},
        {USCRIPT_MYANMAR, "my"},
    });
    const auto nearly_all = [&](std::size_t n) { return n * 10 >= letters * 8; };
    for (const auto& [script, tag] : kOnly) {
      if (nearly_all(counts_.at(static_cast<std::size_t>(script)))) return tag;
    }
    const std::size_t kana = counts_[USCRIPT_HIRAGANA] + counts_[USCRIPT_KATAKANA];
    const std::size_t han = counts_[USCRIPT_HAN];
    if (!nearly_all(kana + han)) return {};
    // A Japanese sentence has kana; a Chinese one may quote a name in kana.
    if (kana * 10 >= kana + han) return "ja";
    return kana == 0 ? "zh" : "";
  }

 private:
  std::array<std::uint32_t, 128> counts_{};
};

}  // namespace

Letters read_letters(std::string_view text) {
  Letters letters;
  Scripts scripts;
  const std::string_view cut = cut_at_character(text, kMostBytes);
  constexpr std::string_view kSpace = " \t\r\n\v\f";
  bool apart = false;  // something stood after the last letter
  const auto put = [&](std::string_view bytes) {
    if (apart && !letters.line.empty()) letters.line += ' ';
    apart = false;
    letters.line += bytes;
  };
  const auto read_word = [&](std::string_view word) {
    for (std::size_t at = 0; at < word.size();) {
      const auto byte = static_cast<unsigned char>(word[at]);
      if (byte < 0x80) {
        ++at;
        if (is_ascii_letter(byte)) {
          const char lower = static_cast<char>(byte | 0x20U);
          put({&lower, 1});
          ++letters.count;
          scripts.count_latin();
        } else if (byte == '\'') {
          put("'");
        } else {
          apart = true;
        }
        continue;
      }
      std::int32_t c = 0;
      U8_NEXT(reinterpret_cast<const std::uint8_t*>(word.data()), at, word.size(), c);
      const bool joins = c == 0x2019 || c == 0x200C || c == 0x200D;
      const bool letter = c >= 0 && u_isalpha(c) != 0;
      if (c < 0 || (!letter && !joins && (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_M_MASK)) == 0)) {
        apart = true;
        continue;
      }
      std::array<char, 4> bytes{};
      std::size_t width = 0;
      U8_APPEND_UNSAFE(reinterpret_cast<std::uint8_t*>(bytes.data()), width, u_tolower(c));
      put({bytes.data(), width});
      if (!letter) continue;
      ++letters.count;
      scripts.count(static_cast<char32_t>(c));
      letters.unspaced = letters.unspaced || is_unspaced(static_cast<char32_t>(c));
    }
  };
  for (auto at = cut.find_first_not_of(kSpace); at != cut.npos; at = cut.find_first_not_of(kSpace, at)) {
    const auto end = std::min(cut.find_first_of(kSpace, at), cut.size());
    const std::string_view word = cut.substr(at, end - at);
    at = end;
    apart = true;
    if (!is_noise(word)) read_word(word);
  }
  letters.group = scripts.group();
  if (letters.count > 0) letters.by_script = scripts.language(letters.count);
  return letters;
}

std::string_view Evidence::lid176_best() const {
  return lid176.empty() ? std::string_view{"und"} : lid176.front().tag;
}

float Evidence::lid176_share(std::string_view tag) const {
  const auto at = std::ranges::find(lid176, tag, &TagShare::tag);
  return at == lid176.end() ? 0 : at->share;
}

float Evidence::cld2_share(std::string_view tag) const {
  float share = 0;
  for (const auto& guess : cld2) share += guess.tag == tag ? guess.share : 0;
  return share;
}

namespace {

// fastText's own way from a line to the rows of its matrix (dictionary.cc: getLine, computeSubwords), with a flat table
// where it asks a std::unordered_map, most often in vain, for each n-gram of each word.
class Subwords {
 public:
  Subwords(const fasttext::Dictionary& dictionary, const fasttext::Args& args)
      : dictionary_(dictionary),
        from_(static_cast<std::size_t>(args.minn)),
        to_(static_cast<std::size_t>(args.maxn)),
        buckets_(static_cast<std::uint32_t>(args.bucket)) {
    const auto& kept = Pruned::of(dictionary);
    places_.resize(std::bit_ceil(4 * kept.size() + 2), {-1, -1});
    for (const auto& place : kept) {
      std::size_t at = first(place.first);
      while (places_[at].first >= 0) at = (at + 1) & (places_.size() - 1);
      places_[at] = place;
    }
    end_ = rows_of_known(fasttext::Dictionary::EOS);
  }

  // `line` has single spaces between words. Ends with what fastText's end of sentence adds.
  [[nodiscard]] std::vector<std::int32_t> rows(std::string_view line) const {
    std::vector<std::int32_t> rows;
    std::string word;
    while (!line.empty()) {
      const std::string_view next = line.substr(0, line.find(' '));
      line.remove_prefix(std::min(line.size(), next.size() + 1));
      word = next;
      const auto id = dictionary_.getId(word);
      if (id >= 0 && id < dictionary_.nwords()) {
        const auto& known = dictionary_.getSubwords(id);
        rows.insert(rows.end(), known.begin(), known.end());
      } else if (id < 0) {
        word.insert(0, fasttext::Dictionary::BOW);
        word += fasttext::Dictionary::EOW;
        add_ngrams(word, rows);
      }
    }
    rows.insert(rows.end(), end_.begin(), end_.end());
    return rows;
  }

 private:
  // Reads what the dictionary protects: which buckets the model kept, and where.
  struct Pruned : fasttext::Dictionary {
    static const std::unordered_map<std::int32_t, std::int32_t>& of(const fasttext::Dictionary& dictionary) {
      return dictionary.*(&Pruned::pruneidx_);
    }
  };

  [[nodiscard]] std::size_t first(std::int32_t bucket) const {
    return (static_cast<std::uint32_t>(bucket) * 0x9E3779B1U >> 7U) & (places_.size() - 1);
  }

  [[nodiscard]] std::vector<std::int32_t> rows_of_known(const std::string& word) const {
    const auto id = dictionary_.getId(word);
    return id < 0 ? std::vector<std::int32_t>{} : dictionary_.getSubwords(id);
  }

  void add(std::uint32_t hash, std::vector<std::int32_t>& rows) const {
    const auto bucket = static_cast<std::int32_t>(hash % buckets_);
    for (std::size_t at = first(bucket); places_[at].first >= 0; at = (at + 1) & (places_.size() - 1)) {
      if (places_[at].first != bucket) continue;
      rows.push_back(dictionary_.nwords() + places_[at].second);
      return;
    }
  }

  void add_ngrams(std::string_view word, std::vector<std::int32_t>& rows) const {
    const auto goes_on = [&](std::size_t at) { return (static_cast<unsigned char>(word[at]) & 0xC0U) == 0x80U; };
    for (std::size_t i = 0; i < word.size(); ++i) {
      if (goes_on(i)) continue;
      std::uint32_t hash = 2166136261U;  // FNV-1a over signed bytes
      for (std::size_t j = i, n = 1; j < word.size() && n <= to_; ++n) {
        do {
          hash = (hash ^ static_cast<std::uint32_t>(static_cast<std::int8_t>(word[j]))) * 16777619U;
          ++j;
        } while (j < word.size() && goes_on(j));
        if (n >= from_ && !(n == 1 && (i == 0 || j == word.size()))) add(hash, rows);
      }
    }
  }

  const fasttext::Dictionary& dictionary_;
  std::size_t from_;
  std::size_t to_;
  std::uint32_t buckets_;
  std::vector<std::pair<std::int32_t, std::int32_t>> places_;  // bucket, row; open addressing, -1 is empty
  std::vector<std::int32_t> end_;
};

}  // namespace

// FastText reads a model from a stream only after checkModel, which it keeps protected. Predicting is const and keeps
// its state on the stack.
class GeneralModels::Lid176 : public fasttext::FastText {
 public:
  Lid176() {
    const auto* begin = reinterpret_cast<const char*>(chancery_lid_176_begin);
    const auto* end = reinterpret_cast<const char*>(chancery_lid_176_end);
    std::ispanstream in(std::span<const char>(begin, end));
    if (!checkModel(in)) throw std::runtime_error("the language model linked in is no fastText model");
    loadModel(in);
    constexpr std::string_view kLabel = "__label__";
    for (std::int32_t id = 0; id < getDictionary()->nlabels(); ++id) {
      const std::string label = getDictionary()->getLabel(id);
      tags_.push_back(model_tag(std::string_view{label}.substr(label.starts_with(kLabel) ? kLabel.size() : 0)));
    }
    subwords_.emplace(*getDictionary(), getArgs());
  }

  [[nodiscard]] std::vector<TagShare> guess(std::string_view line) const {
    const auto words = subwords_->rows(line);
    std::vector<TagShare> guesses;
    if (words.empty()) return guesses;
    fasttext::Predictions predictions;
    predict(kGuesses, words, predictions, kLeastShare);
    for (const auto& [log_share, id] : predictions) {
      const std::string& tag = tags_.at(static_cast<std::size_t>(id));
      const float share = std::exp(log_share);
      const auto same = std::ranges::find(guesses, tag, &TagShare::tag);
      if (same == guesses.end()) {
        guesses.push_back({tag, share});
      } else {
        same->share += share;
      }
    }
    // fastText's sums may pass 1 by a rounding error.
    for (auto& guess : guesses) guess.share = std::min(1.0F, guess.share);
    std::ranges::stable_sort(guesses, std::ranges::greater{}, &TagShare::share);
    return guesses;
  }

 private:
  std::vector<std::string> tags_;  // of each label
  std::optional<Subwords> subwords_;
};

GeneralModels::GeneralModels() : lid176_(std::make_unique<const Lid176>()) {}
GeneralModels::~GeneralModels() = default;

Evidence GeneralModels::ask(const Letters& letters) const {
  Evidence evidence;
  const std::string& line = letters.line;
  evidence.lid176 = lid176_->guess(line);
  constexpr int kBestEffort = 0x4000;
  const CLD2::CLDHints hints{nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
  std::array<CLD2::Language, 3> languages{};
  std::array<int, 3> percents{};
  std::array<double, 3> scores{};
  int text_bytes = 0;
  int valid_bytes = 0;
  const auto best = CLD2::ExtDetectLanguageSummaryCheckUTF8(
      line.data(), static_cast<int>(line.size()), true, &hints, kBestEffort, languages.data(), percents.data(),
      scores.data(), nullptr, &text_bytes, &evidence.cld2_reliable, &valid_bytes);
  evidence.cld2_best = model_tag(CLD2::LanguageCode(best));
  for (std::size_t i = 0; i < languages.size(); ++i) {
    evidence.cld2.at(i) = {model_tag(CLD2::LanguageCode(languages.at(i))), static_cast<float>(percents.at(i)) / 100.0F};
  }
  evidence.length = std::min(1.0F, std::log1p(static_cast<float>(line.size())) / 6.0F);
  return evidence;
}

}  // namespace chancery::text
