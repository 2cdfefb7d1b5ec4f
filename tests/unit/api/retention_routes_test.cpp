// Retention, holds and archives, as the officer for data protection decides them and an auditor reads them.
#include <gtest/gtest.h>

#include <filesystem>

#include "answer/exports.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using test::Browser;
using test::Testbed;

class RetentionRoutes : public testing::Test {
 protected:
  static json::Value of(std::string_view text) { return json::parse_object(text).value(); }
  Testbed bed;
  Browser admin = bed.set_up();
  Browser dpo = bed.join(admin, staff::Role::Dpo, "dora");
  Browser auditor = bed.join(admin, staff::Role::Auditor, "asta");

  std::string desk() {
    return std::string(dpo.get("/api/staff/retention").json().at("desks").as_array().at(0).at("id").as_string());
  }
};

TEST_F(RetentionRoutes, TheOfficerDecidesAndTheAuditorReads) {
  const auto shown = auditor.get("/api/staff/retention");
  ASSERT_EQ(shown.status, 200) << shown.body;
  const auto classes = shown.json().at("classes").as_array();
  ASSERT_EQ(classes.size(), 4U);
  EXPECT_EQ(classes.at(0).at("name"), "direct");
  EXPECT_EQ(classes.at(0).at("days"), 365);
  EXPECT_EQ(auditor.put("/api/staff/retention", of(R"({"classes":[{"name":"direct","days":90}]})")).status, 403);
  const auto changed = dpo.put("/api/staff/retention", of(R"({"classes":[{"name":"direct","days":90}]})"));
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.json().at("classes").as_array().at(0).at("days"), 90);
  EXPECT_EQ(dpo.put("/api/staff/retention", of(R"({"classes":[{"name":"direct","days":29}]})")).status, 422);
  EXPECT_EQ(dpo.put("/api/staff/retention", of(R"({"classes":[{"name":"letters","days":90}]})")).status, 422);
  EXPECT_EQ(bed.officer(admin).get("/api/staff/retention").status, 403);
}

TEST_F(RetentionRoutes, AHoldIsPlacedAndLifted) {
  const auto placed =
      dpo.post("/api/staff/holds", of(R"({"scope":"desk","subject":")" + desk() + R"(","reason":"Case 14/26"})"));
  ASSERT_EQ(placed.status, 201) << placed.body;
  EXPECT_EQ(placed.json().at("subject").at("name"), "Front desk");
  EXPECT_EQ(placed.json().at("by").at("login"), "dora");
  EXPECT_TRUE(placed.json().at("lifted_at").is_null());
  EXPECT_EQ(auditor.get("/api/staff/holds").json().at("holds").as_array().size(), 1U);
  const auto entry = auditor.get("/api/staff/audit").json().at("entries").as_array().at(0);
  EXPECT_EQ(entry.at("action"), "hold.place");
  EXPECT_EQ(entry.at("reason"), "Case 14/26");
  EXPECT_EQ(auditor.post("/api/staff/holds", of(R"({"scope":"all","reason":"x"})")).status, 403);
  const auto lifted = dpo.post("/api/staff/holds/" + placed.text("id") + "/lift", json::Object{});
  ASSERT_EQ(lifted.status, 200) << lifted.body;
  EXPECT_EQ(lifted.json().at("lifted_by").at("login"), "dora");
  EXPECT_EQ(dpo.post("/api/staff/holds/" + placed.text("id") + "/lift", json::Object{}).status, 409);
  EXPECT_EQ(
      dpo.post("/api/staff/holds", of(R"({"scope":"person","subject":"@ana@social.example","reason":"x"})")).status,
      404);
  EXPECT_EQ(dpo.post("/api/staff/holds", of(R"({"scope":"conversation","subject":"ana","reason":"x"})")).status, 422);
  EXPECT_EQ(dpo.post("/api/staff/holds", of(R"({"scope":"all","reason":""})")).status, 422);
}

TEST_F(RetentionRoutes, AnArchiveIsOrderedMadeAndFetchedAndThatStandsOnRecord) {
  const auto ordered = dpo.post("/api/staff/exports", of(R"({"scope":"all"})"));
  ASSERT_EQ(ordered.status, 201) << ordered.body;
  EXPECT_EQ(ordered.text("state"), "waiting");
  const auto file = "/api/staff/exports/" + ordered.text("id") + "/file";
  EXPECT_EQ(dpo.get(file).status, 404) << "not yet";
  answer::Exporter exporter(*bed.store);
  ASSERT_EQ(exporter.work({}).value(), 1U);
  const auto listed = dpo.get("/api/staff/exports").json();
  const auto& one = listed.at("exports").as_array().at(0);
  EXPECT_EQ(one.at("state"), "ready");
  EXPECT_EQ(one.at("manifest").at("sha256"), one.at("sha256"));
  EXPECT_EQ(auditor.get(file).status, 403) << "an auditor never sees correspondence";
  const auto fetched = dpo.get(file);
  ASSERT_EQ(fetched.status, 200) << fetched.body;
  EXPECT_EQ(fetched.header("Content-Type"), "application/gzip");
  EXPECT_EQ(fetched.header("Cache-Control"), "no-store");
  const auto records = auditor.get("/api/staff/records").body;
  EXPECT_NE(records.find("export.make"), std::string::npos);
  EXPECT_NE(records.find("export.fetch"), std::string::npos);
  EXPECT_EQ(dpo.post("/api/staff/exports", of(R"({"scope":"desk","subject":"5"})")).status, 404);
}

}  // namespace
}  // namespace chancery::api
