#include "trend/coordination.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "base/json.hpp"

namespace chancery::trend {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;

Timestamp at(int second) {
  return from_micros(std::int64_t{second} * 1'000'000);
}

TEST(CoSharing, JoinsAccountsWithinTheWindowInclusive) {
  const std::vector<Share> shares{{7, 1, at(100)}, {7, 2, at(160)}, {7, 3, at(161)}};
  EXPECT_THAT(co_sharings(shares, seconds{60}).edges, ElementsAre(CoSharing{1, 2, 1}, CoSharing{2, 3, 1}));
  EXPECT_THAT(co_sharings(shares, seconds{59}).edges, ElementsAre(CoSharing{2, 3, 1}));
}

TEST(CoSharing, CountsAnObjectOnceForAPairAndNobodyWithHimself) {
  const std::vector<Share> shares{{7, 1, at(0)}, {7, 1, at(1)}, {7, 2, at(2)},
                                  {7, 2, at(3)}, {8, 2, at(0)}, {8, 1, at(0)}};
  EXPECT_THAT(co_sharings(shares, seconds{60}).edges, ElementsAre(CoSharing{1, 2, 2}));
  EXPECT_THAT(co_sharings(std::vector<Share>{}, seconds{60}).edges, ElementsAre());
}

TEST(CoSharing, FindsNeighboursInTimeAmongManySharesOfOneObject) {
  // 1 and 9 never meet; 1-2, 2-3, … do.
  std::vector<Share> shares;
  for (int i = 1; i <= 9; ++i) shares.push_back({7, static_cast<std::uint64_t>(i), at(i * 10)});
  EXPECT_EQ(co_sharings(shares, seconds{10}).edges.size(), 8U);
  EXPECT_EQ(co_sharings(shares, seconds{20}).edges.size(), 15U);
}

TEST(CoSharing, LeavesOutWhatWentRoundTheWorldAndSaysSo) {
  std::vector<Share> shares;
  for (std::uint64_t account = 0; account < 100; ++account) shares.push_back({7, account, at(0)});
  shares.push_back({8, 1, at(0)});
  shares.push_back({8, 2, at(0)});
  const auto found = co_sharings(shares, seconds{60}, {.pairs_of_object = 1000, .pairs = 10'000});
  EXPECT_EQ(found.left_out_objects, 1U);
  EXPECT_THAT(found.edges, ElementsAre(CoSharing{1, 2, 1}));
  EXPECT_EQ(co_sharings(shares, seconds{60}).edges.size(), 4950U);
}

TEST(Coordination, CountsAccountsAndComponentsOfStrongEdges) {
  const std::vector<CoSharing> edges{{1, 2, 3}, {2, 3, 2}, {4, 5, 2}, {5, 6, 1}};
  EXPECT_EQ(coordination(edges), (Coordination{.edges = 3, .accounts = 5, .components = 2, .largest_component = 3}));
  EXPECT_EQ(coordination(edges, 1), (Coordination{.edges = 4, .accounts = 6, .components = 2, .largest_component = 3}));
  EXPECT_EQ(coordination(edges, 4), Coordination{});
}

// --- the Russian retweets, against the table made by another program ---

std::string inflate(const std::filesystem::path& path) {
  std::string all;
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) return all;
  std::string block(1 << 16, '\0');
  for (int n = 0; (n = gzread(file, block.data(), static_cast<unsigned>(block.size()))) > 0;) {
    all.append(block, 0, static_cast<std::size_t>(n));
  }
  gzclose(file);
  return all;
}

// Numbers that ascend as the names do.
class Names {
 public:
  explicit Names(const std::set<std::string>& names) {
    for (const std::string& name : names) {
      numbers_.emplace(name, names_.size());
      names_.push_back(name);
    }
  }
  std::uint64_t number(const std::string& name) const { return numbers_.at(name); }
  const std::string& name(std::uint64_t number) const { return names_.at(number); }

 private:
  std::map<std::string, std::uint64_t> numbers_;
  std::vector<std::string> names_;
};

TEST(Coordination, MeetsTheOracleExactly) {
  const char* data = std::getenv("CHANCERY_TEST_DATA");
  if (data == nullptr) GTEST_SKIP() << "CHANCERY_TEST_DATA is not set: coordination is not compared with the oracle";
  const auto folder = std::filesystem::path(data) / "coordination";
  const std::string csv = inflate(folder / "russian-retweets.csv.gz");
  if (csv.empty()) GTEST_SKIP() << "no " << folder << ": coordination is not compared with the oracle";
  std::vector<std::array<std::string, 4>> rows;
  std::istringstream lines(csv);
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    std::istringstream fields(line);
    auto& row = rows.emplace_back();
    for (auto& field : row) std::getline(fields, field, ',');
  }
  std::set<std::string> accounts;
  std::set<std::string> objects;
  for (const auto& row : rows) {
    objects.insert(row[0]);
    accounts.insert(row[1]);
  }
  const Names account(accounts);
  const Names object(objects);
  std::vector<Share> shares;
  for (const auto& row : rows) {
    shares.push_back({object.number(row[0]), account.number(row[1]), at(std::stoi(row[3]))});
  }
  std::ifstream file(folder / "oracle.json");
  const auto oracle = json::parse_object(std::string{std::istreambuf_iterator<char>(file), {}});
  ASSERT_TRUE(oracle.has_value());
  int compared = 0;
  for (const auto& [name, value] : oracle->at("results").as_object()) {
    const auto& want = value.as_object();
    const auto number = [&](const char* key) { return static_cast<std::size_t>(want.at(key).as_int64()); };
    const auto found = co_sharings(shares, seconds{static_cast<int>(number("window_s"))});
    EXPECT_EQ(found.left_out_objects, 0U);
    const auto least = static_cast<std::uint32_t>(number("min_shared"));
    EXPECT_EQ(coordination(found.edges, least),
              (Coordination{number("edges"), number("accounts"), number("components"), number("largest_component")}))
        << name;
    ++compared;
    if (!want.contains("edge_list")) continue;
    std::vector<std::tuple<std::string, std::string, std::uint32_t>> edges;
    for (const CoSharing& edge : found.edges) {
      if (edge.objects >= least) edges.emplace_back(account.name(edge.account), account.name(edge.other), edge.objects);
    }
    std::vector<std::tuple<std::string, std::string, std::uint32_t>> listed;
    for (const auto& row : want.at("edge_list").as_array()) {
      const auto& cells = row.as_array();
      listed.emplace_back(std::string(cells[0].as_string()), std::string(cells[1].as_string()),
                          static_cast<std::uint32_t>(cells[2].as_int64()));
    }
    EXPECT_EQ(edges, listed) << name;
  }
  EXPECT_EQ(compared, 9);
}

}  // namespace
}  // namespace chancery::trend
