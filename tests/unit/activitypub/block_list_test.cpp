#include "activitypub/block_list.hpp"

#include <gtest/gtest.h>

namespace chancery::activitypub {
namespace {

constexpr std::string_view kOwn = "social.mfa.example";

BlockList read(std::string_view csv) {
  auto list = read_block_list(csv, kOwn);
  EXPECT_TRUE(list.has_value()) << (list ? "" : list.error().hint);
  return list.value_or(BlockList{});
}

TEST(BlockLists, AreReadAsMastodonExportsThem) {
  const auto list = read(
      "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\r\n"
      "bad.example,suspend,True,True,\"spam, and \"\"worse\"\"\",False\r\n"
      "loud.example,silence,false,false,,false\r\n"
      "fine.example,noop,false,false,,false\r\n");
  ASSERT_EQ(list.rules.size(), 2U);
  EXPECT_EQ(list.rules[0].host, "bad.example");
  EXPECT_EQ(list.rules[0].level, RuleLevel::Block);
  EXPECT_TRUE(list.rules[0].reject_media);
  EXPECT_TRUE(list.rules[0].reject_reports);
  EXPECT_EQ(list.rules[0].reason, "spam, and \"worse\"");
  EXPECT_EQ(list.rules[1].level, RuleLevel::Limit);
  EXPECT_EQ(list.ignored, 1U);
  EXPECT_TRUE(list.bad_lines.empty());
}

TEST(BlockLists, WhatIsListedTightensWhatStandsAndKeepsOurWords) {
  const HostRule here{
      .host = "bad.example", .level = RuleLevel::Limit, .remark = "asked the embassy", .by = "user:ann"};
  const auto listed = [&](RuleLevel level, bool media, std::string host = "bad.example") {
    return joined(here, {.host = std::move(host), .level = level, .reject_media = media, .reason = "spam"});
  };
  EXPECT_FALSE(listed(RuleLevel::Limit, false)) << "nothing new";
  const auto flags = listed(RuleLevel::Limit, true);
  ASSERT_TRUE(flags) << "the same level, and their pictures too";
  EXPECT_TRUE(flags->reject_media);
  EXPECT_EQ(flags->remark, "asked the embassy");
  const auto stricter = listed(RuleLevel::Block, false);
  ASSERT_TRUE(stricter);
  EXPECT_EQ(stricter->level, RuleLevel::Block);
  EXPECT_EQ(stricter->remark, "asked the embassy");
  EXPECT_EQ(stricter->reason, "spam");
  const auto below = listed(RuleLevel::Block, false, "worse.bad.example");
  ASSERT_TRUE(below);
  EXPECT_EQ(below->host, "worse.bad.example");
  EXPECT_EQ(below->remark, "");
}

TEST(BlockLists, TheOrderOfColumnsIsTheHeaders) {
  const auto list = read("severity,domain\nsilence,loud.example\n");
  ASSERT_EQ(list.rules.size(), 1U);
  EXPECT_EQ(list.rules[0].host, "loud.example");
  EXPECT_EQ(list.rules[0].level, RuleLevel::Limit);
}

TEST(BlockLists, WithoutAHeaderEachLineIsADomainToBlock) {
  const auto list = read(
      "\xEF\xBB\xBF"
      "bad.example\n\n# a comment\n*.worse.example\nBAD.example\n");
  ASSERT_EQ(list.rules.size(), 2U);
  EXPECT_EQ(list.rules[0].host, "bad.example");
  EXPECT_EQ(list.rules[1].host, "worse.example");
  EXPECT_EQ(list.ignored, 2U);
}

TEST(BlockLists, AHostNamedTwiceGetsTheStricterRule) {
  const auto list = read("domain,severity,public_comment\na.example,suspend,\na.example,silence,noise\n");
  ASSERT_EQ(list.rules.size(), 1U);
  EXPECT_EQ(list.rules[0].level, RuleLevel::Block);
  EXPECT_EQ(list.rules[0].reason, "noise");
}

TEST(BlockLists, WhatIsNoHostIsNamedByItsLineAndTheRestIsRead) {
  const auto list = read(
      "domain,severity\n"
      "good name.example,suspend\n"
      "com,suspend\n"
      "mfa.example,suspend\n"
      "social.mfa.example,suspend\n"
      "a.example,explode\n"
      "b.example,suspend\n");
  ASSERT_EQ(list.rules.size(), 1U);
  EXPECT_EQ(list.rules[0].host, "b.example");
  ASSERT_EQ(list.bad_lines.size(), 5U);
  EXPECT_EQ(list.bad_lines[0].line, 2U);
  EXPECT_NE(list.bad_lines[1].why.find("top-level"), std::string::npos);
  EXPECT_NE(list.bad_lines[2].why.find("this server itself"), std::string::npos) << "a domain above our own";
  EXPECT_NE(list.bad_lines[3].why.find("this server itself"), std::string::npos);
  EXPECT_NE(list.bad_lines[4].why.find("explode"), std::string::npos);
}

TEST(BlockLists, WhatIsWrittenReadsTheSame) {
  const std::vector<HostRule> rules{
      {.host = "bad.example", .level = RuleLevel::Block, .reject_media = true, .reason = "spam, \"lies\"\nand more"},
      {.host = "loud.example", .level = RuleLevel::Limit, .reject_reports = true}};
  EXPECT_EQ(read(write_block_list(rules)).rules, rules);
}

TEST(BlockLists, TooLongOrWithoutADomainIsRefusedWhole) {
  EXPECT_EQ(read_block_list(std::string(kMaxBlockList + 1, '\n'), kOwn).error().code, Errc::TooLarge);
  EXPECT_EQ(read_block_list("name,address\nA,b\n", kOwn).error().code, Errc::Invalid);
  EXPECT_EQ(read_block_list("\xff\xfe", kOwn).error().code, Errc::Invalid);
}

}  // namespace
}  // namespace chancery::activitypub
