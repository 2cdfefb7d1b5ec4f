#include "listen/pseudonym.hpp"

#include <gtest/gtest.h>

namespace chancery::listen {
namespace {

TEST(Pseudonym, IsTheSameForTheSameNameAndKeyAlone) {
  const Pseudonymiser one("0123456789abcdef0123456789abcdef");
  const Pseudonymiser again("0123456789abcdef0123456789abcdef");
  const Pseudonymiser other("fedcba9876543210fedcba9876543210");
  EXPECT_EQ(one.author("did:plc:x"), again.author("did:plc:x"));
  EXPECT_NE(one.author("did:plc:x"), one.author("did:plc:y"));
  EXPECT_NE(one.author("did:plc:x"), other.author("did:plc:x"));
  EXPECT_NE(one.author("did:plc:x"), one.post("did:plc:x"));
}

TEST(Pseudonym, HasAFreshKeyOf32Bytes) {
  EXPECT_EQ(make_pseudonym_key().size(), 32U);
  EXPECT_NE(make_pseudonym_key(), make_pseudonym_key());
}

}  // namespace
}  // namespace chancery::listen
