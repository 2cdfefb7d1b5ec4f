// A desk of two who write and two who approve, and one question that waits at it, through the routes.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "answer/invariants.hpp"
#include "unit/api/correspondence.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::test {

class ConversationRoutes : public testing::Test {
 protected:
  ConversationRoutes() {
    letters.give(ole, kWorks);
    letters.give(lea, kLeads);
    letters.give(amina, kReadsAll);
    letters.give(basil, kReadsAll);
    for (auto* writer : {&ole, &lea}) letters.grant(admin, *writer, {"write"});
    for (auto* second : {&amina, &basil}) letters.grant(admin, *second, {"approve"});
  }

  static Answer good(Answer answer) {
    EXPECT_LT(answer.status, 300) << answer.body;
    return answer;
  }
  // Hers from now on; the token she has it by.
  static std::int64_t claim(Browser& who, const Heard& heard, bool take_over = false) {
    const auto claimed = good(who.post(heard.path() + "/claim", json::Object{{"take_over", take_over}}));
    return claimed.json().at("token").as_int64();
  }
  static json::Object saying(std::string_view words) {
    return {{"texts", json::Array{json::Object{{"language", "en"}, {"markdown", words}}}}};
  }
  static json::Object draft_of(std::int64_t token, std::string_view words) {
    return {{"token", token}, {"body", saying(words)}};
  }
  // One that stands already, as it was read.
  static json::Object changed(std::int64_t token, const Answer& read, std::string_view words) {
    auto draft = draft_of(token, words);
    draft["version"] = read.json().at("version");
    draft["digest"] = read.text("digest");
    return draft;
  }
  static Answer submit(Browser& who, const Heard& heard, std::int64_t token, std::int64_t version = 1) {
    return who.post(heard.path() + "/draft/submit", json::Object{{"token", token}, {"version", version}});
  }
  static Answer approve(Browser& who, const Heard& heard, const Answer& read) {
    return who.post(heard.path() + "/draft/approve",
                    json::Object{{"version", read.json().at("version")}, {"digest", read.text("digest")}});
  }
  static json::Object row(Browser& who, const Heard& heard) { return good(who.get(heard.path())).json(); }
  static std::string text(const json::Object& object, std::string_view key) { return json::text_or_empty(object, key); }
  static std::string words_of(const json::Object& row) {
    return text(row.at("draft_post").at("body").at("texts").at(0).as_object(), "markdown");
  }
  static bool may(const json::Object& row, std::string_view step) {
    return std::ranges::any_of(row.at("may").as_array(),
                               [&](const json::Value& one) { return one.as_string() == step; });
  }
  // Of what happened, that an answer left.
  static json::Object answer_of(const json::Object& row) {
    for (const auto* one : json::objects(row, "events")) {
      if (text(*one, "kind") == "answered") return *one;
    }
    ADD_FAILURE() << "nothing was answered";
    return {};
  }
  void need(int approvals) {
    good(admin.put("/api/staff/accounts/" + press.text() + "/rule",
                   json::Object{{"approvals", approvals}, {"grace", 30}}));
  }
  void TearDown() override {
    for (const auto& broken : answer::check_invariants(*bed.store, bed.workplaces.now()->workplace()).broken) {
      // No consumer runs here: messages are taken in as they come.
      if (broken.rule != "I1") ADD_FAILURE() << broken.rule << ": " << broken.what;
    }
  }

  Testbed bed;
  Browser admin = bed.set_up();
  activity::AccountId press{parse_id(bed.create_account(admin, 1)).value()};
  Browser ole = bed.officer(admin, "ole");
  Browser lea = bed.join(admin, staff::Role::Editor, "lea");
  Browser amina = bed.officer(admin, "amina");
  Browser basil = bed.officer(admin, "basil");
  test::Correspondence letters{bed, press};
  const Heard question = letters.hear();
};

}  // namespace chancery::test
