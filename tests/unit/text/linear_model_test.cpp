#include "text/linear_model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "text/sentiment.hpp"
#include "text/topic_model.hpp"
#include "text/train_linear.hpp"

namespace chancery::text {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

LinearModel::Parts small_parts() {
  LinearModel::Parts parts{.kind = "topic",
                           .shape = {.bits = 10},
                           .classes = {"climate", "trade"},
                           .languages = {"en"},
                           .scales = {0.5, 0.25},
                           .biases = {-1, 0.125},
                           .idf_step = 0.01F,
                           .table = std::vector<std::uint8_t>(std::size_t{3} * 1024),
                           .lexicon = Lexicon({"en", "fr"}),
                           .numbers = {{"platt", {1, 0, 1, 0}}, {"thresholds", {0.5, 0.5}}}};
  for (std::size_t i = 0; i < parts.table.size(); ++i) parts.table[i] = static_cast<std::uint8_t>(i * 7);
  EXPECT_TRUE(parts.lexicon.add("en", "good\t3\nnot\tnot\nlove*\t4\n").has_value());
  return parts;
}

std::vector<std::byte> small_file() {
  return LinearModel::from(small_parts())->write();
}

TEST(LinearModel, ReadsBackWhatItWrote) {
  const auto bytes = small_file();
  const auto model = LinearModel::read(bytes);
  ASSERT_TRUE(model.has_value()) << model.error().hint;
  EXPECT_EQ(model->kind(), "topic");
  EXPECT_THAT(model->classes(), ElementsAre("climate", "trade"));
  EXPECT_THAT(model->languages(), ElementsAre("en"));
  EXPECT_EQ(model->lexicon().size(), 3U);
  EXPECT_THAT(model->numbers("thresholds"), ElementsAre(0.5F, 0.5F));
  EXPECT_TRUE(model->numbers("nothing").empty());
  EXPECT_EQ(model->write(), bytes);
}

// Slot 1: weights 2 and -4, idf 100 x 0.02 = 2. Slot 2: weights 0 and 3, idf 50 x 0.02 = 1. The values 2 and 1 divided
// by the square root of 5: the first class has 2 x 2 / 2.236 x 0.5 - 1 = -0.1056, the second
// (-4 x 2 + 3) / 2.236 x 0.25 + 0.125 = -0.4340.
TEST(LinearModel, ScoresAsWorkedOutByHand) {
  auto parts = small_parts();
  parts.idf_step = 0.02F;
  const std::uint8_t rows[] = {2, static_cast<std::uint8_t>(-4), 100, 0, 3, 50};
  std::memcpy(&parts.table[3], rows, sizeof(rows));
  const auto model = LinearModel::from(std::move(parts));
  const std::vector<Feature> features = {{1, 1}, {2, 1}};
  std::vector<float> margins(2);
  model->score(features, margins);
  EXPECT_NEAR(margins[0], -0.1056, 1e-4);
  EXPECT_NEAR(margins[1], -0.4340, 1e-4);
}

TEST(LinearModel, NamesWhatIsWrongWithAFile) {
  auto no_model = small_file();
  no_model[0] = std::byte{'X'};
  EXPECT_THAT(LinearModel::read(no_model).error().hint, HasSubstr("no model file"));
  EXPECT_THAT(LinearModel::read({}).error().hint, HasSubstr("no model file"));
  auto version = small_file();
  version[8] = std::byte{9};
  EXPECT_EQ(LinearModel::read(version).error().code, Errc::Unsupported);
  EXPECT_THAT(LinearModel::read(version).error().hint, HasSubstr("format 9"));
  EXPECT_THAT(LinearModel::read(version).error().hint, HasSubstr("train it again"));
  auto flipped = small_file();
  flipped[flipped.size() / 2] ^= std::byte{1};
  EXPECT_THAT(LinearModel::read(flipped).error().hint, HasSubstr("checksum"));
}

TEST(LinearModel, FailsOnAFileCutAnywhere) {
  const auto bytes = small_file();
  for (std::size_t size = 0; size < bytes.size(); size += size < 400 ? 1 : 97) {
    EXPECT_FALSE(LinearModel::read(std::span{bytes}.first(size)).has_value()) << size;
  }
}

TEST(LinearModel, RefusesPartsThatDoNotFit) {
  auto table = small_parts();
  table.table.pop_back();
  EXPECT_FALSE(LinearModel::from(std::move(table)).has_value());
  auto scale = small_parts();
  scale.scales[0] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_FALSE(LinearModel::from(std::move(scale)).has_value());
  auto shape = small_parts();
  shape.shape.bits = 40;
  EXPECT_FALSE(LinearModel::from(std::move(shape)).has_value());
}

TEST(LinearModel, OfOneKindIsNotReadAsAnother) {
  const auto bytes = small_file();
  EXPECT_TRUE(TopicModel::read(bytes).has_value());
  EXPECT_THAT(SentimentModel::read(bytes).error().hint, HasSubstr("not of sentiment but of topic"));
}

// Two rows, one feature each, opposite classes. By symmetry the weights are w and -w and the bias 0; the machine
// minimises (w^2 + w^2) / 2 + C x 2 x (1 - w)^2: 2 w = 4 C (1 - w), so w = 2 C / (1 + 2 C). With C = 0.5 that is 0.5.
TEST(TrainLinear, SolvesASmallMachineWorkedOutByHand) {
  FeatureRows rows;
  rows.add(std::vector<Feature>{{3, 1}});
  rows.add(std::vector<Feature>{{7, 1}});
  const std::vector<std::size_t> all = {0, 1};
  const auto weights =
      train_linear(rows, all, {{true, false}}, 1024, {.c = 0.5, .epochs = 200, .bayes = 0, .fewest = 1, .seed = 1});
  EXPECT_NEAR(weights.weights[0][3], 0.5, 1e-3);
  EXPECT_NEAR(weights.weights[0][7], -0.5, 1e-3);
  EXPECT_NEAR(weights.biases[0], 0, 1e-3);
  // idf of a feature in one row of two: ln(3 / 2) + 1; in none: ln(3) + 1.
  EXPECT_NEAR(weights.idf[3], 1.4055, 1e-4);
  EXPECT_NEAR(weights.idf[0], 2.0986, 1e-4);
}

TEST(TrainLinear, DealsEveryRowOnceAndEveryGroupEvenly) {
  std::vector<std::size_t> groups(100);
  for (std::size_t i = 0; i < groups.size(); ++i) groups[i] = i % 4;
  const auto folds = deal_folds(groups, 5, 1);
  std::vector<int> seen(groups.size());
  for (const auto& fold : folds) {
    EXPECT_EQ(fold.size(), 20U);
    std::vector<int> of_group(4);
    for (const std::size_t row : fold) {
      ++seen[row];
      ++of_group[groups[row]];
    }
    EXPECT_THAT(of_group, ElementsAre(5, 5, 5, 5));
  }
  for (const int times : seen) EXPECT_EQ(times, 1);
}

// A weight is off by at most half a step of 1/127 of the largest, and so is a margin of features of length 1 by at
// most that times the square root of their number.
TEST(TrainLinear, LosesLittleWhenWeightsBecomeBytes) {
  FeatureRows rows;
  PostWords post;
  HashedFeatures features;
  const FeatureShape shape{.bits = 12};
  std::vector<std::vector<bool>> positive(2);
  for (int i = 0; i < 60; ++i) {
    post.read((i % 2 == 0 ? "good day number " : "bad night number ") + std::to_string(i));
    rows.add(features.read(post, shape, 0));
    positive[0].push_back(i % 2 == 0);
    positive[1].push_back(i % 3 == 0);
  }
  std::vector<std::size_t> all(60);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  const auto weights = train_linear(rows, all, positive, shape.slots(), {.bayes = 0.5});
  LinearModel::Parts parts{.kind = "topic", .shape = shape, .classes = {"a", "b"}};
  quantise(weights, parts);
  const auto model = LinearModel::from(std::move(parts));
  ASSERT_TRUE(model.has_value());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::vector<float> exact(2);
    std::vector<float> coarse(2);
    weights.score(rows[i], exact);
    model->score(rows[i], coarse);
    for (std::size_t k = 0; k < 2; ++k) EXPECT_NEAR(exact[k], coarse[k], 0.05);
  }
}

}  // namespace
}  // namespace chancery::text
