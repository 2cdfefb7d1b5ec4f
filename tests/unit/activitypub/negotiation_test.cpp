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

TEST(Negotiation, GivesPeopleThePage) {
  for (const auto* accept :
       {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "*/*", "", "application/json",
        "application/activity+json;q=0", "text/html, application/activity+json;q=0.5",
        "application/activity+json;q=nonsense, text/html", ";;;,,,", "\"unclosed"}) {
    EXPECT_FALSE(wants(accept)) << accept;
  }
  EXPECT_FALSE(wants(nullptr));
}

TEST(Negotiation, KnowsWhatAnInboxTakes) {
  EXPECT_TRUE(is_activity("application/activity+json; charset=utf-8"));
  EXPECT_TRUE(is_activity("application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\""));
  EXPECT_FALSE(is_activity("application/json"));
  EXPECT_FALSE(is_activity(""));
}

}  // namespace
}  // namespace chancery::activitypub
