#include "api/redirect_routes.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "support/temp_folder.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using net::Method;

class Redirecting : public ::testing::Test {
 protected:
  Redirecting() {
    std::filesystem::create_directory(folder / "challenges");
    std::ofstream(folder / "challenges/abc-DEF_123") << "abc-DEF_123.thumbprint";
    std::ofstream(folder / "challenges/large") << std::string(5000, 'x');
    std::ofstream(folder / "secret") << "not to be seen";
    add_redirect_routes(router, "https://mfa.example", folder / "challenges");
  }
  test::Answer ask(Method method, const std::string& target) {
    net::Request request;
    request.method = method;
    request.target = target;
    request.headers.add("Host", "attacker.example");
    return test::ask(router, std::move(request));
  }

  test::TempFolder folder;
  net::Router router;
};

TEST_F(Redirecting, LeadsToTheSamePathOfTheBaseUrlWhateverTheHost) {
  for (const auto* target : {"/", "/@press", "/notes/7?lang=ar", "//attacker.example/", "/.well-known/webfinger?a=b"}) {
    const auto answer = ask(Method::Get, target);
    EXPECT_EQ(answer.status, 301) << target;
    EXPECT_EQ(answer.header("Location"), std::string("https://mfa.example") + target);
  }
  EXPECT_EQ(ask(Method::Head, "/").status, 301);
  EXPECT_EQ(ask(Method::Post, "/inbox").status, 308) << "a method is kept";
  EXPECT_EQ(ask(Method::Delete, "/").status, 308);
}

TEST_F(Redirecting, ServesChallengesAndNothingElseOfTheFolder) {
  const auto answer = ask(Method::Get, "/.well-known/acme-challenge/abc-DEF_123");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "abc-DEF_123.thumbprint");
  for (const auto* token : {"none", "large", ".", "a.b", "secret"}) {
    EXPECT_EQ(ask(Method::Get, std::string("/.well-known/acme-challenge/") + token).status, 404) << token;
  }
}

TEST(RedirectingWithoutFolder, ServesNoChallenge) {
  net::Router router;
  add_redirect_routes(router, "https://mfa.example", {});
  net::Request request;
  request.target = "/.well-known/acme-challenge/abc";
  EXPECT_EQ(test::ask(router, std::move(request)).status, 404);
}

}  // namespace
}  // namespace chancery::api
