#include "measure/census.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "measure/study_folder.hpp"
#include "measure/study_json.hpp"
#include "unit/measure/drawn_study.hpp"

namespace chancery::measure {
namespace {

using test::DrawnStudy;
using test::ties_of;

using CensusTest = DrawnStudy;

TEST_F(CensusTest, CountsTiesAsTheyAreDrawn) {
  const auto s = study(roster({"mfa", "paris", "press"}), ties_of("mfa <-> paris; paris -> press"));
  EXPECT_EQ(s.measures.in_degree[node(s, "press")], 1U);
  EXPECT_EQ(s.measures.out_degree[node(s, "paris")], 2U);
  EXPECT_EQ(s.measures.mutual[node(s, "paris")], 1U);
  EXPECT_EQ(s.measures.mutual[node(s, "press")], 0U);
  EXPECT_EQ(s.measures.mutual_pairs, 1U);
  EXPECT_EQ(s.measures.density.numerator, 3U);
  EXPECT_EQ(s.measures.density.denominator, 6U);
  EXPECT_EQ(s.measures.reciprocity.numerator, 2U);
  EXPECT_EQ(s.measures.reciprocity.denominator, 3U);
  const auto json = to_json(s);
  EXPECT_EQ(json.at("mutual_ties").to_number<int>(), 1);
  EXPECT_EQ(json.at("components").to_number<int>(), 1);
  EXPECT_NEAR(json.at("reciprocity").as_double(), 2.0 / 3, 1e-9);
  EXPECT_EQ(json.at("best_connected").as_array().size(), 2U);  // ties by id: mfa before paris
  EXPECT_EQ(json.at("best_connected").at(0).at("id").as_string(), "mfa");
}

TEST_F(CensusTest, ToFollowNobodyIsNotToFollowNoPeer) {
  std::string accounts = std::string(kHeader) + ",following_count\n";
  for (int i = 0; i < 40; ++i) {
    accounts += "a" + std::to_string(i) + ",,,personal,minister,,test," + (i < 10 ? "0" : "7") + "\n";
  }
  std::string drawing;
  for (int i = 20; i < 40; ++i) drawing += "a" + std::to_string(i) + " -> a" + std::to_string((i + 1) % 40) + ";";
  const auto s = study(accounts, ties_of(drawing));
  EXPECT_EQ(s.census.figure("follows_none").numerator, 10U);
  EXPECT_EQ(s.census.figure("follows_no_peer").numerator, 20U);
  EXPECT_DOUBLE_EQ(*s.census.figure("follows_no_peer").value, 0.5);
  EXPECT_NEAR(*s.census.figure("follows_no_peer").lower, 0.3520, 1e-4);  // Wilson, 20 of 40
  EXPECT_NEAR(*s.census.figure("follows_no_peer").upper, 0.6480, 1e-4);
}

TEST_F(CensusTest, WhatIsCountedWholeBearsNoInterval) {
  std::string accounts = std::string(kHeader) + ",following_count,posts\n", drawing;
  for (int i = 0; i < 40; ++i) {
    accounts += "a" + std::to_string(i) + ",,,personal,minister,FRA,test,3,5\n";
    drawing += "a" + std::to_string(i) + " <-> a" + std::to_string((i + 1) % 40) + ";";
  }
  const auto s = study(accounts, ties_of(drawing));
  for (const auto* key : {"with_office", "personal", "institutional", "kind_unknown", "reciprocity", "density"}) {
    EXPECT_TRUE(s.census.figure(key).value.has_value()) << key;
    EXPECT_FALSE(s.census.figure(key).lower.has_value()) << key;
  }
  for (const auto* key : {"active", "follows_none", "follows_no_peer", "followed_by_no_peer", "has_mutual"}) {
    EXPECT_TRUE(s.census.figure(key).lower.has_value()) << key;
  }
}

// Nineteen accounts that never answer and one that always does: which accounts were drawn decides the share, so the
// interval reaches from nearly nothing to far above it. Taken for posts drawn one by one it would be 0.047 to 0.053.
TEST_F(CensusTest, TheConversationalShareIsAsSureAsItsAccountsAreAlike) {
  std::string accounts = std::string(kHeader) + ",posts,replies\n";
  for (int i = 0; i < 20; ++i) {
    accounts += "a" + std::to_string(i) + ",,,personal,minister,,test,1000," + (i == 7 ? "1000" : "0") + "\n";
  }
  const auto s = study(accounts, ties_of(""));
  const auto& figure = s.census.figure("conversational");
  EXPECT_EQ(figure.numerator, 1000U);
  EXPECT_DOUBLE_EQ(*figure.value, 0.05);
  // Of twenty draws of an account in twenty, 2.5 % lie at 0 and 97.5 % at 3 or below.
  EXPECT_DOUBLE_EQ(*figure.lower, 0);
  EXPECT_NEAR(*figure.upper, 0.15, 1e-9);
}

TEST_F(CensusTest, ATieWithoutDirectionCountsOnce) {
  const auto accounts = std::string(kHeader) +
                        "\na,,,institutional,ministry,FRA,t\nb,,,institutional,ministry,FRA,t\n"
                        "c,,,institutional,ministry,DEU,t\nd,,,personal,,DEU,t\n";
  const auto s = study(accounts, ties_of("a -> b; b -> a; b -> c; d -> a"), {.undirected = true});
  EXPECT_EQ(problem("duplicate"), 1U);
  EXPECT_EQ(s.ties(), 3U);
  EXPECT_EQ(s.measures.density.numerator, 3U);
  EXPECT_EQ(s.measures.density.denominator, 6U);
  EXPECT_EQ(s.census.countries[0].code, "DEU");
  EXPECT_EQ(s.census.countries[0].followed_by, 2U);
  EXPECT_EQ(s.census.countries[1].followed_by, 3U);  // a-b, b-c and d-a
  for (const auto& mixing : s.measures.mixing) {
    EXPECT_EQ(mixing.value.counted + mixing.value.left_out, 3U) << mixing.by;
  }
  EXPECT_EQ(s.census.figure("has_mutual").withheld, "ties have no direction");
  const auto files = folder_of(s);
  EXPECT_EQ(files.at("tables/ties.csv"), "source,target,mutual\r\na,b,true\r\nb,c,true\r\n");
  EXPECT_EQ(files.at("input/follows.csv"), "source,target\r\na,b\r\na,person-1\r\nb,c\r\n");
  auto again = thaw(files);
  ASSERT_TRUE(again.has_value()) << again.error().hint;
  EXPECT_EQ(again->graph.ties(), 6U);
  EXPECT_EQ(folder_of(make_study(*std::move(again), "test", true)), files);
}

TEST_F(CensusTest, AMissingListIsNoSilence) {
  std::string accounts = std::string(kHeader) + ",list\n";
  accounts += "a,,,,ministry,,t,present\nb,,,,ministry,,t,present\nc,,,,ministry,,t,failed\nd,,,,ministry,,t,absent\n";
  const auto s = study(accounts, ties_of("a <-> b; a -> c; b -> d"));
  EXPECT_EQ(s.measures.reciprocity.numerator, 2U);
  EXPECT_EQ(s.measures.reciprocity.denominator, 2U);
  EXPECT_EQ(s.census.figure("follows_no_peer").denominator, 2U);
  EXPECT_EQ(s.census.listed_failed, 1U);
  EXPECT_EQ(s.census.listed_absent, 1U);
}

TEST_F(CensusTest, RatiosOfFewAreWithheldWithTheirReason) {
  std::string accounts = std::string(kHeader) + ",posts,replies,shares,reposts\n";
  accounts += "a,,,,ministry,,t,10,9,0,50\nb,,,,ministry,,t,100,40,20,400\n";
  const auto s = study(accounts, ties_of(""));
  const auto a = node(s, "a"), b = node(s, "b");
  EXPECT_FALSE(conversational(s.account(a))->value.has_value());
  EXPECT_EQ(conversational(s.account(a))->withheld, "denominator 10 is under 20");
  EXPECT_DOUBLE_EQ(*conversational(s.account(b))->value, 0.4);
  EXPECT_DOUBLE_EQ(*effectiveness(s.account(b))->value, 5.0);  // 400 among 80 of its own
  EXPECT_EQ(s.census.figure("conversational").numerator, 49U);
  EXPECT_EQ(s.census.figure("conversational").denominator, 110U);
  EXPECT_FALSE(s.census.figure("personal").value.has_value());
  const auto json = to_json(s);
  for (const auto& row : json.at("table").as_array()) {
    if (row.at("id").as_string() == "a") {
      EXPECT_TRUE(row.at("conversational").is_null());
    }
  }
}

TEST_F(CensusTest, CountsEachKindOfBadInputAndReadsTheRest) {
  const auto accounts = file("accounts.csv", std::string(kHeader) +
                                                 ",posts\n"
                                                 "a,,,institutional,ministry,FRA,t,5\n"
                                                 "a,,,institutional,ministry,FRA,t,5\n"
                                                 ",,,institutional,ministry,FRA,t,5\n"
                                                 "b,,,robot,ministry,FRA,t,5\n"
                                                 "c,,,personal,ministry,France,t,5\n"
                                                 "d,,,personal,ministry,DEU,t,many\n"
                                                 "e;x;x;personal;ministry;DEU;t;3\n"
                                                 "f,,\n");
  const auto follows = file("follows.csv", "source,target\na,b\na,b\na,a\na,nobody\nb\n");
  auto input = read({.accounts = accounts, .follows = follows});
  ASSERT_TRUE(input.has_value()) << input.error().hint;
  EXPECT_EQ(input->accounts.size(), 4U);
  EXPECT_EQ(problem("duplicate_id"), 1U);
  EXPECT_EQ(problem("empty_id"), 1U);
  EXPECT_EQ(problem("unknown_kind"), 1U);
  EXPECT_EQ(problem("odd_country"), 1U);
  EXPECT_EQ(problem("odd_number"), 1U);
  EXPECT_EQ(problem("mixed_delimiters"), 1U);
  EXPECT_EQ(problem("too_few_fields"), 1U);
  EXPECT_EQ(problem("unknown_id"), 1U);
  EXPECT_EQ(problem("self_tie"), 1U);
  EXPECT_EQ(problem("duplicate"), 1U);
  EXPECT_EQ(problem("malformed"), 1U);
  EXPECT_EQ(input->bad_lines, 9U);  // a tie that is dropped by rule is nobody's mistake
  EXPECT_EQ(input->graph.ties(), 1U);
}

TEST_F(CensusTest, ReadsTiesInAnotherEncodingThanTheRoster) {
  const auto accounts =
      file("accounts.csv", std::string(kHeader) + "\ng\u00e9ant,,,personal,x,,t\nb,,,personal,x,,t\n");
  const auto input = read({.accounts = accounts,
                           .follows = file("f.csv",
                                           "source,target\ng\xe9"
                                           "ant,b\nb,\xe9\n")});
  ASSERT_TRUE(input.has_value()) << input.error().hint;
  EXPECT_EQ(input->graph.ties(), 1U);
  EXPECT_THAT(problems[1].text(), testing::HasSubstr("f.csv:3: no account has the id \"\u00e9\" (unknown_id)"));
  const auto& follows = input->record.at("files").at("follows");
  EXPECT_EQ(follows.at("encoding").as_string(), "Windows-1252 (assumed)");
}

TEST_F(CensusTest, TellsWhereAnArchiveOfTiesBreaksOff) {
  const auto accounts = file("accounts.csv", roster({"a", "b"}));
  const std::string header("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
  const std::string stored = "source,target\na,b\nb,a\n";  // a block of deflate that is not packed, and not the last
  const auto size = static_cast<char>(stored.size());
  const std::string block = std::string(1, '\0') + size + '\0' + static_cast<char>(~size) + '\xff' + stored;
  const auto input = read({.accounts = accounts, .follows = file("f.csv.gz", header + block)});
  ASSERT_TRUE(input.has_value()) << input.error().hint;
  EXPECT_EQ(input->graph.ties(), 2U);
  EXPECT_EQ(problem("damaged_archive"), 1U);
  EXPECT_THAT(problems[1].text(), testing::HasSubstr("f.csv.gz:3: the archive is cut off"));
  const auto none = read({.accounts = accounts, .follows = file("g.csv.gz", header.substr(0, 8))});
  ASSERT_FALSE(none.has_value());
  EXPECT_THAT(none.error().hint, testing::HasSubstr("g.csv.gz: the archive is cut off"));
}

TEST_F(CensusTest, ReadsNoTiesWhereTheRosterCannotBeRead) {
  const auto follows = file("f.csv", "source,target\na,b\n");
  EXPECT_FALSE(read({.accounts = file("empty.csv", ""), .follows = follows}).has_value());
  EXPECT_EQ(problem("unknown_id"), 0U);
}

TEST_F(CensusTest, SaysWhatAFileLacks) {
  const auto no_header = read({.accounts = file("a.csv", "1,2,3\n4,5,6\n")});
  ASSERT_FALSE(no_header.has_value());
  EXPECT_THAT(no_header.error().hint, testing::HasSubstr("Needed: id, handle, name"));
  EXPECT_FALSE(read({.accounts = (folder.path() / "none.csv").string()}).has_value());
  EXPECT_FALSE(read({.accounts = file("b.csv", std::string(kHeader) + "\n")}).has_value());
  const auto person = file("c.csv", std::string(kHeader) + "\nx,,,personal,,,t\n");
  EXPECT_EQ(read({.accounts = person}, {.ego = "x"}).error().code, Errc::Refused);
  EXPECT_EQ(read({.accounts = person}, {.ego = "y"}).error().code, Errc::Invalid);
}

TEST_F(CensusTest, OtherNamesChangeNoFigure) {
  const std::vector<std::string> names{"a", "b", "c", "d", "e", "f", "g"};
  const std::vector<std::string> others{"70", "12", "zeta", "9", "00x", "B", "1000"};
  const std::vector<std::pair<int, int>> ties{{0, 1}, {1, 0}, {1, 2}, {2, 3}, {3, 1},
                                              {4, 5}, {5, 4}, {4, 0}, {6, 2}, {2, 6}};
  const auto make = [&](const std::vector<std::string>& ids, bool backwards) {
    std::vector<std::string> rows;
    std::string follows = "source,target\n";
    for (const auto& id : ids) rows.push_back(id + ",,,institutional,ministry,,t\n");
    if (backwards) std::ranges::reverse(rows);
    std::string accounts = std::string(kHeader) + "\n";
    for (const auto& row : rows) accounts += row;
    for (const auto& [from, to] : ties) {
      follows += ids[static_cast<std::size_t>(from)] + "," + ids[static_cast<std::size_t>(to)] + "\n";
    }
    return study(accounts, follows);
  };
  const auto one = make(names, false), two = make(others, true);
  EXPECT_EQ(one.measures.reciprocity.numerator, two.measures.reciprocity.numerator);
  EXPECT_EQ(one.measures.communities.count(), two.measures.communities.count());
  EXPECT_NEAR(one.measures.communities.modularity, two.measures.communities.modularity, 1e-12);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto a = node(one, names[i]), b = node(two, others[i]);
    EXPECT_EQ(one.measures.in_degree[a], two.measures.in_degree[b]);
    EXPECT_EQ(one.measures.mutual[a], two.measures.mutual[b]);
    EXPECT_EQ(one.measures.core[a], two.measures.core[b]);
    EXPECT_NEAR(one.measures.pagerank[a], two.measures.pagerank[b], 1e-9);
    EXPECT_NEAR(one.measures.betweenness[a], two.measures.betweenness[b], 1e-9);
    EXPECT_NEAR(one.measures.hub[a], two.measures.hub[b], 1e-7);
  }
}

// Nine units, two coders, two disagreements; a 9, b 5, c 3, d 1 of 18 codes.
TEST_F(CensusTest, CodersAgreeAsComputedByHand) {
  const std::string_view ann = "aabbdcaaa", bo = "aabbbcaac";
  std::string codes = "unit,coder,variable,value,level\n";
  for (std::size_t u = 0; u < ann.size(); ++u) {
    for (const auto& [coder, value] : {std::pair{"ann", ann[u]}, std::pair{"bo", bo[u]}}) {
      codes += std::to_string(u) + "," + coder + ",tone," + value + ",nominal\n";
      codes += std::to_string(u) + "," + coder + ",warmth," + std::to_string(value - 'a' + 1) + ",interval\n";
    }
  }
  const auto input = read({.accounts = file("accounts.csv", roster({"a"})), .codes = file("codes.csv", codes)});
  ASSERT_TRUE(input.has_value()) << input.error().hint;
  const auto found = reliability(input->codes);
  ASSERT_EQ(found.size(), 2U);
  const double by_chance = 1 - (9 * 8 + 5 * 4 + 3 * 2) / (18.0 * 17);
  EXPECT_NEAR(*found[0].agreement.alpha, 1 - 2.0 / 9 / by_chance, 1e-12);
  // Squared differences: observed 4 and 4 of 9 pairs; by chance 2 * 272 / (18 * 17).
  EXPECT_NEAR(*found[1].agreement.alpha, 1 - 2 * 8.0 / 18 / (2 * 272 / (18.0 * 17)), 1e-12);
}

TEST_F(CensusTest, CodersAgreeBeyondChanceOrNot) {
  const auto input = read(
      {.accounts = file("accounts.csv", roster({"a", "b"})),
       .codes = file("codes.csv",
                     "unit,coder,variable,value\n1,ann,tone,warm\n1,bo,tone,warm\n2,ann,tone,cold\n2,bo,tone,cold\n"
                     "3,ann,tone,warm\n3,bo,tone,cold\n3,bo,tone,warm\n4,ann,tone,\n")});
  ASSERT_TRUE(input.has_value()) << input.error().hint;
  EXPECT_EQ(problem("coded_twice"), 1U);
  EXPECT_EQ(problem("empty_cell"), 1U);
  const auto found = reliability(input->codes);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].agreement.units, 3U);
  // Coincidences: warm-warm 2, cold-cold 2, warm-cold 1 each way; alpha = 1 - 5 * 2 / (2 * 3 * 3).
  ASSERT_TRUE(found[0].agreement.alpha.has_value());
  EXPECT_NEAR(*found[0].agreement.alpha, 1 - 5.0 * 2 / (2 * 3 * 3), 1e-12);
  EXPECT_EQ(input->codes.front().coder, "coder-1");
}

}  // namespace
}  // namespace chancery::measure
