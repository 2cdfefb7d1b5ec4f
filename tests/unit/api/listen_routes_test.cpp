// Sources, figures and heard posts over the API. What may be shown is listen's to decide and tested there.
#include <gtest/gtest.h>

#include "activity/public_post.hpp"
#include "listen/intake.hpp"
#include "listen/retention.hpp"
#include "support/post_models.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using test::Browser;
using test::Testbed;

class Listening : public testing::Test {
 protected:
  // `authors` people each write one post that the first watch matches.
  void hear(int authors) {
    listen::Intake intake(*bed.store, *bed.listen, chancery::test::post_models().annotator, bed.pseudonyms,
                          bed.opt_outs, bed.talk, bed.recent, {});
    std::vector<std::string> ids;
    std::vector<std::string> people;
    for (int i = 0; i < authors; ++i) {
      people.push_back("did:plc:person" + std::to_string(++heard_));
      ids.push_back("at://" + people.back() + "/app.bsky.feed.post/1");
    }
    std::vector<activity::PublicPost> posts;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      activity::PublicPost post;
      post.id = ids[i];
      post.author = people[i];
      post.time = bed.clock.now();
      post.text = "The consulate of Norway answered my question within a day, thank you very much";
      posts.push_back(post);
    }
    activity::PostBatch batch;
    batch.posts = posts;
    batch.events = posts.size();
    batch.source = "recording:test";
    ASSERT_TRUE(intake.take(batch).has_value());
    ASSERT_TRUE(intake.flush().has_value());
  }

  Testbed bed;
  Browser admin = bed.set_up();

 private:
  int heard_ = 0;
};

TEST_F(Listening, StartsAndStopsASourceAndRecordsWhoDidIt) {
  const auto start = [&](std::string_view kind) {
    return admin.put("/api/staff/listen/source", json::Object{{"kind", kind}});
  };
  const auto playing = start("sample");
  ASSERT_EQ(playing.status, 200) << playing.body;
  EXPECT_EQ(playing.text("kind"), "sample");
  EXPECT_EQ(playing.text("state"), "live");
  EXPECT_TRUE(playing.json().at("lag_seconds").is_null());
  EXPECT_EQ(bed.audit().front().action, "source.start");
  EXPECT_EQ(bed.audit().front().subject, "source:sample");
  EXPECT_EQ(bed.audit().front().actor, "user:anna");
  EXPECT_EQ(json::text(*json::object(admin.get("/api/staff/listen").json(), "source"), "kind"), "sample");
  EXPECT_EQ(start("jetstream").text("kind"), "jetstream");
  EXPECT_EQ(start("none").text("state"), "stopped");
  EXPECT_EQ(bed.audit().front().action, "source.stop");
}

TEST_F(Listening, RefusesSourcesThatAreNoneOrNotThere) {
  for (const auto& wrong : {json::Object{{"kind", "replay"}}, json::Object{{"kind", "twitter"}},
                            json::Object{{"kind", 1}}, json::Object{}}) {
    const auto answer = admin.put("/api/staff/listen/source", wrong);
    EXPECT_EQ(answer.status, 422);
    EXPECT_TRUE(answer.hint().starts_with("kind:")) << answer.hint();
  }
  bed.source.refuses = true;
  const auto answer = admin.put("/api/staff/listen/source", json::Object{{"kind", "jetstream"}});
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.hint(), "set listen.jetstream in the configuration");
}

TEST_F(Listening, WithholdsEverythingUnderTenAuthors) {
  hear(9);
  const auto figures = admin.get("/api/staff/listen/figures").json();
  EXPECT_TRUE(json::boolean(figures, "withheld").value());
  EXPECT_TRUE(json::boolean(figures, "arriving").value());
  EXPECT_EQ(json::integer(figures, "min_authors"), 10);
  EXPECT_TRUE(figures.at("matched").is_null());
  EXPECT_TRUE(figures.at("authors").is_null());
  EXPECT_TRUE(json::array(figures, "by_hour")->empty());
  const auto posts = admin.get("/api/staff/listen/posts").json();
  EXPECT_TRUE(json::boolean(posts, "withheld").value());
  EXPECT_TRUE(json::array(posts, "posts")->empty());
  EXPECT_TRUE(posts.at("next").is_null());
}

TEST_F(Listening, ShowsFiguresAndPostsFromTenAuthorsOnAndNeverAnAuthor) {
  hear(60);
  const auto figures = admin.get("/api/staff/listen/figures?hours=24").json();
  EXPECT_FALSE(json::boolean(figures, "withheld").value());
  EXPECT_EQ(json::integer(figures, "matched"), 60);
  EXPECT_EQ(json::integer(figures, "authors"), 60);
  EXPECT_FALSE(json::array(figures, "by_hour")->empty());
  EXPECT_EQ(json::text(json::array(figures, "by_language")->at(0).as_object(), "language"), "en");

  auto answer = admin.get("/api/staff/listen/posts?hours=24");
  auto page = answer.json();
  ASSERT_EQ(json::array(page, "posts")->size(), 50U);
  const auto& post = json::array(page, "posts")->at(0).as_object();
  EXPECT_EQ(json::text(post, "network"), "file");
  EXPECT_EQ(json::texts(post, "terms"), std::vector<std::string>{"Norway"});
  EXPECT_EQ(answer.body.find("did:"), std::string::npos);
  EXPECT_EQ(answer.body.find("at://"), std::string::npos);
  const auto next = std::string(*json::text(page, "next"));
  page = admin.get("/api/staff/listen/posts?hours=24&before=" + next).json();
  EXPECT_EQ(json::array(page, "posts")->size(), 10U);
  EXPECT_TRUE(page.at("next").is_null());
}

TEST_F(Listening, TakesTheThreeWindowsAlone) {
  for (const auto* hours : {"1", "24", "168"}) {
    EXPECT_EQ(admin.get("/api/staff/listen/figures?hours=" + std::string(hours)).status, 200) << hours;
  }
  for (const auto* hours : {"2", "0", "-1", "x", "", "9999999999999999999"}) {
    EXPECT_EQ(admin.get("/api/staff/listen/figures?hours=" + std::string(hours)).status, 422) << hours;
    EXPECT_EQ(admin.get("/api/staff/listen/posts?hours=" + std::string(hours)).status, 422) << hours;
  }
  EXPECT_EQ(admin.get("/api/staff/listen/posts?before=x").status, 422);
}

}  // namespace
}  // namespace chancery::api
