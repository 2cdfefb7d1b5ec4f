// The links of a profile, looked at on another server.
#include "activitypub/profile_links.hpp"

#include <map>

#include "activitypub/moderation.hpp"
#include "unit/activitypub/federation.hpp"

namespace chancery::activitypub {
namespace {

using namespace std::chrono_literals;

net::Response page_of(std::string html, std::string type = "text/html; charset=utf-8") {
  net::Response response;
  response.headers.add("Content-Type", std::move(type));
  response.body = std::move(html);
  return response;
}

class ProfileLinksTest : public test::Federation {
 protected:
  ProfileLinksTest() {
    peer.refuses = [this](const net::Request& request) -> std::optional<net::Response> {
      const auto found = pages.find(request.path);
      if (found == pages.end()) return std::nullopt;
      return found->second;
    };
  }
  static std::string linking_to(const std::string& address) {
    return "<!doctype html><p>On the <a rel='nofollow me' href='" + address + "'>Fediverse</a>";
  }
  std::string page() const { return addresses.page(press.name); }
  // Whether a link to that path of the stranger's server is verified once it was looked at.
  bool verified(const std::string& path) {
    const auto link = peer.origin + path;
    EXPECT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
      store::put_profile_links(tx, press.id, {link}, store.clock.now());
      return {};
    }));
    return checks() && is_verified(link);
  }
  bool checks() {
    const auto checked = links.check_next({});
    EXPECT_TRUE(checked.has_value());
    return checked.value_or(false);
  }
  bool is_verified(const std::string& link) {
    return store->read([&](store::Snapshot& snapshot) {
      return store::verified_since(store::verified_links(snapshot, press.id), link).has_value();
    });
  }

  std::map<std::string, net::Response> pages;  // of the stranger's server
  ProfileLinks links{{*store, addresses, blocks, client}, {.bytes = 100'000, .deadline = 2s, .round = 1s, .pause = 0s}};
};

TEST_F(ProfileLinksTest, APageThatLinksToTheAccountsPageOrActorVerifiesIt) {
  EXPECT_FALSE(checks()) << "nothing is due";
  pages["/page"] = page_of(linking_to(page()));
  pages["/slash"] = page_of(linking_to(page() + "/#top"));
  pages["/actor"] = page_of("<link rel=me href=\"" + addresses.actor(press.id) + "\">");
  pages["/xhtml"] = page_of(linking_to(page()), "application/xhtml+xml");
  pages["/capitals"] = page_of(linking_to(page()), "Text/HTML ;charset=UTF-8");
  for (const auto* path : {"/page", "/slash", "/actor", "/xhtml", "/capitals"}) EXPECT_TRUE(verified(path)) << path;
  EXPECT_FALSE(checks()) << "once";
}

TEST_F(ProfileLinksTest, NothingElseDoes) {
  pages["/other"] = page_of(linking_to(addresses.page("geneva")));
  pages["/longer"] = page_of(linking_to(page() + "x"));
  pages["/elsewhere"] = page_of(linking_to("https://other.example/@press"));
  pages["/plain"] = page_of("<a href='" + page() + "'>");
  pages["/text"] = page_of(linking_to(page()), "text/plain");
  pages["/large"] = page_of(linking_to(page()) + std::string(200'000, ' '));
  pages["/gone"] = page_of(linking_to(page()));
  pages["/gone"].status = 404;
  for (const auto* path : {"/other", "/longer", "/elsewhere", "/plain", "/text", "/large", "/gone"}) {
    EXPECT_FALSE(verified(path)) << path;
  }
}

TEST_F(ProfileLinksTest, ARedirectIsFollowedButNotPastTheGuard) {
  pages["/home"] = page_of(linking_to(page()));
  peer.redirect("/moved", "/home");
  EXPECT_TRUE(verified("/moved"));
  peer.redirect("/inside", "http://127.0.0.1:1/");
  EXPECT_FALSE(verified("/inside"));
}

TEST_F(ProfileLinksTest, AtTheNextLookWhatLinksBackNoMoreIsNotVerified) {
  pages["/page"] = page_of(linking_to(page()));
  ASSERT_TRUE(verified("/page"));
  store.clock.advance(store::kLinkRecheck);
  pages["/page"].status = 503;
  EXPECT_TRUE(checks());
  EXPECT_TRUE(is_verified(peer.origin + "/page")) << "a server in trouble has a day";
  store.clock.advance(store::kUnreachableRecheck);
  pages["/page"] = page_of("<p>Nobody");
  EXPECT_TRUE(checks());
  EXPECT_FALSE(is_verified(peer.origin + "/page"));
}

TEST_F(ProfileLinksTest, ABlockedServerIsNotAsked) {
  pages["/page"] = page_of(linking_to(page()));
  const HostRule rule{.host = net::Url::parse(peer.origin)->host(),
                      .level = RuleLevel::Block,
                      .reject_media = false,
                      .reason = "spam",
                      .by = "user:anna",
                      .at = store.clock.now()};
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) { return set_host_rule(tx, rule); }));
  store->read([&](store::Snapshot& snapshot) { blocks.load(snapshot); });
  EXPECT_FALSE(verified("/page"));
  EXPECT_TRUE(peer.fetched().empty());
}

TEST(LinksBack, ARelativeLinkCountsOnOurOwnHostAlone) {
  const auto addresses = *activity::Addresses::of("https://mfa.example");
  activity::Account press;
  press.id = activity::AccountId{7};
  press.name = "press";
  const std::string html = "<a rel=me href='/@press'>";
  EXPECT_TRUE(links_back(html, *net::Url::parse("https://mfa.example/about"), addresses, press));
  EXPECT_FALSE(links_back(html, *net::Url::parse("https://port.example/about"), addresses, press));
  EXPECT_FALSE(links_back("<a rel=me href='http://mfa.example/@press'>", *net::Url::parse("https://mfa.example/"),
                          addresses, press));
}

}  // namespace
}  // namespace chancery::activitypub
