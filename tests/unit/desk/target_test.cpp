#include "desk/target.hpp"

#include <gtest/gtest.h>

namespace chancery::desk {
namespace {

const DeskId kDesk{3};

TEST(Target, LifeIsFiveMinutesOnlyWhereSomebodyIsOnDuty) {
  const Targets targets = Targets::defaults();
  EXPECT_EQ(targets.of(kDesk, Matter::Life, ClockName::FirstAnswer, true), (Target{5, Unit::Wall}));
  EXPECT_EQ(targets.of(kDesk, Matter::Life, ClockName::FirstAnswer, false), (Target{60, Unit::Covered}));
  EXPECT_EQ(targets.of(kDesk, Matter::Life, ClockName::Resolution, false), (Target{1, Unit::Days}));
}

TEST(Target, ADesksOwnTargetReplacesTheCommonOne) {
  Targets targets = Targets::defaults();
  targets.set(kDesk, Matter::Question, ClockName::NextAnswer, {120, Unit::Desk});
  EXPECT_EQ(targets.of(kDesk, Matter::Question, ClockName::NextAnswer, false), (Target{120, Unit::Desk}));
  EXPECT_EQ(targets.of(kDesk, Matter::Question, ClockName::FirstAnswer, false), (Target{240, Unit::Desk}));
  EXPECT_EQ(targets.of(DeskId{4}, Matter::Question, ClockName::NextAnswer, false), (Target{240, Unit::Desk}));
  EXPECT_EQ(targets.of(kDesk, Matter::Dialogue, ClockName::Resolution, false).amount, 0);
}

TEST(Target, WordsAreReadBackAndBoundsAreKept) {
  for (const auto unit : {Unit::Wall, Unit::Covered, Unit::Desk, Unit::Days}) {
    EXPECT_EQ(parse_unit(to_string(unit)).value(), unit);
  }
  for (const auto clock : {ClockName::FirstAnswer, ClockName::NextAnswer, ClockName::Resolution}) {
    EXPECT_EQ(parse_clock_name(to_string(clock)).value(), clock);
  }
  EXPECT_EQ(parse_unit("hours").error().hint, "unit: one of wall covered desk days.");
  EXPECT_TRUE(check_target({0, Unit::Wall}).has_value());
  EXPECT_EQ(check_target({400, Unit::Days}).error().hint, "amount: from 0 (none) to 365 days.");
  EXPECT_EQ(check_target({-1, Unit::Desk}).error().code, Errc::Invalid);
}

}  // namespace
}  // namespace chancery::desk
