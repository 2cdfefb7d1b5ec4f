#include "statistics/krippendorff.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

namespace chancery::statistics {
namespace {

constexpr std::nullopt_t kNone = std::nullopt;
using Units = std::vector<std::vector<std::optional<double>>>;

// The four observers and twelve units of Krippendorff 2011, section C.
const Units kExample{
    {1, 1, kNone, 1}, {2, 2, 3, 2}, {3, 3, 3, 3}, {3, 3, 3, 3},     {2, 2, 2, 2},         {1, 2, 3, 4},
    {4, 4, 4, 4},     {1, 1, 2, 1}, {2, 2, 2, 2}, {kNone, 5, 5, 5}, {kNone, kNone, 1, 1}, {kNone, 3, kNone, kNone},
};

TEST(Krippendorff, RepeatsThePublishedExample) {
  const Agreement nominal = krippendorff(kExample, Level::Nominal);
  EXPECT_NEAR(nominal.alpha.value(), 0.743, 0.0005);
  EXPECT_EQ(nominal.units, 11U);
  EXPECT_EQ(nominal.codes, 40U);
  EXPECT_NEAR(krippendorff(kExample, Level::Ordinal).alpha.value(), 0.815, 0.0005);
  EXPECT_NEAR(krippendorff(kExample, Level::Interval).alpha.value(), 0.849, 0.0005);
}

TEST(Krippendorff, IsOneForPerfectAgreementAndBelowZeroForSystematicDisagreement) {
  EXPECT_DOUBLE_EQ(krippendorff(Units{{0, 0}, {1, 1}, {2, 2}}, Level::Nominal).alpha.value(), 1);
  EXPECT_LT(krippendorff(Units{{0, 1}, {1, 0}, {0, 1}}, Level::Nominal).alpha.value(), 0);
}

TEST(Krippendorff, IsNotDefinedWhereNothingCouldDiffer) {
  EXPECT_FALSE(krippendorff(Units{}, Level::Nominal).alpha);
  EXPECT_FALSE(krippendorff(Units{{1, kNone}, {kNone, 2}}, Level::Nominal).alpha);
  EXPECT_FALSE(krippendorff(Units{{1, 1}, {1, 1}}, Level::Interval).alpha);
}

}  // namespace
}  // namespace chancery::statistics
