// The tables against results of the reference in production: from its own groups and components, every figure.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "opinion/statistics.hpp"
#include "support/consultation_oracle.hpp"
#include "support/plain_votes.hpp"

namespace chancery::opinion {
namespace {

int number(const json::Value& value) {
  return value.to_number<int>();
}

double real(const json::Value& value) {
  return value.to_number<double>();
}

class Blob : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const auto data = test::consultations();
    if (!data) GTEST_SKIP() << "CHANCERY_TEST_DATA is not set: tables are not compared with production";
    const auto folder = *data / "golden" / GetParam();
    blob_ = test::read_document(folder / "blob.json");
    votes_ = test::PlainVotes::read(folder.string());
    read_groups();
    read_components();
    extremity_ = extremity(project_statements(components_, votes_.statements.size()));
    tables_ = statistics(votes_.matrix(), votes_.flags, group_, groups_, extremity_);
  }

  void read_groups() {
    std::map<int, std::vector<int>> members;
    const auto& bases = blob_.at("base-clusters").as_object();
    for (std::size_t b = 0; b < bases.at("id").as_array().size(); ++b) {
      for (const auto& pid : bases.at("members").as_array()[b].as_array()) {
        members[number(bases.at("id").as_array()[b])].push_back(number(pid));
      }
    }
    group_.assign(votes_.participants.size(), kNoCluster);
    for (const auto& cluster : blob_.at("group-clusters").as_array()) {
      const auto id = static_cast<std::uint32_t>(number(cluster.as_object().at("id")));
      groups_ = std::max<std::size_t>(groups_, id + 1);
      for (const auto& base : cluster.as_object().at("members").as_array()) {
        for (const int pid : members[number(base)]) group_[votes_.row(pid)] = id;
      }
    }
  }

  // Where agreeing is -1.
  void read_components() {
    components_.mean.resize(votes_.statements.size());
    components_.component.fill(Component(votes_.statements.size()));
    for (std::size_t n = 0; n < tids().size(); ++n) {
      components_.mean[column(tids()[n])] = -real(pca().at("center").as_array()[n]);
      for (const std::size_t c : {0U, 1U}) {
        components_.component[c][column(tids()[n])] = real(pca().at("comps").as_array()[c].as_array()[n]);
      }
    }
  }

  [[nodiscard]] const json::Object& pca() const { return blob_.at("pca").as_object(); }
  [[nodiscard]] const json::Array& tids() const { return blob_.at("tids").as_array(); }
  [[nodiscard]] std::size_t column(const json::Value& tid) const { return votes_.column(number(tid)); }
  [[nodiscard]] std::size_t column_of(std::string_view tid) const { return votes_.column(std::stoi(std::string(tid))); }

  void expect_consensus(const std::vector<ConsensusStatement>& ours, const char* side) const {
    std::vector<std::pair<double, int>> mine;
    std::vector<std::pair<double, int>> theirs;
    for (const auto& one : ours) mine.emplace_back(one.p * one.p_test, votes_.statements[one.statement]);
    for (const auto& value : blob_.at("consensus").as_object().at(side).as_array()) {
      const auto& one = value.as_object();
      theirs.emplace_back(real(one.at("p-success")) * real(one.at("p-test")), number(one.at("tid")));
    }
    test::expect_same_list(mine, theirs, side);
  }

  json::Object blob_;
  test::PlainVotes votes_;
  std::vector<std::uint32_t> group_;
  std::size_t groups_ = 0;
  Components components_;
  std::vector<double> extremity_;
  Statistics tables_;
};

TEST_P(Blob, VotesOfEveryGroupAreEqual) {
  std::size_t cells = 0;
  for (const auto& [id, value] : blob_.at("group-votes").as_object()) {
    const auto g = static_cast<std::size_t>(std::stoi(std::string(id)));
    for (const auto& [tid, counts] : value.as_object().at("votes").as_object()) {
      const Tally& ours = tables_.tallies.of(g, column_of(tid));
      const auto& theirs = counts.as_object();
      EXPECT_EQ(static_cast<int>(ours.agree), number(theirs.at("A"))) << tid;
      EXPECT_EQ(static_cast<int>(ours.disagree), number(theirs.at("D"))) << tid;
      EXPECT_EQ(static_cast<int>(ours.seen()), number(theirs.at("S"))) << tid;
      ++cells;
    }
  }
  EXPECT_EQ(cells, groups_ * tids().size());
}

TEST_P(Blob, ExtremityAndConsensusOfGroupsAreEqual) {
  const auto& published = pca().at("comment-extremity").as_array();
  for (std::size_t n = 0; n < tids().size(); ++n) {
    test::expect_close(extremity_[column(tids()[n])], real(published[n]), 1e-12, "extremity");
  }
  for (const auto& [tid, value] : blob_.at("group-aware-consensus").as_object()) {
    test::expect_close(tables_.statement[column_of(tid)].group_aware_consensus, real(value), 1e-12, std::string(tid));
  }
}

TEST_P(Blob, PrioritiesAreEqualAndVary) {
  std::size_t meta = 0;
  const auto& priorities = blob_.at("comment-priorities").as_object();
  for (const auto& [tid, value] : priorities) {
    test::expect_close(tables_.statement[column_of(tid)].priority, real(value), 1e-9, std::string(tid));
    meta += real(value) == 49 ? 1U : 0U;
  }
  EXPECT_LT(meta, priorities.size());
}

TEST_P(Blob, ListsAreEqualInTheirOrder) {
  for (const auto& [id, list] : blob_.at("repness").as_object()) {
    const auto& ours = tables_.representative.at(static_cast<std::size_t>(std::stoi(std::string(id))));
    ASSERT_EQ(ours.size(), list.as_array().size()) << id;
    for (std::size_t n = 0; n < ours.size(); ++n) {
      const auto& theirs = list.as_array()[n].as_object();
      EXPECT_EQ(votes_.statements[ours[n].statement], number(theirs.at("tid"))) << id;
      EXPECT_EQ(ours[n].side == Side::Agree, theirs.at("repful-for").as_string() == "agree");
      EXPECT_EQ(ours[n].best_agree, theirs.contains("best-agree"));
      test::expect_close(ours[n].p, real(theirs.at("p-success")), 1e-9, "p");
      test::expect_close(ours[n].r, real(theirs.at("repness")), 1e-6, "r");  // some are printed with seven digits
      test::expect_close(ours[n].p_test, real(theirs.at("p-test")), 1e-6, "p_test");
      test::expect_close(ours[n].r_test, real(theirs.at("repness-test")), 1e-6, "r_test");
    }
  }
  expect_consensus(tables_.consensus.agree, "agree");
  expect_consensus(tables_.consensus.disagree, "disagree");
}

INSTANTIATE_TEST_SUITE_P(Production, Blob,
                         testing::Values("25ptpt-3gp-no-strict-with-meta", "150ptpt-3gp-no-strict-no-meta",
                                         "above-100-ptpts", "biodiversity"),
                         [](const auto& each) {
                           std::string name = each.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace chancery::opinion
