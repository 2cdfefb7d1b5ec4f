#include "activitypub/knock.hpp"

#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "activitypub/document_fetch.hpp"
#include "activitypub/knock_memory.hpp"
#include "unit/activitypub/federation.hpp"

namespace chancery::activitypub {
namespace {

using namespace std::chrono_literals;

bool is_rfc9421(const net::Headers& headers) {
  return headers.find("Signature-Input").has_value();
}

class Knocking : public test::Federation {
 protected:
  // What a server of one kind does: refuses the other.
  void takes_only(SignatureKind kind, int refusal = 401) {
    peer.refuses = [kind, refusal](const net::Request& request) -> std::optional<net::Response> {
      if (is_rfc9421(request.headers) == (kind == SignatureKind::Rfc9421)) return std::nullopt;
      return net::Response::empty(refusal);
    };
  }
  Result<net::IncomingResponse> knock(Knocker& by, const std::string& path = "/inbox") {
    std::promise<Result<net::IncomingResponse>> answered;
    auto future = answered.get_future();
    const auto done = [&](Result<net::IncomingResponse> answer) { answered.set_value(std::move(answer)); };
    const auto url = *net::Url::parse(peer.origin + path);
    auto body = std::make_shared<const std::string>(R"({"type":"Like"})");
    if (auto knock = by.sign_post(url, {std::move(body), 10s, {}}, instance.signer(), done)) {
      client.send(std::move(knock->request), std::move(knock->done));
    }
    return future.get();
  }
  Result<net::IncomingResponse> ask(const std::string& path = "/users/ana") {
    std::promise<Result<net::IncomingResponse>> answered;
    auto future = answered.get_future();
    const auto done = [&](Result<net::IncomingResponse> answer) { answered.set_value(std::move(answer)); };
    knocker.get(*net::Url::parse(peer.origin + path), instance.signer(), std::chrono::steady_clock::now() + 10s, done);
    return future.get();
  }
  // The kinds of the POSTs that came, in order: "c" or "r".
  std::string kinds() {
    std::string text;
    for (const auto& post : peer.wait_for_posts(0)) text += is_rfc9421(post.headers) ? 'r' : 'c';
    return text;
  }
  std::vector<std::string> kept() {
    // The memory writes behind: a write of our own comes after its.
    EXPECT_TRUE(store->write(store::Lane::Bulk, [](store::Transaction&) -> Status { return {}; }).get());
    std::vector<std::string> hosts;
    for (const auto& known : store->read([](store::Snapshot& snapshot) { return known_knocks(snapshot, 10); })) {
      hosts.push_back(known.host);
    }
    return hosts;
  }
};

TEST_F(Knocking, TheFirstKnockIsOfTheDraftAndIsEnoughForMost) {
  EXPECT_EQ(knock(knocker)->status, 202);
  EXPECT_EQ(kinds(), "c");
  EXPECT_TRUE(kept().empty());
}

TEST_F(Knocking, AServerThatTakesOnlyRfc9421GetsItFirstFromThenOn) {
  for (const int refusal : {401, 403}) {
    takes_only(SignatureKind::Rfc9421, refusal);
    EXPECT_EQ(knock(knocker)->status, 202) << refusal;
  }
  EXPECT_EQ(knock(knocker)->status, 202);
  EXPECT_EQ(kinds(), "crrr");
  EXPECT_EQ(kept(), std::vector<std::string>{peer.host});
  // Nor does a restart forget it.
  Knocker after_restart{*store, client};
  EXPECT_EQ(knock(after_restart)->status, 202);
  EXPECT_EQ(kinds(), "crrrr");
}

TEST_F(Knocking, WhatWasRememberedIsForgottenWhenItFails) {
  takes_only(SignatureKind::Rfc9421);
  ASSERT_EQ(knock(knocker)->status, 202);
  takes_only(SignatureKind::Cavage);
  EXPECT_EQ(knock(knocker)->status, 202);
  EXPECT_EQ(knock(knocker)->status, 202);
  EXPECT_EQ(kinds(), "crrcc");
  EXPECT_TRUE(kept().empty());
}

TEST_F(Knocking, WhoRefusesBothIsAskedTwiceAndNotRemembered) {
  peer.refuses = [](const net::Request&) { return net::Response::empty(403); };
  EXPECT_EQ(knock(knocker)->status, 403);
  EXPECT_EQ(kinds(), "cr");
  EXPECT_TRUE(kept().empty());
}

TEST_F(Knocking, OtherRefusalsAreNoReasonToKnockAgain) {
  for (const int status : {400, 404, 410, 429, 500, 503}) {
    peer.refuses = [status](const net::Request&) { return net::Response::empty(status); };
    EXPECT_EQ(knock(knocker)->status, status);
  }
  EXPECT_EQ(kinds(), "cccccc");
}

TEST_F(Knocking, ATroubleAfterARefusalIsToldAsWhatItIs) {
  peer.refuses = [](const net::Request& request) {
    return net::Response::empty(is_rfc9421(request.headers) ? 500 : 401);
  };
  EXPECT_EQ(knock(knocker)->status, 500);
  EXPECT_TRUE(kept().empty());
}

TEST_F(Knocking, WhatAPeerAsksForIsSigned) {
  peer.refuses = [](const net::Request& request) -> std::optional<net::Response> {
    const auto input = request.headers.find("Signature-Input");
    if (input && input->contains(R"("@authority")") && input->contains(R"(nonce="n1")")) return std::nullopt;
    auto refusal = net::Response::empty(401);
    refusal.headers.add("Accept-Signature", R"(sig1=("@method" "@target-uri" "@authority");created;nonce="n1")");
    return refusal;
  };
  EXPECT_EQ(knock(knocker)->status, 202);
  EXPECT_EQ(kinds(), "cr");
  // Known now, but asked with a fresh nonce again: the first knock is of RFC 9421, and so is the second.
  EXPECT_EQ(knock(knocker)->status, 202);
  EXPECT_EQ(kinds(), "crrr");
}

TEST_F(Knocking, WhatNobodyCanSignIsPassedOver) {
  peer.refuses = [](const net::Request& request) -> std::optional<net::Response> {
    if (is_rfc9421(request.headers)) return std::nullopt;
    auto refusal = net::Response::empty(401);
    refusal.headers.add("Accept-Signature", R"(sig1=("@method" "cookie"))");
    return refusal;
  };
  EXPECT_EQ(knock(knocker)->status, 202);
}

TEST_F(Knocking, BothKnocksOfAGetVerify) {
  takes_only(SignatureKind::Rfc9421);
  std::optional<Status> verified;
  const auto inner = peer.refuses;
  peer.refuses = [&, inner](const net::Request& request) {
    if (is_rfc9421(request.headers)) {
      const auto target = peer.origin + request.target;
      const crypto::SignedMessage message{"GET", target, request.headers.all()};
      const auto signature = crypto::check_message(message, "", store.clock.now());
      const auto key = crypto::PublicKey::parse(instance.public_key_pem());
      verified = signature ? crypto::verify_message(*signature, message, *key) : Status(fail(signature.error()));
    }
    return inner(request);
  };
  EXPECT_EQ(ask()->status, 200);
  ASSERT_TRUE(verified.has_value());
  EXPECT_TRUE(verified->has_value()) << verified->error().hint;
  EXPECT_EQ(peer.fetched().size(), 2U);
  EXPECT_EQ(ask()->status, 200);
  EXPECT_EQ(peer.fetched().size(), 3U);
}

TEST_F(Knocking, RedirectsAndKnocksOfADocumentHaveOneDeadlineTogether) {
  // Each answer alone comes in time; the second knock, or the second hop, does not.
  peer.redirect("/a", peer.origin + "/b");
  peer.redirect("/b", peer.origin + "/users/ana");
  for (const bool refuses : {true, false}) {
    peer.refuses = [refuses](const net::Request&) -> std::optional<net::Response> {
      const auto end = std::chrono::steady_clock::now() + 400ms;
      while (std::chrono::steady_clock::now() < end) std::this_thread::yield();
      return refuses ? std::optional(net::Response::empty(401)) : std::nullopt;
    };
    std::promise<Result<FetchedDocument>> answered;
    auto future = answered.get_future();
    DocumentFetch{knocker, peers, instance, 700ms}.get(
        *net::Url::parse(peer.origin + "/a"), [&](Result<FetchedDocument> got) { answered.set_value(std::move(got)); });
    const auto got = future.get();
    ASSERT_FALSE(got.has_value()) << refuses;
    EXPECT_EQ(got.error().code, Errc::Timeout) << refuses;
    EXPECT_LE(peer.fetched().size(), refuses ? 2U : 4U);
  }
}

TEST(KnockMemory, OfTooManyTheOldestIsForgotten) {
  test::TestStore store{test::migrations_of({staff::migrations(), speak::migrations(), migrations()})};
  KnockMemory memory{*store, 2};
  for (const auto* host : {"a.example", "b.example", "c.example"}) {
    memory.remember(host);
    store.clock.advance(std::chrono::seconds{1});
  }
  memory.remember("b.example");
  EXPECT_FALSE(memory.contains("a.example"));
  EXPECT_TRUE(memory.contains("b.example"));
  EXPECT_TRUE(memory.contains("c.example"));
  ASSERT_TRUE(store->write(store::Lane::Bulk, [](store::Transaction&) -> Status { return {}; }).get());
  const KnockMemory again{*store, 2};
  EXPECT_FALSE(again.contains("a.example"));
  EXPECT_TRUE(again.contains("b.example"));
  EXPECT_TRUE(again.contains("c.example"));
}

}  // namespace
}  // namespace chancery::activitypub
