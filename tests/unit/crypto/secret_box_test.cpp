#include "crypto/secret_box.hpp"

#include <gtest/gtest.h>

#include "crypto/encoding.hpp"

namespace chancery::crypto {
namespace {

const std::string kKey(32, 'k');

TEST(SecretBox, OpensWithTheSameKeyAndContextAlone) {
  const auto box = seal_secret(kKey, "secret", "user:1");
  EXPECT_EQ(box.find("secret"), std::string::npos);
  EXPECT_EQ(open_secret(kKey, box, "user:1").value(), "secret");
  EXPECT_FALSE(open_secret(kKey, box, "user:2").has_value());
  EXPECT_FALSE(open_secret(std::string(32, 'l'), box, "user:1").has_value());
}

TEST(SecretBox, NeverTheSameTwice) {
  EXPECT_NE(seal_secret(kKey, "secret", ""), seal_secret(kKey, "secret", ""));
}

TEST(SecretBox, AnyChangedByteIsNoticed) {
  const auto bytes = from_base64url(seal_secret(kKey, "secret", "user:1")).value();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    auto changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(open_secret(kKey, to_base64url(changed), "user:1").has_value()) << i;
  }
}

TEST(SecretBox, RefusesWhatIsNoBox) {
  for (const auto* box :
       {"", "AAAA", "not base64!", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}) {
    EXPECT_FALSE(open_secret(kKey, box, "").has_value()) << box;
  }
}

}  // namespace
}  // namespace chancery::crypto
