#include "crypto/signature_header.hpp"

#include <gtest/gtest.h>

namespace chancery::crypto {
namespace {

TEST(SignatureHeader, ReadsWhatMastodonSends) {
  const auto header = parse_signature_header(
      R"(keyId="https://social.example/users/anna#main-key",algorithm="rsa-sha256",headers="(request-target) host date )"
      R"(digest content-type",signature="c2lnbmF0dXJl")");
  ASSERT_TRUE(header.has_value()) << header.error().detail;
  EXPECT_EQ(header->key_id, "https://social.example/users/anna#main-key");
  EXPECT_EQ(header->algorithm, "rsa-sha256");
  EXPECT_EQ(header->headers, (std::vector<std::string>{"(request-target)", "host", "date", "digest", "content-type"}));
  EXPECT_EQ(header->signature, "signature");
  EXPECT_FALSE(header->created.has_value());
}

TEST(SignatureHeader, ReadsTimesSpacesUnknownParametersAndUpperCaseNames) {
  const auto header = parse_signature_header(
      "keyId=\"k\" ,\talgorithm=\"HS2019\", created=1402170695,expires=\"1402170995\", opaque=\"x, y=z\", "
      "headers=\"(Request-Target) (created) Host\", signature=\"c2ln\" ");
  ASSERT_TRUE(header.has_value()) << header.error().detail;
  EXPECT_EQ(header->algorithm, "hs2019");
  EXPECT_EQ(header->created, 1402170695);
  EXPECT_EQ(header->expires, 1402170995);
  EXPECT_EQ(header->headers, (std::vector<std::string>{"(request-target)", "(created)", "host"}));
}

TEST(SignatureHeader, CoversCreatedAloneWhenItDoesNotSay) {
  EXPECT_EQ(parse_signature_header(R"(keyId="k",signature="c2ln")").value().headers,
            std::vector<std::string>{"(created)"});
}

TEST(SignatureHeader, WhatIsWrittenIsReadBack) {
  const SignatureHeader header{.key_id = "https://mfa.example/actors/1#main-key",
                               .algorithm = "hs2019",
                               .headers = {"(request-target)", "host", "(created)"},
                               .signature = std::string("\0\xff\x10", 3),
                               .created = 1,
                               .expires = 2};
  const auto again = parse_signature_header(write_signature_header(header));
  ASSERT_TRUE(again.has_value()) << again.error().detail;
  EXPECT_EQ(again->key_id, header.key_id);
  EXPECT_EQ(again->algorithm, header.algorithm);
  EXPECT_EQ(again->headers, header.headers);
  EXPECT_EQ(again->signature, header.signature);
  EXPECT_EQ(again->created, header.created);
  EXPECT_EQ(again->expires, header.expires);
}

TEST(SignatureHeader, RefusesWhatIsNotWellFormed) {
  for (const std::string_view text : {
           R"()",
           R"(Signature keyId="k",signature="c2ln")",
           R"(signature="c2ln")",
           R"(keyId="k")",
           R"(keyId="",signature="c2ln")",
           R"(keyId="k",signature="")",
           R"(keyId="k",signature="c2ln",)",
           R"(,keyId="k",signature="c2ln")",
           R"(keyId="k",,signature="c2ln")",
           R"(keyId="k" signature="c2ln")",
           R"(keyId="k,signature="c2ln")",
           R"(keyId=k#x,signature="c2ln")",
           R"(keyId,signature="c2ln")",
           R"(keyId=,signature="c2ln")",
           R"(keyId="k\"",signature="c2ln")",
           R"(keyId="k",signature="c2l")",
           R"(keyId="k",signature="c2l~")",
           R"(keyId="k",keyId="j",signature="c2ln")",
           R"(keyId="k",signature="c2ln",headers="")",
           R"(keyId="k",signature="c2ln",headers=" host")",
           R"(keyId="k",signature="c2ln",headers="host  date")",
           R"(keyId="k",signature="c2ln",headers="host date ")",
           R"(keyId="k",signature="c2ln",headers="host Host")",
           R"~(keyId="k",signature="c2ln",headers="(secret)")~",
           R"(keyId="k",signature="c2ln",headers="host:x")",
           R"(keyId="k",signature="c2ln",created=1.5)",
           R"(keyId="k",signature="c2ln",created="")",
           R"(keyId="k",signature="c2ln",created="-1")",
           R"(keyId="k",signature="c2ln",expires=1402170695123)",
           R"(keyId="k",signature="c2ln",algorithm="")",
       }) {
    const auto header = parse_signature_header(text);
    ASSERT_FALSE(header.has_value()) << text;
    EXPECT_EQ(header.error().code, Errc::Malformed) << text;
    EXPECT_TRUE(header.error().hint.starts_with("Signature: ")) << header.error().hint;
  }
  EXPECT_FALSE(parse_signature_header("keyId=\"k\nx\",signature=\"c2ln\"").has_value());
  EXPECT_FALSE(parse_signature_header(std::string_view("keyId=\"k\0x\",signature=\"c2ln\"", 27)).has_value());
  EXPECT_FALSE(parse_signature_header("keyId=\"k\xc3\xa9\",signature=\"c2ln\"").has_value());
}

TEST(SignatureHeader, RefusesWhatIsTooMuch) {
  const std::string good = R"(keyId="k",signature="c2ln")";
  std::string parameters = good;
  for (int i = 0; i < 20; ++i) parameters += ",x" + std::to_string(i) + "=1";
  std::string names = good + ",headers=\"host";
  for (int i = 0; i < 40; ++i) names += " x" + std::to_string(i);
  for (const auto& text : {good + ",x=\"" + std::string(9000, 'x') + '"', parameters, names + '"',
                           R"(keyId="k",signature=")" + std::string(1400, 'A') + '"'}) {
    const auto header = parse_signature_header(text);
    ASSERT_FALSE(header.has_value()) << text;
    EXPECT_EQ(header.error().code, Errc::TooLarge) << header.error().detail;
  }
  EXPECT_FALSE(parse_signature_header("keyId=\"" + std::string(2100, 'k') + "\",signature=\"c2ln\"").has_value());
}

}  // namespace
}  // namespace chancery::crypto
