#include "net/url.hpp"

#include <gtest/gtest.h>

#include <string>

namespace chancery::net {
namespace {

TEST(Url, IsReadIntoItsParts) {
  const auto url = Url::parse("HTTPS://Press.MFA.example:8443/@press/1?page=2#top");
  ASSERT_TRUE(url.has_value());
  EXPECT_EQ(url->scheme(), "https");
  EXPECT_EQ(url->host(), "press.mfa.example");
  EXPECT_EQ(url->port(), 8443);
  EXPECT_EQ(url->authority(), "press.mfa.example:8443");
  EXPECT_EQ(url->origin(), "https://press.mfa.example:8443");
  EXPECT_EQ(url->target(), "/@press/1?page=2");
  EXPECT_EQ(url->fragment(), "top");
  EXPECT_EQ(url->text(), "https://press.mfa.example:8443/@press/1?page=2");
}

TEST(Url, LeavesOutThePortThatTheSchemeImplies) {
  EXPECT_EQ(Url::parse("https://mfa.example:443/")->authority(), "mfa.example");
  EXPECT_EQ(Url::parse("http://mfa.example:80/")->authority(), "mfa.example");
  EXPECT_EQ(Url::parse("wss://mfa.example/")->port(), 443);
  EXPECT_EQ(Url::parse("ws://mfa.example:/")->port(), 80);
  EXPECT_EQ(Url::parse("http://mfa.example:443/")->authority(), "mfa.example:443");
}

TEST(Url, AlwaysHasATarget) {
  EXPECT_EQ(Url::parse("https://mfa.example")->target(), "/");
  EXPECT_EQ(Url::parse("https://mfa.example?x=1")->target(), "/?x=1");
  EXPECT_EQ(Url::parse("https://mfa.example#me")->target(), "/");
}

// Written plainly or not, one address is one address.
TEST(Url, IsTheSameHoweverItIsWritten) {
  struct Pair {
    std::string plain, other;
  };
  for (const auto& [plain, other] :
       std::initializer_list<Pair>{{"https://mfa.example/users/press", "HTTPS://mfa.example/users/press"},
                                   {"https://mfa.example/a;b=(1)!$&'*+,/:@-._~?q=1?/#f?/",
                                    "https://MFA.example/a;b=(1)!$&'*+,/:@-._~?q=1?/#f?/"},
                                   {"https://mfa.example//double", "https://Mfa.example//double"},
                                   {"https://mfa.example:8443", "https://mfa.Example:8443"},
                                   {"https://mfa.example:0443/x", "https://mfa.examplE:0443/x"},
                                   {"http://192.0.2.1:8080/x?y#z", "HTTP://192.0.2.1:8080/x?y#z"},
                                   {"https://a_b.x--1.example?x=1", "https://A_B.x--1.example?x=1"},
                                   {"https://mfa.example/#", "https://mfa.EXAMPLE/#"}}) {
    const auto one = Url::parse(plain);
    const auto two = Url::parse(other);
    ASSERT_TRUE(one.has_value()) << plain;
    ASSERT_TRUE(two.has_value()) << other;
    EXPECT_EQ(one->scheme(), two->scheme()) << plain;
    EXPECT_EQ(one->authority(), two->authority()) << plain;
    EXPECT_EQ(one->port(), two->port()) << plain;
    EXPECT_EQ(one->target(), two->target()) << plain;
    EXPECT_EQ(one->fragment(), two->fragment()) << plain;
  }
}

TEST(Url, KeepsNumericAddressesInTheirCanonicalForm) {
  EXPECT_EQ(Url::parse("http://127.0.0.1:9101/")->authority(), "127.0.0.1:9101");
  const auto six = Url::parse("https://[2001:DB8:0::0001]:8443/");
  ASSERT_TRUE(six.has_value());
  EXPECT_EQ(six->host(), "2001:db8::1");
  EXPECT_EQ(six->text(), "https://[2001:db8::1]:8443/");
}

TEST(Url, RefusesWhatIsNoAbsoluteWebAddress) {
  for (const std::string text : {"",
                                 "mfa.example",
                                 "//mfa.example/",
                                 "/path",
                                 "https:///path",
                                 "https://",
                                 "ftp://mfa.example/",
                                 "javascript:alert(1)",
                                 "file:///etc/passwd",
                                 "https:mfa.example",
                                 "https://mfa.example:0/",
                                 "https://mfa.example:65536/",
                                 "https://mfa.example:port/",
                                 "https://mfa.example:80x/",
                                 "https://192.0.2.1x/",
                                 "https://[::1]x/",
                                 "https://a:1:2/",
                                 "https://user@mfa.example/",
                                 "https://user:secret@mfa.example/",
                                 "https://@mfa.example/",
                                 "https://mfa.example/a b",
                                 "https://mfa.example/\xC3\xA9",
                                 "https://m\xC3\xBC.example/",
                                 "https://mfa%2eexample/",
                                 "https://mfa..example/",
                                 "https://mfa.example./",
                                 "https://-mfa.example/",
                                 "https://.example/",
                                 "https://127.1/",
                                 "https://2130706433/",
                                 "https://0x7f.0x1/",
                                 "https://0x7f000001/",
                                 "https://1.2.3.4.5/",
                                 "https://256.1.1.1/",
                                 "https://[::1/",
                                 "https://[v1.x]/",
                                 "https://[fe80::1%25eth0]/",
                                 "https://[::ffff:127.0.0.1]/",
                                 "https://mfa.example/%zz",
                                 " https://mfa.example/"}) {
    const auto url = Url::parse(text);
    ASSERT_FALSE(url.has_value()) << text;
    EXPECT_EQ(url.error().code, Errc::Malformed) << text;
  }
  EXPECT_FALSE(Url::parse("https://mfa.example/" + std::string(9000, 'x')).has_value());
  EXPECT_FALSE(Url::parse("https://" + std::string(64, 'x') + ".example/").has_value());
  EXPECT_FALSE(Url::parse(std::string("https://mfa.example/\0x", 22)).has_value());
}

TEST(Url, ResolvesWhatALocationHeaderMeans) {
  const auto base = Url::parse("https://mfa.example/a/b?c=1").value();
  EXPECT_EQ(base.resolve("/x")->text(), "https://mfa.example/x");
  EXPECT_EQ(base.resolve("x")->text(), "https://mfa.example/a/x");
  EXPECT_EQ(base.resolve("../x")->text(), "https://mfa.example/x");
  EXPECT_EQ(base.resolve("?d=2")->text(), "https://mfa.example/a/b?d=2");
  EXPECT_EQ(base.resolve("//other.example/y")->text(), "https://other.example/y");
  EXPECT_EQ(base.resolve("http://other.example:8080/y#z")->text(), "http://other.example:8080/y");
  EXPECT_FALSE(base.resolve("javascript:alert(1)").has_value());
  EXPECT_FALSE(base.resolve("https://user@other.example/").has_value());
  EXPECT_FALSE(base.resolve("a b").has_value());
}

}  // namespace
}  // namespace chancery::net
