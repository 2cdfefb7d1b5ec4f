#include "base/result.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace chancery {
namespace {

TEST(Errc, EachHasItsOwnNameAnHttpStatusAndAnExitCode) {
  std::set<std::string_view> names;
  for (int code = 0; code <= static_cast<int>(Errc::Internal); ++code) {
    const auto info = errc_info(static_cast<Errc>(code));
    names.insert(info.name);
    EXPECT_GE(info.http_status, 400) << info.name;
    EXPECT_LE(info.http_status, 599) << info.name;
    EXPECT_TRUE(std::set<int>({2, 65, 70, 75}).contains(info.exit_code)) << info.name;
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(Errc::Internal) + 1);
}

TEST(Fail, KeepsDetailForUsAndHintForTheReader) {
  const Result<int> refused = fail(Errc::Refused, "10.0.0.7 is private", "this address may not be fetched");
  EXPECT_EQ(refused.error().detail, "10.0.0.7 is private");
  EXPECT_EQ(refused.error().hint, "this address may not be fetched");
  const Result<int> plain = fail(Errc::Invalid, "too short");
  EXPECT_EQ(plain.error().hint, "too short");
}

}  // namespace
}  // namespace chancery
