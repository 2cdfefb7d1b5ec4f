#include "activitypub/negotiation.hpp"

#include <gtest/gtest.h>

namespace chancery::activitypub {
namespace {

bool wants(const char* accept) {
  net::Request request;
  if (accept) request.headers.add("Accept", accept);
  return wants_activity(request);
}

TEST(Negotiation, GivesServersTheDocument) {
  for (const auto* accept :
       {"application/activity+json", "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"",
        "Application/Activity+JSON", "application/activity+json, application/ld+json",
        "application/ld+json;profile=\"a,b;q=0\", text/html;q=0.5", "text/html;q=0.9, application/activity+json"}) {
    EXPECT_TRUE(wants(accept)) << accept;
  }
}

TEST(Negotiation, ReadsSeveralFieldsAsOneList) {
  net::Request request;
  request.headers.add("Accept", "text/plain");
  request.headers.add("accept", "application/activity+json");
  EXPECT_TRUE(wants_activity(request));
  request.headers.add("Accept", "text/html");
  request.headers.add("Accept", "application/activity+json;q=0.1");
  EXPECT_TRUE(wants_activity(request));
}

TEST(Negotiation, GivesPeopleThePage) {
  for (const auto* accept :
       {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "*/*", "", "application/json",
        "application/activity+json;q=0", "text/html, application/activity+json;q=0.5",
        "application/activity+json;q=nonsense, text/html", ";;;,,,", "\"unclosed"}) {
    EXPECT_FALSE(wants(accept)) << accept;
  }
  EXPECT_FALSE(wants(nullptr));
}

TEST(Negotiation, GivesTheTypeThatWasAskedFor) {
  const auto type_for = [](const char* accept) {
    net::Request request;
    if (accept) request.headers.add("Accept", accept);
    auto response = document(200, "{}");
    as_asked(request, response);
    return std::string(response.headers.find("Content-Type").value_or(""));
  };
  EXPECT_EQ(type_for("application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\""), kLdJson);
  EXPECT_EQ(type_for("application/ld+json, application/activity+json;q=0.9"), kLdJson);
  for (const auto* accept : {"application/activity+json", "application/activity+json, application/ld+json", "*/*"}) {
    EXPECT_EQ(type_for(accept), kActivityJson) << accept;
  }
  EXPECT_EQ(type_for(nullptr), kActivityJson);
}

TEST(Negotiation, KnowsWhatAnInboxTakes) {
  EXPECT_TRUE(is_activity("application/activity+json; charset=utf-8"));
  EXPECT_TRUE(is_activity(" Application/Activity+JSON ;charset=utf-8"));
  EXPECT_TRUE(is_activity("application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\""));
  EXPECT_TRUE(
      is_activity("Application/LD+JSON;charset=utf-8;Profile=\"https://a.example/b "
                  "https://www.w3.org/ns/activitystreams\""));
  EXPECT_FALSE(is_activity("application/json"));
  EXPECT_FALSE(is_activity(""));
}

TEST(Negotiation, TakesNoOtherLinkedDataForActivityStreams) {
  for (const auto* type :
       {"application/ld+json", "application/ld+json; charset=utf-8", "application/ld+json; profile=\"\"",
        "application/ld+json; profile=\"https://schema.org\"", "application/ld+json; profile=\"",
        "application/ld+json; other=\"https://www.w3.org/ns/activitystreams\"",
        "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams.evil.example\""}) {
    EXPECT_FALSE(is_activity(type)) << type;
  }
}

}  // namespace
}  // namespace chancery::activitypub
