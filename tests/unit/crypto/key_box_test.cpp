#include "crypto/key_box.hpp"

#include <gtest/gtest.h>

#include <string>

namespace chancery::crypto {
namespace {

const std::string kPem = "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n";

TEST(KeyBox, OpensForTheSameOwnerAndWithTheSameKeyAlone) {
  const auto box = KeyBox::of(std::string(32, 'k')).value();
  const auto sealed = box.seal(kPem, "1");
  EXPECT_TRUE(is_in_clear(kPem));
  EXPECT_FALSE(is_in_clear(sealed));
  EXPECT_EQ(box.open(sealed, "1").value(), kPem);
  EXPECT_FALSE(box.open(sealed, "2").has_value()) << "moved to another row";
  EXPECT_FALSE(KeyBox::of(KeyBox::make_key())->open(sealed, "1").has_value());
  EXPECT_FALSE(box.open(kPem, "1").has_value()) << "what is not sealed is no sealed key";
}

TEST(KeyBox, WantsAKeyOf32Bytes) {
  for (const std::size_t size : {0, 16, 31, 33}) EXPECT_FALSE(KeyBox::of(std::string(size, 'k')).has_value()) << size;
  EXPECT_TRUE(KeyBox::of(KeyBox::make_key()).has_value());
}

}  // namespace
}  // namespace chancery::crypto
