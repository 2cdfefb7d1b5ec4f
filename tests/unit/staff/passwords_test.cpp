#include "staff/passwords.hpp"

#include <gtest/gtest.h>

#include <future>
#include <vector>

namespace chancery::staff {
namespace {

const Keys kKeys = Keys::derive(std::string(32, 's'));

TEST(Passwords, MatchOnlyUnderTheSameKey) {
  Passwords passwords(kKeys, {.cost = crypto::PasswordCost::least()});
  Passwords elsewhere(Keys::derive(std::string(32, 't')), {.cost = crypto::PasswordCost::least()});
  const auto hash = passwords.hash("correct horse battery").value();
  EXPECT_TRUE(passwords.matches(hash, "correct horse battery").value());
  EXPECT_FALSE(passwords.matches(hash, "correct horse batterx").value());
  EXPECT_FALSE(elsewhere.matches(hash, "correct horse battery").value());
  EXPECT_FALSE(passwords.needs_rehash(hash));
}

TEST(Passwords, NobodysHashMatchesNothing) {
  Passwords passwords(kKeys, {.cost = crypto::PasswordCost::least()});
  EXPECT_FALSE(passwords.matches("", "").value());
  EXPECT_FALSE(passwords.matches("", "correct horse battery").value());
}

TEST(Passwords, WhenTooManyWaitTheNextIsToldToComeBack) {
  // No place to wait: whoever finds the one place taken is refused at once.
  Passwords passwords(kKeys, {.cost = {.passes = 3, .memory = 64UL << 20}, .concurrent = 1, .waiting = 0});
  std::vector<std::future<Result<std::string>>> all;
  for (int i = 0; i < 8; ++i) {
    all.push_back(std::async(std::launch::async, [&] { return passwords.hash("correct horse battery"); }));
  }
  int hashed = 0;
  int refused = 0;
  for (auto& each : all) {
    const auto result = each.get();
    hashed += result ? 1 : 0;
    if (result) continue;
    ++refused;
    EXPECT_EQ(result.error().code, Errc::TooMany);
    EXPECT_GT(result.error().retry_after.count(), 0);
  }
  EXPECT_GE(hashed, 1);
  EXPECT_GE(refused, 1);
}

TEST(Passwords, ThoseWhoWaitAreServed) {
  Passwords passwords(kKeys, {.cost = crypto::PasswordCost::least(), .concurrent = 2, .waiting = 8});
  std::vector<std::future<Result<std::string>>> all;
  for (int i = 0; i < 10; ++i) {
    all.push_back(std::async(std::launch::async, [&] { return passwords.hash("correct horse battery"); }));
  }
  for (auto& each : all) EXPECT_TRUE(each.get().has_value());
}

TEST(Keys, AreApartAndComeFromTheSecretAlone) {
  EXPECT_NE(kKeys.password, kKeys.totp);
  EXPECT_NE(kKeys.totp, kKeys.csrf);
  EXPECT_EQ(kKeys.csrf, Keys::derive(std::string(32, 's')).csrf);
  EXPECT_NE(kKeys.csrf, Keys::derive(std::string(32, 't')).csrf);
  EXPECT_EQ(make_secret().size(), 32U);
  EXPECT_NE(make_secret(), make_secret());
}

}  // namespace
}  // namespace chancery::staff
