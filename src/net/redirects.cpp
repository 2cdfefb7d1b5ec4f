#include "net/redirects.hpp"

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <utility>

namespace chancery::net {
namespace {

using Steady = std::chrono::steady_clock;

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// One GET on its way from hop to hop.
struct Journey {
  HttpClient& client;
  OutgoingRequest request;
  Admits admits;
  HttpClient::Done done;
  Steady::time_point deadline;
  int hops = 0;
};
using JourneyPtr = std::shared_ptr<Journey>;  // shared along the chain of callbacks

Result<Url> next_hop(const IncomingResponse& answer, const Url& from) {
  const auto location = answer.headers.find("Location");
  if (!location) return fail(Errc::Malformed, from.host() + " redirects to nowhere");
  auto to = from.resolve(*location);
  if (!to) return fail(Errc::Malformed, from.host() + " redirects to no address");
  if (to->scheme() != "https" && to->scheme() != "http") {
    return fail(Errc::Refused, from.host() + " redirects to what is no web address");
  }
  return to;
}

void go(const JourneyPtr& journey) {
  if (journey->admits) {
    if (auto admitted = journey->admits(journey->request.url); !admitted) return journey->done(fail(admitted.error()));
  }
  auto request = journey->request;
  request.deadline = std::chrono::ceil<std::chrono::milliseconds>(journey->deadline - Steady::now());
  if (request.deadline <= std::chrono::milliseconds{0}) {
    return journey->done(fail(Errc::Timeout, request.url.host() + " did not answer in time"));
  }
  journey->client.send(std::move(request), [journey](Result<IncomingResponse> answer) {
    if (!answer || !is_redirect(answer->status)) return journey->done(std::move(answer));
    if (journey->hops++ == kMostRedirects) {
      return journey->done(fail(Errc::Unavailable, answer->url.host() + " redirects once more, after three times"));
    }
    auto to = next_hop(*answer, journey->request.url);
    if (!to) return journey->done(fail(to.error()));
    journey->request.url = std::move(*to);
    go(journey);
  });
}

std::future<Result<IncomingResponse>> begin_following(HttpClient& client, OutgoingRequest request, Admits admits) {
  const auto answer = std::make_shared<std::promise<Result<IncomingResponse>>>();  // shared with the callback
  get_following(client, std::move(request), std::move(admits),
                [answer](Result<IncomingResponse> got) { answer->set_value(std::move(got)); });
  return answer->get_future();
}

}  // namespace

void get_following(HttpClient& client, OutgoingRequest request, Admits admits, HttpClient::Done done) {
  const auto deadline = Steady::now() + request.deadline;
  go(std::make_shared<Journey>(Journey{client, std::move(request), std::move(admits), std::move(done), deadline}));
}

Result<IncomingResponse> fetch_following(HttpClient& client, OutgoingRequest request, Admits admits) {
  return begin_following(client, std::move(request), std::move(admits)).get();
}

Result<IncomingResponse> fetch_following(HttpClient& client, OutgoingRequest request, Admits admits,
                                         const std::stop_token& stop) {
  auto coming = begin_following(client, std::move(request), std::move(admits));
  while (coming.wait_for(std::chrono::milliseconds{100}) != std::future_status::ready) {
    if (stop.stop_requested()) return fail(Errc::Unavailable, "the server stops");
  }
  return coming.get();
}

}  // namespace chancery::net
