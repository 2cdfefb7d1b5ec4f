// What stands in listen.db in place of an author and of a post's address: a keyed hash, of no use without the key.
//
// An at:// address begins with its author's DID, so it is hashed as well: the row is found again for a removal or a
// second delivery, and names nobody.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace chancery::listen {

// 16 bytes.
using Pseudonym = std::array<unsigned char, 16>;

// Thread safety: immutable.
class Pseudonymiser {
 public:
  // `key` is kept in DataFolder::secret("listen", make_pseudonym_key): at least 32 bytes.
  explicit Pseudonymiser(std::string_view key);

  // BLAKE2b (RFC 7693), keyed apart for authors and posts.
  [[nodiscard]] Pseudonym author(std::string_view id) const;
  [[nodiscard]] Pseudonym post(std::string_view id) const;

 private:
  std::string author_key_;
  std::string post_key_;
};

// 32 fresh random bytes.
[[nodiscard]] std::string make_pseudonym_key();

}  // namespace chancery::listen
