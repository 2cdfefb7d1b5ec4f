// What was said, as it enters the log: a leaf for everyone for ever, and openings that can be erased.
//
// Pure. The leaf is one line of JSON; of texts and media it holds commitments only: SHA-256(salt | opening), with 32
// random bytes of salt each. Who has salt and opening can check the leaf; without the salt it tells nothing about
// the words. Leaf and opening are passed on as the exact bytes that were hashed: nobody has to write JSON alike.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace chancery::proof {

// What a leaf tells. Erased, Key and Gap are the log's own; statements are of the others.
enum class Kind { Published, Edited, Removed, Erased, Key, Gap, Shared, Unshared };
[[nodiscard]] std::string_view to_string(Kind kind);  // "published"

// One language's text as its readers see it: plain, paragraphs parted by an empty line.
struct Words {
  std::string language;  // BCP 47
  std::string warning;   // the content warning; empty: none
  std::string text;
};
struct Medium {
  std::string sha256;  // hex, of the bytes as served
  std::string alt;
};

// A post of somebody else that is shared as it stood then.
struct SharedPost {
  std::string uri;
  std::string sha256;  // hex, of what it said (activity::SourceNote::digest)
};

struct Statement {
  Kind kind = Kind::Published;
  std::string note;          // its address for ever: BASE/notes/ID; of what is shared BASE/activities/ID
  std::string account;       // the actor's address for ever
  std::string acct;          // "press@mfa.example", as it was then
  std::vector<Words> words;  // all languages; none with Removed
  std::vector<Medium> media;
  Timestamp at;
  SharedPost shared;  // with Shared alone
};

inline constexpr std::size_t kMaxText = 64 * 1024;  // bytes of one text
inline constexpr std::size_t kMaxParts = 32;        // texts; media

// Fails with Errc::Invalid and names the part: too long, too many, not UTF-8, words in a removal, or none elsewhere.
[[nodiscard]] Status check(const Statement& statement);

struct Opening {
  std::string salt;   // 32 bytes
  std::string bytes;  // {"language":…,"warning":…,"text":…}, {"media":…,"alt":…} or {"shared":…,"sha256":…}
};
// SHA-256(salt | bytes), 32 bytes.
[[nodiscard]] std::string commitment(std::string_view salt, std::string_view bytes);
// One for each text, then one for each medium, or the one of what is shared; each with fresh salt.
[[nodiscard]] std::vector<Opening> openings_of(const Statement& statement);

// {"kind":…,"at":…,"note":…,"version":…,"account":…,"acct":…,"content":[…]}. `version` counts from 1.
[[nodiscard]] std::string leaf_of(const Statement& statement, std::int64_t version,
                                  const std::vector<Opening>& openings);
// {"kind":"erased","at":…,"note":…}: from here on nobody can learn from us what this note said.
[[nodiscard]] std::string erased_leaf(std::string_view note, Timestamp at);
// {"kind":"key","at":…,"key":…}: from here on heads are signed with this key (a verifier key, checkpoint.hpp).
[[nodiscard]] std::string key_leaf(std::string_view verifier_key, Timestamp at);
// {"kind":"gap","at":…,"lost":…}: the head in the checkpoint `lost` was published, and this log does not contain it.
[[nodiscard]] std::string gap_leaf(std::string_view lost, Timestamp at);

// What two texts share that a reader would call the same words: NFKC_Casefold, and white space as single spaces.
[[nodiscard]] std::string same_words(std::string_view text);

}  // namespace chancery::proof
