#include "notify/webhook_schedule.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace chancery::notify {
namespace {

using namespace std::chrono_literals;

constexpr auto kNow = from_micros(1'795'339'800'000'000);

WebhookAnswer of(int status, const std::string& retry_after = {}) {
  net::IncomingResponse answer;
  answer.status = status;
  if (!retry_after.empty()) answer.headers.add("Retry-After", retry_after);
  return judge_answer(answer, kNow);
}

TEST(WebhookSchedule, WhatIsNotTakenFailedAndGoneIsGone) {
  for (const int status : {200, 202, 204, 299}) EXPECT_EQ(of(status).verdict, WebhookVerdict::Delivered) << status;
  for (const int status : {301, 302, 307, 400, 401, 404, 429, 500, 502, 503, 504}) {
    EXPECT_EQ(of(status).verdict, WebhookVerdict::Failed) << status;
  }
  EXPECT_EQ(of(410).verdict, WebhookVerdict::Gone);
  EXPECT_EQ(of(503, "120").retry_after, 120s);
  EXPECT_EQ(of(429, "Sun, 22 Nov 2026 09:31:00 GMT").retry_after, 60s);
  const auto none = judge_answer(fail(Errc::Timeout, "late"), kNow);
  EXPECT_EQ(none.verdict, WebhookVerdict::Failed);
  EXPECT_EQ(none.status, 0);
}

TEST(WebhookSchedule, EightTriesFillThreeDays) {
  std::chrono::milliseconds whole{0};
  int tries = 1;
  while (const auto wait = next_try(tries, 0.5)) {
    whole += *wait;
    ++tries;
  }
  EXPECT_EQ(tries, 8);
  EXPECT_EQ(whole, 75h + 35min + 5s);
  EXPECT_EQ(next_try(1, 0.0), 3750ms);
  EXPECT_LT(next_try(1, 0.999).value(), 6251ms);
}

TEST(WebhookSchedule, WhoFailsIsLeftAloneLongerEachTimeUpToHalfADay) {
  EXPECT_EQ(left_alone(1, 0.5), 5s);
  EXPECT_EQ(left_alone(2, 0.5), 10s);
  EXPECT_EQ(left_alone(13, 0.5), 20480s);
  EXPECT_EQ(left_alone(15, 0.5), 12h);
  EXPECT_EQ(left_alone(500, 0.5), 12h);
}

}  // namespace
}  // namespace chancery::notify
