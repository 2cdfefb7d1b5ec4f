#include "staff/passwords.hpp"

#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "crypto/random.hpp"

namespace chancery::staff {

// Holds one of the places for as long as it lives.
class Passwords::Turn {
 public:
  explicit Turn(Passwords& passwords) : passwords_(passwords) {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() { passwords_.leave(); }

 private:
  Passwords& passwords_;
};

Passwords::Passwords(const Keys& keys, Options options) : key_(keys.password), options_(options) {}

const std::string& Passwords::decoy() {
  // Without memory for the decoy an unknown login is answered sooner; nothing else is lost.
  std::call_once(decoy_made_,
                 [this] { decoy_ = crypto::hash_password(crypto::random_bytes(32), options_.cost).value_or(""); });
  return decoy_;
}

void Passwords::prepare() {
  static_cast<void>(decoy());
}

Result<std::string> Passwords::hash(std::string_view password) {
  if (auto status = enter(); !status) return fail(status.error());
  const Turn turn(*this);
  return crypto::hash_password(peppered(password), options_.cost);
}

Result<bool> Passwords::matches(std::string_view hash, std::string_view password) {
  if (auto status = enter(); !status) return fail(status.error());
  const Turn turn(*this);
  const bool nobody = hash.empty();
  const bool matched = crypto::password_matches(nobody ? std::string_view{decoy()} : hash, peppered(password));
  return matched && !nobody;
}

bool Passwords::needs_rehash(std::string_view hash) const {
  return crypto::needs_rehash(hash, options_.cost);
}

Status Passwords::enter() {
  std::unique_lock lock(mutex_);
  if (running_ >= options_.concurrent) {
    if (waiting_ >= options_.waiting) {
      return fail(Error{Errc::TooMany, "too many passwords at once", "The server is busy: try again in a moment.",
                        std::chrono::seconds{2}});
    }
    ++waiting_;
    free_.wait(lock, [this] { return running_ < options_.concurrent; });
    --waiting_;
  }
  ++running_;
  return {};
}

void Passwords::leave() {
  {
    const std::lock_guard lock(mutex_);
    --running_;
  }
  free_.notify_one();
}

std::string Passwords::peppered(std::string_view password) const {
  return crypto::to_base64(crypto::hmac_sha256(key_, password));
}

}  // namespace chancery::staff
