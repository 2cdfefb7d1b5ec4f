#include "api/change_feed.hpp"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <functional>
#include <future>
#include <thread>

#include "activity/events.hpp"
#include "store/events.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::Testbed;

std::string event(std::string_view topic, std::string_view data) {
  return net::encode_event(topic, data, {});
}

class ChangeFeedTest : public testing::Test {
 protected:
  std::shared_ptr<net::EventStream::Impl> open(
      std::string session, std::function<bool()> still_valid = [] { return true; }) {
    auto events = std::make_shared<net::EventStream::Impl>([] {});
    feed.subscribe({net::EventStream(events), std::move(session), std::move(still_valid)});
    return events;
  }
  // The source is looked at once when the first reader is there; later tests want silence.
  void settle(net::EventStream::Impl& events) {
    (void)feed.flush();
    (void)events.take();
    clock.advance(seconds{1});
  }
  void flush() { (void)feed.flush(); }

  test::FixedClock clock;
  test::HandSource source;
  ChangeFeed feed{clock, source};
};

TEST_F(ChangeFeedTest, SaysWhatKindOfThingChangedToEveryReader) {
  const auto one = open("a");
  const auto two = open("b");
  settle(*one);
  (void)two->take();
  feed.reply(activity::NoteId{7}, activity::NoteId{5});
  flush();
  EXPECT_EQ(one->take(), event("reply", R"({"note":"7","in_reply_to":"5"})"));
  EXPECT_EQ(two->take(), event("reply", R"({"note":"7","in_reply_to":"5"})"));
  clock.advance(milliseconds{250});
  feed.heard();
  feed.delivery(activity::NoteId{8});
  feed.account(activity::AccountId{9});
  flush();
  EXPECT_EQ(one->take(), event("heard", R"({"posts":true,"figures":true})") + event("delivery", R"({"note":"8"})") +
                             event("account", R"({"account":"9"})"));
}

TEST_F(ChangeFeedTest, SendsAtMostFourEventsASecondOnATopic) {
  const auto events = open("a");
  settle(*events);
  int sent = 0;
  for (int i = 0; i < 1000; ++i) {  // one second, a change each millisecond
    feed.heard();
    flush();
    if (!events->take().empty()) ++sent;
    clock.advance(milliseconds{1});
  }
  EXPECT_EQ(sent, 4);
}

TEST_F(ChangeFeedTest, LeavesTheIdsOutWhenSeveralThingsChangedAtOnce) {
  const auto events = open("a");
  settle(*events);
  feed.delivery(activity::NoteId{1});
  feed.delivery(activity::NoteId{1});
  flush();
  EXPECT_EQ(events->take(), event("delivery", R"({"note":"1"})"));
  feed.delivery(activity::NoteId{1});
  feed.delivery(activity::NoteId{2});
  feed.delivery(activity::NoteId{2});
  flush();
  EXPECT_EQ(events->take(), "") << "too early";
  clock.advance(ChangeFeed::kInterval);
  flush();
  EXPECT_EQ(events->take(), event("delivery", "{}"));
  clock.advance(ChangeFeed::kInterval);
  flush();
  EXPECT_EQ(events->take(), "") << "said once";
}

TEST_F(ChangeFeedTest, SaysWhenTheNextEventIsDue) {
  const auto events = open("a");
  settle(*events);
  feed.heard();
  EXPECT_GT(feed.flush(), clock.steady() + ChangeFeed::kInterval);
  feed.heard();
  EXPECT_EQ(feed.flush(), clock.steady() + ChangeFeed::kInterval);
}

TEST_F(ChangeFeedTest, ShowsTheSourceOnceASecondWhenItChanged) {
  const auto events = open("a");
  flush();
  EXPECT_NE(events->take().find(R"("state":"stopped")"), std::string::npos);
  activity::SourceStatus live;
  live.kind = activity::SourceKind::Sample;
  live.state = activity::SourceState::Live;
  live.lag = seconds{3};
  source.show(live);
  flush();
  EXPECT_EQ(events->take(), "") << "within the second";
  clock.advance(seconds{1});
  flush();
  const auto shown = events->take();
  EXPECT_TRUE(shown.starts_with("event: source\ndata: {\"kind\":\"sample\",\"state\":\"live\"")) << shown;
  EXPECT_NE(shown.find(R"("lag_seconds":3)"), std::string::npos);
  clock.advance(seconds{1});
  flush();
  EXPECT_EQ(events->take(), "") << "unchanged";
}

TEST_F(ChangeFeedTest, SaysThatAPostStandsElsewhere) {
  const auto one = open("a");
  settle(*one);
  feed.post(speak::PostId{7});
  flush();
  EXPECT_EQ(one->take(), event("post", R"({"post":"7"})"));
  clock.advance(milliseconds{250});
  feed.post({});
  flush();
  EXPECT_EQ(one->take(), event("post", "{}")) << "several may: ask for all";
}

TEST_F(ChangeFeedTest, ClosesTheStreamsOfASessionThatSignedOut) {
  const auto mine = open("a");
  const auto mine_too = open("a");
  const auto hers = open("b");
  feed.close_session("a");
  EXPECT_FALSE(mine->open());
  EXPECT_FALSE(mine_too->open());
  EXPECT_TRUE(hers->open());
  EXPECT_EQ(feed.readers(), 1U);
}

TEST_F(ChangeFeedTest, ClosesTheStreamOfASessionThatWasRevokedWithinFiveSeconds) {
  std::atomic<bool> valid = true;
  const auto events = open("a", [&] { return valid.load(); });
  flush();
  valid = false;
  clock.advance(seconds{4});
  flush();
  EXPECT_TRUE(events->open());
  clock.advance(seconds{1});
  flush();
  EXPECT_FALSE(events->open());
  EXPECT_EQ(feed.readers(), 0U);
}

TEST_F(ChangeFeedTest, ForgetsAReaderWhoIsGoneOrTooSlow) {
  const auto gone = open("a");
  const auto slow = open("b");
  settle(*gone);
  (void)slow->take();
  gone->close();
  feed.heard();
  flush();
  EXPECT_EQ(feed.readers(), 1U);
  (void)slow->take();
  ASSERT_TRUE(slow->push(std::string(net::EventStream::Impl::kBytes - 10, 'x')));
  clock.advance(seconds{1});
  feed.heard();
  flush();
  EXPECT_EQ(feed.readers(), 0U);
  EXPECT_FALSE(slow->open());
}

TEST_F(ChangeFeedTest, AdmitsABoundedNumberOfStreams) {
  for (std::size_t i = 0; i < ChangeFeed::kReadersPerSession; ++i) {
    ASSERT_TRUE(feed.admit("a").has_value()) << i;
    open("a");
  }
  EXPECT_EQ(feed.admit("a").error().code, Errc::TooMany);
  for (std::size_t i = feed.readers(); i < ChangeFeed::kReaders; ++i) {
    ASSERT_TRUE(feed.admit("b" + std::to_string(i)).has_value());
    open("b" + std::to_string(i));
  }
  EXPECT_EQ(feed.admit("new").error().code, Errc::TooMany);
}

TEST_F(ChangeFeedTest, KeepsNothingWhileNobodyReads) {
  feed.heard();
  const auto events = open("a");
  settle(*events);
  flush();
  EXPECT_EQ(events->take(), "");
}

TEST_F(ChangeFeedTest, RunsUntilStoppedAndThenClosesEveryStream) {
  std::promise<void> woken;
  auto events = std::make_shared<net::EventStream::Impl>([&woken, told = std::make_shared<std::atomic<bool>>(false)] {
    if (!told->exchange(true)) woken.set_value();
  });
  feed.subscribe({net::EventStream(events), "a", [] { return true; }});
  std::jthread worker([&](const std::stop_token& stop) { feed.run(stop); });
  feed.heard();
  woken.get_future().wait();
  worker.request_stop();
  worker.join();
  EXPECT_FALSE(events->open());
  EXPECT_EQ(feed.readers(), 0U);
}

TEST(ChangeFeedFollower, AnnouncesWhatTheLogSays) {
  Testbed bed;
  auto events = std::make_shared<net::EventStream::Impl>([] {});
  bed.feed.subscribe({net::EventStream(events), "a", [] { return true; }});
  const auto said = [&](std::string_view type, json::Object facts) {
    (void)bed.feed.flush();
    (void)events->take();
    bed.clock.advance(seconds{1});
    announce_event(bed.feed, type, facts);
    (void)bed.feed.flush();
    return events->take();
  };
  namespace names = activity::events;
  EXPECT_EQ(said(names::kNoteReceived, {{"note", "7"}, {"actor", "3"}, {"in_reply_to", "5"}}),
            event("reply", R"({"note":"7","in_reply_to":"5"})"));
  EXPECT_EQ(said(names::kNoteWithdrawn, {{"note", 7}, {"actor", 3}}), event("reply", R"({"note":"7"})"));
  for (const auto name :
       {names::kNotePublished, names::kNoteDeleted, names::kAccountCreated, names::kFollowed, names::kUnfollowed}) {
    EXPECT_EQ(said(name, {{"account", "9"}, {"note", "7"}}), event("account", R"({"account":"9"})")) << name;
  }
  EXPECT_EQ(said(names::kWatchApproved, {{"watch", "1"}}), "");
  EXPECT_EQ(said("SomethingNew", {{"note", "1"}}), "");
}

TEST(ChangeFeedFollower, ReadsOnFromTheEndOfTheLog) {
  Testbed bed;
  const auto append = [&](std::int64_t account) {
    const auto written = bed.store->write_now([&](store::Transaction& tx) -> Status {
      store::append_event(tx, activity::events::kAccountCreated, {{"account", std::to_string(account)}});
      return {};
    });
    ASSERT_TRUE(written.has_value());
  };
  append(1);
  auto events = std::make_shared<net::EventStream::Impl>([] {});
  bed.feed.subscribe({net::EventStream(events), "a", [] { return true; }});
  std::jthread follower([&](const std::stop_token& stop) { follow_events(*bed.store, bed.feed, stop); });
  // Again until heard: the follower may have begun only after the first of these.
  std::string heard;
  while (heard.find(R"("account":"2")") == std::string::npos) {
    append(2);
    (void)bed.feed.flush();
    heard += events->take();
  }
  follower.request_stop();
  follower.join();
  EXPECT_EQ(heard.find(R"("account":"1")"), std::string::npos);
}

// Somebody who may read the desks of that mission.
ReaderRights reader_of(std::vector<desk::DeskId> desks, staff::Role role = staff::Role::Officer) {
  std::vector<staff::DeskRights::Granted> granted;
  std::vector<std::pair<desk::DeskId, staff::MissionId>> there;
  for (const auto desk : desks) {
    granted.push_back({{staff::MissionId{1}, desk}, staff::DeskAction::Read});
    there.emplace_back(desk, staff::MissionId{1});
  }
  return {role, staff::DeskRights(granted, there, role)};
}

class DeskFeedTest : public ChangeFeedTest {
 protected:
  std::shared_ptr<net::EventStream::Impl> reads(std::int64_t user, ReaderRights rights) {
    auto events = std::make_shared<net::EventStream::Impl>([] {});
    feed.subscribe({net::EventStream(events), std::to_string(user), [] { return true; }, staff::UserId{user},
                    [rights] { return rights; }});
    settle(*events);
    return events;
  }
  static constexpr desk::DeskId kPress{11};
  static constexpr desk::DeskId kConsular{12};
};

TEST_F(DeskFeedTest, ConversationsAreToldTogetherToWhoMayReadTheirDesks) {
  const auto press = reads(1, reader_of({kPress}));
  const auto both = reads(2, reader_of({kPress, kConsular}));
  const auto analyst = reads(3, reader_of({kPress}, staff::Role::Analyst));
  feed.conversation(kPress, desk::ConversationId{7});
  feed.conversation(kConsular, desk::ConversationId{8});
  flush();
  EXPECT_EQ(press->take(), event("conversation", R"({"desks":["11"],"conversations":["7"]})"));
  EXPECT_EQ(both->take(), event("conversation", R"({"desks":["11","12"],"conversations":["7","8"]})"));
  EXPECT_EQ(analyst->take(), "");
}

TEST_F(DeskFeedTest, MoreThanCanBeNamedAreToldAsTheirDesks) {
  const auto press = reads(1, reader_of({kPress}));
  for (std::int64_t id = 1; id <= 17; ++id) feed.conversation(kPress, desk::ConversationId{id});
  flush();
  EXPECT_EQ(press->take(), event("conversation", R"({"desks":["11"]})"));
  clock.advance(milliseconds{250});
  for (std::int64_t id = 1; id <= 1'000; ++id) feed.conversation(kPress, desk::ConversationId{id});
  flush();
  EXPECT_EQ(press->take(), event("conversation", "{}"));
}

TEST_F(DeskFeedTest, ANoticeIsHersAlone) {
  const auto ole = reads(1, reader_of({kPress}));
  const auto ida = reads(2, reader_of({kPress}));
  feed.notice(staff::UserId{2});
  flush();
  EXPECT_EQ(ole->take(), "");
  EXPECT_EQ(ida->take(), event("notice", "{}"));
}

TEST_F(DeskFeedTest, WhatARoleMayNotReadIsNotToldToIt) {
  const auto dpo = reads(1, reader_of({}, staff::Role::Dpo));
  const auto officer = reads(2, reader_of({}));
  feed.post({});
  feed.crisis(5);
  feed.heard();
  flush();
  EXPECT_EQ(dpo->take(), event("heard", R"({"posts":true,"figures":true})"));
  EXPECT_EQ(officer->take(), event("heard", R"({"posts":true,"figures":true})") + event("post", "{}") +
                                 event("crisis", R"({"crisis":"5"})"));
}

TEST_F(DeskFeedTest, WhoLosesADeskHearsNoMoreOfIt) {
  auto rights = reader_of({kPress});
  auto events = std::make_shared<net::EventStream::Impl>([] {});
  feed.subscribe({net::EventStream(events), "a", [] { return true; }, staff::UserId{1}, [&] { return rights; }});
  settle(*events);
  rights = reader_of({});
  feed.desk(kPress);  // what one may do there changed
  flush();
  (void)events->take();
  clock.advance(milliseconds{250});
  feed.conversation(kPress, desk::ConversationId{7});
  flush();
  EXPECT_EQ(events->take(), "");
}

TEST_F(DeskFeedTest, EndingAPersonClosesAllHerStreamsAtOnce) {
  const auto ole = reads(1, reader_of({kPress}));
  const auto ida = reads(2, reader_of({kPress}));
  feed.close_user(staff::UserId{1});
  EXPECT_EQ(feed.readers(), 1U);
  feed.conversation(kPress, desk::ConversationId{7});
  flush();
  EXPECT_EQ(ole->take(), "");
  EXPECT_NE(ida->take(), "");
}

TEST_F(DeskFeedTest, ARevisionGrowsWithAllThatAListShowsThoughNobodyReads) {
  const auto before = feed.revision();
  feed.presence(kPress, desk::ConversationId{7});
  EXPECT_EQ(feed.revision(), before) << "who looks at it stands in no list";
  feed.conversation(kConsular, desk::ConversationId{8});
  EXPECT_EQ(feed.revision(), before + 1);
  feed.desk(kPress);
  EXPECT_EQ(feed.revision(), before + 2);
  feed.clock(kPress);
  EXPECT_EQ(feed.revision(), before + 3) << "a row says since when it is overdue";
  feed.post(speak::PostId{9});
  EXPECT_EQ(feed.revision(), before + 4) << "a row says where its draft stands";
}

TEST_F(DeskFeedTest, TheListOfADeskGrowsWithThatDeskAlone) {
  const std::array press{kPress};
  const std::array both{kPress, kConsular};
  const auto at_press = feed.revision(press);
  const auto at_both = feed.revision(both);
  feed.conversation(kConsular, desk::ConversationId{8});
  feed.clock(kConsular);
  feed.reply_draft(speak::PostId{9}, kConsular);
  EXPECT_EQ(feed.revision(press), at_press);
  EXPECT_GT(feed.revision(both), at_both);
  feed.conversation(kPress, desk::ConversationId{7});
  EXPECT_GT(feed.revision(press), at_press);
  const std::array<std::function<void()>, 3> everywhere{[&] { feed.desk(kConsular); }, [&] { feed.post({}); },
                                                        [&] { feed.names(); }};
  for (const auto& change : everywhere) {
    const auto before = feed.revision(press);
    change();
    EXPECT_GT(feed.revision(press), before) << "what may show at any desk";
  }
}

}  // namespace
}  // namespace chancery::api
