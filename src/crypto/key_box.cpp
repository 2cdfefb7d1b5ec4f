#include "crypto/key_box.hpp"

#include "crypto/random.hpp"
#include "crypto/secret_box.hpp"

namespace chancery::crypto {
namespace {

constexpr std::size_t kKeySize = 32;

std::string context(std::string_view owner) {
  return std::string("private key of ").append(owner);
}

}  // namespace

Result<KeyBox> KeyBox::of(std::string key) {
  if (key.size() != kKeySize) return fail(Errc::Malformed, "not a key of 32 bytes");
  return KeyBox(std::move(key));
}

std::string KeyBox::make_key() {
  return random_bytes(kKeySize);
}

std::string KeyBox::seal(std::string_view private_key_pem, std::string_view owner) const {
  return seal_secret(key_, private_key_pem, context(owner));
}

Result<std::string> KeyBox::open(std::string_view sealed, std::string_view owner) const {
  return open_secret(key_, sealed, context(owner));
}

}  // namespace chancery::crypto
