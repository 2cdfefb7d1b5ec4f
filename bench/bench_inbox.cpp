// Load for an inbox: signed Creates as Mastodon writes them, over connections that are kept open. Called by inbox.mjs
// while a server runs:
//
//   bench_inbox PORT ACCOUNT COUNT CONNECTIONS PEER-PORT…
//
// Everything is signed beforehand, so that the load costs little while it is measured. The strangers live on the peer
// ports, many on each, and their requests come from many loopback addresses: the server's limits are of normal life.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "crypto/http_signature.hpp"
#include "net/router.hpp"
#include "net/server.hpp"

namespace {

using namespace chancery;
using Steady = std::chrono::steady_clock;

constexpr std::size_t kPerStranger = 50;  // what one may send in a burst is twice that
constexpr std::string_view kType = "application/activity+json";
// What Mastodon puts before every activity.
constexpr std::string_view kContext =
    R"(["https://www.w3.org/ns/activitystreams",{"ostatus":"http://ostatus.org#",)"
    R"("atomUri":"ostatus:atomUri","inReplyToAtomUri":"ostatus:inReplyToAtomUri","conversation":"ostatus:conversation",)"
    R"("sensitive":"as:sensitive","toot":"http://joinmastodon.org/ns#","votersCount":"toot:votersCount",)"
    R"("gts":"https://gotosocial.org/ns#","interactionPolicy":{"@id":"gts:interactionPolicy","@type":"@id"},)"
    R"("canQuote":{"@id":"gts:canQuote","@type":"@id"},"automaticApproval":{"@id":"gts:automaticApproval",)"
    R"("@type":"@id"},"Hashtag":"as:Hashtag"}])";

struct Stranger {
  std::string origin;
  std::string actor;
};

std::string note_of(const Stranger& stranger, std::size_t number, const std::string& account) {
  const auto id = stranger.actor + "/statuses/" + std::to_string(115'000'000'000'000 + number);
  const std::string content =
      R"(<p><span class=\"h-card\" translate=\"no\"><a href=\")" + account +
      R"(\" class=\"u-url mention\">@<span>press</span></a></span> Does the consulate open on Monday, although it is a )"
      R"(holiday here? My passport ends in March &amp; the form on your page still asks for the old address. )"
      R"(<a href=\"https://mfa.example/hours\" target=\"_blank\" rel=\"nofollow noopener\"><span class=\"invisible\">)"
      R"(https://</span><span class=\"\">mfa.example/hours</span></a> Number )" +
      std::to_string(number) + "</p>";
  const std::string audience = R"("to":["https://www.w3.org/ns/activitystreams#Public"],"cc":[")" + stranger.actor +
                               "/followers\",\"" + account + "\"]";
  return R"({"@context":)" + std::string(kContext) + R"(,"id":")" + id + R"(/activity","type":"Create","actor":")" +
         stranger.actor + R"(","published":"2026-11-22T09:30:00Z",)" + audience + R"(,"object":{"id":")" + id +
         R"(","type":"Note","summary":null,"inReplyTo":null,"published":"2026-11-22T09:30:00Z","url":")" + id +
         R"(","attributedTo":")" + stranger.actor + "\"," + audience + R"(,"sensitive":false,"atomUri":")" + id +
         R"(","inReplyToAtomUri":null,"conversation":"tag:peer.example,)"
         R"(2026-11-22:objectId=1:objectType=Conversation","content":")" +
         content + R"(","contentMap":{"en":")" + content +
         R"("},"interactionPolicy":{"canQuote":{"automaticApproval":)"
         R"(["https://www.w3.org/ns/activitystreams#Public"]}},"attachment":[],"tag":[{"type":"Mention","href":")" +
         account + R"(","name":"@press@mfa.example"}],"replies":{"id":")" + id +
         R"(/replies","type":"Collection","first":{"type":"CollectionPage","next":")" + id +
         R"(/replies?only_other_accounts=true&page=true","partOf":")" + id + R"(/replies","items":[]}}}})";
}

std::string request_of(const std::string& host, const crypto::Signer& signer, const std::string& body) {
  std::string text = "POST /inbox HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: Mastodon/4.5 (http.rb/5.3; +bench)\r\n";
  const auto fields = crypto::sign_post(signer, host, "/inbox", kType, body, SystemClock{}.now()).value();
  for (const auto& [name, value] : fields) text += name + ": " + value + "\r\n";
  return text + "Accept-Encoding: gzip\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

sockaddr_in loopback(unsigned host, int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(0x7f000000U + host);
  return address;
}

// A kept connection from an address of its own.
class Line {
 public:
  Line(unsigned from, int port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    const int on = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const auto source = loopback(from, 0);
    const auto target = loopback(1, port);
    if (bind(socket_, reinterpret_cast<const sockaddr*>(&source), sizeof source) != 0 ||
        connect(socket_, reinterpret_cast<const sockaddr*>(&target), sizeof target) != 0) {
      std::perror("bench_inbox: cannot reach the server");
      std::exit(1);
    }
  }
  ~Line() { close(socket_); }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  // The status of the answer; 0 when the line broke.
  int send(const std::string& request) {
    for (std::size_t done = 0; done < request.size();) {
      const auto size = ::send(socket_, request.data() + done, request.size() - done, MSG_NOSIGNAL);
      if (size <= 0) return 0;
      done += static_cast<std::size_t>(size);
    }
    std::string answer;
    char piece[4096];
    for (;;) {
      const auto end = answer.find("\r\n\r\n");
      if (end != std::string::npos) {
        const auto length = answer.find("Content-Length: ");
        const auto body = length < end ? std::strtoul(answer.c_str() + length + 16, nullptr, 10) : 0;
        if (answer.size() >= end + 4 + body) return std::atoi(answer.c_str() + 9);
      }
      const auto size = read(socket_, piece, sizeof piece);
      if (size <= 0) return 0;
      answer.append(piece, static_cast<std::size_t>(size));
    }
  }

 private:
  const int socket_;
};

struct Outcome {
  double seconds = 0;
  std::size_t accepted = 0;
  std::vector<double> waits;  // milliseconds, sorted
};

Outcome run(const std::vector<std::string>& requests, int port, unsigned connections) {
  std::atomic<std::size_t> next{0};
  std::vector<std::vector<double>> waits(connections);
  std::vector<std::jthread> threads;
  const auto began = Steady::now();
  for (unsigned i = 0; i < connections; ++i) {
    threads.emplace_back([&, i] {
      Line line(2 + i, port);
      for (auto at = next++; at < requests.size(); at = next++) {
        const auto sent = Steady::now();
        const int status = line.send(requests[at]);
        if (status == 202) waits[i].push_back(std::chrono::duration<double, std::milli>(Steady::now() - sent).count());
        if (status != 202) std::fprintf(stderr, "bench_inbox: request %zu was answered %d\n", at, status);
        if (status == 0) return;
      }
    });
  }
  threads.clear();
  Outcome outcome;
  outcome.seconds = std::chrono::duration<double>(Steady::now() - began).count();
  for (const auto& some : waits) outcome.waits.insert(outcome.waits.end(), some.begin(), some.end());
  outcome.accepted = outcome.waits.size();
  std::ranges::sort(outcome.waits);
  return outcome;
}

std::string actor_document(const Stranger& stranger, const std::string& public_pem) {
  const json::Object key{{"id", stranger.actor + "#main-key"}, {"owner", stranger.actor}, {"publicKeyPem", public_pem}};
  return boost::json::serialize(
      json::Object{{"@context", json::Array{"https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"}},
                   {"id", stranger.actor},
                   {"type", "Person"},
                   {"preferredUsername", stranger.actor.substr(stranger.actor.rfind('/') + 1)},
                   {"inbox", stranger.actor + "/inbox"},
                   {"endpoints", json::Object{{"sharedInbox", stranger.origin + "/inbox"}}},
                   {"publicKey", key}});
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 6) {
    std::fprintf(stderr, "bench_inbox PORT ACCOUNT COUNT CONNECTIONS PEER-PORT…\n");
    return 2;
  }
  const int port = std::atoi(argv[1]);
  const std::string account = argv[2];
  const auto count = std::strtoul(argv[3], nullptr, 10);
  const auto connections = static_cast<unsigned>(std::atoi(argv[4]));
  const auto host = "127.0.0.1:" + std::to_string(port);

  std::vector<Stranger> strangers;
  for (std::size_t i = 0; i < (count + kPerStranger - 1) / kPerStranger; ++i) {
    const std::string origin = "http://127.0.0.1:" + std::string(argv[5 + static_cast<int>(i) % (argc - 5)]);
    strangers.push_back({origin, origin + "/users/s" + std::to_string(i)});
  }
  const auto keys = crypto::generate_rsa_key_pair();
  const auto key = crypto::PrivateKey::parse(keys.private_pem).value();
  net::Router router;
  router.add(net::Method::Get, "/users/{name}", [&](const net::Request& request) {
    const auto number = std::strtoul(std::string(request.param("name")).c_str() + 1, nullptr, 10);
    net::Response response;
    response.headers.add("Content-Type", std::string(kType));
    response.body = actor_document(strangers.at(number), keys.public_pem);
    return response;
  });
  std::vector<std::unique_ptr<net::Server>> peers;
  for (int i = 5; i < argc; ++i) {
    net::ServerOptions options;
    options.port = static_cast<std::uint16_t>(std::atoi(argv[i]));
    options.limits.workers = 1;
    peers.push_back(net::Server::start(options, router).value());
  }

  // One from each stranger first: from then on its key is known.
  std::vector<std::string> greetings;
  std::vector<std::string> requests;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < strangers.size() + count; ++i) {
    const auto& stranger = strangers[i % strangers.size()];
    const auto body = note_of(stranger, i, account);
    bytes = body.size();
    auto& list = i < strangers.size() ? greetings : requests;
    list.push_back(request_of(host, {stranger.actor + "#main-key", key}, body));
  }
  const auto met = run(greetings, port, std::min(connections, 8U));
  const auto outcome = run(requests, port, connections);
  for (auto& peer : peers) peer->stop(std::chrono::seconds{1});
  const auto at = [&](double share) {
    return outcome.waits[static_cast<std::size_t>(share * static_cast<double>(outcome.waits.size() - 1))];
  };
  if (outcome.accepted == 0) return 1;
  const json::Object result{{"accepted", outcome.accepted},
                            {"greeted", met.accepted},
                            {"seconds", outcome.seconds},
                            {"rate", static_cast<double>(outcome.accepted) / outcome.seconds},
                            {"bytes", bytes},
                            {"p50", at(0.5)},
                            {"p99", at(0.99)}};
  std::printf("%s\n", boost::json::serialize(result).c_str());
  return outcome.accepted == count ? 0 : 1;
}
