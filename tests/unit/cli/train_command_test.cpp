#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json.hpp"
#include "cli/sentiment_command.hpp"
#include "cli/topic_folder.hpp"
#include "cli/train_sentiment.hpp"
#include "cli/train_topic.hpp"
#include "support/temp_folder.hpp"

namespace chancery::cli {
namespace {

using ::testing::HasSubstr;

class TrainCommandTest : public ::testing::Test {
 protected:
  std::string file(const std::string& name, std::string_view content) {
    std::ofstream(folder / name, std::ios::binary) << content;
    return (folder / name).string();
  }
  std::string path(const std::string& name) { return (folder / name).string(); }
  // Sixty texts that are plain, twenty of each.
  TrainSentimentCommand plain(const std::string& bad_label = "") {
    std::string texts;
    std::string labels;
    for (int i = 0; i < 20; ++i) {
      const std::string n = std::to_string(i);
      texts += "what a wonderful day " + n + "\nthe office opens at " + n + "\nthis is horrible news " + n + "\n";
      labels += "positive\n1\nnegative\n";
    }
    if (!bad_label.empty()) {
      texts += "one more\n";
      labels += bad_label + "\n";
    }
    TrainSentimentCommand command;
    command.texts = file("texts", texts);
    command.labels = file("labels", labels);
    command.out = path("model");
    return command;
  }
  chancery::test::TempFolder folder;
  std::ostringstream out;
  std::ostringstream err;
};

TEST_F(TrainCommandTest, WritesAModelThatSentimentReads) {
  auto command = plain();
  command.json = true;
  ASSERT_EQ(run_train_sentiment(command, out, err), 0) << err.str();
  const auto report = json::parse_object(out.str());
  ASSERT_TRUE(report.has_value()) << out.str();
  EXPECT_EQ(json::integer(*report, "texts"), 60);
  EXPECT_EQ(json::integer(*report, "bad_lines"), 0);
  EXPECT_NE(json::object(*report, "cross_validation"), nullptr);
  std::istringstream in("wonderful\nhorrible\n");
  std::ostringstream said;
  ASSERT_EQ(run_sentiment_command({.language = "en", .model = command.out}, in, said, err), 0) << err.str();
  EXPECT_THAT(said.str(), HasSubstr(R"({"sentiment":"positive","p":[)"));
  EXPECT_THAT(said.str(), HasSubstr(R"({"sentiment":"negative","p":[)"));
  EXPECT_THAT(said.str(), HasSubstr(R"("language":"en"})"));
}

TEST_F(TrainCommandTest, NamesTheLineOfABadLabelAndGoesOn) {
  const auto command = plain("fine");
  EXPECT_EQ(run_train_sentiment(command, out, err), 0);
  EXPECT_THAT(err.str(), HasSubstr("labels, line 61: a label is negative, neutral or positive"));
  auto strict = command;
  strict.strict = true;
  strict.out = path("none");
  EXPECT_EQ(run_train_sentiment(strict, out, err), 65);
  EXPECT_FALSE(std::filesystem::exists(strict.out));
}

TEST_F(TrainCommandTest, SaysWhatIsWrongWithItsFiles) {
  auto command = plain();
  command.labels = file("short", "positive\n");
  EXPECT_EQ(run_train_sentiment(command, out, err), 65);
  EXPECT_THAT(err.str(), HasSubstr("has 60 lines and"));
  command = plain();
  command.texts = path("nowhere");
  EXPECT_EQ(run_train_sentiment(command, out, err), 65);
  EXPECT_THAT(err.str(), HasSubstr("nowhere: cannot be opened"));
  command = plain();
  command.lexicon = path("nowhere");
  EXPECT_EQ(run_train_sentiment(command, out, err), 65);
  EXPECT_THAT(err.str(), HasSubstr("no lexicon here"));
  command = plain();
  command.out = path("no/such/folder/model");
  EXPECT_EQ(run_train_sentiment(command, out, err), 75);
  command = plain();
  command.held_out_texts = command.texts;
  EXPECT_EQ(run_train_sentiment(command, out, err), 2);
}

TEST_F(TrainCommandTest, ScoresTextsHeldOut) {
  auto command = plain();
  command.held_out_texts = file("unseen", "a wonderful evening\nhorrible weather\n");
  command.held_out_labels = file("unseen labels", "positive\nnegative\n");
  ASSERT_EQ(run_train_sentiment(command, out, err), 0) << err.str();
  EXPECT_THAT(out.str(), HasSubstr("5-fold cross-validation"));
  EXPECT_THAT(out.str(), HasSubstr("held-out texts"));
}

TEST_F(TrainCommandTest, LearnsTopicsAndProposesWhatToLabel) {
  std::string texts;
  std::string labels;
  for (int i = 0; i < 10; ++i) {
    const std::string n = std::to_string(i);
    texts += "new tariffs on steel " + n + "\nvisas at the consulate " + n + "\nvisas and tariffs " + n + "\nhello " +
             n + "\n";
    labels += "trade\nvisas\ntrade, visas\n\n";
  }
  TrainTopicCommand command;
  command.texts = file("texts", texts);
  command.labels = file("labels", labels);
  command.out = path("model");
  command.propose = 2;
  command.unlabelled = file("unlabelled", "steel at the consulate\nhello tariffs\nnothing\n");
  command.json = true;
  ASSERT_EQ(run_train_topic(command, out, err), 0) << err.str();
  const auto report = json::parse_object(out.str());
  ASSERT_TRUE(report.has_value()) << out.str();
  EXPECT_EQ(json::array(*report, "topics")->size(), 2U);
  EXPECT_EQ(json::array(*report, "proposals")->size(), 2U);
  EXPECT_TRUE(std::filesystem::exists(command.out));
  std::istringstream in("x\n");
  EXPECT_EQ(run_sentiment_command({.language = "", .model = command.out}, in, out, err), 65);
  EXPECT_THAT(err.str(), HasSubstr("not of sentiment but of topic"));
}

TEST_F(TrainCommandTest, LeavesTopicModelsForTheServerInItsFolder) {
  EXPECT_TRUE(read_topic_folder(path("")).topics.topics().empty()) << "no folder";
  std::string texts;
  std::string labels;
  for (int i = 0; i < 10; ++i) {
    texts += "new tariffs on steel " + std::to_string(i) + "\nhello " + std::to_string(i) + "\n";
    labels += "Steel tariffs\n\n";
  }
  std::filesystem::create_directory(folder / "topics");
  TrainTopicCommand command;
  command.texts = file("texts", texts);
  command.labels = file("labels", labels);
  command.out = path("topics/trade.bin");
  ASSERT_EQ(run_train_topic(command, out, err), 0) << err.str();
  file("topics/damaged.bin", "no model");
  file("topics/notes.txt", "not looked at");
  const auto read = read_topic_folder(path(""));
  ASSERT_EQ(read.topics.topics().size(), 1U);
  EXPECT_EQ(read.topics.topics()[0].slug, "own-steel-tariffs");
  ASSERT_EQ(read.problems.size(), 1U);
  EXPECT_THAT(read.problems[0], HasSubstr("damaged.bin: "));
}

TEST_F(TrainCommandTest, WantsSomethingToDoWithTopics) {
  TrainTopicCommand command;
  command.texts = file("texts", "a\n");
  command.labels = file("labels", "x\n");
  EXPECT_EQ(run_train_topic(command, out, err), 2);
  command.out = path("model");
  EXPECT_EQ(run_train_topic(command, out, err), 65);
  EXPECT_THAT(err.str(), HasSubstr("5 texts about it"));
}

TEST_F(TrainCommandTest, SentimentAnswersEveryLineInOrder) {
  std::istringstream in("I love this, wonderful!\r\nHorrible, I hate it\n\nlast");
  ASSERT_EQ(run_sentiment_command({}, in, out, err), 0);
  std::istringstream lines(out.str());
  std::vector<std::string> said;
  for (std::string line; std::getline(lines, line);) said.push_back(line);
  ASSERT_EQ(said.size(), 4U);
  EXPECT_THAT(said[0], HasSubstr("positive"));
  EXPECT_THAT(said[1], HasSubstr("negative"));
  EXPECT_THAT(said[2], HasSubstr(R"("sentiment":"neutral","p":[0.0000,1.0000,0.0000],"language":"und")"));
  std::istringstream none;
  EXPECT_EQ(run_sentiment_command({}, none, out, err), 65);
  EXPECT_EQ(run_sentiment_command({.language = "not a tag", .model = ""}, in, out, err), 2);
}

}  // namespace
}  // namespace chancery::cli
