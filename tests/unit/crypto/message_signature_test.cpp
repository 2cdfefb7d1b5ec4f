#include "crypto/message_signature.hpp"

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
using ArrivedMessage = test::Arrived<SignedMessage>;

constexpr std::string_view kInboxUri = "https://mfa.example/actors/1/inbox?x=1";

ArrivedMessage posted_message(const SignatureWish& wish = {}) {
  ArrivedMessage request{"POST", std::string(kInboxUri), {{"Host", "mfa.example"}}, std::string(kBody)};
  const auto added = sign_message_post(signer(), kInboxUri, kType, kBody, kNow, wish).value();
  request.headers.insert(request.headers.end(), added.begin(), added.end());
  return request;
}

ArrivedMessage got_message(const std::string& target = "https://mfa.example/notes/1") {
  return {"GET", target, sign_message_get(signer(), target, kNow).value(), {}};
}

// A request signed rightly over `input`, whatever the policy says about that.
ArrivedMessage signed_as(std::string_view input, ArrivedMessage request = posted_message()) {
  const auto list = std::get<InnerList>(parse_dictionary("sig1=" + std::string(input)).value().front().value);
  request.field("Signature-Input") = "sig1=" + std::string(input);
  const auto base = signature_base(list, request.view()).value();
  request.field("Signature") = serialize(Dictionary{{"sig1", Item{Bytes{signer().key.sign(base)}, {}}}});
  return request;
}

constexpr std::string_view kParameters = R"(;created=1795339800;keyid="https://peer.example/actors/1#main-key")";
ArrivedMessage covering(const std::string& components, ArrivedMessage request = posted_message()) {
  return signed_as('(' + components + ')' + std::string(kParameters), std::move(request));
}

// What the refusal says, or "accepted".
std::string answer(const ArrivedMessage& request, Timestamp now = kNow, std::string_view pem = test::kPublicPem) {
  const auto signature = check_message(request.view(), request.body, now);
  if (!signature) return signature.error().hint;
  const auto status = verify_message(*signature, request.view(), PublicKey::parse(pem).value());
  return status ? "accepted" : status.error().hint;
}

bool says(const ArrivedMessage& request, std::string_view words, Timestamp now = kNow) {
  const auto said = answer(request, now);
  if (said.contains(words)) return true;
  ADD_FAILURE() << said;
  return false;
}

TEST(MessageSignature, AGetAndAPostOfOursAreAccepted) {
  EXPECT_EQ(answer(posted_message()), "accepted");
  EXPECT_EQ(answer(got_message()), "accepted");
  EXPECT_EQ(answer(got_message("https://mfa.example/notes/1?page=true")), "accepted");
  EXPECT_EQ(check_message(posted_message().view(), kBody, kNow).value().key_id, kKeyId);
  EXPECT_TRUE(has_message_signature(got_message().headers));
  EXPECT_FALSE(has_message_signature({}));
}

TEST(MessageSignature, SignsTheBaseTheRfcDescribes) {
  auto request = posted_message();
  const auto signature = check_message(request.view(), request.body, kNow).value();
  EXPECT_EQ(signature_base(signature.input, request.view()).value(),
            "\"@method\": POST\n"
            "\"@target-uri\": https://mfa.example/actors/1/inbox?x=1\n"
            "\"content-digest\": sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:\n"
            "\"content-type\": application/activity+json\n"
            "\"@signature-params\": (\"@method\" \"@target-uri\" \"content-digest\" \"content-type\");"
            "created=1795339800;keyid=\"https://peer.example/actors/1#main-key\";alg=\"rsa-v1_5-sha256\"");
  EXPECT_EQ(to_base64(signature.signature), test::kMessageSignature);
  EXPECT_EQ(request.field("Date"), "Sun, 22 Nov 2026 09:30:00 GMT");
}

TEST(MessageSignature, TamperingWithAnyCoveredPartIsNoticed) {
  auto request = posted_message();
  request.target = "https://mfa.example/actors/2/inbox?x=1";
  EXPECT_TRUE(says(request, "does not match the request and the key"));
  request.target = "https://other.example/actors/1/inbox?x=1";
  EXPECT_TRUE(says(request, "does not match the request and the key"));
  request.target = "https://mfa.example/actors/1/inbox";
  EXPECT_TRUE(says(request, "does not match the request and the key"));
  request = posted_message();
  request.method = "PUT";
  EXPECT_TRUE(says(request, "does not match the request and the key"));
  request = posted_message();
  request.body += ' ';
  EXPECT_TRUE(says(request, "Content-Digest does not match"));
  request.field("Content-Digest") = make_content_digest(request.body);
  EXPECT_TRUE(says(request, "does not match the request and the key"));
  request = posted_message();
  request.field("Content-Type") = "text/html";
  EXPECT_TRUE(says(request, "does not match the request and the key"));
  request = posted_message();
  auto& input = request.field("Signature-Input");
  input.replace(input.find("1795339800"), 10, "1795339801");
  EXPECT_TRUE(says(request, "does not match the request and the key"));
  EXPECT_NE(answer(posted_message(), kNow, test::kOtherPublicPem), "accepted");
}

TEST(MessageSignature, CreatedMayBeTwelveHoursOldAndOneHourAhead) {
  EXPECT_EQ(answer(posted_message(), kNow + 12h), "accepted");
  EXPECT_TRUE(says(posted_message(), "created lies too far in the past", kNow + 12h + 1s));
  EXPECT_EQ(answer(posted_message(), kNow - 1h), "accepted");
  EXPECT_TRUE(says(posted_message(), "created lies too far in the future", kNow - 1h - 1s));
  EXPECT_TRUE(says(signed_as(R"(("@method" "@target-uri" "content-digest");keyid="k")"), "created is absent"));
}

TEST(MessageSignature, AnExpiredOneIsRefused) {
  const std::string components = R"(("@method" "@target-uri" "content-digest"))" + std::string(kParameters);
  EXPECT_EQ(answer(signed_as(components + ";expires=1795339800")), "accepted");
  EXPECT_TRUE(says(signed_as(components + ";expires=1795339799"), "has expired"));
}

TEST(MessageSignature, MethodTargetAndBodyMustBeCovered) {
  EXPECT_EQ(answer(covering(R"("@method" "@target-uri" "content-digest")")), "accepted");
  EXPECT_TRUE(says(covering(R"("@target-uri" "content-digest")"), "@method is not covered"));
  EXPECT_TRUE(says(covering(R"("@method" "content-digest")"), "@target-uri is not covered"));
  EXPECT_TRUE(says(covering(R"("@method" "@target-uri")"), "content-digest is not covered"));
  EXPECT_TRUE(says(covering(R"("@method" "@target-uri" "digest")",
                            [] {
                              auto request = posted_message();
                              request.headers.emplace_back("Digest", make_digest(kBody));
                              return request;
                            }()),
                   "content-digest is not covered"));
  auto bodiless = posted_message();
  bodiless.drop("Content-Digest");
  EXPECT_TRUE(says(bodiless, "content-digest, which is absent"));
}

TEST(MessageSignature, TheTargetMayBeCoveredInItsParts) {
  EXPECT_EQ(answer(covering(R"("@method" "@authority" "@path" "@query" "content-digest")")), "accepted");
  EXPECT_EQ(answer(covering(R"("@method" "@authority" "@request-target" "content-digest")")), "accepted");
  EXPECT_EQ(answer(covering(R"("@method" "@authority" "@path")", got_message())), "accepted");
  for (const auto* parts : {R"("@authority" "@path")", R"("@authority" "@query")", R"("@path" "@query")"}) {
    const auto request = covering(R"("@method" "content-digest" )" + std::string(parts));
    EXPECT_TRUE(says(request, "@target-uri is not covered")) << parts;
  }
}

TEST(MessageSignature, WhatIsCoveredInAWayWeDoNotReadDoesNotCount) {
  for (const auto* components :
       {R"("@method";req "@target-uri" "content-digest")", R"("@method" "@target-uri";x "content-digest")",
        R"("@method" "@target-uri" "content-digest";sf)"}) {
    auto request = posted_message();
    request.field("Signature-Input") = "sig1=(" + std::string(components) + ')' + std::string(kParameters);
    EXPECT_NE(answer(request), "accepted") << components;
  }
}

TEST(MessageSignature, TheAlgorithmIsAbsentOrRsaWithSha256) {
  const std::string input = R"(("@method" "@target-uri" "content-digest"))" + std::string(kParameters);
  EXPECT_EQ(answer(signed_as(input)), "accepted");
  EXPECT_EQ(answer(signed_as(input + R"(;alg="rsa-v1_5-sha256")")), "accepted");
  for (const auto* name : {"rsa-pss-sha512", "hmac-sha256", "ed25519", "ecdsa-p256-sha256", "rsa-sha256", "none"}) {
    EXPECT_TRUE(says(signed_as(input + ";alg=\"" + name + '"'), "algorithm")) << name;
  }
}

TEST(MessageSignature, ThereIsExactlyOne) {
  auto request = posted_message();
  request.field("Signature-Input") += R"(, sig2=("@method");created=1)";
  EXPECT_TRUE(says(request, "more than one"));
  request = posted_message();
  request.field("Signature") += ", sig2=:aGk=:";
  EXPECT_TRUE(says(request, "more than one"));
  for (const auto* name : {"Signature-Input", "Signature", "Content-Digest"}) {
    request = posted_message();
    request.headers.emplace_back(name, request.field(name));
    EXPECT_TRUE(says(request, "more than once")) << name;
    request = posted_message();
    request.drop(name);
    EXPECT_NE(answer(request), "accepted") << name;
  }
  request = posted_message();
  request.field("Signature").replace(0, 4, "sig2");
  EXPECT_TRUE(says(request, "different labels"));
}

TEST(MessageSignature, WhatCannotBeReadIsNamed) {
  for (const auto* input : {"", "sig1", "sig1=1", "sig1=(", "sig1=(1);created=1", "sig1=();created=\"now\"",
                            "sig1=();created=-1", "sig1=();keyid=k", "sig1=();created=9999999999999"}) {
    auto request = posted_message();
    request.field("Signature-Input") = input;
    EXPECT_NE(answer(request), "accepted") << input;
  }
  for (const auto* value : {"sig1=1", "sig1=()", "sig1=::", "sig1", "sig1=:!:"}) {
    auto request = posted_message();
    request.field("Signature") = value;
    EXPECT_TRUE(says(request, "Signature")) << value;
  }
  EXPECT_TRUE(says(signed_as(R"(("@method" "@target-uri" "content-digest");created=1795339800)"), "keyid is absent"));
}

TEST(MessageSignature, AFieldOrTargetCannotPassForAnotherLine) {
  auto request = posted_message();
  request.field("Content-Type") = "text/plain\n\"@method\": GET";
  EXPECT_TRUE(says(request, "breaks its line"));
  for (const auto* target : {"https://mfa.example/in box", "https://mfa.example/\n", "/inbox", ""}) {
    EXPECT_EQ(sign_message_get(signer(), target, kNow).error().code, Errc::Invalid) << target;
  }
  EXPECT_EQ(sign_message_post(signer(), kInboxUri, "a\r\nb", kBody, kNow).error().code, Errc::Invalid);
}

TEST(AcceptSignature, WhatAPeerAsksForIsGiven) {
  const auto wish = read_accept_signature(
      R"(other=("@method";req), ask=("@authority" "date" "@method");created;expires;nonce="n1";tag="app")", kKeyId);
  ASSERT_TRUE(wish.has_value());
  auto request = posted_message(*wish);
  EXPECT_EQ(answer(request), "accepted");
  EXPECT_EQ(request.field("Signature-Input"),
            "ask=(\"@method\" \"@target-uri\" \"content-digest\" \"content-type\" \"@authority\" \"date\");"
            "created=1795339800;expires=1795343400;keyid=\"https://peer.example/actors/1#main-key\";"
            "alg=\"rsa-v1_5-sha256\";nonce=\"n1\";tag=\"app\"");
}

TEST(AcceptSignature, WhatWeCannotGiveIsPassedOver) {
  for (const auto* value : {"", R"(a=("@status"))", R"(a=("cookie"))", R"(a=("@method";req))",
                            R"(a=();keyid="https://other.example/key")", R"(a=();alg="ed25519")", "a=1"}) {
    const auto wish = read_accept_signature(value, kKeyId);
    ASSERT_FALSE(wish.has_value()) << value;
    EXPECT_EQ(wish.error().code, Errc::Unsupported) << value;
  }
  EXPECT_EQ(read_accept_signature("(", kKeyId).error().code, Errc::Malformed);
  EXPECT_TRUE(
      read_accept_signature(R"(a=();keyid="https://peer.example/actors/1#main-key";alg="rsa-v1_5-sha256")", kKeyId)
          .has_value());
  // A GET has no body to cover.
  const auto wish = read_accept_signature(R"(a=("content-digest"))", kKeyId).value();
  EXPECT_EQ(sign_message_get(signer(), kInboxUri, kNow, wish).error().code, Errc::Invalid);
}

TEST(ContentDigest, EveryDigestWeKnowMustMatch) {
  const auto sha256 = make_content_digest(kBody);
  EXPECT_EQ(sha256, "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:");
  // RFC 9421 appendix B.2 has it of the same body.
  const std::string sha512 =
      "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:";
  for (const auto& value : {sha256, sha512, sha256 + ", " + sha512, "md5=:aGk=:, " + sha256}) {
    EXPECT_TRUE(check_content_digest(value, kBody).has_value()) << value;
  }
  for (const auto& value : {std::string{}, std::string{"md5=:aGk=:"}, std::string{"sha-256=:aGk=:"},
                            std::string{"sha-256"}, "sha-512=:aGk=:, " + sha256, sha256 + "x", sha256 + "," + sha256}) {
    const auto status = check_content_digest(value, kBody);
    ASSERT_FALSE(status.has_value()) << value;
    EXPECT_EQ(status.error().code, Errc::Unauthorized) << value;
  }
}

}  // namespace
}  // namespace chancery::crypto
