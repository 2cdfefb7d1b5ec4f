#include "atproto/handles.hpp"

#include <gtest/gtest.h>

#include <map>

namespace chancery::atproto {
namespace {

TEST(Handle, IsADomainNameAsPeopleWriteIt) {
  for (const auto* text :
       {"ana.bsky.social", "@ana.bsky.social", " Ana.Bsky.Social\n", "at://ana.bsky.social",
        "https://bsky.app/profile/ana.bsky.social", "https://bsky.app/profile/ana.bsky.social/post/3k"}) {
    EXPECT_EQ(handle_in(text), "ana.bsky.social") << text;
  }
  for (const auto* text : {"", "ana", "@ana", "@ana@social.example", "did:plc:x", "acct:ana@x.example", "ana..example",
                           "-ana.example", "10.0.0.1", "https://ana.example", "ana.example:80", "an a.example"}) {
    EXPECT_FALSE(handle_in(text).has_value()) << text;
  }
  EXPECT_FALSE(is_handle(std::string(250, 'a') + ".example"));
}

TEST(Handle, GivesWayToADid) {
  for (const auto* text :
       {"did:plc:abc", "at://did:plc:abc/app.bsky.feed.post/3k", "https://bsky.app/profile/did:plc:abc"}) {
    EXPECT_EQ(did_in(text), "did:plc:abc") << text;
  }
  EXPECT_FALSE(did_in("ana.example").has_value());
}

// The web, by address.
using Web = std::map<std::string, std::string>;
Result<std::string> resolved(const Web& web) {
  return resolve_handle("ana.example", [&](const net::Url& url) -> Result<std::string> {
    const auto page = web.find(url.text());
    return page == web.end() ? Result<std::string>(fail(Errc::NotFound, "404")) : page->second;
  });
}

TEST(Handle, IsResolvedAtItsOwnHostAndBackFromTheDid) {
  EXPECT_EQ(
      resolved({{"https://ana.example/.well-known/atproto-did", "did:plc:abc\n"},
                {"https://plc.directory/did:plc:abc", R"({"id":"did:plc:abc","alsoKnownAs":["at://ana.example"]})"}}),
      "did:plc:abc");
  EXPECT_EQ(resolved({{"https://ana.example/.well-known/atproto-did", "did:web:ana.example"},
                      {"https://ana.example/.well-known/did.json",
                       R"({"id":"did:web:ana.example","alsoKnownAs":["at://Ana.Example"]})"}}),
            "did:web:ana.example");
}

TEST(Handle, NamesNobodyWhoseDidDoesNotClaimIt) {
  const std::string here = "https://ana.example/.well-known/atproto-did";
  const std::string there = "https://plc.directory/did:plc:abc";
  for (const Web& web :
       {Web{}, Web{{here, "<html>"}}, Web{{here, "did:plc:abc"}}, Web{{here, "did:c:c"}}, Web{{here, "did:key:z6Mk"}},
        Web{{here, "did:plc:abc"}, {there, "no JSON"}},
        Web{{here, "did:plc:abc"}, {there, R"({"id":"did:plc:abc","alsoKnownAs":["at://victim.example"]})"}},
        Web{{here, "did:plc:abc"}, {there, R"({"id":"did:plc:other","alsoKnownAs":["at://ana.example"]})"}}}) {
    const auto found = resolved(web);
    ASSERT_FALSE(found.has_value());
    EXPECT_EQ(found.error().code, Errc::Invalid);
    EXPECT_NE(found.error().hint.find("_atproto.ana.example"), std::string::npos) << found.error().hint;
  }
}

}  // namespace
}  // namespace chancery::atproto
