// Two servers for tests: ours without a socket, and a stranger's with one, on loopback.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "activity/addresses.hpp"
#include "activitypub/authorized_fetch.hpp"
#include "activitypub/delivery.hpp"
#include "activitypub/inbox.hpp"
#include "activitypub/instance_actor.hpp"
#include "activitypub/key_ring.hpp"
#include "activitypub/knock.hpp"
#include "activitypub/migrations.hpp"
#include "activitypub/negotiation.hpp"
#include "activitypub/routes.hpp"
#include "base/json.hpp"
#include "crypto/http_signature.hpp"
#include "crypto/message_signature.hpp"
#include "net/http_client.hpp"
#include "net/router.hpp"
#include "net/server.hpp"
#include "proof/migrations.hpp"
#include "speak/deleting.hpp"
#include "speak/migrations.hpp"
#include "staff/migrations.hpp"
#include "store/accounts.hpp"
#include "store/actors.hpp"
#include "store/events.hpp"
#include "store/notes.hpp"
#include "support/saying.hpp"
#include "support/stores.hpp"
#include "unit/proof/ministry_log.hpp"

namespace chancery::test {

using namespace std::chrono_literals;

// Keys take a tenth of a second each: a few for the whole run.
inline const crypto::RsaKeyPair& test_keys(std::size_t which) {
  static const std::vector<crypto::RsaKeyPair> kKeys{crypto::generate_rsa_key_pair(), crypto::generate_rsa_key_pair(),
                                                     crypto::generate_rsa_key_pair()};
  return kKeys.at(which);
}
inline constexpr std::size_t kOurKey = 0;
inline constexpr std::size_t kStrangersKey = 1;
inline constexpr std::size_t kNewKey = 2;

inline crypto::PrivateKey private_key(std::size_t which) {
  return *crypto::PrivateKey::parse(test_keys(which).private_pem);
}

// Another server: serves actors, takes deliveries and remembers them.
class Peer {
 public:
  struct Received {
    std::string target;
    net::Headers headers;
    std::string body;
    [[nodiscard]] json::Object json() const { return json::parse_object(body).value_or(json::Object{}); }
  };

  Peer() {
    router_.add(net::Method::Get, "/{path...}", [this](const net::Request& request) { return serve(request); });
    router_.add(net::Method::Post, "/{path...}", [this](const net::Request& request) { return receive(request); });
    net::ServerOptions options;
    options.port = 0;
    auto server = net::Server::start(options, router_);
    if (!server) throw std::runtime_error(server.error().detail);
    server_ = std::move(*server);
    host = "127.0.0.1:" + std::to_string(server_->port());
    origin = "http://" + host;
  }
  ~Peer() { server_->stop(1s); }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  [[nodiscard]] std::string actor(const std::string& name) const { return origin + "/users/" + name; }
  [[nodiscard]] crypto::Signer signer(const std::string& name, std::size_t key = kStrangersKey) const {
    return {actor(name) + "#main-key", private_key(key)};
  }
  [[nodiscard]] json::Object actor_object(const std::string& name, std::size_t key = kStrangersKey) const {
    const auto id = actor(name);
    return {{"@context", "https://www.w3.org/ns/activitystreams"},
            {"id", id},
            {"type", "Person"},
            {"preferredUsername", name},
            {"name", name},
            {"inbox", id + "/inbox"},
            {"endpoints", json::Object{{"sharedInbox", origin + "/inbox"}}},
            {"publicKey",
             json::Object{{"id", id + "#main-key"}, {"owner", id}, {"publicKeyPem", test_keys(key).public_pem}}}};
  }

  // What GET answers at a path; by default an actor at /users/NAME, else 404.
  void put(const std::string& path, int status, const json::Object& object) {
    const std::scoped_lock lock(mutex_);
    documents_[path] = {status, boost::json::serialize(object)};
  }
  void redirect(const std::string& path, const std::string& to) {
    const std::scoped_lock lock(mutex_);
    redirects_[path] = to;
  }
  // What POST answers, one after the other; 202 when none is left.
  void answer_posts(std::vector<net::Response> answers) {
    const std::scoped_lock lock(mutex_);
    answers_ = std::move(answers);
  }
  [[nodiscard]] std::vector<Received> wait_for_posts(std::size_t count) {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(changed_.wait_for(lock, 10s, [&] { return received_.size() >= count; }))
        << received_.size() << " of " << count << " posts came";
    return received_;
  }
  [[nodiscard]] std::vector<std::string> fetched() const {
    const std::scoped_lock lock(mutex_);
    return fetched_;
  }
  [[nodiscard]] std::size_t posts() const {
    const std::scoped_lock lock(mutex_);
    return received_.size();
  }

  std::string host;
  std::string origin;
  std::optional<crypto::PublicKey> demands_signature_of;  // GETs must verify with it, else 401
  // Asked first of every request; what it gives is the answer. To be set before anyone asks.
  std::function<std::optional<net::Response>(const net::Request&)> refuses;
  const Clock* clock = nullptr;

 private:
  net::Response serve(const net::Request& request) {
    const std::scoped_lock lock(mutex_);
    fetched_.push_back(request.target);
    if (refuses) {
      if (auto refusal = refuses(request)) return std::move(*refusal);
    }
    if (demands_signature_of && !signed_well(request)) return net::Response::empty(401);
    if (const auto to = redirects_.find(request.path); to != redirects_.end()) {
      auto response = net::Response::empty(302);
      response.headers.add("Location", to->second);
      return response;
    }
    if (const auto found = documents_.find(request.path); found != documents_.end()) {
      return activitypub::document(found->second.first, found->second.second);
    }
    const std::string users = "/users/";
    if (!request.path.starts_with(users)) return net::Response::empty(404);
    return activitypub::document(200, boost::json::serialize(actor_object(request.path.substr(users.size()))));
  }

  [[nodiscard]] bool signed_well(const net::Request& request) const {
    const crypto::SignedRequest as_signed{"GET", request.target, request.headers.all()};
    const auto header = crypto::check_request(as_signed, "", clock->now());
    return header && crypto::verify_request(*header, as_signed, *demands_signature_of);
  }

  net::Response receive(const net::Request& request) {
    auto answer = net::Response::empty(202);
    {
      const std::scoped_lock lock(mutex_);
      received_.push_back({request.target, request.headers, request.body});
      auto refusal = refuses ? refuses(request) : std::nullopt;
      if (refusal) {
        answer = std::move(*refusal);
      } else if (!answers_.empty()) {
        answer = answers_.front();
        answers_.erase(answers_.begin());
      }
    }
    changed_.notify_all();
    return answer;
  }

  net::Router router_;
  std::unique_ptr<net::Server> server_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, std::pair<int, std::string>> documents_;
  std::map<std::string, std::string> redirects_;
  std::vector<net::Response> answers_;
  std::vector<Received> received_;
  std::vector<std::string> fetched_;
};

// The answer to one request, whenever it comes.
class Answer final : public net::Responder::Sink {
 public:
  void respond(net::Response response) override { promise_.set_value(std::move(response)); }
  net::EventStream stream(net::Headers) override { throw std::logic_error("no stream here"); }
  [[nodiscard]] net::Response wait() {
    auto future = promise_.get_future();
    if (future.wait_for(10s) != std::future_status::ready) throw std::runtime_error("no answer within 10 s");
    return future.get();
  }

 private:
  std::promise<net::Response> promise_;
};

inline std::string body_of(const net::Response& response) {
  const auto* text = std::get_if<std::string>(&response.body);
  return text ? *text : std::string();
}

// Our server, whole but for its sockets, with a stranger's beside it.
class Federation : public testing::Test {
 protected:
  Federation() {
    peer.clock = &store.clock;
    deliveries.sign_reports_as(instance.signer());
    deliveries.open_keys_with(account_keys);
    activitypub::add_routes(router, {*store, addresses, instance, inbox, readers, "0.1.0", {}, {}});
    press = make_account("press");
  }
  ~Federation() override {
    sending_.request_stop();
    deliveries.nudge();
  }

  activity::Account make_account(const std::string& name) {
    activity::Account account;
    account.id = store.ids.make<activity::AccountId>();
    account.name = name;
    account.display_name = "The " + name;
    account.summary = "News & more";
    account.language = "en";
    account.public_key_pem = test_keys(kOurKey).public_pem;
    account.private_key_pem = account_keys.seal(test_keys(kOurKey).private_pem, account.id.text());
    account.created_at = store.clock.now();
    EXPECT_TRUE(store->write_now([&](store::Transaction& tx) { return store::insert_account(tx, account); }));
    return account;
  }

  activity::Note publish(const std::string& text, activity::NoteId in_reply_to = {}) {
    return speaker.say(press.id, text, in_reply_to);
  }
  Status remove(const activity::Note& note) {
    return speak::delete_note(*store, {addresses, proof_log}, note.id, speaker.officer(), "a test");
  }

  // A POST as it comes from the network, signed.
  net::Request post(const std::string& body, const crypto::Signer& signer, const std::string& target = "/inbox",
                    activitypub::SignatureKind kind = activitypub::SignatureKind::Cavage) {
    net::Request request;
    request.method = net::Method::Post;
    request.target = target;
    request.path = target.substr(0, target.find('?'));
    request.peer = "203.0.113.9";
    request.body = body;
    request.headers.add("Host", addresses.host());
    const auto fields =
        kind == activitypub::SignatureKind::Rfc9421
            ? crypto::sign_message_post(signer, addresses.base() + target, activitypub::kActivityJson, body,
                                        store.clock.now())
            : crypto::sign_post(signer, addresses.host(), target, activitypub::kActivityJson, body, store.clock.now());
    for (const auto& [name, value] : *fields) request.headers.add(name, value);
    return request;
  }
  net::Response dispatch(net::Request request) {
    auto answer = std::make_shared<Answer>();
    router.dispatch(std::move(request), net::Responder{answer});
    return answer->wait();
  }
  int deliver(const json::Object& activity, const std::string& from = "ana") {
    return dispatch(post(boost::json::serialize(activity), peer.signer(from))).status;
  }
  net::Response get(const std::string& target, const std::string& accept = "application/activity+json") {
    net::Request request;
    request.target = target;
    request.path = target.substr(0, target.find('?'));
    const auto mark = target.find('?');
    if (mark != std::string::npos) request.query = target.substr(mark + 1);
    if (!accept.empty()) request.headers.add("Accept", accept);
    return dispatch(std::move(request));
  }
  // A GET as it comes from the network, signed.
  net::Request signed_request(const std::string& target, const crypto::Signer& signer,
                              activitypub::SignatureKind kind = activitypub::SignatureKind::Cavage) {
    net::Request request;
    request.target = target;
    request.path = target.substr(0, target.find('?'));
    request.peer = "203.0.113.9";
    request.headers = {{"Host", addresses.host()}, {"Accept", std::string(activitypub::kActivityJson)}};
    const auto fields = kind == activitypub::SignatureKind::Rfc9421
                            ? crypto::sign_message_get(signer, addresses.base() + target, store.clock.now())
                            : crypto::sign_get(signer, addresses.host(), target, store.clock.now());
    for (const auto& [name, value] : *fields) request.headers.add(name, value);
    return request;
  }
  json::Object get_json(const std::string& target) {
    const auto response = get(target);
    EXPECT_EQ(response.status, 200) << target;
    auto object = json::parse_object(body_of(response));
    EXPECT_TRUE(object.has_value()) << target;
    return object.value_or(json::Object{});
  }

  json::Object follow(const std::string& from = "ana", const std::string& id = "1") {
    return {{"id", peer.actor(from) + "/follows/" + id},
            {"type", "Follow"},
            {"actor", peer.actor(from)},
            {"object", addresses.actor(press.id)}};
  }
  json::Object reply_note(const activity::Note& parent, const std::string& name, const std::string& content,
                          const std::string& from = "ana") {
    return {{"id", peer.origin + "/notes/" + name},
            {"type", "Note"},
            {"attributedTo", peer.actor(from)},
            {"inReplyTo", parent.uri},
            {"to", "https://www.w3.org/ns/activitystreams#Public"},
            {"cc", json::Array{json::Value(addresses.actor(press.id))}},
            {"content", content},
            {"published", "2026-11-22T09:00:00Z"}};
  }
  json::Object wrap(const char* type, const json::Value& object, const std::string& from = "ana") {
    static int number = 0;
    return {{"id", peer.actor(from) + "/activities/" + std::to_string(++number)},
            {"type", type},
            {"actor", peer.actor(from)},
            {"object", object}};
  }

  std::vector<std::string> events() {
    return store->read([&](store::Snapshot& snapshot) {
      std::vector<std::string> types;
      for (const auto& event : store::events_after(snapshot, 0, 1'000)) types.push_back(event.type);
      return types;
    });
  }
  std::vector<activity::Note> replies(const activity::Note& note) {
    return store->read([&](store::Snapshot& snapshot) { return store::replies_to(snapshot, note.id, false, 100); });
  }
  bool knows(const std::string& actor) {
    return store->read([&](store::Snapshot& snapshot) { return store::actor_by_uri(snapshot, actor).has_value(); });
  }

  void start_sending() {
    sending_ = std::jthread([this](std::stop_token stop) { deliveries.run(std::move(stop)); });
  }
  void stop_sending() {
    sending_.request_stop();
    deliveries.nudge();
    if (sending_.joinable()) sending_.join();
  }
  // Plans what happened, and sends.
  void plan() {
    deliveries.plan_now();
    deliveries.nudge();
  }

  Peer peer;
  TestStore store{
      migrations_of({staff::migrations(), speak::migrations(), activitypub::migrations(), proof::migrations()})};
  const activity::Addresses addresses = *activity::Addresses::of("http://127.0.0.1:8080");
  const net::AddressGuard guard{{.internal_endpoints = {}, .test_peers = {peer.host}, .ports = {}}};
  activitypub::Blocks blocks;
  const activitypub::Peers peers{addresses, guard, &blocks};
  const activitypub::InstanceActor instance =
      *activitypub::InstanceActor::load(addresses, test_keys(kOurKey).private_pem + test_keys(kOurKey).public_pem);
  net::HttpClient client{{.guard = guard, .user_agent = "Chancery-test/1.0"}};
  activitypub::Knocker knocker{*store, client};
  activitypub::KeyRing keys{*store, knocker, peers, instance, store.clock};
  const crypto::KeyBox account_keys = crypto::KeyBox::of(std::string(32, 'k')).value();
  activitypub::Deliveries deliveries{*store, knocker, peers, 7};
  activitypub::Inbox inbox{*store, keys, peers, store.clock, [this] { deliveries.nudge(); }};
  activitypub::AuthorizedFetch readers{keys, peers, store.clock, {}};
  net::Router router;
  activity::Account press;
  const proof::Log proof_log = MinistryLog::make('s');
  Speaker speaker{*store, {addresses, proof_log}};

 private:
  std::jthread receiving_{[this](std::stop_token stop) { inbox.run(std::move(stop)); }};
  std::jthread reading_{[this](std::stop_token stop) { readers.run(std::move(stop)); }};
  std::jthread sending_;
};

}  // namespace chancery::test
