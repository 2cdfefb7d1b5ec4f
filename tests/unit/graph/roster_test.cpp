#include "graph/roster.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

namespace chancery::graph {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> in_order(const Roster& roster) {
  std::vector<std::string> ids;
  for (Node node = 0; node < roster.size(); ++node) ids.emplace_back(roster.id(node));
  return ids;
}

TEST(Roster, OrdersNumbersByValueThenTextsByBytesWhateverTheFileSays) {
  std::vector<std::string_view> ids{"paris", "10", "9", "007", "Berlin", "18446744073709551615", "0"};
  const Roster roster = Roster::of(ids).value();
  EXPECT_THAT(in_order(roster), ElementsAre("0", "9", "10", "007", "18446744073709551615", "Berlin", "paris"));
  std::ranges::reverse(ids);
  EXPECT_EQ(in_order(Roster::of(ids).value()), in_order(roster));
  for (Node node = 0; node < roster.size(); ++node) EXPECT_EQ(roster.find(roster.id(node)), node);
  EXPECT_EQ(roster.row(0), 6U);
}

TEST(Roster, FindsNobodyWhoIsNotThere) {
  const std::vector<std::string_view> ids{"1", "5", "mfa"};
  const Roster roster = Roster::of(ids).value();
  for (const auto* id : {"2", "05", "", "mf", "mfa ", "99999999999999999999", "9999999999999999999"}) {
    EXPECT_EQ(roster.find(id), kNoNode) << id;
  }
  EXPECT_EQ(Roster().find("1"), kNoNode);
  EXPECT_EQ(Roster().find("mfa"), kNoNode);
}

TEST(Roster, TakesTheFirstOfRowsWithOneId) {
  const std::vector<std::string_view> ids{"7", "mfa", "7", "mfa", "mfa"};
  const Roster roster = Roster::of(ids).value();
  EXPECT_EQ(roster.size(), 2U);
  EXPECT_THAT(roster.repeated(), ElementsAre(2, 3, 4));
  EXPECT_EQ(roster.row(roster.find("mfa")), 1U);
}

TEST(Roster, LooksUpNumbersFarApartAndManyTexts) {
  std::vector<std::string> ids;
  for (std::uint64_t i = 0; i < 3000; ++i) {
    ids.push_back(std::to_string(i * i * 1'000'003'000));
    ids.push_back("https://social.example/users/account-" + std::to_string(i));
  }
  const std::vector<std::string_view> views(ids.begin(), ids.end());
  const Roster roster = Roster::of(views).value();
  ASSERT_EQ(roster.size(), 6000U);
  for (const std::string& id : ids) EXPECT_EQ(roster.id(roster.find(id)), id);
  EXPECT_EQ(roster.find("https://social.example/users/account-3000"), kNoNode);
  EXPECT_EQ(roster.find(std::uint64_t{17}), kNoNode);
}

}  // namespace
}  // namespace chancery::graph
