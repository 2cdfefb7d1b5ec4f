#include <gtest/gtest.h>

#include "listen/alerts.hpp"
#include "store/sql.hpp"
#include "unit/listen/desks.hpp"

namespace chancery::listen {
namespace {

using chancery::test::migrations_of;
using chancery::test::TestStore;
using test::Desks;

class JudgementsTest : public testing::Test {
 protected:
  void raise(std::int64_t id, Timestamp at) {
    ASSERT_TRUE(heard
                    ->write_now([&](store::Transaction& tx) -> Status {
                      Alert alert;
                      alert.id = AlertId{id};
                      alert.subject = id;
                      alert.watches = {WatchId{7}, WatchId{12}};
                      alert.from = alert.to = alert.raised_at = at;
                      EXPECT_TRUE(store_alert(tx, alert));
                      return {};
                    })
                    .has_value());
  }
  [[nodiscard]] Status judge(std::int64_t id, Judgement judgement, const std::string& by) {
    return desks.write(
        [&](store::Transaction& tx) { return judge_alert(tx, AlertId{id}, judgement, desks.who(by), desks.now()); });
  }
  [[nodiscard]] Judgements judged() {
    return desks.read([](store::Snapshot& s) { return judgements(s); });
  }
  [[nodiscard]] std::vector<Alert> listed(std::optional<Judgement> judgement) {
    return heard->read([&](store::Snapshot& s) { return alerts(s, judged(), judgement, {}, 10); });
  }
  [[nodiscard]] std::vector<std::string> audited() {
    std::vector<std::string> lines;
    for (const auto& entry : desks.read([](store::Snapshot& s) { return staff::audit_entries(s, 0, 10); })) {
      lines.push_back(entry.actor + " " + entry.action + " " + entry.subject);
    }
    return lines;
  }

  Desks desks;
  TestStore heard{migrations_of({migrations()}), "listen"};
};

TEST_F(JudgementsTest, AreCountedAsTheyStandInTheAudit) {
  for (const std::int64_t id : {1, 2, 3}) raise(id, desks.now());
  ASSERT_TRUE(judge(1, Judgement::FalseAlarm, "arne").has_value());
  ASSERT_TRUE(judge(2, Judgement::Useful, "arne").has_value());
  ASSERT_TRUE(judge(2, Judgement::FalseAlarm, "astrid").has_value());
  const auto tally = heard->read([&](store::Snapshot& s) { return alert_tally(s, judged(), desks.now()); });
  EXPECT_EQ(tally.raised, 3);
  EXPECT_EQ(tally.false_alarms, 2);
  EXPECT_EQ(tally.useful, 0);
  EXPECT_EQ(tally.open, 1);
  EXPECT_EQ(audited(),
            (std::vector<std::string>{"user:astrid alert.false_alarm alert:2", "user:arne alert.useful alert:2",
                                      "user:arne alert.false_alarm alert:1"}));
}

TEST_F(JudgementsTest, DoNotStandWithoutTheirAuditEntryNorItWithoutThem) {
  raise(1, desks.now());
  const auto failed = desks.write([&](store::Transaction& tx) -> Status {
    EXPECT_TRUE(judge_alert(tx, AlertId{1}, Judgement::Useful, desks.who("arne"), desks.now()).has_value());
    return fail(Errc::Unavailable, "the disk is full");
  });
  EXPECT_FALSE(failed.has_value());
  EXPECT_TRUE(judged().empty());
  EXPECT_TRUE(audited().empty());
  EXPECT_EQ(judge(1, Judgement::Useful, "eva").error().code, Errc::Forbidden) << "an editor judges no alert";
  EXPECT_TRUE(judged().empty());
  EXPECT_TRUE(audited().empty());
}

TEST_F(JudgementsTest, ChooseWhatIsListed) {
  for (const std::int64_t id : {1, 2, 3}) raise(id, desks.now());
  ASSERT_TRUE(judge(2, Judgement::Useful, "arne").has_value());
  const auto open = listed(Judgement::Open);
  ASSERT_EQ(open.size(), 2U);
  EXPECT_EQ(open[0].id, AlertId{3});
  EXPECT_EQ(open[0].watches, (std::vector{WatchId{7}, WatchId{12}}));
  const auto useful = listed(Judgement::Useful);
  ASSERT_EQ(useful.size(), 1U);
  EXPECT_EQ(useful[0].judged.by, desks.who("arne").id);
  ASSERT_TRUE(judge(2, Judgement::Open, "arne").has_value());
  EXPECT_EQ(listed(Judgement::Open).size(), 3U);
}

}  // namespace
}  // namespace chancery::listen
