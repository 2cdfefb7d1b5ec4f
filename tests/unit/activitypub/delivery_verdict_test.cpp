#include <gtest/gtest.h>

#include "activitypub/delivery.hpp"
#include "net/retry_after.hpp"

namespace chancery::activitypub {
namespace {

using namespace std::chrono_literals;
using Kind = Verdict::Kind;

const Timestamp kAnswered = *from_rfc3339("2026-11-22T09:30:00Z");

Verdict of(int status, const std::string& retry_after = {}) {
  net::IncomingResponse answer;
  answer.status = status;
  if (!retry_after.empty()) answer.headers.add("Retry-After", retry_after);
  return judge(answer, kAnswered);
}
Verdict of(Errc code) {
  return judge(fail(code, "no answer"), kAnswered);
}

TEST(DeliveryVerdict, FollowsTheTableOfAnswers) {
  for (const int status : {200, 201, 202, 204}) EXPECT_EQ(of(status).kind, Kind::Delivered) << status;
  for (const int status : {401, 403, 408, 425, 429, 500, 502, 503, 504}) {
    EXPECT_EQ(of(status).kind, Kind::Retry) << status;
  }
  for (const int status : {301, 400, 404, 405, 413, 422}) EXPECT_EQ(of(status).kind, Kind::Failed) << status;
  EXPECT_EQ(of(410).kind, Kind::Gone);
}

TEST(DeliveryVerdict, TriesAgainWhomOurKeyDidNotReachAndLetsOthersPassMeanwhile) {
  for (const int status : {401, 403}) {
    EXPECT_TRUE(of(status).refused) << status << ": what comes after it is not held back for ever";
    EXPECT_FALSE(of(status).host_trouble) << status << ": the host is there";
  }
}

TEST(DeliveryVerdict, TriesAgainWhatGotNoAnswerUnlessItWasNeverToBeAsked) {
  EXPECT_EQ(of(Errc::Timeout).kind, Kind::Retry);
  EXPECT_TRUE(of(Errc::Timeout).host_trouble);
  EXPECT_EQ(of(Errc::Unavailable).kind, Kind::Retry);
  EXPECT_EQ(of(Errc::Malformed).kind, Kind::Failed);
  EXPECT_EQ(of(Errc::Refused).kind, Kind::Retry) << "its name led to a private address just then";
  EXPECT_TRUE(of(Errc::Refused).host_trouble);
  EXPECT_EQ(of(Errc::TooMany).kind, Kind::Retry);
  EXPECT_FALSE(of(Errc::TooMany).host_trouble) << "our own queue is no fault of the host";
}

TEST(DeliveryVerdict, ReadsRetryAfterAsSecondsOrDateWithinADay) {
  EXPECT_EQ(of(429, "120").retry_after, 120s);
  EXPECT_EQ(of(503, "Sun, 22 Nov 2026 09:31:00 GMT").retry_after, 60s);
  EXPECT_EQ(of(429, "999999999").retry_after, 24h);
  EXPECT_EQ(of(429, "Sun, 22 Nov 2026 09:29:00 GMT").retry_after, 0s);
  EXPECT_EQ(of(429, "-5").retry_after, 0s);
  EXPECT_EQ(of(429, "soon").retry_after, std::nullopt);
  EXPECT_EQ(of(500, "120").retry_after, std::nullopt) << "only 429 and 503 speak of time";
}

TEST(DeliveryVerdict, ADateByAnUnknownClockIsNoWait) {
  net::IncomingResponse dated;
  dated.headers.add("Retry-After", "Thu, 01 Jan 1953 00:00:00 GMT");
  EXPECT_EQ(retry_after(dated, std::nullopt), std::nullopt);
  EXPECT_EQ(retry_after(dated, kAnswered), 0s);
  net::IncomingResponse counted;
  counted.headers.add("Retry-After", "120");
  EXPECT_EQ(retry_after(counted, std::nullopt), 120s);
}

TEST(DeliveryVerdict, BacksOffTwiceAsLongEachTimeUpToHalfADay) {
  EXPECT_EQ(back_off(1, 0.5), 5s);
  EXPECT_EQ(back_off(2, 0.5), 10s);
  EXPECT_EQ(back_off(5, 0.5), 80s);
  EXPECT_EQ(back_off(50, 0.5), 12h);
  EXPECT_EQ(back_off(1, 0.0), 3750ms);
  EXPECT_EQ(back_off(0, 0.5), 5s);
}

}  // namespace
}  // namespace chancery::activitypub
