#include <gtest/gtest.h>

#include "store/events.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using test::Browser;
using test::Testbed;

TEST(Health, AnswersWhileTheStoresTakeWrites) {
  Testbed bed;
  Browser probe(bed.router);
  const auto alive = probe.get("/healthz");
  EXPECT_EQ(alive.status, 200);
  EXPECT_EQ(alive.body, "ok\n");
  const auto ready = probe.get("/readyz");
  EXPECT_EQ(ready.status, 200);
  EXPECT_TRUE(json::boolean(ready.json(), "ready").value());
  EXPECT_EQ(json::integer(ready.json(), "stuck"), 0);
  EXPECT_EQ(json::integer(ready.json(), "late_posts"), 0);
}

TEST(Health, IsNotReadyWhenAStoreTakesNoWrites) {
  Testbed bed("https://mfa.example", "", 0);
  Browser probe(bed.router);
  EXPECT_EQ(probe.get("/healthz").status, 200);
  const auto ready = probe.get("/readyz");
  EXPECT_EQ(ready.status, 503);
  EXPECT_FALSE(json::boolean(ready.json(), "ready").value());
  EXPECT_FALSE(ready.header("Retry-After").empty());
}

TEST(Health, ListsParkedEventsButNotWhyTheyFailed) {
  Testbed bed;
  Browser probe(bed.router);
  const auto appended = bed.store->write_now([](store::Transaction& tx) -> Status {
    store::append_event(tx, "NoteReceived", {{"note", 7}});
    return {};
  });
  ASSERT_TRUE(appended.has_value());
  store::Consumer consumer(*bed.store, "test.consumer", [](store::Transaction&, const store::Event&) -> Status {
    return fail(Errc::Internal, "a secret detail");
  });
  (void)consumer.drain();
  const auto ready = probe.get("/readyz");
  EXPECT_EQ(ready.status, 200) << "the server works on";
  const auto body = ready.json();
  EXPECT_EQ(json::integer(body, "stuck"), 1) << ready.body;
  EXPECT_EQ(ready.body.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace chancery::api
