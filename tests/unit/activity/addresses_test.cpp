#include "activity/addresses.hpp"

#include <gtest/gtest.h>

namespace chancery::activity {
namespace {

TEST(Addresses, AreWhatTheyWillBeForEver) {
  const auto addresses = Addresses::of("https://mfa.example/");
  ASSERT_TRUE(addresses.has_value());
  const AccountId press{42};
  EXPECT_EQ(addresses->base(), "https://mfa.example");
  EXPECT_EQ(addresses->host(), "mfa.example");
  EXPECT_FALSE(addresses->loopback());
  EXPECT_EQ(addresses->actor(press), "https://mfa.example/actors/42");
  EXPECT_EQ(addresses->key(press), "https://mfa.example/actors/42#main-key");
  EXPECT_EQ(addresses->inbox(press), "https://mfa.example/actors/42/inbox");
  EXPECT_EQ(addresses->outbox(press), "https://mfa.example/actors/42/outbox");
  EXPECT_EQ(addresses->followers(press), "https://mfa.example/actors/42/followers");
  EXPECT_EQ(addresses->following(press), "https://mfa.example/actors/42/following");
  EXPECT_EQ(addresses->shared_inbox(), "https://mfa.example/inbox");
  EXPECT_EQ(addresses->instance_actor(), "https://mfa.example/actors/instance");
  EXPECT_EQ(addresses->note(NoteId{7}), "https://mfa.example/notes/7");
  EXPECT_EQ(addresses->activity(create_of(NoteId{7})), "https://mfa.example/activities/7");
  EXPECT_EQ(addresses->page("press"), "https://mfa.example/@press");
  EXPECT_EQ(addresses->acct("press"), "press@mfa.example");
}

TEST(Addresses, KeepThePortThatIsNotTheSchemesOwn) {
  EXPECT_EQ(Addresses::of("http://127.0.0.1:8080")->host(), "127.0.0.1:8080");
  EXPECT_EQ(Addresses::of("https://MFA.example:443")->base(), "https://mfa.example");
  EXPECT_TRUE(Addresses::of("http://localhost:8080")->loopback());
  EXPECT_TRUE(Addresses::of("http://[::1]:8080")->loopback());
}

TEST(Addresses, RefuseABaseUrlThatCannotCarryIdentifiers) {
  for (const auto* text : {"", "mfa.example", "ftp://mfa.example", "http://mfa.example", "https://mfa.example/path",
                           "https://user@mfa.example", "https://mfa.example?x", "https://", "https://mfa.example:",
                           "https://mfa.example:70000", "https://mfa.example:8x", "http://127.evil.example"}) {
    const auto addresses = Addresses::of(text);
    ASSERT_FALSE(addresses.has_value()) << text;
    EXPECT_EQ(addresses.error().code, Errc::Invalid) << text;
  }
}

TEST(Addresses, AreReadBackOnlyWhenTheyAreOurs) {
  const auto addresses = *Addresses::of("https://mfa.example");
  EXPECT_EQ(addresses.note_in("https://mfa.example/notes/7"), NoteId{7});
  EXPECT_EQ(addresses.account_in("https://mfa.example/actors/42"), AccountId{42});
  for (const auto* text :
       {"https://mfa.example/notes/", "https://mfa.example/notes/7/replies", "https://mfa.example.evil.example/notes/7",
        "http://mfa.example/notes/7", "https://mfa.example/notes/-7", "https://mfa.example/notes/7x", "/notes/7", ""}) {
    EXPECT_FALSE(addresses.note_in(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace chancery::activity
