// The cold start against stored oracles: exact eigenvectors by LAPACK, groups with adjusted Rand index 1.
#include <gtest/gtest.h>

#include <algorithm>

#include "opinion/opinion_map.hpp"
#include "opinion/statistics.hpp"
#include "support/consultation_oracle.hpp"
#include "support/plain_votes.hpp"

namespace chancery::opinion {
namespace {

class Golden : public testing::TestWithParam<const char*> {};

TEST_P(Golden, ColdStartIsTheOracles) {
  const auto data = test::consultations();
  if (!data) GTEST_SKIP() << "CHANCERY_TEST_DATA is not set: maps are not compared with the oracle's";
  const auto folder = *data / "golden" / GetParam();
  const auto votes = test::PlainVotes::read(folder.string());
  const auto matrix = votes.matrix();
  const auto map = draw_map(matrix, votes.flags, {.as_polis = true, .seed = 7});
  const auto tables = statistics(matrix, votes.flags, map.group, map.k(), map.extremity);
  for (const int c : {0, 1}) {
    EXPECT_LE(map.components.residual[c], 1e-12 * map.components.eigenvalue[c]) << "component " << c;
  }
  test::expect_as_oracle(test::read_document(folder / "cold_start_oracle.json"),
                         {map, tables, votes.participants, votes.statements});
}

INSTANTIATE_TEST_SUITE_P(Polis, Golden,
                         testing::Values("25ptpt-3gp-no-strict-with-meta", "150ptpt-3gp-no-strict-no-meta",
                                         "above-100-ptpts", "biodiversity"),
                         [](const auto& each) {
                           std::string name = each.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace chancery::opinion
