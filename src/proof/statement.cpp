#include "proof/statement.hpp"

#include <algorithm>
#include <array>

#include "base/json.hpp"
#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "crypto/random.hpp"
#include "text/fold.hpp"
#include "text/utf8.hpp"

namespace chancery::proof {
namespace {

constexpr std::size_t kSaltBytes = 32;
constexpr std::size_t kMaxAddress = 2'048;
constexpr std::size_t kMaxLanguage = 64;

Status check_part(std::string_view name, std::string_view text, std::size_t most) {
  if (text.size() > most) return fail(Errc::Invalid, std::string(name) + ": longer than " + std::to_string(most));
  if (!text::is_valid_utf8(text)) return fail(Errc::Invalid, std::string(name) + ": not UTF-8");
  return {};
}

std::string opening(const Words& words) {
  return boost::json::serialize(
      json::Object{{"language", words.language}, {"warning", words.warning}, {"text", words.text}});
}
std::string opening(const Medium& medium) {
  return boost::json::serialize(json::Object{{"media", medium.sha256}, {"alt", medium.alt}});
}

std::string opening(const SharedPost& shared) {
  return boost::json::serialize(json::Object{{"shared", shared.uri}, {"sha256", shared.sha256}});
}

bool is_digest(std::string_view hex) {
  const auto bytes = crypto::from_hex(hex);
  return bytes && bytes->size() == 32;
}

}  // namespace

std::string_view to_string(Kind kind) {
  static constexpr std::array<std::string_view, 8> kNames{"published", "edited", "removed", "erased",
                                                          "key",       "gap",    "shared",  "unshared"};
  return kNames.at(static_cast<std::size_t>(kind));
}

namespace {

Status check_shared(const Statement& statement, bool said) {
  if (said) return fail(Errc::Invalid, "words: those of what is shared are not ours");
  if (statement.shared.uri.empty()) return fail(Errc::Invalid, "shared: empty");
  if (auto sound = check_part("shared", statement.shared.uri, kMaxAddress); !sound) return sound;
  if (!is_digest(statement.shared.sha256)) return fail(Errc::Invalid, "shared: no SHA-256 in hex");
  return {};
}

}  // namespace

Status check(const Statement& statement) {
  for (const auto& [name, address] : {std::pair<const char*, const std::string&>{"note", statement.note},
                                      {"account", statement.account},
                                      {"acct", statement.acct}}) {
    if (address.empty()) return fail(Errc::Invalid, std::string(name) + ": empty");
    if (auto sound = check_part(name, address, kMaxAddress); !sound) return sound;
  }
  const bool removed = statement.kind == Kind::Removed || statement.kind == Kind::Unshared;
  const bool said = !statement.words.empty() || !statement.media.empty();
  const bool own = statement.kind == Kind::Erased || statement.kind == Kind::Key || statement.kind == Kind::Gap;
  if (own) return fail(Errc::Invalid, "kind: published, edited, removed, shared or unshared");
  if (statement.kind == Kind::Shared) return check_shared(statement, said);
  if (removed && said) return fail(Errc::Invalid, "words: a removal has none");
  if (!removed && !said) return fail(Errc::Invalid, "words: nothing is said");
  if (statement.words.size() > kMaxParts) return fail(Errc::Invalid, "words: more than 32 languages");
  if (statement.media.size() > kMaxParts) return fail(Errc::Invalid, "media: more than 32");
  for (const auto& words : statement.words) {
    if (auto sound = check_part("language", words.language, kMaxLanguage); !sound) return sound;
    if (auto sound = check_part("warning", words.warning, kMaxText); !sound) return sound;
    if (auto sound = check_part("text", words.text, kMaxText); !sound) return sound;
  }
  for (const auto& medium : statement.media) {
    if (!is_digest(medium.sha256)) return fail(Errc::Invalid, "media: no SHA-256 in hex");
    if (auto sound = check_part("alt", medium.alt, kMaxText); !sound) return sound;
  }
  return {};
}

std::string commitment(std::string_view salt, std::string_view bytes) {
  std::string both(salt);
  both += bytes;
  return crypto::sha256(both);
}

std::vector<Opening> openings_of(const Statement& statement) {
  std::vector<Opening> openings;
  for (const auto& words : statement.words) openings.push_back({crypto::random_bytes(kSaltBytes), opening(words)});
  for (const auto& medium : statement.media) openings.push_back({crypto::random_bytes(kSaltBytes), opening(medium)});
  if (statement.kind == Kind::Shared) openings.push_back({crypto::random_bytes(kSaltBytes), opening(statement.shared)});
  return openings;
}

std::string leaf_of(const Statement& statement, std::int64_t version, const std::vector<Opening>& openings) {
  json::Array content;
  for (const auto& each : openings) content.emplace_back(crypto::to_hex(commitment(each.salt, each.bytes)));
  return boost::json::serialize(json::Object{{"kind", to_string(statement.kind)},
                                             {"at", to_rfc3339(statement.at)},
                                             {"note", statement.note},
                                             {"version", version},
                                             {"account", statement.account},
                                             {"acct", statement.acct},
                                             {"content", std::move(content)}});
}

std::string erased_leaf(std::string_view note, Timestamp at) {
  return boost::json::serialize(json::Object{{"kind", "erased"}, {"at", to_rfc3339(at)}, {"note", note}});
}

std::string key_leaf(std::string_view verifier_key, Timestamp at) {
  return boost::json::serialize(json::Object{{"kind", "key"}, {"at", to_rfc3339(at)}, {"key", verifier_key}});
}

std::string gap_leaf(std::string_view lost, Timestamp at) {
  return boost::json::serialize(json::Object{{"kind", "gap"}, {"at", to_rfc3339(at)}, {"lost", lost}});
}

std::string same_words(std::string_view text) {
  const auto folded = text::fold(text);
  std::string words;
  words.reserve(folded.size());
  for (const char c : folded) {
    const bool space = static_cast<unsigned char>(c) <= ' ';
    if (!space) {
      words += c;
    } else if (!words.empty() && words.back() != ' ') {
      words += ' ';
    }
  }
  if (!words.empty() && words.back() == ' ') words.pop_back();
  return words;
}

}  // namespace chancery::proof
