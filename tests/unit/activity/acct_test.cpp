#include "activity/acct.hpp"

#include <gtest/gtest.h>

namespace chancery::activity {
namespace {

TEST(Acct, AcceptsTheThreeFormsPeopleType) {
  for (const auto* text : {"acct:press@mfa.example", "press@mfa.example", "@press@mfa.example"}) {
    const auto acct = Acct::parse(text);
    ASSERT_TRUE(acct.has_value()) << text;
    EXPECT_EQ(acct->uri(), "acct:press@mfa.example") << text;
  }
}

TEST(Acct, LowersTheHostAndKeepsTheCaseOfTheUser) {
  EXPECT_EQ(Acct::parse("Press@MFA.Example")->uri(), "acct:Press@mfa.example");
  EXPECT_EQ(Acct::parse("press@127.0.0.1:8080")->host(), "127.0.0.1:8080");
}

TEST(Acct, RejectsWhatNamesNoAccountAndSaysHowToWriteOne) {
  for (const auto* text : {"", "press", "@mfa.example", "press@", "a@b@c", "press@mfa.example/x", "pr ess@mfa.example",
                           "press@.example", "presse@mfa\u202e.example"}) {
    const auto acct = Acct::parse(text);
    ASSERT_FALSE(acct.has_value()) << text;
    EXPECT_EQ(acct.error().code, Errc::Malformed) << text;
    EXPECT_NE(acct.error().hint.find("user@host"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace chancery::activity
