#include "text/hashed_features.hpp"

#include <algorithm>
#include <bit>

namespace chancery::text {
namespace {

constexpr std::uint64_t kWordSeed = 0xCBF29CE484222325;
constexpr std::uint64_t kCharacterSeed = 0x9E3779B97F4A7C15;
constexpr std::uint64_t kHashStep = 0x00000100000001B3;  // FNV-1a's prime, over code points
constexpr std::uint64_t kMix = 0xFF51AFD7ED558CCD;       // MurmurHash3's finaliser
constexpr std::size_t kMostOfAWord = 40;                 // characters of a word that character n-grams are taken of
constexpr std::size_t kFewest = 64;

constexpr std::uint64_t step(std::uint64_t hash, char32_t c) {
  return (hash ^ c) * kHashStep;
}
constexpr std::uint64_t mixed(std::uint64_t hash) {
  hash = (hash ^ (hash >> 32)) * kMix;
  return hash ^ (hash >> 29);
}

}  // namespace

bool FeatureShape::valid() const {
  return bits >= 10 && bits <= 22 && word_grams >= 1 && word_grams <= 3 && char_to <= 8 &&
         (char_to == 0 || (char_from >= 1 && char_from <= char_to)) && copies <= Copies::All;
}

std::uint64_t language_seed(std::string_view tag) {
  if (tag.empty() || tag == "und") return 0;
  std::uint64_t hash = kWordSeed;
  for (const char c : tag) hash = step(hash, static_cast<unsigned char>(c));
  return mixed(hash) | 1;
}

std::uint64_t hash_characters(std::span<const char32_t> characters) {
  CharacterHash hash;
  for (const char32_t c : characters) hash.add(c);
  return hash.value();
}

void HashedFeatures::add(std::uint64_t hash) {
  slots_.push_back(static_cast<std::uint32_t>((hash * kMix) >> shift_));
}

std::span<const Feature> HashedFeatures::read(const PostWords& post, const FeatureShape& shape,
                                              std::uint64_t language) {
  slots_.clear();
  word_hashes_.clear();
  shift_ = 64U - shape.bits;
  const bool words_too = language != 0 && shape.copies != FeatureShape::Copies::None;
  const bool characters_too = language != 0 && shape.copies == FeatureShape::Copies::All;
  for (const PostWord& word : post.words()) word_hashes_.push_back(hash_characters(post.characters(word)));
  for (std::size_t first = 0; first < word_hashes_.size(); ++first) {
    std::uint64_t hash = 0;
    for (std::size_t n = 0; n < shape.word_grams && first + n < word_hashes_.size(); ++n) {
      hash = mixed((hash + n) * kHashStep ^ word_hashes_[first + n]);
      add(hash);
      if (words_too) add(hash ^ language);
    }
  }
  if (shape.char_to > 0) {
    for (const PostWord& word : post.words()) {
      if (word.kind != PostWordKind::Word && word.kind != PostWordKind::Hashtag) continue;
      const auto characters = post.characters(word);
      wrapped_.assign(1, U'<');
      wrapped_.insert(wrapped_.end(), characters.begin(),
                      characters.begin() + static_cast<std::ptrdiff_t>(std::min(characters.size(), kMostOfAWord)));
      wrapped_.push_back(U'>');
      for (std::size_t from = 0; from < wrapped_.size(); ++from) {
        std::uint64_t hash = kCharacterSeed;
        const std::size_t most = std::min<std::size_t>(shape.char_to, wrapped_.size() - from);
        for (std::size_t n = 1; n <= most; ++n) {
          hash = step(hash, wrapped_[from + n - 1]);
          if (n < shape.char_from) continue;
          const std::uint64_t gram = mixed(hash);
          add(gram);
          if (characters_too) add(gram ^ language);
        }
      }
    }
  }
  count();
  return features_;
}

void HashedFeatures::count() {
  features_.clear();
  const std::size_t wanted = std::bit_ceil(std::max(kFewest, slots_.size() * 2));
  if (seen_.size() < wanted || round_ == 0xFFFFFFFF) {
    seen_.assign(std::max(wanted, seen_.size()), 0);
    round_ = 0;
  }
  ++round_;
  const std::size_t mask = seen_.size() - 1;
  for (const std::uint32_t slot : slots_) {
    for (std::size_t at = (slot * 0x9E3779B1U) & mask;; at = (at + 1) & mask) {
      if (seen_[at] >> 32 != round_) {
        seen_[at] = std::uint64_t{round_} << 32 | features_.size();
        features_.push_back({slot, 1});
        break;
      }
      Feature& feature = features_[seen_[at] & 0xFFFFFFFF];
      if (feature.slot != slot) continue;
      ++feature.count;
      break;
    }
  }
}

}  // namespace chancery::text
