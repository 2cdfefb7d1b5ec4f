// What an auditor reads: the signed head, the log as lines, the table of rights, what was decided.
#include <gtest/gtest.h>

#include "crypto/ed25519.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using test::Browser;
using test::Testbed;

class RecordsRoutes : public testing::Test {
 protected:
  Testbed bed;
  Browser admin = bed.set_up();
  Browser auditor = bed.join(admin, staff::Role::Auditor, "asta");
};

TEST_F(RecordsRoutes, TheHeadIsSignedForWhoeverAsks) {
  const auto head = auditor.get("/api/staff/audit/head");
  ASSERT_EQ(head.status, 200) << head.body;
  const auto signature = crypto::from_base64(head.text("signature")).value();
  EXPECT_TRUE(crypto::verify_ed25519(bed.audit_key.public_key(), head.text("statement"), signature).has_value());
  auto officer = bed.officer(admin);
  EXPECT_EQ(officer.get("/api/staff/audit/head").status, 403);
}

TEST_F(RecordsRoutes, TheLogIsExportedAsLinesThatEndWithItsHead) {
  ASSERT_EQ(auditor.get("/api/staff/audit/head").status, 200);
  const auto log = auditor.get("/api/staff/audit/export");
  ASSERT_EQ(log.status, 200);
  EXPECT_EQ(log.header("Content-Type"), "application/x-ndjson");
  std::vector<json::Object> lines;
  for (std::size_t at = 0; at < log.body.size();) {
    const auto end = log.body.find('\n', at);
    lines.push_back(json::parse_object(std::string_view(log.body).substr(at, end - at)).value());
    at = end + 1;
  }
  ASSERT_GE(lines.size(), 3U);
  EXPECT_EQ(lines.front().at("sequence"), 1);
  EXPECT_EQ(lines.back().at("head").at("sequence"), lines.at(lines.size() - 2).at("sequence"));
  const auto later = auditor.get("/api/staff/audit/export?from=2");
  EXPECT_TRUE(later.body.starts_with(R"({"sequence":3,)")) << later.body.substr(0, 40);
}

TEST_F(RecordsRoutes, TheRightsAreThoseOfTheProgram) {
  const auto rights = auditor.get("/api/staff/rights").json();
  ASSERT_EQ(rights.at("roles").as_array().size(), staff::kRoles.size());
  for (const auto& role : rights.at("roles").as_array()) {
    if (role.at("role") != "auditor") continue;
    EXPECT_TRUE(role.at("desk_actions").as_array().empty());
    for (const auto& action : role.at("actions").as_array()) EXPECT_TRUE(action.as_string().starts_with("read_"));
  }
}

TEST_F(RecordsRoutes, WhatWasDecidedIsThereByItsKind) {
  bed.create_account(admin);
  const auto records = auditor.get("/api/staff/records");
  ASSERT_EQ(records.status, 200) << records.body;
  bool granted = false;
  const auto said = records.json();
  for (const auto& kind : said.at("kinds").as_array()) {
    if (kind.at("kind") == "rights") granted = !kind.at("entries").as_array().empty();
  }
  EXPECT_TRUE(granted) << "the owner of the account was granted the front desk";
}

}  // namespace
}  // namespace chancery::api
