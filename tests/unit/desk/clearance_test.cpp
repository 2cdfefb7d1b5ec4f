#include "desk/clearance.hpp"

#include "unit/desk/histories.hpp"
#include "unit/desk/workplace.hpp"

namespace chancery::desk {
namespace {

using namespace std::chrono_literals;
using testing::kMonday;

const testing::SomeCalendars kCalendars;

// The office, two desk hours, escalates to desk 3; then Cairo, a working day, silent consent.
Chain chain() {
  Chain made;
  made.steps = {{DeskId{1}, {120, Unit::Desk}, OnSilence::Escalate, DeskId{3}},
                {DeskId{2}, {1, Unit::Days}, OnSilence::Consent, {}}};
  made.rule = "Cairo agreed on 3 March: no word in a day is yes.";
  return made;
}
Cleared step(int number, ClearanceState state, Timestamp asked = kMonday) {
  return {"digest", number, state, asked, {}};
}

TEST(Clearance, SilenceIsConsentOnlyByAWrittenRuleAfterADeadline) {
  EXPECT_TRUE(check_chain(chain()).has_value());
  Chain unwritten = chain();
  unwritten.rule = "yes";
  EXPECT_EQ(check_chain(unwritten).error().hint,
            "Step 2: silence is consent only by a rule written down, of at least 20 characters.");
  Chain endless = chain();
  endless.steps[1].within.amount = 0;
  EXPECT_EQ(check_chain(endless).error().hint, "Step 2: silence is consent only after a deadline.");
}

TEST(Clearance, NobodyEscalatesToWhoWasAskedAlready) {
  Chain round = chain();
  round.steps[1].silence = OnSilence::Escalate;
  round.steps[1].escalates_to = DeskId{1};
  EXPECT_EQ(check_chain(round).error().hint, "Step 2: it escalates to a desk that was asked already.");
  Chain longer;
  longer.steps.assign(7, ChainStep{DeskId{1}, {}, OnSilence::Escalate, {}});
  EXPECT_FALSE(check_chain(longer).has_value());
}

TEST(Clearance, GoesStepByStepForOneDigest) {
  using Stage = ChainView::Stage;
  std::vector<Cleared> done;
  EXPECT_EQ(view(chain(), done, "digest", kCalendars), (ChainView{Stage::Missing, 0, kNever}));
  done.push_back(step(0, ClearanceState::Waiting));
  EXPECT_EQ(view(chain(), done, "digest", kCalendars), (ChainView{Stage::Waiting, 0, kMonday + 2h}));
  done[0].state = ClearanceState::Cleared;
  EXPECT_EQ(view(chain(), done, "digest", kCalendars).step, 1);
  done.push_back(step(1, ClearanceState::Silent));
  EXPECT_EQ(view(chain(), done, "digest", kCalendars).stage, Stage::Complete);
  EXPECT_EQ(view(chain(), done, "another", kCalendars), (ChainView{Stage::Missing, 0, kNever})) << "one letter changed";
  done[0].state = ClearanceState::Objected;
  EXPECT_EQ(view(chain(), done, "digest", kCalendars).stage, Stage::Objected);
  EXPECT_EQ(view(Chain{}, {}, "digest", kCalendars).stage, Stage::Complete);
}

TEST(Clearance, DeadlinesRunByTheDeskAskedAndAClockThatLeaptDecidesNothing) {
  const Cleared office = step(0, ClearanceState::Waiting, kMonday + 7h);  // 16:00: due on Tuesday at 10:00
  EXPECT_EQ(fall_due(chain(), office, kCalendars, kMonday + 24h, true), std::nullopt);
  EXPECT_EQ(fall_due(chain(), office, kCalendars, kMonday + 25h, true), ClearanceState::Escalated);
  EXPECT_EQ(fall_due(chain(), office, kCalendars, kMonday + 25h, false), std::nullopt);
  EXPECT_EQ(fall_due(chain(), step(1, ClearanceState::Waiting), kCalendars, kMonday + 24h, true),
            ClearanceState::Silent);
  EXPECT_EQ(fall_due(chain(), step(1, ClearanceState::Cleared), kCalendars, kMonday + 99h, true), std::nullopt);
  EXPECT_EQ(fall_due(chain(), step(5, ClearanceState::Waiting), kCalendars, kMonday + 99h, true), std::nullopt);
}

}  // namespace
}  // namespace chancery::desk
