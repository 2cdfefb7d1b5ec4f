#include "notify/webhook_sender.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "unit/net/listening_peer.hpp"
#include "unit/notify/webhook_house.hpp"

namespace chancery::notify {
namespace {

using namespace std::chrono_literals;
using test::field;
using test::House;
using test::is_signed;
using test::Receiver;

TEST(WebhookSender, TellsWhatHappenedSignedSoThatTheReceiverKnowsIt) {
  Receiver receiver;
  House house(receiver.host);
  const auto made = house.add(receiver.url);
  house.publish(71);
  EXPECT_EQ(house.tell(), 1U);
  const auto told = receiver.told();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].path, "/told");
  EXPECT_EQ(told[0].body,
            R"({"type":"post.sent","timestamp":"2026-11-22T09:30:00Z","data":{"note":"71","account":"3"}})");
  EXPECT_TRUE(is_signed(told[0], made.secret));
  EXPECT_FALSE(is_signed(told[0], house.add(receiver.url).secret)) << "another's secret";
  EXPECT_EQ(field(told[0], "Content-Type"), "application/json");
  const auto message = house.messages(made.webhook.id).front();
  EXPECT_TRUE(message.delivered);
  EXPECT_EQ(message.attempts, 1);
  EXPECT_EQ(message.status, 204);
  EXPECT_EQ(house.row(made.webhook.id).delivered_at, house.store.clock.now());
  EXPECT_EQ(house.tell(), 0U) << "once";
}

TEST(WebhookSender, TriesAgainUnderTheSameIdUntilItIsTaken) {
  Receiver receiver;
  receiver.answer(500);
  House house(receiver.host);
  const auto made = house.add(receiver.url);
  house.publish();
  house.tell();
  const auto id = made.webhook.id;
  EXPECT_EQ(house.tell(), 0U) << "not at once";
  EXPECT_EQ(house.try_next(id).attempts, 2);
  EXPECT_EQ(house.row(id).failures, 2);
  receiver.answer(200);
  const auto message = house.try_next(id);
  EXPECT_TRUE(message.delivered);
  EXPECT_EQ(message.attempts, 3);
  EXPECT_EQ(house.row(id).failures, 0);
  EXPECT_EQ(house.row(id).failing_since, std::nullopt);
  const auto told = receiver.told();
  ASSERT_EQ(told.size(), 3U);
  for (const auto& each : told) {
    EXPECT_EQ(field(each, "webhook-id"), "msg_" + message.id.text());
    EXPECT_EQ(each.body, told[0].body);
    EXPECT_TRUE(is_signed(each, made.secret));
  }
  EXPECT_NE(field(told[0], "webhook-timestamp"), field(told[2], "webhook-timestamp")) << "of the try";
}

TEST(WebhookSender, ThreeDaysOfFailuresPauseItAndStaffAreTold) {
  Receiver receiver;
  receiver.answer(500);
  House house(receiver.host);
  const auto id = house.add(receiver.url).webhook.id;
  const auto began = house.store.clock.now();
  house.publish(1);
  house.tell();
  while (!house.row(id).paused_at) {
    if (!house.messages(id).front().next_at) house.publish(2), house.sender->plan_now();
    house.try_next(id);
    ASSERT_LT(house.store.clock.now() - began, 24h * 9);
  }
  EXPECT_GE(house.store.clock.now() - began, 72h);
  EXPECT_EQ(house.row(id).paused_why, PausedWhy::Failing);
  EXPECT_EQ(house.paused, std::vector{id}) << "once";
  const auto asked = receiver.told().size();
  EXPECT_LE(asked, 16U) << "and it was left in peace";
  house.store.clock.advance(24h);
  house.publish(3);
  EXPECT_EQ(house.tell(), 0U);
  EXPECT_EQ(receiver.told().size(), asked);
  // Staff let it go on: what waited is told.
  receiver.answer(200);
  ASSERT_TRUE(house
                  .act([&](store::Transaction& tx, const WebhookActing& acting) {
                    return change_webhook(tx, id, {receiver.url, {"post.sent"}}, false, acting);
                  })
                  .has_value());
  EXPECT_GE(house.tell(), 1U);
  EXPECT_EQ(house.row(id).waiting, 0);
  EXPECT_EQ(house.row(id).paused_at, std::nullopt);
}

TEST(WebhookSender, AnEighthFailureIsTheLast) {
  Receiver receiver;
  receiver.answer(400);
  House house(receiver.host);
  const auto id = house.add(receiver.url).webhook.id;
  house.publish();
  house.tell();
  WebhookMessage message;
  for (int i = 0; i < 12 && (message = house.messages(id).front()).next_at && !house.row(id).paused_at; ++i) {
    message = house.try_next(id);
  }
  EXPECT_EQ(message.attempts, 8);
  EXPECT_FALSE(message.delivered);
  EXPECT_EQ(message.status, 400);
  EXPECT_EQ(receiver.told().size(), 8U);
}

TEST(WebhookSender, GoneMeansThatNothingMoreIsWanted) {
  Receiver receiver;
  receiver.answer(410);
  House house(receiver.host);
  const auto id = house.add(receiver.url).webhook.id;
  house.publish();
  house.tell();
  EXPECT_EQ(house.row(id).paused_why, PausedWhy::Gone);
  EXPECT_EQ(house.paused, std::vector{id});
  house.store.clock.advance(24h);
  house.publish(2);
  EXPECT_EQ(house.tell(), 0U);
  EXPECT_EQ(house.row(id).waiting, 2);
  EXPECT_EQ(receiver.told().size(), 1U);
}

TEST(WebhookSender, WaitsAsLongAsItIsAskedTo) {
  Receiver receiver;
  receiver.answer(503, {{"Retry-After", "3600"}});
  House house(receiver.host);
  const auto id = house.add(receiver.url).webhook.id;
  house.publish(1);
  house.tell();
  house.publish(2);
  house.store.clock.advance(59min);
  EXPECT_EQ(house.tell(), 0U) << "neither the one it refused nor the next";
  receiver.answer(200);
  house.store.clock.advance(1min);
  EXPECT_EQ(house.tell(), 2U);
  EXPECT_EQ(house.row(id).waiting, 0);
}

TEST(WebhookSender, FollowsNoRedirect) {
  Receiver receiver;
  receiver.answer(307, {{"Location", "/elsewhere"}});
  House house(receiver.host);
  const auto id = house.add(receiver.url).webhook.id;
  house.publish();
  house.tell();
  ASSERT_EQ(receiver.told().size(), 1U);
  EXPECT_EQ(house.messages(id).front().status, 307);
  EXPECT_FALSE(house.messages(id).front().delivered);
  EXPECT_TRUE(house.messages(id).front().next_at.has_value());
}

TEST(WebhookSender, ANameThatLeadsIntoOurOwnNetworkIsNotAsked) {
  Receiver receiver;
  House house(receiver.host);
  // As if its name were looked up anew: the guard no longer excepts what was an internal endpoint.
  const auto id = house.add("https://intranet.mfa.example:8443/told").webhook.id;
  net::HttpClient strict({.guard = net::AddressGuard{}, .user_agent = "Chancery/test"});
  WebhookSender sender(*house.store, strict, {.key = house.key});
  house.publish();
  sender.plan_now();
  EXPECT_EQ(sender.send_due(), 1U);
  EXPECT_EQ(house.messages(id).front().status, 0);
  EXPECT_FALSE(house.messages(id).front().delivered);
}

TEST(WebhookSender, ABodyThatDoesNotEndIsNotWaitedForAndSilenceFails) {
  bool silent = false;
  net::test::ListeningPeer peer([&](net::test::Line line) {
    line.hear_until("\r\n\r\n");
    if (!silent) line.say("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nand then");
    line.hear_until("never");
  });
  const auto host = "127.0.0.1:" + std::to_string(peer.port());
  House house(host, 300ms);
  const auto id = house.add("http://" + host + "/").webhook.id;
  house.publish(1);
  house.tell();
  EXPECT_TRUE(house.messages(id).front().delivered) << "its status came";
  silent = true;
  house.publish(2);
  house.tell();
  EXPECT_EQ(house.messages(id).front().status, 0);
  EXPECT_TRUE(house.messages(id).front().next_at.has_value());
}

TEST(WebhookSender, ForTwoDaysBothSecretsSign) {
  Receiver receiver;
  House house(receiver.host);
  const auto before = house.add(receiver.url);
  const auto after = house.act([&](store::Transaction& tx, const WebhookActing& acting) {
    return rotate_secret(tx, before.webhook.id, acting);
  });
  ASSERT_TRUE(after.has_value());
  EXPECT_EQ(after->webhook.former_until, house.store.clock.now() + 48h);
  house.publish(1);
  house.tell();
  EXPECT_TRUE(is_signed(receiver.told().back(), before.secret));
  EXPECT_TRUE(is_signed(receiver.told().back(), after->secret));
  house.store.clock.advance(48h);
  house.publish(2);
  house.tell();
  EXPECT_FALSE(is_signed(receiver.told().back(), before.secret));
  EXPECT_TRUE(is_signed(receiver.told().back(), after->secret));
  ASSERT_TRUE(house.store
                  ->write_now([&](store::Transaction& tx) -> Status {
                    forget_former_secrets(tx, house.store.clock.now());
                    return {};
                  })
                  .has_value());
  EXPECT_EQ(house.row(before.webhook.id).former_until, std::nullopt);
}

TEST(WebhookSender, OneMessageThatIsRefusedHoldsNoOthersUp) {
  Receiver receiver;
  receiver.answer(500);
  House house(receiver.host);
  const auto id = house.add(receiver.url).webhook.id;
  house.publish(1);
  house.tell();
  receiver.answer(200);
  house.publish(2);
  house.publish(3);
  EXPECT_EQ(house.tell(), 0U) << "it is left alone a few seconds";
  house.store.clock.advance(7s);
  EXPECT_EQ(house.tell(), 3U);
  EXPECT_EQ(house.row(id).waiting, 0);
}

TEST(WebhookSender, WhenItWorksAgainAllThatWaitedIsTold) {
  Receiver receiver;
  receiver.answer(502);
  House house(receiver.host);
  const auto id = house.add(receiver.url).webhook.id;
  for (std::int64_t note = 1; note <= 20; ++note) house.publish(note);
  house.tell();
  EXPECT_LE(receiver.told().size(), 4U) << "no more at once";
  for (int i = 0; i < 5; ++i) house.try_next(id);
  EXPECT_GE(house.row(id).failures, 5);
  receiver.answer(200);
  house.store.clock.set(house.row(id).wait_until);
  house.sender->send_due();
  EXPECT_EQ(house.row(id).waiting, 0) << "also those whose next try was hours away";
}

TEST(WebhookSender, NothingIsLostAndNothingQueuedTwiceByAKill) {
  Receiver receiver;
  House house(receiver.host);
  const auto made = house.add(receiver.url);
  for (std::int64_t note = 1; note <= 5; ++note) house.publish(note);
  house.sender->plan_now();
  house.restart();
  house.publish(6);
  EXPECT_EQ(house.tell(), 6U);
  house.restart();
  EXPECT_EQ(house.tell(), 0U);
  EXPECT_EQ(house.messages(made.webhook.id).size(), 6U);
  EXPECT_EQ(receiver.told().size(), 6U);
}

TEST(WebhookSender, ATestTellsNothingButThatItIsOne) {
  Receiver receiver;
  House house(receiver.host);
  const auto made = house.add(receiver.url);
  ASSERT_TRUE(house
                  .act([&](store::Transaction& tx, const WebhookActing& acting) {
                    return send_test(tx, house.store->ids(), made.webhook.id, acting);
                  })
                  .has_value());
  house.sender->send_due();
  ASSERT_EQ(receiver.told().size(), 1U);
  EXPECT_EQ(receiver.told()[0].body,
            R"({"type":"webhook.test","timestamp":"2026-11-22T09:30:00Z","data":{"webhook":")" +
                made.webhook.id.text() + R"("}})");
  EXPECT_TRUE(is_signed(receiver.told()[0], made.secret));
}

TEST(WebhookSender, ItsThreadsTellByThemselves) {
  Receiver receiver;
  House house(receiver.host);
  const auto id = house.add(receiver.url).webhook.id;
  {
    const std::jthread plan([&](const std::stop_token& stop) { house.sender->plan(stop); });
    const std::jthread send([&](const std::stop_token& stop) { house.sender->run(stop); });
    house.publish();
    for (int i = 0; i < 500 && house.row(id).delivered_at == std::nullopt; ++i) std::this_thread::sleep_for(10ms);
    house.store->wake_all();
  }
  EXPECT_TRUE(house.row(id).delivered_at.has_value());
}

TEST(WebhookSender, WhatWasSettledLongAgoGoes) {
  Receiver receiver;
  House house(receiver.host);
  const auto id = house.add(receiver.url).webhook.id;
  house.publish(1);
  house.tell();
  house.store.clock.advance(15 * 24h);
  house.publish(2);
  house.tell();
  const auto forgotten = house.store->write_now([&](store::Transaction& tx) -> Result<std::size_t> {
    return forget_settled(tx, house.store.clock.now() - kMessagesKept, 100);
  });
  EXPECT_EQ(forgotten, 1U);
  EXPECT_EQ(house.messages(id).size(), 1U);
}

}  // namespace
}  // namespace chancery::notify
