#include "notify/webhooks.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "notify/webhook_events.hpp"
#include "staff/audit.hpp"
#include "unit/notify/webhook_house.hpp"

namespace chancery::notify {
namespace {

using namespace std::chrono_literals;
using test::House;

Result<WithSecret> adding(House& house, const std::string& url, std::vector<std::string> events = {"post.sent"}) {
  return house.act([&](store::Transaction& tx, const WebhookActing& acting) {
    return add_webhook(tx, house.store->ids(), {url, std::move(events)}, acting);
  });
}

TEST(Webhooks, AnAddressIsRefusedThatMayNotBeAsked) {
  House house("127.0.0.1:9101");
  for (const auto* url :
       {"", "cases.mfa.example", "ftp://cases.mfa.example/", "http://cases.mfa.example/", "https://10.1.2.3/",
        "https://127.0.0.1/", "https://[fd00::1]/", "https://169.254.169.254/latest/",
        "https://cases.mfa.example:8443/", "https://anna:secret@cases.mfa.example/", "wss://cases.mfa.example/",
        "http://intranet.mfa.example:8443/"}) {
    const auto refused = adding(house, url);
    ASSERT_FALSE(refused.has_value()) << url;
    EXPECT_EQ(refused.error().code, Errc::Invalid) << url;
    EXPECT_TRUE(refused.error().hint.starts_with("url: ")) << refused.error().hint;
  }
  EXPECT_TRUE(adding(house, "https://cases.mfa.example/chancery?of=press").has_value());
  EXPECT_TRUE(adding(house, "https://intranet.mfa.example:8443/told").has_value()) << "an internal endpoint";
}

TEST(Webhooks, OnlyEventsThereAreCanBeAskedFor) {
  House house("127.0.0.1:9101");
  EXPECT_FALSE(adding(house, "https://cases.mfa.example/", {}).has_value());
  const auto odd = adding(house, "https://cases.mfa.example/", {"post.sent", "post.liked"});
  ASSERT_FALSE(odd.has_value());
  EXPECT_NE(odd.error().hint.find("crisis.opened"), std::string::npos);
  const auto made = adding(house, "https://cases.mfa.example/", {"post.sent", "clock.warned", "post.sent"});
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(made->webhook.events, (std::vector<std::string>{"clock.warned", "post.sent"}));
  EXPECT_EQ(house.row(made->webhook.id).events, made->webhook.events);
}

TEST(Webhooks, TheSecretIsShownOnceAndStoredNowhere) {
  House house("127.0.0.1:9101");
  const auto made = house.add("https://cases.mfa.example/");
  EXPECT_EQ(made.secret.size(), std::string("whsec_").size() + 44);
  const auto raw = crypto::from_base64(made.secret.substr(6)).value();
  house.store.close();
  for (const auto* name : {"chancery.db", "chancery.db-wal"}) {
    std::ifstream in(house.store.folder / name, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    EXPECT_EQ(bytes.find(raw), std::string::npos) << name;
    EXPECT_EQ(bytes.find(made.secret.substr(6)), std::string::npos) << name;
  }
}

TEST(Webhooks, WhatIsDoneStandsInTheAuditLogWithoutTheAddress) {
  House house("127.0.0.1:9101");
  const auto id = house.add("https://cases.mfa.example/secret-path").webhook.id;
  const auto done = house.act([&](store::Transaction& tx, const WebhookActing& acting) -> Status {
    EXPECT_TRUE(change_webhook(tx, id, {"https://cases.mfa.example/", {"qa.opened"}}, true, acting).has_value());
    EXPECT_TRUE(rotate_secret(tx, id, acting).has_value());
    const auto refused = send_test(tx, house.store->ids(), id, acting);
    EXPECT_EQ(refused.error().code, Errc::Conflict) << "it is paused";
    return remove_webhook(tx, id, acting);
  });
  ASSERT_TRUE(done.has_value());
  std::vector<std::string> actions;
  for (const auto& entry :
       house.store->read([](store::Snapshot& snapshot) { return staff::audit_entries(snapshot, 0, 10); })) {
    actions.push_back(entry.action);
    EXPECT_EQ(entry.subject, "webhook:" + id.text());
    EXPECT_EQ(entry.actor, "user:anna");
  }
  EXPECT_EQ(actions, (std::vector<std::string>{"webhook.remove", "webhook.rotate", "webhook.change", "webhook.add"}));
}

TEST(Webhooks, WhatHappenedBeforeItWasMadeIsNotTold) {
  House house("127.0.0.1:9101");
  house.publish(1);
  const auto made = house.add("https://cases.mfa.example/");
  house.publish(2);
  house.happen(activity::events::kNoteDeleted, {{"note", 2}, {"account", 3}});
  house.sender->plan_now();
  ASSERT_EQ(house.messages(made.webhook.id).size(), 1U) << "not the one before, and not what it does not hear of";
  EXPECT_EQ(house.messages(made.webhook.id).front().type, "post.sent");
}

TEST(Webhooks, TheOldestGoesWhenTooManyWaitAndIsCounted) {
  House house("127.0.0.1:9101");
  const auto id = house.add("https://cases.mfa.example/").webhook.id;
  const auto queued = house.store->write_now([&](store::Transaction& tx) -> Status {
    for (std::int64_t i = 1; i <= kMostWaiting + 3; ++i) {
      queue_event(tx, house.store->ids(),
                  {.position = 100 + i,
                   .at = house.store.clock.now(),
                   .type = std::string(activity::events::kNotePublished),
                   .facts = {{"note", i}, {"account", 3}}});
    }
    return {};
  });
  ASSERT_TRUE(queued.has_value());
  EXPECT_EQ(house.row(id).waiting, kMostWaiting);
  EXPECT_EQ(house.row(id).dropped, 3);
}

TEST(Webhooks, RemovedItTakesWhatWaitedWithIt) {
  House house("127.0.0.1:9101");
  const auto id = house.add("https://cases.mfa.example/").webhook.id;
  house.publish();
  house.sender->plan_now();
  ASSERT_EQ(house.messages(id).size(), 1U);
  ASSERT_TRUE(
      house.act([&](store::Transaction& tx, const WebhookActing& acting) { return remove_webhook(tx, id, acting); })
          .has_value());
  EXPECT_TRUE(house.messages(id).empty());
  const auto again =
      house.act([&](store::Transaction& tx, const WebhookActing& acting) { return remove_webhook(tx, id, acting); });
  EXPECT_EQ(again.error().code, Errc::NotFound);
}

}  // namespace
}  // namespace chancery::notify
