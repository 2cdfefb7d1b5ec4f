#include "activitypub/delivery_circuit.hpp"

#include <gtest/gtest.h>

namespace chancery::activitypub {
namespace {

using namespace std::chrono_literals;

const Timestamp kNow = *from_rfc3339("2026-11-22T09:30:00Z");
constexpr double kEven = 0.5;  // no spread

Circuit failed(int times, Timestamp now = kNow) {
  Circuit circuit;
  for (int i = 0; i < times; ++i) circuit = after_failure(circuit, {503, {}}, now, kEven, {});
  return circuit;
}

TEST(DeliveryCircuit, OpensAfterFiveFailuresInARowAndWaitsLongerEachTime) {
  EXPECT_EQ(standing_of({}, {}), HostStanding::Reachable);
  EXPECT_EQ(standing_of(failed(1), {}), HostStanding::Doubtful);
  EXPECT_EQ(standing_of(failed(4), {}), HostStanding::Doubtful);
  EXPECT_EQ(failed(4).wait_until, kNow) << "still closed: only the delivery itself waits";
  EXPECT_EQ(standing_of(failed(5), {}), HostStanding::Failing);
  EXPECT_EQ(failed(5).wait_until, kNow + 5s);
  EXPECT_EQ(failed(6).wait_until, kNow + 10s);
  EXPECT_EQ(failed(40).wait_until, kNow + 12h);
}

TEST(DeliveryCircuit, SpreadsTheWaitByAQuarterEitherWay) {
  const auto before = failed(9);
  EXPECT_EQ(after_failure(before, {}, kNow + 1h, 0.0, {}).wait_until, kNow + 1h + 120s);
  EXPECT_EQ(after_failure(before, {}, kNow + 1h, kEven, {}).wait_until, kNow + 1h + 160s);
}

TEST(DeliveryCircuit, KeepsWhatTheServerAskedForWhoeverElseFailsMeanwhile) {
  const auto asked = after_failure({}, {429, 600s}, kNow, kEven, {});
  EXPECT_EQ(asked.wait_until, kNow + 600s);
  EXPECT_TRUE(asked.asked);
  const auto again = after_failure(asked, {kNoAnswer, {}}, kNow + 1s, kEven, {});
  EXPECT_EQ(again.wait_until, kNow + 600s);
  EXPECT_TRUE(again.asked);
  EXPECT_EQ(after_contact(again, kNow + 120s), again) << "a message from it does not shorten that";
  EXPECT_EQ(without_wait(again, kNow + 120s), again) << "nor does staff";
}

TEST(DeliveryCircuit, ParksAfterThreeDaysOfFailuresAndNotBefore) {
  const auto week = after_failure(failed(5), {}, kNow + 71h, kEven, {});
  EXPECT_EQ(standing_of(week, {}), HostStanding::Failing);
  const auto parked = after_failure(week, {}, kNow + 72h, kEven, {});
  EXPECT_EQ(standing_of(parked, {}), HostStanding::Parked);
  EXPECT_EQ(parked.parked_at, kNow + 72h);
  EXPECT_EQ(parked.wait_until, kNow + 96h) << "one try a day";
  EXPECT_EQ(standing_of(after_failure(after_failure({}, {}, kNow, kEven, {}), {}, kNow + 80h, kEven, {}), {}),
            HostStanding::Doubtful)
      << "two failures far apart say little";
}

TEST(DeliveryCircuit, AMessageFromTheServerTriesItAtOnceButOnceAMinute) {
  const auto open = failed(12);
  EXPECT_EQ(after_contact(open, kNow + 5s).wait_until, kNow + 60s);
  EXPECT_EQ(after_contact(open, kNow + 300s).wait_until, kNow + 300s);
  EXPECT_EQ(standing_of(after_contact(open, kNow + 300s), {}), HostStanding::Failing) << "one delivery tries it";

  const auto parked = after_failure(open, {}, kNow + 80h, kEven, {});
  const auto seen = after_contact(parked, kNow + 81h);
  EXPECT_EQ(standing_of(seen, {}), HostStanding::Failing);
  const auto again = after_failure(seen, {}, kNow + 81h, kEven, {});
  EXPECT_EQ(standing_of(again, {}), HostStanding::Parked) << "it talks but does not listen";
}

TEST(DeliveryCircuit, SaysWhyInPlainWords) {
  EXPECT_EQ(reason_text(0), "");
  EXPECT_EQ(reason_text(kNoAnswer), "It did not answer in time.");
  EXPECT_EQ(reason_text(503), "It answers with an error of its own (503).");
  EXPECT_EQ(reason_code(kNoConnection), "no_connection");
  EXPECT_EQ(reason_code(429), "too_fast");
  EXPECT_EQ(reason_code(500), "server_error");
}

}  // namespace
}  // namespace chancery::activitypub
