#include "listen/watch_lifecycle.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "unit/listen/desks.hpp"

namespace chancery::listen {
namespace {

using std::chrono::days;
using test::Desks;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(WatchLifecycle, LeadsFromADraftToAWatchThatRuns) {
  Desks desks;
  const auto draft = desks.draft("arne", desks.visas());
  ASSERT_TRUE(draft.has_value()) << draft.error().hint;
  EXPECT_EQ(draft->status(desks.now()), WatchStatus::Draft);
  EXPECT_THAT(desks.active(), IsEmpty());

  EXPECT_EQ(desks.submit(draft->id, "arne")->status(desks.now()), WatchStatus::Submitted);
  EXPECT_THAT(desks.active(), IsEmpty());

  const auto approved = desks.approve(draft->id, "dagny", 1);
  ASSERT_TRUE(approved.has_value()) << approved.error().hint;
  EXPECT_EQ(approved->status(desks.now()), WatchStatus::Approved);
  ASSERT_EQ(desks.active().size(), 1U);
  const auto watch = desks.active().front();
  EXPECT_EQ(watch.approved_by, "user:dagny");
  EXPECT_EQ(watch.owner, desks.who("arne").id);
  EXPECT_EQ(watch.dpia, "DPIA 2026-14");
  EXPECT_FALSE(watch.query.empty());
  EXPECT_THAT(desks.told(), ElementsAre("WatchSubmitted", "WatchApproved"));
}

TEST(WatchLifecycle, WritesDownWhoDidWhatFromWhereToWhereAndWhy) {
  Desks desks;
  const auto id = desks.running(desks.visas());
  ASSERT_TRUE(desks.suspend(id, "dora", "complaint 12 is looked into").has_value());
  ASSERT_TRUE(desks.resume(id, "dagny").has_value());
  ASSERT_TRUE(desks.stop(id, "dora", "no longer needed").has_value());
  std::vector<std::string> lines;
  for (const auto& change : desks.read([&](store::Snapshot& s) { return watch_changes(s, id); })) {
    lines.push_back(change.actor + ' ' + change.action + ' ' + change.from + '>' + change.to + ' ' + change.reason);
  }
  EXPECT_THAT(lines,
              ElementsAre("user:arne draft draft>draft ", "user:arne submit draft>submitted ",
                          "user:dagny approve submitted>approved the reason",
                          "user:dora suspend approved>suspended complaint 12 is looked into",
                          "user:dagny resume suspended>approved ", "user:dora stop approved>stopped no longer needed"));
  std::vector<std::string> audited;
  for (const auto& entry : desks.read([](store::Snapshot& s) { return staff::audit_entries(s, 0, 10); })) {
    audited.push_back(entry.action);
  }
  EXPECT_THAT(audited, ElementsAre("watch.stop", "watch.resume", "watch.suspend", "watch.approve", "watch.submit",
                                   "watch.draft"));
  EXPECT_THAT(desks.told(),
              ElementsAre("WatchSubmitted", "WatchApproved", "WatchSuspended", "WatchResumed", "WatchStopped"));
}

TEST(WatchLifecycle, ASuspendedOrStoppedWatchDoesNotRun) {
  Desks desks;
  const auto id = desks.running(desks.visas());
  ASSERT_TRUE(desks.suspend(id, "dagny", "a complaint").has_value());
  EXPECT_THAT(desks.active(), IsEmpty());
  ASSERT_TRUE(desks.resume(id, "dagny").has_value());
  EXPECT_EQ(desks.active().size(), 1U);
  ASSERT_TRUE(desks.stop(id, "dagny", "no longer needed").has_value());
  EXPECT_THAT(desks.active(), IsEmpty());
  EXPECT_EQ(desks.resume(id, "dagny").error().code, Errc::Conflict) << "stopped for good";
  EXPECT_EQ(desks.change(id, "arne", desks.visas()).error().code, Errc::Conflict);
}

TEST(WatchLifecycle, AChangeRunsOnlyOnceApprovedAndTheFormerRunsUntilThen) {
  Desks desks;
  const auto id = desks.running(desks.visas());
  auto wider = desks.visas();
  wider.query = "visa OR consulate OR passport";
  ASSERT_EQ(desks.change(id, "arne", wider)->status(desks.now()), WatchStatus::Approved);
  const auto former = desks.active().front();
  EXPECT_EQ(former.version, 1);
  EXPECT_THAT(former.query, ::testing::Not(HasSubstr("passport")));
  ASSERT_TRUE(desks.submit(id, "arne").has_value());
  EXPECT_EQ(desks.active().front().version, 1);
  ASSERT_TRUE(desks.approve(id, "dagny", 2).has_value());
  EXPECT_EQ(desks.active().front().version, 2);
  EXPECT_THAT(desks.active().front().query, HasSubstr("passport"));
  const auto versions = desks.read([&](store::Snapshot& s) { return watch_versions(s, id); });
  ASSERT_EQ(versions.size(), 2U);
  EXPECT_EQ(versions[0].status, VersionStatus::Replaced);
  EXPECT_EQ(versions[0].decided_by, "user:dagny");
}

TEST(WatchLifecycle, ALaterExpiryMustBeApprovedToo) {
  Desks desks;
  const auto id = desks.running(desks.visas());
  desks.advance(days{80});
  EXPECT_EQ(desks.read([&](store::Snapshot& s) { return expiring_watches(s, desks.now()).size(); }), 1U);
  const auto renewed = desks.renew(id, "arne", desks.now() + days{100});
  ASSERT_TRUE(renewed.has_value()) << renewed.error().hint;
  EXPECT_EQ(renewed->pending->status, VersionStatus::Submitted);
  EXPECT_THAT(desks.read([&](store::Snapshot& s) { return expiring_watches(s, desks.now()); }), IsEmpty());
  desks.advance(days{11});
  EXPECT_EQ(desks.status(id), WatchStatus::Expired) << "nobody approved it in time";
  EXPECT_THAT(desks.active(), IsEmpty());
  ASSERT_TRUE(desks.approve(id, "dagny", 2).has_value());
  EXPECT_EQ(desks.status(id), WatchStatus::Approved);
  EXPECT_EQ(desks.active().size(), 1U);
}

TEST(WatchLifecycle, AnEndThatComesNearIsToldOnce) {
  Desks desks;
  (void)desks.running(desks.visas());
  const auto announce = [&] {
    const auto expiring = desks.read([&](store::Snapshot& s) { return expiring_watches(s, desks.now()); });
    return desks.write([&](store::Transaction& tx) -> Result<int> { return announce_expiring(tx, expiring); }).value();
  };
  EXPECT_EQ(announce(), 0);
  desks.advance(days{77});
  EXPECT_EQ(announce(), 1);
  EXPECT_EQ(announce(), 0);
  EXPECT_THAT(desks.told(), Contains("WatchExpiring"));
}

TEST(WatchLifecycle, OnlyTheDataProtectionOfficerDecides) {
  Desks desks;
  const auto id = desks.draft("arne", desks.visas())->id;
  ASSERT_TRUE(desks.submit(id, "arne").has_value());
  for (const auto* login : {"anna", "ole", "arne", "astrid", "eva"}) {
    EXPECT_EQ(desks.approve(id, login, 1).error().code, Errc::Forbidden) << login;
    EXPECT_EQ(desks.refuse(id, login, 1, "no need").error().code, Errc::Forbidden) << login;
    EXPECT_EQ(desks.stop(id, login, "no need").error().code, Errc::Forbidden) << login;
  }
  for (const auto* login : {"ole", "dagny", "eva"}) {
    EXPECT_EQ(desks.draft(login, desks.visas()).error().code, Errc::Forbidden) << login;
    EXPECT_EQ(desks.change(id, login, desks.visas()).error().code, Errc::Forbidden) << login;
  }
  EXPECT_EQ(desks.status(id), WatchStatus::Submitted);
}

TEST(WatchLifecycle, TheOfficerDecidesOnWhatSheReadAndNothingElse) {
  Desks desks;
  const auto id = desks.draft("arne", desks.visas())->id;
  EXPECT_EQ(desks.approve(id, "dagny", 1).error().code, Errc::Conflict) << "a draft is not submitted";
  ASSERT_TRUE(desks.submit(id, "arne").has_value());
  ASSERT_TRUE(desks.change(id, "arne", desks.visas()).has_value());
  EXPECT_EQ(desks.approve(id, "dagny", 1).error().code, Errc::Conflict) << "withdrawn meanwhile";
  ASSERT_TRUE(desks.submit(id, "arne").has_value());
  EXPECT_EQ(desks.approve(id, "dagny", 1).error().code, Errc::Conflict);
  EXPECT_TRUE(desks.approve(id, "dagny", 2).has_value());
}

TEST(WatchLifecycle, ARefusalNeedsAReasonAndLeavesTheFormerRunning) {
  Desks desks;
  const auto id = desks.running(desks.visas());
  ASSERT_TRUE(desks.change(id, "arne", desks.visas()).has_value());
  ASSERT_TRUE(desks.submit(id, "arne").has_value());
  EXPECT_THAT(desks.refuse(id, "dagny", 2, "").error().hint, HasSubstr("reason:"));
  ASSERT_TRUE(desks.refuse(id, "dagny", 2, "the purpose is too wide").has_value());
  EXPECT_EQ(desks.active().front().version, 1);
  EXPECT_EQ(desks.submit(id, "arne").error().code, Errc::Conflict) << "it must be changed first";
  ASSERT_TRUE(desks.change(id, "arne", desks.visas()).has_value());
  ASSERT_TRUE(desks.submit(id, "arne").has_value());
  EXPECT_TRUE(desks.approve(id, "dagny", 3).has_value());
}

TEST(WatchLifecycle, WhatResemblesAPersonalNameIsHeldUntilAReasonIsWritten) {
  Desks desks;
  auto named = desks.visas();
  named.query = "\"Kari Nordmann\" OR visa";
  const auto id = desks.draft("arne", named)->id;
  const auto submitted = desks.submit(id, "arne");
  ASSERT_TRUE(submitted.has_value());
  EXPECT_EQ(submitted->status(desks.now()), WatchStatus::Held);
  EXPECT_THAT(submitted->pending->held_phrases, ElementsAre("Kari Nordmann"));
  EXPECT_THAT(desks.approve(id, "dagny", 1).error().hint, HasSubstr("reason:"));
  ASSERT_TRUE(desks.approve(id, "dagny", 1, "a ship of that name").has_value());
  ASSERT_EQ(desks.active().size(), 1U);
  EXPECT_TRUE(desks.active().front().names_people);
}

TEST(WatchLifecycle, RefusesWhatLacksWhatTheLawAsksForAndNamesTheField) {
  Desks desks;
  const auto refused = [&](auto change) {
    auto watch = desks.visas();
    change(watch);
    const auto drafted = desks.draft("arne", watch);
    return drafted ? std::string("accepted") : drafted.error().hint;
  };
  EXPECT_THAT(refused([](NewWatch& w) { w.query = ""; }), HasSubstr("query:"));
  EXPECT_THAT(refused([](NewWatch& w) { w.query = "visa OR"; }), HasSubstr("query:"));
  EXPECT_THAT(refused([](NewWatch& w) { w.query = "@ana.example"; }), HasSubstr("query:"));
  EXPECT_THAT(refused([](NewWatch& w) { w.query = std::string(kMaxQueryBytes + 1, 'x'); }), HasSubstr("query:"));
  EXPECT_THAT(refused([](NewWatch& w) { w.dpia = ""; }), HasSubstr("dpia:"));
  EXPECT_THAT(refused([](NewWatch& w) { w.legal_basis = ""; }), HasSubstr("legal_basis:"));
  EXPECT_THAT(refused([](NewWatch& w) { w.country = "Norway"; }), HasSubstr("country:"));
  EXPECT_THAT(refused([&](NewWatch& w) { w.expires = desks.now(); }), HasSubstr("expires:"));
  EXPECT_EQ(refused([](NewWatch&) {}), "accepted");
}

TEST(WatchLifecycle, TheSetUpsWatchNeedsAnAssessmentBeforeItGoesOn) {
  Desks desks;
  const auto id = desks.store().ids().make<WatchId>();
  const NewWatch own{.name = "Our names",
                     .terms = {"Norlandia"},
                     .legal_basis = "Foreign Service Act",
                     .expires = desks.now() + days{30}};
  ASSERT_TRUE(desks
                  .write([&](store::Transaction& tx) {
                    return insert_first_watch(tx, id, desks.who("anna").id, own, desks.now());
                  })
                  .has_value());
  EXPECT_EQ(desks.active().size(), 1U);
  EXPECT_THAT(desks.renew(id, "anna", desks.now() + days{60}).error().hint, HasSubstr("dpia:"));
  ASSERT_TRUE(desks.change(id, "anna", desks.visas()).has_value());
  ASSERT_TRUE(desks.submit(id, "anna").has_value());
  EXPECT_TRUE(desks.approve(id, "dagny", 2).has_value());
  EXPECT_EQ(desks.active().front().approved_by, "user:dagny");
}

// Whoever does whatever in whatever order: what runs was approved by a data-protection officer who neither owns the
// watch nor wrote or submitted the version that runs.
TEST(WatchLifecycle, NoPathRunsAWatchThatNobodyElseApproved) {
  int approved_in_all = 0;
  for (unsigned seed = 1; seed <= 12; ++seed) {
    Desks desks;
    std::mt19937 random(seed);
    const auto pick = [&](auto... names) {
      const std::vector<std::string> all{names...};
      return all[random() % all.size()];
    };
    std::vector<WatchId> ids;
    std::map<std::pair<WatchId, int>, std::string> approvals;
    for (int step = 0; step < 250; ++step) {
      const auto by = pick("anna", "ole", "dagny", "dora", "arne", "astrid", "eva");
      if (ids.empty() || random() % 15 == 0) {
        if (const auto drafted = desks.draft(by, desks.visas())) ids.push_back(drafted->id);
        continue;
      }
      const auto id = ids[random() % ids.size()];
      const auto record = desks.read([&](store::Snapshot& s) { return watch_record(s, id); });
      const int guess = static_cast<int>(1 + random() % 4);
      const int version = record->pending && random() % 4 != 0 ? record->pending->number : guess;
      switch (random() % 9) {
        case 0:
          (void)desks.change(id, by, desks.visas());
          break;
        case 1:
        case 2:
          (void)desks.submit(id, by);
          break;
        case 3:
          (void)desks.renew(id, by, desks.now() + days{90});
          break;
        case 4:
        case 5:
          if (desks.approve(id, by, version)) approvals[{id, version}] = by;
          break;
        case 6:
          (void)desks.refuse(id, by, version, "no need for it");
          break;
        case 7:
          (void)(random() % 2 == 0 ? desks.suspend(id, by, "a complaint") : desks.resume(id, by));
          break;
        default:
          desks.advance(days{random() % 10});
          if (random() % 10 == 0) (void)desks.stop(id, by, "no need for it");
      }
      for (const auto& watch : desks.active()) {
        const auto approved = approvals.find({watch.id, watch.version});
        ASSERT_NE(approved, approvals.end()) << "seed " << seed << ", step " << step;
        const auto& approver = desks.who(approved->second);
        EXPECT_EQ(watch.approved_by, "user:" + approver.login);
        EXPECT_EQ(approver.role, staff::Role::Dpo);
        EXPECT_NE(watch.owner, approver.id);
        for (const auto& version_of : desks.read([&](store::Snapshot& s) { return watch_versions(s, watch.id); })) {
          EXPECT_TRUE(version_of.number != watch.version || version_of.author != approver.id);
        }
      }
    }
    approved_in_all += static_cast<int>(approvals.size());
  }
  EXPECT_GE(approved_in_all, 20) << "the walks get far enough to mean something";
}

// A person whose role changed meanwhile still does not decide on what is hers.
TEST(WatchLifecycle, AnAnalystWhoBecameOfficerDoesNotApproveHerOwn) {
  Desks desks;
  const auto id = desks.draft("arne", desks.visas())->id;
  ASSERT_TRUE(desks.submit(id, "astrid").has_value());
  for (const auto* login : {"arne", "astrid"}) {
    auto promoted = desks.who(login);
    promoted.role = staff::Role::Dpo;
    const auto approved =
        desks.write([&](store::Transaction& tx) { return approve_watch(tx, id, promoted, {1, ""}, desks.now()); });
    ASSERT_FALSE(approved.has_value()) << login;
    EXPECT_EQ(approved.error().code, Errc::Forbidden);
  }
}

}  // namespace
}  // namespace chancery::listen
