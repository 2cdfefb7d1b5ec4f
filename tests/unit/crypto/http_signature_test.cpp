#include "crypto/http_signature.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "crypto/encoding.hpp"
#include "unit/crypto/arrived.hpp"
#include "unit/crypto/keys.hpp"

namespace chancery::crypto {
namespace {

using namespace std::chrono_literals;
using test::kBody;
using test::kKeyId;
using test::kNow;
using test::kType;
using test::signer;
using ArrivedRequest = test::Arrived<SignedRequest>;

constexpr std::string_view kHost = "mfa.example";
constexpr std::string_view kInbox = "/actors/1/inbox?x=1";

ArrivedRequest posted() {
  ArrivedRequest request{"POST", std::string(kInbox), {{"Host", std::string(kHost)}}, std::string(kBody)};
  const auto added = sign_post(signer(), kHost, kInbox, kType, kBody, kNow).value();
  request.headers.insert(request.headers.end(), added.begin(), added.end());
  return request;
}

ArrivedRequest got(std::string_view target = "/notes/1?page=true") {
  ArrivedRequest request{"GET", std::string(target), {{"Host", std::string(kHost)}}, {}};
  const auto added = sign_get(signer(), kHost, target, kNow).value();
  request.headers.insert(request.headers.end(), added.begin(), added.end());
  return request;
}

// A POST that covers `names`, signed rightly whatever the policy says about it.
ArrivedRequest posted_covering(std::vector<std::string> names, std::string algorithm = "hs2019") {
  auto request = posted();
  SignatureHeader header{.key_id = std::string(kKeyId), .algorithm = std::move(algorithm), .headers = std::move(names)};
  header.created = to_micros(kNow) / 1'000'000;
  const auto text = signing_string(header, request.view());
  if (text) header.signature = signer().key.sign(*text);
  if (!text) header.signature = "none";
  request.field("Signature") = write_signature_header(header);
  return request;
}

Status accept(const ArrivedRequest& request, Timestamp now = kNow, std::string_view pem = test::kPublicPem) {
  const auto header = check_request(request.view(), request.body, now, {.host = std::string(kHost)});
  if (!header) return fail(header.error());
  return verify_request(*header, request.view(), PublicKey::parse(pem).value());
}

// What the refusal says, or "accepted".
std::string answer(const ArrivedRequest& request, Timestamp now = kNow) {
  const auto status = accept(request, now);
  return status ? "accepted" : status.error().hint;
}

TEST(HttpSignature, AGetAndAPostOfOursAreAccepted) {
  EXPECT_EQ(answer(posted()), "accepted");
  EXPECT_EQ(answer(got()), "accepted");
  EXPECT_EQ(check_request(posted().view(), kBody, kNow).value().key_id, kKeyId);
}

TEST(HttpSignature, SignsTheStringTheDraftDescribes) {
  const auto request = posted();
  const auto header = check_request(request.view(), request.body, kNow).value();
  EXPECT_EQ(signing_string(header, request.view()).value(),
            "(request-target): post /actors/1/inbox?x=1\n"
            "host: mfa.example\n"
            "date: Sun, 22 Nov 2026 09:30:00 GMT\n"
            "digest: SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=\n"
            "content-type: application/activity+json");
  EXPECT_EQ(to_base64(header.signature), test::kRequestSignature);
  const auto get = got();
  EXPECT_EQ(check_request(get.view(), "", kNow).value().headers,
            (std::vector<std::string>{"(request-target)", "host", "date"}));
}

TEST(HttpSignature, TamperingWithAnyCoveredPartIsNoticed) {
  auto request = posted();
  request.target = "/actors/2/inbox?x=1";
  EXPECT_NE(answer(request), "accepted");
  request = posted();
  request.method = "PUT";
  EXPECT_NE(answer(request), "accepted");
  request = posted();
  request.body += ' ';
  EXPECT_NE(answer(request).find("Digest does not match"), std::string::npos);
  request = posted();
  request.body = "{}";
  request.field("Digest") = make_digest("{}");
  EXPECT_NE(answer(request).find("does not match the request and the key"), std::string::npos);
  request = posted();
  request.field("Date") = "Sun, 22 Nov 2026 09:30:01 GMT";
  EXPECT_NE(answer(request), "accepted");
  request = posted();
  request.field("Content-Type") = "text/html";
  EXPECT_NE(answer(request), "accepted");
  request = posted();
  request.field("Host") = "other.example";
  EXPECT_NE(answer(request).find("Host is not ours"), std::string::npos);
  EXPECT_FALSE(accept(posted(), kNow, test::kOtherPublicPem).has_value());
}

TEST(HttpSignature, TheTargetIsTriedWithItsQueryAndWithout) {
  auto request = got("/notes/1");
  request.target = "/notes/1?page=true";
  EXPECT_EQ(answer(request), "accepted");
  request = got("/notes/1?page=true");
  request.target = "/notes/1";
  EXPECT_NE(answer(request), "accepted");
  request = got("/notes/1?page=true");
  request.target = "/notes/1?page=false";
  EXPECT_NE(answer(request), "accepted");
}

TEST(HttpSignature, TheDateMayBeTwelveHoursOldAndOneHourAhead) {
  EXPECT_EQ(answer(posted(), kNow + 12h), "accepted");
  EXPECT_NE(answer(posted(), kNow + 12h + 1s).find("Date lies too far in the past"), std::string::npos);
  EXPECT_EQ(answer(posted(), kNow - 1h), "accepted");
  EXPECT_NE(answer(posted(), kNow - 1h - 1s).find("Date lies too far in the future"), std::string::npos);
  auto request = posted();
  request.field("Date") = "yesterday";
  EXPECT_NE(answer(request).find("Date cannot be read"), std::string::npos);
}

TEST(HttpSignature, EveryRequiredPartMustBeCovered) {
  const std::vector<std::string> all{"(request-target)", "host", "date", "digest"};
  EXPECT_EQ(answer(posted_covering(all)), "accepted");
  for (const auto& missing : all) {
    auto names = all;
    std::erase(names, missing);
    EXPECT_NE(answer(posted_covering(names)).find(missing + " is not covered"), std::string::npos) << missing;
  }
}

TEST(HttpSignature, ACoveredCreatedStandsInForTheDate) {
  const std::vector<std::string> names{"(request-target)", "host", "(created)", "digest"};
  EXPECT_EQ(answer(posted_covering(names)), "accepted");
  EXPECT_NE(answer(posted_covering(names), kNow + 13h).find("created lies too far in the past"), std::string::npos);
  EXPECT_NE(answer(posted_covering(names, "rsa-sha256")).find("cannot be covered under rsa-sha256"), std::string::npos);
}

TEST(HttpSignature, AnExpiredOneIsRefused) {
  auto request = posted();
  auto header = check_request(request.view(), request.body, kNow).value();
  header.expires = to_micros(kNow) / 1'000'000 - 1;
  request.field("Signature") = write_signature_header(header);
  EXPECT_NE(answer(request).find("has expired"), std::string::npos);
}

TEST(HttpSignature, TheAlgorithmIsAbsentOrOneOfTwo) {
  const std::vector<std::string> names{"(request-target)", "host", "date", "digest"};
  for (const auto* algorithm : {"", "rsa-sha256", "hs2019"}) {
    EXPECT_EQ(answer(posted_covering(names, algorithm)), "accepted") << algorithm;
  }
  for (const auto* algorithm : {"rsa-sha1", "hmac-sha256", "ed25519", "none"}) {
    EXPECT_NE(answer(posted_covering(names, algorithm)).find("algorithm"), std::string::npos) << algorithm;
  }
}

TEST(HttpSignature, WhatStandsThereTwiceIsRefused) {
  for (const auto* name : {"Host", "Date", "Digest", "Signature"}) {
    auto request = posted();
    const auto found = std::ranges::find(request.headers, name, &std::pair<std::string, std::string>::first);
    request.headers.emplace_back(*found);
    EXPECT_NE(answer(request).find("more than o"), std::string::npos) << name;
  }
}

TEST(HttpSignature, WhatIsAbsentIsNamed) {
  EXPECT_NE(answer({"POST", "/inbox", {{"Host", "mfa.example"}}, "{}"}).find("there is none"), std::string::npos);
  for (const auto* name : {"Content-Type", "Digest"}) {
    auto request = posted();
    request.drop(name);
    EXPECT_NE(answer(request).find("which is absent"), std::string::npos) << name;
  }
}

TEST(HttpSignature, AFieldOrTargetCannotPassForAnotherLine) {
  auto request = posted();
  request.field("Content-Type") = "text/plain\nhost: evil.example";
  EXPECT_NE(answer(request).find("breaks its line"), std::string::npos);
  request = posted();
  request.target = "/inbox\nhost: evil.example";
  EXPECT_NE(answer(request).find("not a path"), std::string::npos);
  request = posted();
  request.method = "post /x\nhost";
  EXPECT_NE(answer(request), "accepted");
  for (const auto* target : {"", "inbox", "/in box", "/in\nbox",
                             "/b\xc3\xbc"
                             "cher"}) {
    EXPECT_EQ(sign_get(signer(), kHost, target, kNow).error().code, Errc::Invalid) << target;
  }
  EXPECT_EQ(sign_get(signer(), "a\r\nb", "/", kNow).error().code, Errc::Invalid);
}

TEST(HttpSignature, SeveralFieldsOfOneNameAreJoined) {
  const SignatureHeader header{.key_id = "k", .headers = {"x-list", "(request-target)"}, .signature = "s"};
  const std::vector<std::pair<std::string, std::string>> fields{{"X-List", " a "}, {"Other", "o"}, {"x-list", "b,\tc"}};
  EXPECT_EQ(signing_string(header, {"Get", "/?", fields}).value(), "x-list: a, b,\tc\n(request-target): get /?");
}

TEST(Digest, FindsItsSha256AmongOthers) {
  const auto digest = make_digest(kBody);
  EXPECT_EQ(digest, "SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=");
  for (const auto& value :
       {digest, "sha-256" + digest.substr(7), "SHA-512=abc, " + digest, digest + " ,unixsum=30637"}) {
    EXPECT_TRUE(check_digest(value, kBody).has_value()) << value;
  }
  for (const auto& value : {std::string{}, std::string{"SHA-256"}, std::string{"SHA-256="}, std::string{"SHA-512=abc"},
                            digest + "," + digest, digest + "x", "SHA-256=" + to_base64(digest)}) {
    const auto status = check_digest(value, kBody);
    ASSERT_FALSE(status.has_value()) << value;
    EXPECT_EQ(status.error().code, Errc::Unauthorized) << value;
  }
}

}  // namespace
}  // namespace chancery::crypto
