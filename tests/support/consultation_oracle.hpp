// Compares a map and its tables with a stored oracle, within the tolerances that were stored with it.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "opinion/opinion_map.hpp"
#include "opinion/statistics.hpp"

namespace chancery::test {

// The folder of stored consultations; nothing where CHANCERY_TEST_DATA is not set.
inline std::optional<std::filesystem::path> consultations() {
  const char* data = std::getenv("CHANCERY_TEST_DATA");
  if (data == nullptr || *data == 0) return std::nullopt;
  return std::filesystem::path(data) / "consultations";
}

inline json::Object read_document(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  auto document = json::parse_object(text, {.bytes = 64 << 20, .depth = 32, .members = 5'000'000});
  EXPECT_TRUE(document.has_value()) << file;
  return document ? std::move(*document) : json::Object{};
}

// A result with the ids of its rows and columns, as they stand in the oracle.
struct NamedResult {
  const opinion::OpinionMap& map;
  const opinion::Statistics& tables;
  std::vector<int> participants;
  std::vector<int> statements;
};

inline void expect_close(double ours, double theirs, double relative, const std::string& what) {
  EXPECT_LE(std::fabs(ours - theirs), relative * std::max(1.0, std::fabs(theirs)))
      << what << ": " << ours << ", " << theirs;
}

// Whether equal values may have changed places: a list of (value, id).
inline void expect_same_list(std::vector<std::pair<double, int>> ours, std::vector<std::pair<double, int>> theirs,
                             const std::string& what) {
  ASSERT_EQ(ours.size(), theirs.size()) << what;
  for (std::size_t n = 0; n < ours.size(); ++n) {
    expect_close(ours[n].first, theirs[n].first, 1e-9, what);
    if (ours[n].second == theirs[n].second) continue;
    const bool tie =
        std::ranges::count_if(
            theirs, [&](const auto& other) { return std::fabs(other.first - theirs[n].first) < 1e-12; }) > 1 ||
        n + 1 == theirs.size();
    EXPECT_TRUE(tie) << what << ": " << ours[n].second << " for " << theirs[n].second;
  }
}

// How many pairs of people are together here and apart there, or the other way round; 0: the same groups.
inline std::size_t differing_groups(const std::vector<std::pair<int, int>>& ours_theirs) {
  std::map<int, std::set<int>> forward;
  std::map<int, std::set<int>> back;
  for (const auto& [ours, theirs] : ours_theirs) {
    forward[ours].insert(theirs);
    back[theirs].insert(ours);
  }
  std::size_t differing = 0;
  for (const auto* side : {&forward, &back}) {
    for (const auto& [label, others] : *side) differing += others.size() - 1;
  }
  return differing;
}

inline void expect_statements(const json::Object& oracle, const NamedResult& ours) {
  std::map<int, std::size_t> column;
  for (std::size_t j = 0; j < ours.statements.size(); ++j) column[ours.statements[j]] = j;
  double along[2] = {};
  for (const auto& value : oracle.at("statements").as_array()) {
    const auto& statement = value.as_object();
    const int id = statement.at("id").to_number<int>();
    ASSERT_TRUE(column.contains(id)) << id;
    const std::size_t j = column[id];
    const auto& row = ours.tables.statement[j];
    const std::string name = "statement " + std::to_string(id);
    EXPECT_EQ(row.everybody.agree, statement.at("agree").to_number<unsigned>()) << name;
    EXPECT_EQ(row.everybody.disagree, statement.at("disagree").to_number<unsigned>()) << name;
    EXPECT_EQ(row.everybody.seen(), statement.at("votes").to_number<unsigned>()) << name;
    expect_close(ours.map.components.mean[j], statement.at("mean").to_number<double>(), 1e-12, name + " mean");
    expect_close(ours.map.extremity[j], statement.at("extremity").to_number<double>(), 1e-9, name + " extremity");
    expect_close(row.priority, statement.at("priority").to_number<double>(), 1e-9, name + " priority");
    expect_close(row.group_aware_consensus, statement.at("group_aware_consensus").to_number<double>(), 1e-12,
                 name + " group-aware consensus");
    along[0] += ours.map.components.component[0][j] * statement.at("pc1").to_number<double>();
    along[1] += ours.map.components.component[1][j] * statement.at("pc2").to_number<double>();
  }
  EXPECT_GE(std::fabs(along[0]), 0.999999);
  EXPECT_GE(std::fabs(along[1]), 0.999999);
}

// Their groups by ours, once the people in them are the same.
inline std::map<int, int> expect_participants(const json::Object& oracle, const NamedResult& ours) {
  const auto& people = oracle.at("participants").as_object();
  EXPECT_EQ(people.size(), ours.participants.size());
  std::vector<std::pair<int, int>> groups;
  std::map<int, int> theirs_by_ours;
  for (std::size_t i = 0; i < ours.participants.size(); ++i) {
    const auto& person = people.at(std::to_string(ours.participants[i])).as_array();
    const bool in = ours.map.in_conversation[i] != 0;
    EXPECT_EQ(in, !person[0].is_null()) << ours.participants[i];
    if (in && !person[0].is_null()) {
      groups.emplace_back(static_cast<int>(ours.map.group[i]), person[0].to_number<int>());
      theirs_by_ours[static_cast<int>(ours.map.group[i])] = person[0].to_number<int>();
    }
    if (person.size() > 2 && !person[1].is_null()) {
      expect_close(std::fabs(ours.map.position[i].x), std::fabs(person[1].to_number<double>()), 1e-6, "x");
      expect_close(std::fabs(ours.map.position[i].y), std::fabs(person[2].to_number<double>()), 1e-6, "y");
    }
  }
  EXPECT_EQ(differing_groups(groups), 0U) << "adjusted Rand index below 1";
  return theirs_by_ours;
}

inline void expect_lists(const json::Object& oracle, const NamedResult& ours,
                         const std::map<int, int>& theirs_by_ours) {
  for (const auto& [group, their_group] : theirs_by_ours) {
    const auto& theirs = oracle.at("representative").as_object().at(std::to_string(their_group)).as_array();
    const auto& list = ours.tables.representative.at(static_cast<std::size_t>(group));
    ASSERT_EQ(list.size(), theirs.size());
    for (std::size_t n = 0; n < list.size(); ++n) {
      const auto& row = theirs[n].as_object();
      const std::string name = "group " + std::to_string(group) + ", representative " + std::to_string(n);
      EXPECT_EQ(ours.statements[list[n].statement], row.at("id").to_number<int>()) << name;
      EXPECT_EQ(list[n].side == opinion::Side::Agree, row.at("side").as_string() == "agree") << name;
      EXPECT_EQ(list[n].best_agree, row.at("best_agree").as_bool()) << name;
      EXPECT_EQ(list[n].successes, row.at("n_success").to_number<unsigned>()) << name;
      expect_close(list[n].p, row.at("p").to_number<double>(), 1e-12, name);
      expect_close(list[n].p_test, row.at("p_test").to_number<double>(), 1e-9, name);
      expect_close(list[n].r, row.at("r").to_number<double>(), 1e-12, name);
      expect_close(list[n].r_test, row.at("r_test").to_number<double>(), 1e-9, name);
    }
  }
  const auto named = [&](const std::vector<opinion::ConsensusStatement>& list) {
    std::vector<std::pair<double, int>> out;
    for (const auto& one : list) out.emplace_back(one.p * one.p_test, ours.statements[one.statement]);
    return out;
  };
  const auto theirs = [&](const char* side) {
    std::vector<std::pair<double, int>> out;
    for (const auto& value : oracle.at("consensus").as_object().at(side).as_array()) {
      const auto& row = value.as_object();
      out.emplace_back(row.at("p").to_number<double>() * row.at("p_test").to_number<double>(),
                       row.at("id").to_number<int>());
    }
    return out;
  };
  expect_same_list(named(ours.tables.consensus.agree), theirs("agree"), "consensus, agree");
  expect_same_list(named(ours.tables.consensus.disagree), theirs("disagree"), "consensus, disagree");
}

inline void expect_as_oracle(const json::Object& oracle, const NamedResult& ours) {
  EXPECT_EQ(ours.map.k(), oracle.at("k").to_number<unsigned>());
  EXPECT_EQ(ours.map.in_count, oracle.at("participants_in_analysis").to_number<std::size_t>());
  for (const auto& [k, theirs] : oracle.at("silhouette").as_object()) {
    for (const auto& tried : ours.map.grouping.silhouette) {
      if (std::to_string(tried.k) == k) expect_close(tried.silhouette, theirs.to_number<double>(), 1e-9, "silhouette");
    }
  }
  expect_statements(oracle, ours);
  expect_lists(oracle, ours, expect_participants(oracle, ours));
}

}  // namespace chancery::test
