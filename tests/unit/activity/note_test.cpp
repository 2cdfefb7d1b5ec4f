#include "activity/note.hpp"

#include <gtest/gtest.h>

namespace chancery::activity {
namespace {

constexpr auto kFollowers = "https://far.example/actors/1/followers";
const std::string kPublicText{kPublic};

TEST(Audience, IsReadFromWhoIsAddressed) {
  EXPECT_EQ((Audience{{kPublicText}, {kFollowers}}.visibility(kFollowers)), Visibility::Public);
  EXPECT_EQ((Audience{{"as:Public"}, {}}.visibility(kFollowers)), Visibility::Public);
  EXPECT_EQ((Audience{{kFollowers}, {"Public"}}.visibility(kFollowers)), Visibility::Unlisted);
  EXPECT_EQ((Audience{{kFollowers}, {}}.visibility(kFollowers)), Visibility::Followers);
  EXPECT_EQ((Audience{{"https://mfa.example/actors/2"}, {}}.visibility(kFollowers)), Visibility::Direct);
}

TEST(Audience, IsPrivateWhenNothingSaysOtherwise) {
  EXPECT_EQ((Audience{}.visibility(kFollowers)), Visibility::Direct);
  EXPECT_EQ((Audience{{""}, {}}.visibility("")), Visibility::Direct) << "an unknown collection is nobody's";
}

TEST(AccountName, HasFewLettersAndOneReservedWord) {
  for (const auto* name : {"press", "embassy_oslo", "a", "mfa2"})
    EXPECT_TRUE(check_account_name(name).has_value()) << name;
  for (const auto* name : {"", "Press", "press.office", "press-office", "präsident", "instance",
                           "a_name_that_is_much_longer_than_thirty"}) {
    EXPECT_FALSE(check_account_name(name).has_value()) << name;
  }
}

TEST(ActorType, ReadsTheFiveTypesOfActivityStreams) {
  EXPECT_EQ(parse_actor_type("Person").value(), ActorType::Person);
  EXPECT_EQ(parse_actor_type("Group").value(), ActorType::Organization);
  EXPECT_EQ(parse_actor_type("Application").value(), ActorType::Service);
  EXPECT_FALSE(parse_actor_type("person").has_value());
}

}  // namespace
}  // namespace chancery::activity
