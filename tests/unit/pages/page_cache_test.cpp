#include "pages/page_cache.hpp"

#include "unit/pages/public_ministry.hpp"

namespace chancery::pages {
namespace {

using namespace std::chrono_literals;

class PagesKept : public PublicMinistry {
 protected:
  std::uint64_t made() { return cache.counts().made; }
};

TEST_F(PagesKept, AreMadeOnceForAllWhoReadTheSame) {
  (void)ministry.say(ministry.press, "en", "Good morning");
  const auto first = page("/@press");
  const auto before = made();
  for (const auto* reader : {"en", "en-GB", "en-US;q=0.9"}) EXPECT_EQ(page("/@press", reader), first);
  EXPECT_EQ(made(), before);
  (void)page("/@press", "fr");
  (void)page("/@press?before=99");
  EXPECT_EQ(made(), before + 2);
  (void)page("/@press?utm_source=x");
  EXPECT_EQ(made(), before + 2) << "what a page does not depend on is no part of its name";
}

TEST_F(PagesKept, ShowOurOwnWordsAtOnce) {
  const auto post = ministry.say(ministry.press, "en", "Good morning");
  EXPECT_TRUE(has(page("/"), "Good morning"));
  (void)ministry.say(ministry.press, "en", "Good evening");
  EXPECT_TRUE(has(page("/"), "Good evening"));
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
    store::bury_note(tx, post.id);
    store::append_event(tx, activity::events::kNoteDeleted, {{"note", post.id.value}});
    return {};
  }));
  EXPECT_FALSE(has(page("/"), "Good morning"));
  EXPECT_EQ(read(path_of(post)).status, 410);
}

TEST_F(PagesKept, ShowStrangersWordsWithinTwoSeconds) {
  const auto post = ministry.say(ministry.press, "en", "Good morning");
  (void)page(path_of(post));
  (void)ministry.hear("ana", "social.example", "en", "Hello there", post);
  EXPECT_FALSE(has(page(path_of(post)), "Hello there")) << "a storm of replies cannot undo the keeping";
  store.clock.advance(PageCache::kOthersShow);
  EXPECT_TRUE(has(page(path_of(post)), "Hello there"));
}

TEST_F(PagesKept, TakeBackAtOnceWhatAStrangerTookBack) {
  const auto post = ministry.say(ministry.press, "en", "Good morning");
  const auto reply = ministry.hear("ana", "social.example", "en", "Hello there", post);
  EXPECT_TRUE(has(page(path_of(post)), "Hello there"));
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
    store::bury_note(tx, reply.id);
    store::append_event(tx, activity::events::kNoteWithdrawn, {{"note", reply.id.value}});
    return {};
  }));
  EXPECT_FALSE(has(page(path_of(post)), "Hello there"));
}

TEST_F(PagesKept, AreMadeAnewAfterHalfAMinuteWhateverHappened) {
  (void)page("/");
  const auto before = made();
  store.clock.advance(PageCache::kLongest - 1s);
  (void)page("/");
  EXPECT_EQ(made(), before);
  store.clock.advance(1s);
  (void)page("/");
  EXPECT_EQ(made(), before + 1);
}

TEST_F(PagesKept, AreLeftAloneByWhatThePublicDoesNotRead) {
  (void)page("/");
  const auto before = made();
  ASSERT_TRUE(store->write_now([](store::Transaction& tx) -> Status {
    store::append_event(tx, activity::events::kWatchApproved, {{"watch", 7}});
    return {};
  }));
  (void)page("/");
  EXPECT_EQ(made(), before);
  ASSERT_TRUE(store->write_now([](store::Transaction& tx) -> Status {
    store::append_event(tx, "SomethingNew", {});
    return {};
  }));
  (void)page("/");
  EXPECT_EQ(made(), before + 1) << "an event nobody told the cache of counts as ours";
}

TEST_F(PagesKept, AreBoundedTheLongestUnreadGoFirst) {
  ministry.talk("en", 30);
  PageCache small(*store, 40'000);
  net::Request request;
  const auto get = [&](const std::string& key) {
    return small.answer(request, key, [] { return net::Response::text(200, std::string(9'000, 'x')); });
  };
  for (int i = 0; i < 3; ++i) (void)get(std::to_string(i));
  (void)get("0");
  EXPECT_EQ(small.counts().kept, 1U);
  (void)get("3");
  EXPECT_LE(small.counts().bytes, 40'000U);
  (void)get("0");
  EXPECT_EQ(small.counts().kept, 2U) << "read a moment ago";
  (void)get("1");
  EXPECT_EQ(small.counts().kept, 2U) << "had to go";
}

TEST_F(PagesKept, LeaveOutWhatWasNotFound) {
  const auto before = cache.counts().bytes;
  for (int i = 0; i < 20; ++i) EXPECT_EQ(read("/@nobody" + std::to_string(i)).status, 404);
  EXPECT_EQ(cache.counts().bytes, before);
}

}  // namespace
}  // namespace chancery::pages
