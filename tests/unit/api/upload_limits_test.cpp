#include "api/upload_limits.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include "net/request_parser.hpp"

namespace chancery::api {
namespace {

std::string operating() {
  std::ifstream in(std::string(CHANCERY_SOURCE) + "/docs/operate/README.md");
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(UploadLimits, ABlockListAsLongAsMayBeReachesItsRoute) {
  net::ServerLimits limits;
  limits.uploads = upload_limits();
  const auto post = [&](std::size_t size) {
    net::RequestParser parser(limits, {});
    const auto head =
        "POST /api/staff/moderation/hosts/list?apply=1 HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(size) +
        "\r\n\r\n";
    parser.feed(head);
    return parser.state();
  };
  EXPECT_EQ(post(kMaxBlockListBytes), net::RequestParser::State::Body);
  EXPECT_EQ(post(kMaxBlockListBytes + 1), net::RequestParser::State::Refused);
}

TEST(UploadLimits, TheRecommendedProxyLetsTheLargestThrough) {
  const auto text = operating();
  constexpr std::string_view kDirective = "client_max_body_size ";
  const auto at = text.find(kDirective);
  ASSERT_NE(at, std::string::npos);
  std::size_t end = 0;
  const auto megabytes = std::stoul(text.substr(at + kDirective.size()), &end);
  ASSERT_EQ(text[at + kDirective.size() + end], 'm');
  const auto limits = upload_limits();
  EXPECT_GE(megabytes << 20, std::ranges::max(limits, {}, &net::UploadLimit::bytes).bytes);
}

}  // namespace
}  // namespace chancery::api
