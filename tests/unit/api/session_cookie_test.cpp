#include "api/session_cookie.hpp"

#include <gtest/gtest.h>

namespace chancery::api {
namespace {

SessionCookie cookie_for(std::string_view base_url) {
  return SessionCookie(net::Url::parse(base_url).value());
}

TEST(SessionCookie, IsBoundToTheHostAndToTls) {
  const auto cookie = cookie_for("https://mfa.example");
  EXPECT_EQ(cookie.set("t0ken"), "__Host-chancery=t0ken; Path=/; HttpOnly; SameSite=Lax; Secure");
  EXPECT_EQ(cookie.clear(), "__Host-chancery=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0");
}

TEST(SessionCookie, IsPlainOnHttpLoopbackAlone) {
  for (const auto* base : {"http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080", "http://127.9.0.1"}) {
    EXPECT_EQ(cookie_for(base).name(), "chancery") << base;
    EXPECT_EQ(cookie_for(base).set("t").find("Secure"), std::string::npos) << base;
  }
  for (const auto* base : {"https://127.0.0.1:8443", "http://mfa.example", "https://localhost", "http://127.example",
                           "http://10.0.0.1", "http://localhost.example"}) {
    EXPECT_EQ(cookie_for(base).name(), "__Host-chancery") << base;
    EXPECT_NE(cookie_for(base).set("t").find("; Secure"), std::string::npos) << base;
  }
}

TEST(SessionCookie, ReadsItsOwnNameAlone) {
  const auto cookie = cookie_for("https://mfa.example");
  const auto read = [&](std::string header) {
    net::Request request;
    request.headers.add("Cookie", std::move(header));
    return cookie.read(request);
  };
  EXPECT_EQ(read("a=b; __Host-chancery=t0ken; c=d"), "t0ken");
  EXPECT_EQ(read("chancery=t0ken"), std::nullopt);
  EXPECT_EQ(read("__Host-chancery="), std::nullopt);
  EXPECT_EQ(read("x__Host-chancery=t0ken"), std::nullopt);
  EXPECT_EQ(cookie.read(net::Request{}), std::nullopt);
}

}  // namespace
}  // namespace chancery::api
