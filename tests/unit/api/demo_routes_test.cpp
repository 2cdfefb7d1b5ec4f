#include <gtest/gtest.h>

#include "staff/institution.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using test::Browser;
using test::Testbed;

constexpr std::string_view kLoopback = "http://127.0.0.1:8080";

// A ministry set up as `serve --demo` does, or a real one.
void set_up(Testbed& bed, bool fictional) {
  const auto link = bed.enrolments.new_setup_link(staff::kSetupActor).value();
  const auto offer = bed.enrolments.open(link.token).value();
  const staff::Institution institution{
      .name = "Ministry", .country = fictional ? "ZZ" : "NO", .languages = {"en"}, .demo = fictional};
  const staff::NewUser user{.login = "demo",
                            .name = "Demo visitor",
                            .password = std::string(Testbed::kPassword),
                            .code = bed.code(offer.totp_secret)};
  const auto done = bed.enrolments.complete_setup(link.token, institution, user,
                                                  [](store::Transaction&, staff::UserId) -> Status { return {}; });
  ASSERT_TRUE(done.has_value()) << done.error().detail;
}

test::Answer enter(Testbed& bed, std::string_view token) {
  Browser browser(bed.router);
  return browser.post("/api/staff/demo", json::Object{{"token", token}});
}

TEST(Demo, LetsAVisitorInWithTheTokenPrintedAtStart) {
  Testbed bed(kLoopback, "printed-at-start");
  set_up(bed, true);
  const auto answer = enter(bed, "printed-at-start");
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_TRUE(answer.header("Set-Cookie").starts_with("chancery="));
  EXPECT_EQ(bed.audit().front().action, "session.demo");
  for (const auto* wrong : {"", "printed-at-star", "printed-at-start ", "other"}) {
    EXPECT_EQ(enter(bed, wrong).status, 410) << wrong;
  }
}

TEST(Demo, LetsTheVisitorBeAnotherPersonOfTheMinistry) {
  Testbed bed(kLoopback, "printed-at-start");
  set_up(bed, true);
  EXPECT_EQ(enter(bed, "printed-at-start.dpo").status, 404) << "before there is one";
  const auto link = bed.enrolments.invite("user:demo", "Demo data-protection officer", staff::Role::Dpo).value();
  const auto offer = bed.enrolments.open(link.token).value();
  const staff::NewUser officer{.login = "demo.dpo",
                               .name = "Demo data-protection officer",
                               .password = std::string(Testbed::kPassword),
                               .code = bed.code(offer.totp_secret)};
  ASSERT_TRUE(bed.enrolments.accept_invitation(link.token, officer).has_value());
  const auto answer = enter(bed, "printed-at-start.dpo");
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_TRUE(answer.body.contains("demo.dpo")) << answer.body;
  EXPECT_EQ(enter(bed, "other.dpo").status, 410);
  EXPECT_EQ(enter(bed, ".dpo").status, 410);
}

TEST(Demo, HasNoDoorWhereTheMinistryIsRealOrNotOnThisMachineOrNoTokenWasMade) {
  Testbed real(kLoopback, "printed-at-start");
  set_up(real, false);
  EXPECT_EQ(enter(real, "printed-at-start").status, 410);
  Testbed elsewhere("https://mfa.example", "printed-at-start");
  set_up(elsewhere, true);
  EXPECT_EQ(enter(elsewhere, "printed-at-start").status, 410);
  Testbed no_token(kLoopback, "");
  set_up(no_token, true);
  EXPECT_EQ(enter(no_token, "").status, 410);
  Testbed not_set_up(kLoopback, "printed-at-start");
  EXPECT_EQ(enter(not_set_up, "printed-at-start").status, 410);
}

}  // namespace
}  // namespace chancery::api
