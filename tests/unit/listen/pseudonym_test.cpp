#include "listen/pseudonym.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chancery::listen {
namespace {

using std::chrono::days;
using std::chrono::hours;
using ::testing::ElementsAre;

constexpr Timestamp kStart = from_micros(1'795'339'800'000'000);

PseudonymKeys first_key() {
  return read_keys("0123456789abcdef0123456789abcdef", kStart).value();
}

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

TEST(PseudonymKeys, AreReadAsTheyWereWritten) {
  auto keys = first_key();
  EXPECT_EQ(keys.front().from, kStart);
  keys = rotated(std::move(keys), kStart + kKeyLasts, days{30});
  ASSERT_EQ(keys.size(), 2U);
  const auto again = read_keys(write_keys(keys), kStart + days{99}).value();
  ASSERT_EQ(again.size(), 2U);
  for (std::size_t key = 0; key < 2; ++key) {
    EXPECT_EQ(again[key].from, keys[key].from);
    EXPECT_EQ(again[key].secret, keys[key].secret);
  }
  const auto file = write_keys(keys);
  for (const auto& damaged : {std::string("short"), std::string(33, 'x'), file.substr(0, 24), file + "x\n",
                              file + "1795339800000000 AAAA\n", file + file}) {
    EXPECT_EQ(read_keys(damaged, kStart).error().code, Errc::Invalid) << damaged;
  }
}

TEST(PseudonymKeys, RotateAfterThirtyDaysAndAreDestroyedOnceNothingIsStoredUnderThem) {
  auto keys = rotated(first_key(), kStart + kKeyLasts - hours{1}, days{30});
  EXPECT_EQ(keys.size(), 1U);
  const auto rotation = kStart + kKeyLasts;
  keys = rotated(keys, rotation, days{30});
  ASSERT_EQ(keys.size(), 2U);
  EXPECT_EQ(keys.front().from, rotation);
  EXPECT_NE(keys[0].secret, keys[1].secret);
  const auto former = keys[1].secret;
  keys = rotated(keys, rotation + days{30} + kKeyOverlap - hours{1}, days{30});
  EXPECT_EQ(keys.back().secret, former) << "what was stored in its last hours may still be asked for";
  keys = rotated(keys, rotation + days{30} + kKeyOverlap, days{30});
  for (const auto& key : keys) EXPECT_NE(key.secret, former);
}

TEST(PseudonymKeys, GiveAnAuthorAnotherPseudonymAfterARotation) {
  const auto rotation = kStart + kKeyLasts;
  const auto keys = rotated(first_key(), rotation, days{30});
  const Pseudonymiser before(first_key());
  const Pseudonymiser after(keys);
  ASSERT_EQ(after.keys(), 2U);
  EXPECT_NE(after.author("did:plc:x"), before.author("did:plc:x"));
  EXPECT_EQ(after.author("did:plc:x", 1), before.author("did:plc:x"));
  EXPECT_THAT(after.authors("did:plc:x"), ElementsAre(after.author("did:plc:x"), before.author("did:plc:x")));
  EXPECT_THAT(after.posts("at://x"), ElementsAre(after.post("at://x"), before.post("at://x")));
}

TEST(PseudonymKeys, KnowAPostAgainThatComesTwiceAcrossARotation) {
  const auto rotation = kStart + kKeyLasts;
  const Pseudonymiser after(rotated(first_key(), rotation, days{30}));
  EXPECT_EQ(after.key_for(rotation - hours{1}, rotation + hours{1}), 1U) << "sent again: hashed as the first time";
  EXPECT_EQ(after.key_for(rotation, rotation + hours{1}), 0U);
  EXPECT_EQ(after.key_for(rotation - days{20}, rotation + kKeyOverlap), 0U)
      << "what is stored now must not outlive its key";
}

TEST(PseudonymKeys, TellHowOftenAnAuthorMayBeCounted) {
  const auto rotation = kStart + kKeyLasts;
  const Pseudonymiser after(rotated(first_key(), rotation, days{30}));
  EXPECT_EQ(after.keys_since(rotation - hours{1}), 2U);
  EXPECT_EQ(after.keys_since(rotation), 1U);
  EXPECT_EQ(Pseudonymiser("0123456789abcdef0123456789abcdef").keys_since(Timestamp{}), 1U);
}

TEST(PseudonymRing, KeepsTheNewKeyBeforeItUsesIt) {
  std::string kept;
  bool refuses = true;
  PseudonymRing ring(first_key(), days{30}, [&](std::string_view bytes) -> Status {
    if (refuses) return fail(Errc::Unavailable, "disk full");
    kept = bytes;
    return {};
  });
  const auto before = ring.current();
  EXPECT_FALSE(ring.rotate_if_due(kStart + days{1}).value());
  EXPECT_FALSE(ring.rotate_if_due(kStart + kKeyLasts).has_value());
  EXPECT_EQ(ring.current(), before) << "the former keys stay";
  refuses = false;
  EXPECT_TRUE(ring.rotate_if_due(kStart + kKeyLasts).value());
  EXPECT_NE(ring.current(), before);
  EXPECT_EQ(ring.keys(), 2U);
  EXPECT_EQ(ring.since(), kStart + kKeyLasts);
  EXPECT_EQ(Pseudonymiser(read_keys(kept, kStart).value()).author("x"), ring.current()->author("x"));
}

}  // namespace
}  // namespace chancery::listen
