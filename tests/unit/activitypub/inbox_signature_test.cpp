// The two kinds of signature at the inbox: what one must not do, the other must not do either.
#include <gtest/gtest.h>

#include <algorithm>

#include "activitypub/followers.hpp"
#include "unit/activitypub/federation.hpp"

namespace chancery::activitypub {
namespace {

class Signed : public test::Federation, public testing::WithParamInterface<SignatureKind> {
 protected:
  net::Request request(const json::Object& activity, std::size_t key = test::kStrangersKey) {
    return post(boost::json::serialize(activity), peer.signer("ana", key), "/inbox", GetParam());
  }
  int send(const json::Object& activity, std::size_t key = test::kStrangersKey) {
    return dispatch(request(activity, key)).status;
  }
  // The status, and the reason as the answer tells it.
  std::string refused(net::Request spoiled) {
    const auto response = dispatch(std::move(spoiled));
    EXPECT_TRUE(events().empty()) << "a refused request changed something";
    return std::to_string(response.status) + ' ' + test::body_of(response);
  }
  net::Request without(std::string_view name) {
    auto whole = request(follow());
    net::Headers kept;
    for (const auto& [field, value] : whole.headers.all()) {
      if (field != name) kept.add(field, value);
    }
    whole.headers = kept;
    return whole;
  }
  std::int64_t followers() {
    return store->read([&](store::Snapshot& snapshot) { return count_followers(snapshot, press.id); });
  }
  bool rfc() const { return GetParam() == SignatureKind::Rfc9421; }
};

INSTANTIATE_TEST_SUITE_P(OfEitherKind, Signed, testing::Values(SignatureKind::Cavage, SignatureKind::Rfc9421),
                         [](const auto& which) { return which.param == SignatureKind::Cavage ? "Cavage" : "Rfc9421"; });

TEST_P(Signed, IsTakenAndTheKeyFetchedOnce) {
  EXPECT_EQ(send(follow()), 202);
  EXPECT_EQ(send(follow("ana", "2")), 202);
  EXPECT_EQ(followers(), 1);
  EXPECT_EQ(peer.fetched(), std::vector<std::string>{"/users/ana"});
}

TEST_P(Signed, MissingIsRefusedWithTheReason) {
  EXPECT_TRUE(refused(without("Signature")).starts_with("401"));
  EXPECT_TRUE(refused(without(rfc() ? "Signature-Input" : "Date")).starts_with("401"));
  const auto digest = refused(without(rfc() ? "Content-Digest" : "Digest"));
  EXPECT_TRUE(digest.starts_with("401") && digest.contains("absent")) << digest;
  EXPECT_TRUE(refused(without("Host")).starts_with("401"));
}

TEST_P(Signed, WrongIsRefusedWithTheReason) {
  auto body = request(follow());
  body.body.replace(body.body.find("Follow"), 6, "Create");
  const auto digest = refused(std::move(body));
  EXPECT_TRUE(digest.starts_with("401") && digest.contains("match the body")) << digest;
  auto elsewhere = request(follow());
  elsewhere.target = elsewhere.path = "/actors/1/inbox";
  const auto target = refused(std::move(elsewhere));
  EXPECT_TRUE(target.starts_with("401") && target.contains("does not match")) << target;
  const auto key = refused(request(follow(), test::kNewKey));
  EXPECT_TRUE(key.starts_with("401") && key.contains("does not match")) << key;
}

TEST_P(Signed, StaleAndFutureAreRefusedWithTheReason) {
  const std::chrono::hours hour{1};
  store.clock.advance(hour + std::chrono::seconds{1});
  auto early = request(follow());
  store.clock.advance(-hour - std::chrono::seconds{1});
  auto answer = refused(std::move(early));
  EXPECT_TRUE(answer.starts_with("401") && answer.contains("too far in the future")) << answer;
  auto stale = request(follow());
  store.clock.advance(12 * hour + std::chrono::seconds{1});
  answer = refused(std::move(stale));
  EXPECT_TRUE(answer.starts_with("401") && answer.contains("too far in the past")) << answer;
}

TEST_P(Signed, ReplayedDoesNothingMore) {
  const auto note = publish("Good morning");
  const auto create = wrap("Create", reply_note(note, "1", "<p>Hello</p>"));
  const auto recorded = request(create);
  EXPECT_EQ(dispatch(recorded).status, 202);
  EXPECT_EQ(dispatch(recorded).status, 202);
  EXPECT_EQ(replies(note).size(), 1U);
  store.clock.advance(std::chrono::hours{13});
  EXPECT_EQ(dispatch(recorded).status, 401);
}

TEST_P(Signed, ForAnotherServerIsRefused) {
  auto other = request(follow());
  const auto body = boost::json::serialize(follow());
  other.headers = {{"Host", "other.example"}};
  const auto signer = peer.signer("ana");
  const auto fields =
      rfc() ? crypto::sign_message_post(signer, "http://other.example/inbox", kActivityJson, body, store.clock.now())
            : crypto::sign_post(signer, "other.example", "/inbox", kActivityJson, body, store.clock.now());
  for (const auto& [name, value] : *fields) other.headers.add(name, value);
  EXPECT_TRUE(refused(other).contains("this server is 127.0.0.1:8080"));
  // Nor under our Host.
  other.headers.set("Host", addresses.host());
  EXPECT_TRUE(refused(other).starts_with("401"));
}

TEST_P(Signed, ARotatedKeyIsFetchedOnceMore) {
  ASSERT_EQ(send(follow()), 202);
  peer.put("/users/ana", 200, peer.actor_object("ana", test::kNewKey));
  store.clock.advance(std::chrono::minutes{5});
  EXPECT_EQ(send(wrap("Undo", follow()), test::kNewKey), 202);
  EXPECT_EQ(followers(), 0);
  EXPECT_EQ(peer.fetched().size(), 2U);
  EXPECT_EQ(send(follow("ana", "3")), 401) << "the old key is worth nothing now";
  EXPECT_EQ(peer.fetched().size(), 2U) << "and is not asked for again at once";
}

TEST_P(Signed, InAnothersNameIsRefused) {
  const auto forged = wrap("Undo", follow("bob"), "bob");
  EXPECT_EQ(send(forged), 401);
}

using SignedByHand = test::Federation;

TEST_F(SignedByHand, AsFedifyDoesItIsTaken) {
  const auto body = boost::json::serialize(follow());
  const auto signer = peer.signer("ana");
  net::Request request;
  request.method = net::Method::Post;
  request.target = request.path = "/inbox";
  request.peer = "203.0.113.9";
  request.body = body;
  request.headers = {{"Host", addresses.host()},
                     {"Content-Type", std::string(kActivityJson)},
                     {"Date", to_http_date(store.clock.now())},
                     {"Content-Digest", crypto::make_content_digest(body)}};
  const std::string input =
      R"(sig1=("@method" "@target-uri" "@authority" "host" "date" "content-digest");alg="rsa-v1_5-sha256";keyid=")" +
      signer.key_id + "\";created=" + std::to_string(to_micros(store.clock.now()) / 1'000'000);
  const auto list = std::get<crypto::InnerList>(crypto::parse_dictionary(input)->front().value);
  const auto target = addresses.base() + "/inbox";
  const auto base = crypto::signature_base(list, {"POST", target, request.headers.all()});
  request.headers.add("Signature-Input", input);
  request.headers.add(
      "Signature",
      crypto::serialize(crypto::Dictionary{{"sig1", crypto::Item{crypto::Bytes{signer.key.sign(*base)}, {}}}}));
  EXPECT_EQ(dispatch(std::move(request)).status, 202);
}

}  // namespace
}  // namespace chancery::activitypub
