#include "staff/users.hpp"

#include <gtest/gtest.h>

#include "unit/staff/ministry.hpp"

namespace chancery::staff {
namespace {

TEST(Users, ALoginHasFewLetters) {
  for (const auto* login : {"anna", "a1", "anna.berg", "a-b_c.9", "abcdefghijklmnopqrstuvwxyz0123"}) {
    EXPECT_TRUE(check_login(login).has_value()) << login;
  }
  for (const auto* login : {"", "a", "Anna", "1anna", ".anna", "anna berg", "anna@x", "ånna", "anna\n",
                            "abcdefghijklmnopqrstuvwxyz01234"}) {
    EXPECT_EQ(check_login(login).error().code, Errc::Invalid) << login;
  }
}

TEST(Users, ANameIsPlainTextThatCannotDeceive) {
  for (const auto* name : {"Anna", "آنا برگ", "Åse-Lill O'Brien", "王小明"})
    EXPECT_TRUE(check_name(name).has_value()) << name;
  EXPECT_TRUE(check_name(std::string(80, 'x')).has_value());
  for (const std::string& name : {std::string{}, std::string{"   "}, std::string(81, 'x'), std::string(5000, 'x'),
                                  std::string{"a\nb"}, std::string("a\0b", 3), std::string{"a\x7f"},
                                  std::string{"a\xe2\x80\xae"
                                              "b"},
                                  std::string{"a\xe2\x81\xa6"
                                              "b"},
                                  std::string{"a\xe2\x80\x8b"
                                              "b"},
                                  std::string{"\xff"}, std::string{"\xc0\x80"}, std::string{"\xed\xa0\x80"},
                                  std::string{"\xf4\x90\x80\x80"}, std::string{"a\xe2\x82"}}) {
    const auto status = check_name(name);
    ASSERT_FALSE(status.has_value()) << name;
    EXPECT_EQ(status.error().code, Errc::Invalid);
    EXPECT_TRUE(status.error().hint.starts_with("name ")) << status.error().hint;
  }
}

TEST(Users, APasswordHasTwelveCharactersHoweverManyBytes) {
  EXPECT_TRUE(check_password("correct horse", "anna").has_value());
  EXPECT_TRUE(check_password("пароль-двенад", "anna").has_value());
  EXPECT_TRUE(check_password(std::string(255, 'x') + 'y', "anna").has_value());
  for (const std::string& password : {std::string{}, std::string{"short"}, std::string{"elevenchars"},
                                      std::string{"парольпарол"}, std::string(12, 'a'), std::string(257, 'x') + "y",
                                      std::string{"Annabergstrand"}, std::string{"invalid utf8 \xff"}}) {
    EXPECT_EQ(check_password(password, "annabergstrand").error().code, Errc::Invalid) << password;
  }
}

TEST(Users, AreListedInTheOrderTheyJoined) {
  test::Ministry ministry;
  ministry.set_up("anna");
  ministry.join("bo");
  const auto all = ministry.store->read([](store::Snapshot& snapshot) { return users(snapshot); });
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].login, "anna");
  EXPECT_EQ(all[0].role, Role::Admin);
  EXPECT_EQ(all[1].login, "bo");
  EXPECT_EQ(all[1].role, Role::Officer);
  ministry.store->read([&](store::Snapshot& snapshot) {
    EXPECT_EQ(user_by_id(snapshot, all[1].id)->login, "bo");
    EXPECT_EQ(user_by_login(snapshot, "anna")->id, all[0].id);
    EXPECT_FALSE(user_by_login(snapshot, "ANNA").has_value());
    EXPECT_FALSE(user_by_id(snapshot, UserId{1}).has_value());
    return 0;
  });
}

}  // namespace
}  // namespace chancery::staff
