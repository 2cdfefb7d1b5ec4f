#include "feeds/feed_poller.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <thread>
#include <vector>

#include "staff/audit.hpp"
#include "unit/feeds/feed_server.hpp"

namespace chancery::feeds {
namespace {

using namespace std::chrono_literals;
using test::FeedReader;
using test::FeedServer;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// The clock of the tests stands at 2026-11-22T09:30:00Z.
std::string item(std::string_view id, std::string_view title, std::string_view date, std::string_view more = "") {
  std::string out = "<item><guid isPermaLink=\"false\">" + std::string(id) + "</guid><title>" + std::string(title) +
                    "</title><link>https://mfa.example/" + std::string(id) + "</link>";
  if (!date.empty()) out += "<pubDate>" + std::string(date) + "</pubDate>";
  return out + std::string(more) + "</item>";
}
std::string press_feed(std::string_view items) {
  return "<rss version=\"2.0\"><channel><title>Press</title><language>en</language>" + std::string(items) +
         "</channel></rss>";
}
const std::string kToday = "Sun, 22 Nov 2026 08:00:00 GMT";
const std::string kLastYear = "Sat, 22 Nov 2025 08:00:00 GMT";

class FeedPolling : public testing::Test {
 protected:
  FeedServer server;
  FeedReader reader{server};
  std::string address = server.origin + "/rss";

  [[nodiscard]] auto posts() const { return reader.sink.state().posts; }
};

TEST_F(FeedPolling, GivesNewEntriesAsPostsOfTheFeed) {
  server.feed("/rss", press_feed(item("1", "Treaty signed", kToday,
                                      "<description>&lt;p&gt;In Kelva.&lt;/p&gt;</description>"
                                      "<category>law</category>")));
  const auto feed = reader.add(address);
  EXPECT_EQ(reader.poller.poll_due(), 1U);
  const auto given = posts();
  ASSERT_THAT(given, SizeIs(1));
  EXPECT_EQ(given[0].id, address + "#1");
  EXPECT_EQ(given[0].author, address);
  EXPECT_EQ(given[0].text, "Treaty signed\n\nIn Kelva.");
  EXPECT_EQ(given[0].language, "en");
  EXPECT_EQ(to_rfc3339(given[0].time), "2026-11-22T08:00:00Z");
  EXPECT_FALSE(given[0].update);
  EXPECT_TRUE(reader.sink.state().cursors.contains("feed:" + address));
  const auto row = reader.row(feed.id);
  EXPECT_EQ(row.entries_seen, 1);
  EXPECT_EQ(row.last_status, 200);
  EXPECT_EQ(row.last_error, "");
  EXPECT_EQ(row.last_success, reader.chancery.clock.now());
}

TEST_F(FeedPolling, TakesTheLastSevenDaysAloneAtFirst) {
  server.feed("/rss",
              press_feed(item("new", "New", kToday) + item("old", "Old", kLastYear) + item("bare", "Undated", "")));
  const auto feed = reader.add(address);
  reader.poller.poll_due();
  ASSERT_THAT(posts(), SizeIs(1));
  EXPECT_EQ(posts()[0].text, "New");
  server.feed("/rss",
              press_feed(item("new", "New", kToday) + item("old", "Old", kLastYear) + item("bare", "Undated", "") +
                         item("bare2", "Undated and new", "") + item("old2", "An archive moved", kLastYear)));
  reader.poll_next(feed.id);
  ASSERT_THAT(posts(), SizeIs(2));
  EXPECT_EQ(posts()[1].text, "Undated and new");
  EXPECT_EQ(posts()[1].time, reader.chancery.clock.now());
}

TEST_F(FeedPolling, GivesAChangedEntryAsAnUpdateAndTheSameOneNotAgain) {
  server.feed("/rss", press_feed(item("1", "Toll: three", kToday)));
  const auto feed = reader.add(address);
  reader.poller.poll_due();
  reader.poll_next(feed.id);
  ASSERT_THAT(posts(), SizeIs(1));
  server.feed("/rss", press_feed(item("1", "Toll: thirty", kToday)));
  reader.poll_next(feed.id);
  ASSERT_THAT(posts(), SizeIs(2));
  EXPECT_EQ(posts()[1].id, posts()[0].id);
  EXPECT_EQ(posts()[1].text, "Toll: thirty");
  EXPECT_TRUE(posts()[1].update);
  EXPECT_GT(posts()[1].rev, posts()[0].rev);
  reader.poll_next(feed.id);
  EXPECT_THAT(posts(), SizeIs(2));
}

TEST_F(FeedPolling, TakesNothingDownWhenEntriesVanish) {
  server.feed("/rss", press_feed(item("1", "One", kToday) + item("2", "Two", kToday)));
  const auto feed = reader.add(address);
  reader.poller.poll_due();
  server.feed("/rss", press_feed(item("2", "Two", kToday)));
  reader.poll_next(feed.id);
  server.feed("/rss", press_feed(item("1", "One", kToday) + item("2", "Two", kToday)));
  reader.poll_next(feed.id);
  EXPECT_THAT(posts(), SizeIs(2));
  EXPECT_THAT(reader.sink.state().removals, IsEmpty());
}

TEST_F(FeedPolling, AsksOnlyForWhatChanged) {
  server.page("/rss", [](const net::Request& request) {
    if (request.headers.find("If-None-Match") == "\"v1\"" &&
        request.headers.find("If-Modified-Since") == "Sun, 22 Nov 2026 08:00:00 GMT") {
      return net::Response::empty(304);
    }
    auto response = net::Response::text(200, press_feed(item("1", "One", kToday)));
    response.headers.add("ETag", "\"v1\"");
    response.headers.add("Last-Modified", "Sun, 22 Nov 2026 08:00:00 GMT");
    return response;
  });
  const auto feed = reader.add(address);
  reader.poller.poll_due();
  const auto row = reader.poll_next(feed.id);
  EXPECT_EQ(row.last_status, 304);
  EXPECT_EQ(row.failures, 0);
  EXPECT_EQ(row.last_success, reader.chancery.clock.now());
  EXPECT_THAT(posts(), SizeIs(1));
  EXPECT_EQ(server.asked().back().headers.find("User-Agent"), "Chancery/test (+https://mfa.example/)");
}

TEST_F(FeedPolling, DoesNotAcceptAnUnchangedDocumentThatWasBrokenOff) {
  const auto whole = press_feed(item("1", "One", kToday) + item("2", "Two", kToday));
  server.feed("/rss", whole.substr(0, whole.find("Two")), {{"ETag", "\"half\""}});
  const auto feed = reader.register_unseen(address);
  reader.poller.poll_due();
  EXPECT_THAT(posts(), SizeIs(1)) << "what was whole is given";
  EXPECT_EQ(reader.row(feed.id).etag, "");
  EXPECT_THAT(reader.row(feed.id).last_note, HasSubstr("breaks off here: what follows was not read"));
}

TEST_F(FeedPolling, EndsWhatIsGone) {
  server.feed("/rss", press_feed(""));
  const auto feed = reader.add(address);
  reader.poller.poll_due();
  server.status("/rss", 410);
  const auto row = reader.poll_next(feed.id);
  EXPECT_EQ(row.state, FeedState::Gone);
  EXPECT_THAT(row.last_error, HasSubstr("410"));
  reader.chancery.clock.advance(48h);
  EXPECT_EQ(reader.poller.poll_due(), 0U);
}

TEST_F(FeedPolling, ComesBackWhenTheServerAllowsIt) {
  server.feed("/rss", press_feed(""));
  const auto feed = reader.add(address);
  reader.poller.poll_due();
  for (const int status : {429, 503}) {
    server.status("/rss", status, {{"Retry-After", "7200"}});
    const auto row = reader.poll_next(feed.id);
    EXPECT_EQ(row.last_status, status);
    EXPECT_GE(row.next_poll - reader.chancery.clock.now(), 2h);
    EXPECT_LE(row.next_poll - reader.chancery.clock.now(), 133min);
  }
  EXPECT_EQ(reader.row(feed.id).failures, 2);
}

TEST_F(FeedPolling, TriesLessAndLessOftenWhileItFails) {
  server.feed("/rss", press_feed(""));
  const auto feed = reader.add(address);
  reader.poller.poll_due();
  server.status("/rss", 500);
  auto last = 0min;
  for (int i = 1; i <= 4; ++i) {
    const auto row = reader.poll_next(feed.id);
    EXPECT_EQ(row.failures, i);
    EXPECT_THAT(row.last_error, HasSubstr("it will be asked again"));
    const auto wait = std::chrono::round<std::chrono::minutes>(row.next_poll - reader.chancery.clock.now());
    EXPECT_GT(wait, last);
    last = wait;
  }
  server.feed("/rss", press_feed(item("1", "Back", kToday)));
  EXPECT_EQ(reader.poll_next(feed.id).failures, 0);
  EXPECT_THAT(posts(), SizeIs(1));
}

TEST_F(FeedPolling, FollowsAPermanentRedirectForEverAndKeepsTheNameOfTheFeed) {
  server.feed("/rss", press_feed(item("1", "One", kToday)));
  const auto feed = reader.add(address);
  reader.poller.poll_due();
  server.redirect("/rss", 301, "/new");
  server.redirect("/new", 308, "/newer");
  server.feed("/newer", press_feed(item("1", "One", kToday) + item("2", "Two", kToday)));
  const auto row = reader.poll_next(feed.id);
  EXPECT_EQ(row.address, server.origin + "/newer");
  EXPECT_EQ(row.url, address);
  ASSERT_THAT(posts(), SizeIs(2));
  EXPECT_EQ(posts()[1].id, address + "#2");
  reader.poll_next(feed.id);
  EXPECT_EQ(server.asked().back().path, "/newer");
}

TEST_F(FeedPolling, FollowsATemporaryRedirectThisTimeAlone) {
  server.redirect("/rss", 302, "/elsewhere");
  server.redirect("/elsewhere", 301, "/there");
  server.feed("/there", press_feed(item("1", "One", kToday)));
  const auto feed = reader.add(address);
  EXPECT_EQ(feed.url, address);
  EXPECT_EQ(reader.poll_next(feed.id).address, address);
  EXPECT_THAT(posts(), SizeIs(1));
}

TEST_F(FeedPolling, GivesUpOnARedirectThatGoesInCirclesOrOutOfThePublicInternet) {
  server.redirect("/rss", 302, "/rss");
  const auto feed = reader.register_unseen(address);
  EXPECT_THAT(reader.poll_next(feed.id).last_error, HasSubstr("redirects more than three times"));
  EXPECT_THAT(server.asked(), SizeIs(4));
  server.redirect("/rss", 301, "http://127.0.0.1:1/admin");
  const auto row = reader.poll_next(feed.id);
  EXPECT_THAT(row.last_error, HasSubstr("may not be asked"));
  EXPECT_EQ(row.address, address);
}

TEST_F(FeedPolling, ReadsPackedFeedsAndRefusesBombs) {
  server.feed("/rss", test::gzipped(press_feed(item("1", "Packed", kToday))), {{"Content-Encoding", "gzip"}});
  const auto feed = reader.add(address);
  reader.poller.poll_due();
  ASSERT_THAT(posts(), SizeIs(1));
  server.feed("/rss", test::gzipped(std::string(64UL * 1024 * 1024, ' ')), {{"Content-Encoding", "gzip"}});
  const auto row = reader.poll_next(feed.id);
  EXPECT_EQ(row.failures, 1);
  EXPECT_THAT(row.last_error, HasSubstr("too large"));
}

TEST_F(FeedPolling, SaysWhenAPageTookThePlaceOfTheFeed) {
  server.feed("/rss", press_feed(""));
  const auto feed = reader.add(address);
  reader.poller.poll_due();
  server.feed("/rss", R"(<html><head><link rel="alternate" type="application/rss+xml" href="/feed2"></head></html>)");
  const auto row = reader.poll_next(feed.id);
  EXPECT_THAT(row.last_error, HasSubstr("its feed is at " + server.origin + "/feed2"));
  EXPECT_EQ(row.last_status, 200);
}

TEST_F(FeedPolling, DoesNotWaitForASilentServerForEver) {
  FeedReader impatient{server, 50ms};
  server.silence("/rss");
  const auto feed = impatient.register_unseen(address);
  impatient.poller.poll_due();
  const auto row = impatient.row(feed.id);
  EXPECT_EQ(row.last_status, 0);
  EXPECT_THAT(row.last_error, HasSubstr("did not answer in time"));
}

TEST_F(FeedPolling, OffersABatchAgainUntilItIsTaken) {
  server.feed("/rss", press_feed(item("1", "One", kToday)));
  const auto feed = reader.add(address);
  reader.sink.refuse(2);
  reader.poller.poll_due();
  EXPECT_THAT(posts(), SizeIs(1));
  EXPECT_EQ(reader.sink.state().refused, 2U);
  EXPECT_EQ(reader.row(feed.id).entries_seen, 1);
}

TEST_F(FeedPolling, AsksAHostForOneFeedAtATime) {
  std::mutex mutex;
  int now = 0;
  int most = 0;
  for (int i = 0; i < 12; ++i) {
    const auto path = "/rss" + std::to_string(i);
    server.page(path, [&, i](const net::Request&) {
      {
        const std::scoped_lock lock(mutex);
        most = std::max(most, ++now);
      }
      std::this_thread::yield();
      {
        const std::scoped_lock lock(mutex);
        --now;
      }
      return net::Response::text(200, press_feed(item(std::to_string(i), "N", kToday)));
    });
    reader.register_unseen(server.origin + path);
  }
  EXPECT_EQ(reader.poller.poll_due(), 12U);
  EXPECT_EQ(most, 1);
  EXPECT_THAT(posts(), SizeIs(12));
}

TEST_F(FeedPolling, LeavesPausedFeedsAloneAndReadsResumedOnesAtOnce) {
  server.feed("/rss", press_feed(item("1", "One", kToday)));
  const auto feed = reader.add(address);
  const auto write = [&](auto change) { EXPECT_TRUE(reader.chancery->write_now(change).has_value()); };
  const auto now = reader.chancery.clock.now();
  write([&](store::Transaction& tx) { return pause_feed(tx, feed.id, "user:anna", now); });
  EXPECT_EQ(reader.poller.poll_due(), 0U);
  write([&](store::Transaction& tx) { return resume_feed(tx, feed.id, "user:anna", now); });
  EXPECT_EQ(reader.poller.poll_due(), 1U);
  write([&](store::Transaction& tx) { return remove_feed(tx, feed.id, "user:anna", now); });
  EXPECT_FALSE(reader.row(feed.id).id);
  const auto audit =
      reader.chancery->read([](store::Snapshot& snapshot) { return staff::audit_entries(snapshot, 0, 10); });
  ASSERT_THAT(audit, SizeIs(4));
  EXPECT_EQ(audit[0].action, "feed.remove");
  EXPECT_EQ(audit[3].action, "feed.add");
  EXPECT_EQ(audit[3].subject, "feed:" + feed.id.text());
}

TEST_F(FeedPolling, RunsUntilStoppedAndHearsOfNewFeeds) {
  std::jthread worker([&](const std::stop_token& stop) { reader.poller.run(stop); });
  server.feed("/rss", press_feed(item("1", "One", kToday)));
  reader.add(address);
  reader.poller.nudge();
  EXPECT_TRUE(reader.sink.wait_until([](const auto& state) { return !state.posts.empty(); }));
  server.silence("/silent");
  const auto asked = server.asked().size();
  reader.register_unseen(server.origin + "/silent");
  reader.poller.nudge();
  EXPECT_TRUE(server.wait_for_requests(asked + 1));
  worker.request_stop();
  worker.join();  // although a server has not answered
}

TEST_F(FeedPolling, TellsHowItGoesAsAWhole) {
  server.feed("/good", press_feed(""));
  server.status("/bad", 500);
  reader.register_unseen(server.origin + "/good");
  reader.register_unseen(server.origin + "/bad");
  reader.poller.poll_due();
  const auto totals = reader.chancery->read([](store::Snapshot& snapshot) { return feed_totals(snapshot); });
  EXPECT_EQ(totals.active, 2U);
  EXPECT_EQ(totals.failing, 1U);
  EXPECT_EQ(totals.last_poll, reader.chancery.clock.now());
  EXPECT_GT(totals.next_poll, reader.chancery.clock.now());
}

TEST_F(FeedPolling, RemembersEntriesForAMonthAfterTheyVanished) {
  server.feed("/rss", press_feed(item("1", "One", kToday) + item("2", "Two", kToday)));
  const auto feed = reader.add(address);
  reader.poller.poll_due();
  server.feed("/rss", press_feed(item("2", "Two", kToday)));
  reader.chancery.clock.advance(25 * 24h);
  reader.poller.poll_due();
  const auto known = [&] {
    return reader.chancery->read([&](store::Snapshot& snapshot) { return known_entries(snapshot, feed.id); });
  };
  EXPECT_THAT(known(), SizeIs(2));
  reader.chancery.clock.advance(6 * 24h);
  reader.poller.poll_due();
  EXPECT_THAT(known(), SizeIs(1));
  EXPECT_THAT(posts(), SizeIs(2));
}

}  // namespace
}  // namespace chancery::feeds
