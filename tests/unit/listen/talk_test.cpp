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

}  // namespace
}  // namespace chancery::listen
