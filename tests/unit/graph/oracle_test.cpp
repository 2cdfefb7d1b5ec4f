// Real networks with figures others computed. Their folder comes from CHANCERY_TEST_DATA.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "graph/betweenness.hpp"
#include "graph/census.hpp"
#include "graph/communities.hpp"
#include "graph/components.hpp"
#include "graph/hits.hpp"
#include "graph/k_core.hpp"
#include "graph/pagerank.hpp"
#include "graph/tie_reader.hpp"

namespace chancery::graph {
namespace {

namespace fs = std::filesystem;

std::string whole(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

class Oracle : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const char* data = std::getenv("CHANCERY_TEST_DATA");
    if (data == nullptr || *data == 0) GTEST_SKIP() << "CHANCERY_TEST_DATA is not set: real networks are not checked";
    const fs::path folder = fs::path(data) / "network" / GetParam();
    if (!fs::exists(folder / "oracle.json")) GTEST_SKIP() << folder << " is not there: this network is not checked";
    expected_ = json::parse_object(whole(folder / "oracle.json")).value();
    const std::string accounts = whole(folder / "accounts.csv");
    std::vector<std::string_view> ids;
    for (std::size_t at = accounts.find('\n') + 1; at < accounts.size(); at = accounts.find('\n', at) + 1) {
      ids.push_back(std::string_view(accounts).substr(at, accounts.find(',', at) - at));
    }
    roster_ = Roster::of(ids).value();
    std::ifstream ties(folder / "ties.csv", std::ios::binary);
    const ByteSource bytes = [&](std::span<char> room) -> Result<std::size_t> {
      ties.read(room.data(), static_cast<std::streamsize>(room.size()));
      return static_cast<std::size_t>(ties.gcount());
    };
    read_ = read_ties(bytes, roster_, {.undirected = true}).value();
    rows_ = undirected(graph());
  }

  [[nodiscard]] const Graph& graph() const { return read_.graph; }
  [[nodiscard]] double number(const char* key) const { return expected_.at(key).to_number<double>(); }
  [[nodiscard]] double number(const char* key, const char* inner) const {
    return expected_.at(key).at(inner).to_number<double>();
  }
  // A list of [id, value] pairs against one value for each node.
  template <class Values>
  void expect_top(const json::Value& pairs, const Values& values, double tolerance) const {
    for (const auto& pair : pairs.as_array()) {
      const std::string_view id = pair.at(0).as_string();
      EXPECT_NEAR(static_cast<double>(values[roster_.find(id)]), pair.at(1).to_number<double>(), tolerance) << id;
    }
  }

  json::Object expected_;
  Roster roster_;
  TiesRead read_;
  Rows rows_;
};

TEST_P(Oracle, HasTheSameCounts) {
  EXPECT_EQ(static_cast<double>(graph().nodes()), number("n"));
  EXPECT_EQ(static_cast<double>(graph().ties()), 2 * number("m"));
  EXPECT_EQ(static_cast<double>(read_.problems.count("self_tie")), number("self_loops_dropped"));
  EXPECT_EQ(static_cast<double>(read_.problems.count("duplicate")), number("duplicates_dropped"));
  EXPECT_NEAR(density(graph()).value(), number("density"), 1e-15);
  expect_top(expected_.at("degree_top20"), in_degrees(graph()), 0);
  const Components weak = weak_components(graph());
  EXPECT_EQ(weak.count(), number("weak_components", "count"));
  EXPECT_EQ(weak.largest(), number("weak_components", "largest"));
  const auto cores = core_numbers(rows_);
  const std::uint32_t most = std::ranges::max(cores);
  EXPECT_EQ(most, number("k_core", "simple_undirected_max"));
  EXPECT_EQ(static_cast<double>(std::ranges::count(cores, most)), number("k_core", "simple_undirected_size"));
}

TEST_P(Oracle, HasTheSamePageRank) {
  const PageRank rank = pagerank(graph());
  EXPECT_TRUE(rank.converged);
  expect_top(expected_.at("pagerank").at("top20"), rank.value, 1e-9);
}

TEST_P(Oracle, HasTheSameHubsAndAuthorities) {
  const Hits scores = hits(graph());
  EXPECT_TRUE(scores.converged);
  expect_top(expected_.at("hits").at("authorities_top10"), scores.authority, 1e-9);
  expect_top(expected_.at("hits").at("authorities_top10"), scores.hub, 1e-9);
}

TEST_P(Oracle, HasTheSameBetweenness) {
  if (graph().nodes() > 2'000) GTEST_SKIP() << "exact betweenness of so many accounts takes the development build long";
  const auto value = betweenness(rows_);
  for (const auto& pair : expected_.at("betweenness").at("top20").as_array()) {
    const double expected = pair.at(1).to_number<double>();
    EXPECT_NEAR(value[roster_.find(std::string_view(pair.at(0).as_string()))], expected, 1e-6 * expected);
  }
}

TEST_P(Oracle, HasCommunitiesAsGood) {
  const Communities found = communities(graph());
  EXPECT_GE(found.modularity, number("communities", "modularity_best") - 0.001);
}

INSTANTIATE_TEST_SUITE_P(Networks, Oracle, ::testing::Values("facebook-diplomatic", "facebook-government"),
                         [](const auto& network) {
                           std::string name = network.param;
                           std::erase(name, '-');
                           return name;
                         });

}  // namespace
}  // namespace chancery::graph
