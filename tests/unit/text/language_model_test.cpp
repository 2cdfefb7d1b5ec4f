#include "text/language_model.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace chancery::text {
namespace {

LanguageModel::Table table(std::vector<std::string> tags) {
  LanguageModel::Table table;
  table.shape = {.bits = 8, .from = 1, .to = 1, .word_value = 0, .pair_value = 0};
  table.biases.assign(tags.size(), 0.5F);
  table.scale = 0.1F;
  table.weights.assign(table.shape.slots() * tags.size(), 0);
  table.tags = std::move(tags);
  return table;
}

LanguageModel::Parts parts() {
  LanguageModel::Parts parts;
  parts.groups[0] = table({"en", "fr"});
  for (std::size_t i = 1; i < kScriptGroups; ++i) parts.groups.at(i) = table({});
  parts.gate = table({"hi-Latn"});
  parts.gate_threshold = 0.5F;
  return parts;
}

TEST(LanguageModel, CountsNgramsToLengthOne) {
  // " a ": the space, the letter, the space.
  const auto ngrams = read_ngrams("a", {.bits = 18, .from = 1, .to = 1, .word_value = 0, .pair_value = 0});
  ASSERT_EQ(ngrams.size(), 2U);
  const float squares = ngrams[0].value * ngrams[0].value + ngrams[1].value * ngrams[1].value;
  EXPECT_NEAR(squares, 1, 1e-6);
  EXPECT_TRUE(read_ngrams("", {}).empty());
}

TEST(LanguageModel, ReadsAStretchedWordAsAShortOne) {
  EXPECT_EQ(read_ngrams("goooooal", {}).size(), read_ngrams("gooal", {}).size());
  EXPECT_LT(read_ngrams(std::string(1'000'000, 'a'), {}).size(), 20U);
}

TEST(LanguageModel, AddsWeightsAndBiases) {
  auto made = parts();
  const auto ngrams = read_ngrams("a", made.groups[0].shape);
  for (const auto& each : ngrams) made.groups[0].weights[each.slot * 2 + 1] = 10;
  float sum = 0;
  for (const auto& each : ngrams) sum += each.value;
  const auto model = LanguageModel::from(made);
  ASSERT_TRUE(model.has_value());
  const auto scores = model->scores("a", ScriptGroup::Latin);
  ASSERT_EQ(scores.size(), 2U);
  EXPECT_FLOAT_EQ(scores[0], 0.5F);
  EXPECT_NEAR(scores[1], 0.5F + sum, 1e-5);  // 10 x 0.1 each
  EXPECT_TRUE(model->scores("a", ScriptGroup::Other).empty());
  EXPECT_NEAR(model->gate("a", {}), 1 / (1 + std::exp(-0.5)), 1e-5);
}

TEST(LanguageModel, ReadsWhatItWrites) {
  const auto model = LanguageModel::from(parts());
  ASSERT_TRUE(model.has_value());
  const auto bytes = model->write();
  const auto again = LanguageModel::read(bytes);
  ASSERT_TRUE(again.has_value()) << again.error().detail;
  EXPECT_EQ(again->write(), bytes);
  EXPECT_EQ(again->tags(ScriptGroup::Latin)[1], "fr");
}

TEST(LanguageModel, RefusesADamagedFileWhereverItIsDamaged) {
  const auto bytes = LanguageModel::from(parts())->write();
  for (std::size_t cut = 0; cut < bytes.size(); cut += 17) {
    const auto model = LanguageModel::read(std::span{bytes}.first(cut));
    ASSERT_FALSE(model.has_value()) << cut;
    EXPECT_EQ(model.error().code, Errc::Malformed);
    EXPECT_NE(model.error().hint.find("chancery train language"), std::string::npos);
  }
  for (std::size_t at = 0; at < bytes.size(); at += 11) {
    auto changed = bytes;
    changed[at] ^= std::byte{0x40};
    EXPECT_FALSE(LanguageModel::read(changed).has_value()) << at;
  }
}

TEST(LanguageModel, NamesTheVersionItCannotRead) {
  auto bytes = LanguageModel::from(parts())->write();
  bytes[8] = std::byte{9};
  const auto model = LanguageModel::read(bytes);
  ASSERT_FALSE(model.has_value());
  EXPECT_EQ(model.error().code, Errc::Unsupported);
  EXPECT_NE(model.error().hint.find("version 9"), std::string::npos) << model.error().hint;
}

TEST(LanguageModel, RefusesPartsThatDoNotFit) {
  const auto refused = [](auto change) {
    auto made = parts();
    change(made);
    return !LanguageModel::from(std::move(made)).has_value();
  };
  EXPECT_TRUE(refused([](auto& p) { p.groups[0].weights.pop_back(); }));
  EXPECT_TRUE(refused([](auto& p) { p.groups[0].biases[0] = std::nanf(""); }));
  EXPECT_TRUE(refused([](auto& p) { p.groups[0].tags[0] = "<b>"; }));
  EXPECT_TRUE(refused([](auto& p) { p.groups[4] = table({"he"}); }));
  EXPECT_TRUE(refused([](auto& p) { p.gate = table({}); }));
  EXPECT_TRUE(refused([](auto& p) { p.groups[0].shape.to = 9; }));
}

}  // namespace
}  // namespace chancery::text
