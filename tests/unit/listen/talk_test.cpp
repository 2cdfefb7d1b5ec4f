#include "listen/talk.hpp"

#include <gtest/gtest.h>

#include <string>

#include "listen/cells.hpp"

namespace chancery::listen {
namespace {

using namespace std::chrono_literals;

const Timestamp kNow = Timestamp{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22}} + 12h;
const std::string kWords = "the harbour of norlandia stays closed for all ships until the spring says the minister";

Pseudonym pseudonym(unsigned char first, unsigned char last = 1) {
  Pseudonym made{};
  made.front() = first;
  made.back() = last;
  return made;
}

TalkPost post_of(int author, const std::string& language = "en", Timestamp time = kNow) {
  TalkPost post;
  post.post = pseudonym(static_cast<unsigned char>(100 + author));
  post.author = author_number(pseudonym(static_cast<unsigned char>(author)));
  post.time = time;
  post.language = language;
  post.words = kWords;
  post.watches = {WatchId{7}};
  return post;
}

TEST(Talk, ATextOfTenPeopleIsToldAndOfNineIsNot) {
  Talk talk;
  for (int author = 1; author <= 9; ++author) talk.add(post_of(author));
  EXPECT_TRUE(talk.copied_texts(kNow, 24h, kAllWatches).empty());
  talk.add(post_of(10));
  const auto told = talk.copied_texts(kNow, 24h, WatchId{7});
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told.front().posts, 10);
  EXPECT_EQ(told.front().authors, 10);
  EXPECT_TRUE(talk.copied_texts(kNow, 24h, WatchId{8}).empty());
}

TEST(Talk, WhatSomebodySaidGoesWithThem) {
  Talk talk;
  for (int author = 1; author <= 10; ++author) talk.add(post_of(author));
  ASSERT_EQ(talk.copied_texts(kNow, 24h, kAllWatches).size(), 1U);
  talk.forget_author(pseudonym(3));
  EXPECT_TRUE(talk.copied_texts(kNow, 24h, kAllWatches).empty());
  // Tidied an hour later: it stays gone.
  talk.add(post_of(11, "en", kNow + 1h));
  EXPECT_EQ(talk.copied_texts(kNow + 1h, 24h, kAllWatches).front().authors, 10);
}

TEST(Talk, ACopiedTextNamesTheLanguagesOfTenPeople) {
  Talk talk;
  for (int author = 1; author <= 11; ++author) talk.add(post_of(author));
  talk.add(post_of(12, "fi"));
  EXPECT_EQ(talk.copied_texts(kNow, 24h, kAllWatches).front().languages, std::vector<std::string>{"en"});
}

TEST(Talk, AllIsForgottenAndWhatComesThenIsNot) {
  Talk talk;
  for (int author = 1; author <= 12; ++author) talk.add(post_of(author));
  talk.share(11, author_number(pseudonym(1)), kNow);
  talk.forget_all();
  EXPECT_TRUE(talk.copied_texts(kNow, 24h, kAllWatches).empty());
  EXPECT_TRUE(talk.narratives(kNow, 24h, kAllWatches).empty());
  for (int author = 1; author <= 10; ++author) talk.add(post_of(author));
  ASSERT_EQ(talk.copied_texts(kNow, 24h, kAllWatches).size(), 1U);
  EXPECT_EQ(talk.copied_texts(kNow, 24h, kAllWatches).front().authors, 10);
}

TEST(Talk, WhoLeftSharesNothingWithAnybody) {
  Talk talk;
  const auto one = pseudonym(1);
  const auto other = pseudonym(2);
  for (const std::uint64_t object : {11U, 12U}) {
    talk.share(object, author_number(one), kNow);
    talk.share(object, author_number(other), kNow + 5s);
  }
  EXPECT_EQ(talk.coordination(kNow, 1h).edges, 1U);
  talk.forget_author(other);
  EXPECT_EQ(talk.coordination(kNow, 1h).edges, 0U);
}

TEST(Talk, ATextKnownBeforeTheWindowSaysSinceWhen) {
  Talk talk;
  for (int author = 1; author <= 10; ++author) talk.add(post_of(author, "en", kNow - 40h));
  for (int author = 11; author <= 20; ++author) talk.add(post_of(author));
  const auto told = talk.copied_texts(kNow, 24h, kAllWatches);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told.front().posts, 10);
  EXPECT_EQ(told.front().first_seen, kNow - 40h);
}

TEST(Talk, ATextIsToldInTensSoThatNoWindowAndNoWatchIsSubtractedFromAnother) {
  Talk talk;
  for (int author = 1; author <= 4; ++author) talk.add(post_of(author, "en", kNow - 40h));
  for (int author = 5; author <= 34; ++author) talk.add(post_of(author));
  auto elsewhere = post_of(35);
  elsewhere.watches = {WatchId{8}};
  talk.add(elsewhere);
  // 31 of the day, 35 of the week, 30 of the watch.
  for (const auto window : {24h, 168h}) {
    for (const auto watch : {kAllWatches, WatchId{7}}) {
      const auto told = talk.copied_texts(kNow, window, watch);
      ASSERT_EQ(told.size(), 1U);
      EXPECT_EQ(told.front().posts, 30);
      EXPECT_EQ(told.front().authors, 30);
    }
  }
}

// What is told of a story among others, so that it has words of its own.
Narrative told_of(int before, int late) {
  Talk talk;
  int author = 0;
  const auto say = [&](const std::string& words, Timestamp time) {
    TalkPost post = post_of(++author, "en", time);
    post.post = pseudonym(static_cast<unsigned char>(author), 2);
    post.words = words + " " + std::to_string(author);
    talk.add(post);
  };
  for (int i = 0; i < 100; ++i) say("weather rain sun wind snow " + std::to_string(i * 7), kNow - 13h);
  for (int i = 0; i < before; ++i) say(kWords, kNow - 8h);
  for (int i = 0; i < late; ++i) say(kWords, kNow - 1h);
  for (auto& narrative : talk.narratives(kNow, 24h, kAllWatches)) {
    if (narrative.first_seen == kNow - 8h) return narrative;
  }
  ADD_FAILURE() << "no such story";
  return {};
}

TEST(Talk, GrowthOverAFewPeopleIsJudgedAndNotTold) {
  const auto few = told_of(5, 40);
  EXPECT_EQ(few.growth, std::nullopt) << "40 / 8 would be the five";
  EXPECT_EQ(few.rise, 8);
  EXPECT_EQ(told_of(10, 40).growth, 4);
}

}  // namespace
}  // namespace chancery::listen
