#include "measure/study_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "unit/measure/drawn_study.hpp"

namespace chancery::measure {
namespace {

using test::DrawnStudy;
using test::ties_of;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class StudyFolderTest : public DrawnStudy {
 protected:
  static constexpr std::string_view kRoster =
      "id,handle,name,kind,office,country,network,languages\n"
      "mfa,@mfa@mfa.example,\"Ministry \"\"A\"\" & <B>\",institutional,foreign ministry,FRA,t,fr en\n"
      "paris,@paris@mfa.example,Embassy in Paris,institutional,embassy,FRA,t,fr\n"
      "press,@press@news.example,Press office,institutional,press,DEU,t,de\n"
      "k4th3rin3,@secret@home.example,Katherine Private,personal,,DEU,t,de\n";
  static constexpr std::string_view kDrawing =
      "mfa <-> paris; paris -> press; k4th3rin3 <-> mfa; press -> k4th3rin3; mfa -> stranger99";

  std::filesystem::path write() {
    const auto s = study(kRoster, ties_of(kDrawing));
    const auto out = folder.path() / "study";
    EXPECT_TRUE(write_folder(out, folder_of(s)).has_value());
    return out;
  }
  static Verification verify(const std::filesystem::path& out) {
    const auto verified = verify_folder(out, "test");
    EXPECT_TRUE(verified.has_value()) << (verified ? "" : verified.error().hint);
    return verified.value_or(Verification{});
  }
};

TEST_F(StudyFolderTest, IsMadeAgainByteByByte) {
  const auto verified = verify(write());
  EXPECT_TRUE(verified.reproduced());
  EXPECT_GE(verified.same, 14U);
  EXPECT_EQ(verified.written_by, "test");
}

TEST_F(StudyFolderTest, TheSameInputGivesTheSameBytes) {
  const auto one = folder_of(study(kRoster, ties_of(kDrawing)));
  const auto two = folder_of(study(kRoster, ties_of(kDrawing)));
  EXPECT_EQ(one, two);
  for (const auto& [path, bytes] : one) EXPECT_THAT(bytes, Not(HasSubstr(folder.path().string()))) << path;
}

TEST_F(StudyFolderTest, AChangedByteIsFound) {
  const auto out = write();
  std::ofstream(out / "tables/accounts.csv", std::ios::app) << " ";
  std::filesystem::remove(out / "network.net");
  const auto verified = verify(out);
  EXPECT_FALSE(verified.reproduced());
  EXPECT_THAT(verified.differ, ElementsAre("tables/accounts.csv"));
  EXPECT_THAT(verified.missing, ElementsAre("network.net"));
}

TEST_F(StudyFolderTest, AChangedInputIsFound) {
  const auto out = write();
  std::ofstream(out / "input/follows.csv", std::ios::app) << "press,mfa\r\n";
  const auto verified = verify(out);
  EXPECT_THAT(verified.changed_input, ElementsAre("input/follows.csv"));
  EXPECT_THAT(verified.differ, Contains("report.html"));
}

TEST_F(StudyFolderTest, WhatIsNoStudyIsSaidSo) {
  const auto none = verify_folder(folder.path(), "test");
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().code, Errc::NotFound);
}

TEST_F(StudyFolderTest, NamesNoPrivatePersonAnywhere) {
  for (const auto& [path, bytes] : folder_of(study(kRoster, ties_of(kDrawing)))) {
    for (const auto* secret : {"k4th3rin3", "Katherine", "secret", "stranger99"}) {
      EXPECT_THAT(bytes, Not(HasSubstr(secret))) << path;
    }
    if (!path.starts_with("input/")) {
      EXPECT_THAT(bytes, Not(HasSubstr("person-1"))) << path;
    }
  }
}

TEST_F(StudyFolderTest, MovesSinceTheWaveBefore) {
  const auto out = write();
  auto input = read({.accounts = file("b.csv", kRoster),
                     .follows = file("c.csv", ties_of("mfa -> press; paris -> press; mfa -> paris")),
                     .previous = out.string()});
  ASSERT_TRUE(input.has_value()) << input.error().hint;
  const auto s = make_study(*std::move(input), "test", true);
  ASSERT_EQ(s.mobility.size(), 3U);
  for (const auto& each : s.mobility) {
    const auto& id = s.account(each.account).id;
    // Followers among all: mfa 2, paris 1, press 1 -> 0, 1, 2.
    if (id == "mfa") {
      EXPECT_DOUBLE_EQ(each.moved[0].percentile_points, -100);
    }
    if (id == "press") {
      EXPECT_DOUBLE_EQ(each.moved[0].percentile_points, 50);
    }
  }
  const auto second = folder.path() / "second";
  ASSERT_TRUE(write_folder(second, folder_of(s)).has_value());
  EXPECT_TRUE(verify(second).reproduced());
}

TEST_F(StudyFolderTest, MovesAsComputedByHandAmongThoseInBothWaves) {
  const auto before = study(roster({"a", "b", "c", "d"}), ties_of("b -> a; c -> a; d -> a; a -> b; c -> b; a -> c"));
  const auto out = folder.path() / "before";
  ASSERT_TRUE(write_folder(out, folder_of(before)).has_value());
  const auto ties = ties_of("b -> a; a -> c; b -> c; d -> c; e -> c; a -> d; b -> d; e -> a; c -> a");
  auto input = read({.accounts = file("n.csv", roster({"a", "b", "c", "d", "e"})),
                     .follows = file("nf.csv", ties),
                     .previous = out.string()});
  ASSERT_TRUE(input.has_value()) << input.error().hint;
  const auto s = make_study(*std::move(input), "test", false);
  // Followers before: 3, 2, 1, 0; now: 3, 0, 4, 2. A rank among four is worth a third of 100.
  const std::map<std::string, std::array<int, 2>> ranks{{"a", {1, 2}}, {"b", {2, 4}}, {"c", {3, 1}}, {"d", {4, 3}}};
  ASSERT_EQ(s.mobility.size(), ranks.size());
  for (const auto& each : s.mobility) {
    const auto [then, now] = ranks.at(s.account(each.account).id);
    EXPECT_EQ(static_cast<int>(each.moved[0].before), then);
    EXPECT_EQ(static_cast<int>(each.moved[0].now), now);
    EXPECT_NEAR(each.moved[0].percentile_points, 100.0 * (then - now) / 3, 1e-9);
  }
}

TEST_F(StudyFolderTest, OtherProgramsReadTheNetwork) {
  if (std::system("/usr/bin/python3 -c 'import networkx' 2>/dev/null") != 0)
    GTEST_SKIP() << "python3-networkx is absent";
  const auto out = write();
  const auto command = "/usr/bin/python3 " CHANCERY_SOURCE "/tests/unit/measure/reread.py " + out.string() + " >&2";
  EXPECT_EQ(std::system(command.c_str()), 0);
}

}  // namespace
}  // namespace chancery::measure
