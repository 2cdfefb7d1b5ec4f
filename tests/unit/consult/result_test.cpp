// From files to results: the contract's keys, what is withheld, and that what was written reads back as the same map.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "base/split_mix.hpp"
#include "consult/certainty_text.hpp"
#include "consult/out_folder.hpp"
#include "consult/read_consultation.hpp"
#include "consult/report.hpp"
#include "consult/result_json.hpp"
#include "consult/summary.hpp"
#include "support/consultation_oracle.hpp"
#include "support/temp_folder.hpp"

namespace chancery::consult {
namespace {

std::string read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Two camps and something both want; statement 9 was seen by five people.
std::string votes_of_two_camps() {
  SplitMix64 random(5);
  std::string csv = "participant,statement,vote\n";
  for (int i = 0; i < 60; ++i) {
    for (int j = 0; j < 10; ++j) {
      if (j == 9 && i % 12 != 0) continue;
      const bool agrees = j < 3 || (i % 2 == 0) == (j % 2 == 0);
      const int vote = random.uniform() < 0.1 ? 0 : agrees ? 1 : -1;
      csv += std::to_string(i) + ',' + std::to_string(j) + ',' + std::to_string(vote) + '\n';
    }
  }
  return csv;
}

class Results : public testing::Test {
 protected:
  Results() {
    const auto file = folder_.path() / "v.csv";
    std::ofstream(file) << votes_of_two_camps();
    const auto table = folder_.path() / "s.csv";
    std::ofstream(table)
        << "statement,text\n0,<b>Peace</b> & bread\n1,=SUM(A1)\n2,c\n3,d\n4,e\n5,f\n6,g\n7,h\n8,i\n9,Rarely seen\n";
    consultation_ = read_consultation({.votes = file.string(), .statements = table.string()}).value();
    analysis_ = analyse(consultation_, {.seed = usual_seed(), .runs = 20});
  }

  test::TempFolder folder_;
  Consultation consultation_;
  Analysis analysis_;
};

TEST_F(Results, HaveTheKeysOfTheContract) {
  const auto out = to_json(consultation_, analysis_, true);
  for (const auto* key : {"participants", "statements", "votes", "in_conversation", "k", "groups", "participants_by_id",
                          "statements_by_id", "consensus", "silhouette", "seconds", "seed", "stability", "subgroups",
                          "input_sha256", "bad_lines", "problems"}) {
    EXPECT_TRUE(out.contains(key)) << key;
  }
  EXPECT_EQ(out.at("k").as_uint64(), 2U);
  const auto& group = out.at("groups").as_array()[0].as_object();
  for (const auto* key : {"id", "size", "representative"}) EXPECT_TRUE(group.contains(key)) << key;
  const auto& shown = group.at("representative").as_array()[0].as_object();
  for (const auto* key : {"statement", "side", "p", "p_test", "r", "r_test"}) EXPECT_TRUE(shown.contains(key)) << key;
  const auto& person = out.at("participants_by_id").as_object().at("7").as_object();
  for (const auto* key : {"x", "y", "group"}) EXPECT_TRUE(person.contains(key)) << key;
  const auto& statement = out.at("statements_by_id").as_object().at("3").as_object();
  for (const auto* key : {"agree", "disagree", "pass", "extremity", "priority", "group_aware_consensus"}) {
    EXPECT_TRUE(statement.contains(key)) << key;
  }
  EXPECT_EQ(statement.at("agree").as_uint64() + statement.at("disagree").as_uint64() + statement.at("pass").as_uint64(),
            60U);
}

TEST_F(Results, WrittenReadBackAsTheSameMap) {
  const auto out = folder_.path() / "out";
  ASSERT_TRUE(write_folder(out, consultation_, analysis_));
  for (const auto* name : {"report.html", "map.svg", "comments.csv", "summary.csv"}) {
    EXPECT_FALSE(read_file(out / name).empty()) << name;
  }
  EXPECT_EQ(std::filesystem::status(out / "votes.csv").permissions() & std::filesystem::perms::others_read,
            std::filesystem::perms::none);
  const auto again = read_consultation({.votes = out.string()});
  ASSERT_TRUE(again) << again.error().hint;
  EXPECT_EQ(again->bad_lines(), 0U);
  EXPECT_EQ(analyse(*again, {.seed = usual_seed(), .runs = 0}).map.position, analysis_.map.position);
  std::filesystem::remove(out / "votes.csv");
  const auto wide = read_consultation({.votes = out.string()});
  ASSERT_TRUE(wide) << wide.error().hint;
  EXPECT_EQ(analyse(*wide, {.seed = usual_seed(), .runs = 0}).map.position, analysis_.map.position);
  const auto before = read_file(out / "consultation.json");
  ASSERT_TRUE(write_folder(out, consultation_, analyse(consultation_, {.seed = usual_seed(), .runs = 20})));
  EXPECT_EQ(read_file(out / "consultation.json"), before) << "the same bytes";
}

TEST_F(Results, GoOnFromAnEarlierOne) {
  const auto text = boost::json::serialize(to_json(consultation_, analysis_, false));
  const auto earlier = read_earlier(text, consultation_);
  ASSERT_TRUE(earlier) << earlier.error().hint;
  EXPECT_TRUE(earlier->continues());
  const auto warm = analyse(consultation_, {.seed = usual_seed(), .runs = 0}, &earlier->map);
  EXPECT_EQ(warm.map.group, analysis_.map.group);
  EXPECT_FALSE(read_earlier("{}", consultation_));
  EXPECT_FALSE(read_earlier("[", consultation_));
  EXPECT_TRUE(read_earlier(
      R"({"k":3,"participants_by_id":{"1":{"group":-7,"base":1e9}},"statements_by_id":{"0":{"loading":[1e300,"x"]}}})",
      consultation_));
}

TEST_F(Results, OfAnotherConsultationAreKnownByTheirIdsAndWords) {
  const auto text = boost::json::serialize(to_json(consultation_, analysis_, false));
  auto other = consultation_;
  for (auto& statement : other.statements) statement.text = "Another question";
  const auto same_ids = read_earlier(text, other).value();
  EXPECT_EQ(same_ids.shared_participants, 60U);
  EXPECT_EQ(same_ids.shared_statements, 0U);
  EXPECT_FALSE(same_ids.continues());
  for (auto& statement : other.statements) statement.text.clear();
  EXPECT_TRUE(read_earlier(text, other)->continues()) << "words that are not known say nothing";
  for (std::size_t i = 0; i < 31; ++i) other.participants[i] = "new-" + std::to_string(i);
  EXPECT_FALSE(read_earlier(text, other)->continues());
}

TEST_F(Results, WhereGroupsAreLooseMarkWhatRestsOnThem) {
  auto loose = analysis_;
  loose.stability.overall = 0.6;
  loose.stability.same_k = 0.4;
  const auto caution = loose_caution(loose);
  ASSERT_FALSE(caution.empty());
  const auto html = to_html(consultation_, loose);
  const auto divides = html.find("id=\"divides\"");
  const auto at = html.find(caution);
  ASSERT_NE(at, std::string::npos);
  EXPECT_GT(at, divides);
  EXPECT_NE(html.find(caution, at + 1), std::string::npos) << "above the groups too";
  EXPECT_EQ(html.find("Rely on what unites"), std::string::npos);
  EXPECT_EQ(loose_caution(analysis_), "");
  EXPECT_EQ(to_text(consultation_, analysis_).find(caution), std::string::npos);
}

TEST_F(Results, SayOfTheCutWhatWasExaminedAndCountMaps) {
  const auto words = certainty_text(analysis_);
  EXPECT_NE(words.find("20 of these 20 maps had 2 groups too"), std::string::npos) << words;
  EXPECT_NE(words.find("silhouette"), std::string::npos);
  EXPECT_NE(certainty_advice(analysis_).find("Whether these are camps"), std::string::npos);
  const auto asked = analyse(consultation_, {.groups = 3, .seed = usual_seed(), .runs = 10});
  EXPECT_EQ(certainty_text(asked).find("groups too"), std::string::npos) << "three were asked for";
  EXPECT_NE(to_html(consultation_, analysis_).find("a clear majority of every group"), std::string::npos);
}

TEST_F(Results, TellHowMuchTheMapShows) {
  const auto [first, second] = analysis_.explained;
  EXPECT_GT(first, second);
  EXPECT_GT(second, 0);
  EXPECT_LT(first + second, 1);
  // Two statements that vary in one way only: the first component holds everything.
  const auto file = folder_.path() / "two.csv";
  std::ofstream out(file);
  out << "participant,statement,vote\n";
  for (int i = 0; i < 12; ++i) out << i << ",0," << (i % 2 == 0 ? 1 : -1) << '\n' << i << ",1,1\n";
  out.close();
  const auto all = analyse(read_consultation({.votes = file.string()}).value(), {.seed = usual_seed(), .runs = 0});
  EXPECT_NEAR(all.explained[0], 1, 1e-12);
  EXPECT_NEAR(all.explained[1], 0, 1e-12);
}

TEST_F(Results, InAReportShowNoSmallCellAndNoMarkupOfStrangers) {
  const auto html = to_html(consultation_, analysis_);
  EXPECT_EQ(html.find("<b>Peace"), std::string::npos);
  EXPECT_NE(html.find("&lt;b&gt;Peace"), std::string::npos);
  EXPECT_EQ(html.find("Rarely seen"), std::string::npos) << "five people voted on it";
  EXPECT_EQ(html.find("http://"), html.find("http://www.w3.org")) << "nothing to load";
  EXPECT_EQ(html.find("<script"), std::string::npos);
  for (const auto* heading : {"What unites", "What divides", "How sure we are"}) {
    EXPECT_NE(html.find(heading), std::string::npos) << heading;
  }
  EXPECT_NE(to_text(consultation_, analysis_).find("What unites"), std::string::npos);
}

TEST_F(Results, SayNothingOfAGroupThatFewOfItStandFor) {
  const auto file = folder_.path() / "p.csv";
  std::ofstream out(file);
  out << "participant,statement,vote\n";
  for (int i = 0; i < 12; ++i) out << i << ",0,0\n" << i << ",1,0\n";
  out.close();
  const auto passes = read_consultation({.votes = file.string()}).value();
  const auto analysis = analyse(passes, {.seed = usual_seed(), .runs = 0});
  ASSERT_FALSE(analysis.tables.representative[0].empty());
  EXPECT_EQ(to_text(passes, analysis).find("disagrees"), std::string::npos);
  EXPECT_EQ(to_html(passes, analysis).find("disagrees"), std::string::npos);
}

TEST_F(Results, SayWhenEveryStatementWasTakenDown) {
  const auto file = folder_.path() / "v.csv";
  const auto table = folder_.path() / "out.csv";
  std::ofstream(table) << "statement,moderated\n0,-1\n1,-1\n2,-1\n3,-1\n4,-1\n5,-1\n6,-1\n7,-1\n8,-1\n9,-1\n";
  const auto none = read_consultation({.votes = file.string(), .statements = table.string()}).value();
  const auto text = to_text(none, analyse(none, {.seed = usual_seed(), .runs = 5}));
  EXPECT_NE(text.find("Nobody stands on the map"), std::string::npos) << text;
}

// The stored conversations, from their exports as they are.
class Stored : public testing::TestWithParam<const char*> {};

TEST_P(Stored, ConversationIsTheOracles) {
  const auto data = test::consultations();
  if (!data) GTEST_SKIP() << "CHANCERY_TEST_DATA is not set: maps are not compared with the oracle's";
  const auto folder = *data / GetParam();
  const auto read = read_consultation({.votes = folder.string(), .first_seen = true});
  ASSERT_TRUE(read) << read.error().hint;
  EXPECT_EQ(read->bad_lines(), 0U);
  const auto analysis = analyse(*read, {.as_polis = true, .seed = usual_seed(), .runs = 0});
  std::vector<int> people;
  std::vector<int> statements;
  for (const auto& id : read->participants) people.push_back(std::stoi(id));
  for (const auto& statement : read->statements) statements.push_back(std::stoi(statement.id));
  test::expect_as_oracle(test::read_document(folder / "oracle.json"),
                         {analysis.map, analysis.tables, people, statements});
}

INSTANTIATE_TEST_SUITE_P(Polis, Stored,
                         testing::Values("london.youth.policing", "bg2050-volunteers", "brexit-consensus",
                                         "scoop-hivemind.ubi", "scoop-hivemind.biodiversity", "vtaiwan.uberx"),
                         [](const auto& each) {
                           std::string name = each.param;
                           for (char& c : name) c = c == '.' || c == '-' ? '_' : c;
                           return name;
                         });

}  // namespace
}  // namespace chancery::consult
