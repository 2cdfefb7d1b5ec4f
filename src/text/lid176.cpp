#include "text/lid176.hpp"

#include <fasttext/fasttext.h>
#include <fasttext/loss.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <spanstream>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "text/language.hpp"

// lid.176.ftz, linked in by chancery_embed_bytes (src/CMakeLists.txt).
extern "C" const unsigned char chancery_lid_176_begin[];
extern "C" const unsigned char chancery_lid_176_end[];

namespace chancery::text {
namespace {

constexpr std::size_t kSize = 16;  // of a row of the model
constexpr int kGuesses = 8;
constexpr float kLeastBranchShare =
    1e-3F;  // rarer guesses are left out, and whole branches of the model's tree with them

// Rows of the model's matrix, added up.
struct Sum {
  std::array<float, kSize> values{};
  std::uint32_t rows = 0;

  void add(const Sum& other) {
    for (std::size_t i = 0; i < kSize; ++i) values[i] += other.values[i];
    rows += other.rows;
  }
};

// Reads what the dictionary protects: which buckets the model kept, and where.
struct Pruned : fasttext::Dictionary {
  static const std::unordered_map<std::int32_t, std::int32_t>& of(const fasttext::Dictionary& dictionary) {
    return dictionary.*(&Pruned::pruneidx_);
  }
};

// fastText's own way from a line to the rows of its matrix (dictionary.cc: getLine, computeSubwords), added up. Both
// tables are open addressing.
class Sums {
 public:
  Sums(const fasttext::Dictionary& dictionary, const fasttext::Args& args, const fasttext::Matrix& matrix)
      : from_(static_cast<std::size_t>(args.minn)),
        to_(static_cast<std::size_t>(args.maxn)),
        buckets_(static_cast<std::uint32_t>(args.bucket)) {
    if (args.dim != static_cast<int>(kSize)) throw std::runtime_error("the language model linked in has other rows");
    const auto row = [&](std::int32_t id) {
      fasttext::Vector vector(static_cast<std::int64_t>(kSize));
      vector.zero();
      matrix.addRowToVector(vector, id);
      Sum sum{.values = {}, .rows = 1};
      for (std::size_t i = 0; i < kSize; ++i) sum.values[i] = vector[static_cast<std::int64_t>(i)];
      return sum;
    };
    const std::int32_t known = dictionary.nwords();
    const auto& kept = Pruned::of(dictionary);
    grams_.resize(std::bit_ceil(2 * kept.size() + 2));
    for (const auto& [bucket, id] : kept) {
      std::size_t at = first(static_cast<std::uint32_t>(bucket), grams_.size());
      while (grams_[at].sum.rows != 0) at = next(at, grams_.size());
      grams_[at] = {static_cast<std::uint32_t>(bucket), row(known + id)};
    }
    words_.resize(std::bit_ceil(2 * static_cast<std::size_t>(known) + 2));
    for (std::int32_t id = 0; id < known; ++id) {
      Word word{.text = dictionary.getWord(id), .known = true, .sum = {}};
      for (const std::int32_t each : dictionary.getSubwords(id)) word.sum.add(row(each));
      if (word.text == fasttext::Dictionary::EOS) end_ = word.sum;
      std::size_t at = first(hash(word.text), words_.size());
      while (words_[at].known) at = next(at, words_.size());
      words_[at] = std::move(word);
    }
  }

  // Ends with what fastText's end of sentence adds.
  [[nodiscard]] Sum of(std::string_view line) const {
    Sum sum;
    std::string wrapped;
    while (!line.empty()) {
      const std::string_view word = line.substr(0, line.find(' '));
      line.remove_prefix(std::min(line.size(), word.size() + 1));
      if (const Word* known = find(word)) {
        sum.add(known->sum);
      } else {
        wrapped.assign(fasttext::Dictionary::BOW).append(word).append(fasttext::Dictionary::EOW);
        add_ngrams(wrapped, sum);
      }
    }
    sum.add(end_);
    return sum;
  }

 private:
  struct Word {
    std::string text;
    bool known = false;
    Sum sum;
  };
  struct Gram {
    std::uint32_t bucket = 0;
    Sum sum;  // one row; none: nothing stands here
  };

  // FNV-1a over signed bytes.
  static constexpr std::uint32_t kStart = 2166136261U;
  static std::uint32_t step(std::uint32_t hash, char c) {
    return (hash ^ static_cast<std::uint32_t>(static_cast<std::int8_t>(c))) * 16777619U;
  }
  static std::uint32_t hash(std::string_view word) {
    std::uint32_t h = kStart;
    for (const char c : word) h = step(h, c);
    return h;
  }
  static std::size_t first(std::uint32_t key, std::size_t size) { return (key * 0x9E3779B1U >> 7U) & (size - 1); }
  static std::size_t next(std::size_t at, std::size_t size) { return (at + 1) & (size - 1); }

  [[nodiscard]] const Word* find(std::string_view word) const {
    for (std::size_t at = first(hash(word), words_.size()); words_[at].known; at = next(at, words_.size())) {
      if (words_[at].text == word) return &words_[at];
    }
    return nullptr;
  }

  void add(std::uint32_t hash, Sum& sum) const {
    const std::uint32_t bucket = hash % buckets_;
    for (std::size_t at = first(bucket, grams_.size()); grams_[at].sum.rows != 0; at = next(at, grams_.size())) {
      if (grams_[at].bucket == bucket) return sum.add(grams_[at].sum);
    }
  }

  void add_ngrams(std::string_view word, Sum& sum) const {
    const auto goes_on = [&](std::size_t at) { return (static_cast<unsigned char>(word[at]) & 0xC0U) == 0x80U; };
    for (std::size_t i = 0; i < word.size(); ++i) {
      if (goes_on(i)) continue;
      std::uint32_t hash = kStart;
      for (std::size_t j = i, n = 1; j < word.size() && n <= to_; ++n) {
        do {
          hash = step(hash, word[j]);
          ++j;
        } while (j < word.size() && goes_on(j));
        if (n >= from_ && !(n == 1 && (i == 0 || j == word.size()))) add(hash, sum);
      }
    }
  }

  std::size_t from_;
  std::size_t to_;
  std::uint32_t buckets_;
  std::vector<Word> words_;
  std::vector<Gram> grams_;
  Sum end_;
};

// FastText reads a model from a stream only after checkModel, which it keeps protected.
class Loader : public fasttext::FastText {
 public:
  Loader() {
    const auto* begin = reinterpret_cast<const char*>(chancery_lid_176_begin);
    const auto* end = reinterpret_cast<const char*>(chancery_lid_176_end);
    std::ispanstream in(std::span<const char>(begin, end));
    if (!checkModel(in)) throw std::runtime_error("the language model linked in is no fastText model");
    loadModel(in);
    loss_ = createLoss(output_);
    sums_.emplace(*dict_, *args_, *input_);
  }

  // Predicting is const and keeps its state on the stack.
  [[nodiscard]] fasttext::Predictions predict_line(std::string_view line) const {
    fasttext::Predictions predictions;
    const Sum sum = sums_->of(line);
    if (sum.rows == 0) return predictions;
    fasttext::Model::State state(static_cast<std::int32_t>(kSize), dict_->nlabels(), 0);
    for (std::size_t i = 0; i < kSize; ++i) {
      state.hidden[static_cast<std::int64_t>(i)] = sum.values[i] * (1.0F / static_cast<float>(sum.rows));
    }
    predictions.reserve(kGuesses + 1);
    loss_->predict(kGuesses, kLeastBranchShare, predictions, state);
    return predictions;
  }

 private:
  std::shared_ptr<fasttext::Loss> loss_;  // shared because createLoss gives it so
  std::optional<Sums> sums_;
};

}  // namespace

std::string model_tag(std::string_view code) {
  const std::string_view primary = primary_language(code);
  return primary == "bs" || primary == "sh" ? "hr" : canonical_language(primary);
}

struct Lid176::Model {
  Loader loader;
  std::vector<std::string> tags;  // of each label
};

Lid176::Lid176() {
  auto model = std::make_unique<Model>();
  const auto dictionary = model->loader.getDictionary();
  constexpr std::string_view kLabel = "__label__";
  for (std::int32_t id = 0; id < dictionary->nlabels(); ++id) {
    const std::string label = dictionary->getLabel(id);
    model->tags.push_back(model_tag(std::string_view{label}.substr(label.starts_with(kLabel) ? kLabel.size() : 0)));
  }
  model_ = std::move(model);
}
Lid176::~Lid176() = default;

std::vector<TagShare> Lid176::guess(std::string_view line) const {
  std::vector<TagShare> guesses;
  for (const auto& [log_share, id] : model_->loader.predict_line(line)) {
    const std::string& tag = model_->tags.at(static_cast<std::size_t>(id));
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

}  // namespace chancery::text
