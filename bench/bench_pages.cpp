// The public pages over HTTP, for a load from outside: `bench_pages HOST:PORT` serves those of a fictional
// ministry until a line comes on stdin. `bench_pages --time` measures in the process instead: pages a second, kept and
// made anew, plain and compressed.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <future>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>

#include "activitypub/migrations.hpp"
#include "net/server.hpp"
#include "pages/routes.hpp"
#include "pages/verify.hpp"
#include "proof/migrations.hpp"
#include "speak/migrations.hpp"
#include "staff/migrations.hpp"
#include "support/spoken_ministry.hpp"
#include "support/stores.hpp"

namespace {

using namespace chancery;
using std::chrono::steady_clock;

class Answer final : public net::Responder::Sink {
 public:
  void respond(net::Response response) override { promise.set_value(std::move(response)); }
  net::EventStream stream(net::Headers) override { throw std::logic_error("no stream here"); }
  std::promise<net::Response> promise;
};

// A drawing where a picture should be.
net::Response drawing(const net::Request& request) {
  const auto hue = request.path.size() * 37 % 360;
  auto response = net::Response::text(
      200,
      fmt::format("<svg xmlns='http://www.w3.org/2000/svg' width='1200' height='800'><rect width='1200' height='800' "
                  "fill='hsl({},25%,60%)'/><path d='M0 560 Q300 420 600 560 T1200 520 V800 H0Z' "
                  "fill='hsl({},30%,38%)'/></svg>",
                  hue, hue));
  response.headers.set("Content-Type", "image/svg+xml");
  return response;
}

struct Ministry {
  Ministry(const std::string& base, bool story)
      : store(test::migrations_of(
            {staff::migrations(), activitypub::migrations(), speak::migrations(), proof::migrations()})),
        addresses(*activity::Addresses::of(base)),
        site(addresses),
        cache(*store),
        spoken(*store, addresses, CHANCERY_SOURCE) {
    store.clock.set(SystemClock().now());
    spoken.found();
    for (const auto* language : {"ru", "ar", "zh", "fr", "es", "en"}) spoken.talk(language, 12);
    if (story) spoken.tell_a_story();
    const pages::Services services{*store, site, cache};
    pages::add_routes(router, services);
    router.add(net::Method::Get, "/notes/{id}", pages::note_page(services));
    router.add(net::Method::Get, "/media/{file}", drawing);
  }
  net::Response get(const std::string& path, bool packed) {
    net::Request request;
    request.path = path.substr(0, path.find('?'));
    request.target = path;
    if (const auto mark = path.find('?'); mark != std::string::npos) request.query = path.substr(mark + 1);
    if (packed) request.headers.add("Accept-Encoding", "gzip");
    auto answer = std::make_shared<Answer>();
    auto future = answer->promise.get_future();
    router.dispatch(std::move(request), net::Responder{answer});
    return future.get();
  }

  test::TestStore store;
  activity::Addresses addresses;
  pages::Site site;
  pages::PageCache cache;
  test::SpokenMinistry spoken;
  net::Router router;
};

// Pages a second over two seconds. `every` makes what is kept stale before each page.
double rate(Ministry& ministry, const std::string& path, bool packed, bool anew) {
  const auto began = steady_clock::now();
  int pages = 0;
  for (; steady_clock::now() - began < std::chrono::seconds(2); ++pages) {
    if (anew) ministry.store.clock.advance(pages::PageCache::kLongest);
    if (ministry.get(path, packed).status != 200) throw std::runtime_error("no page at " + path);
  }
  return pages / std::chrono::duration<double>(steady_clock::now() - began).count();
}

void measure() {
  Ministry ministry("http://127.0.0.1:8080", true);
  const auto flood = "/notes/" + ministry.spoken.flood.id.text();
  for (const auto& [what, path] : {std::pair<std::string, std::string>{"account page, 30 posts", "/@press"},
                                   {"home page, 30 posts", "/"},
                                   {"post with conversation", flood},
                                   {"tag page", "/tags/AuroraBay"},
                                   {"Atom feed", "/feed/press.atom"}}) {
    for (const bool packed : {false, true}) {
      for (const bool anew : {false, true}) {
        fmt::print("{{\"what\":\"{}, {}{}\",\"figure\":{:.0f},\"unit\":\"pages/s\",\"beside\":\"\"}}\n", what,
                   anew ? "made anew" : "kept", packed ? ", gzip" : "", rate(ministry, path, packed, anew));
      }
    }
  }
}

int serve(const std::string& address) {
  Ministry ministry("http://" + address, true);
  net::ServerOptions options;
  options.host = address.substr(0, address.find(':'));
  options.port = static_cast<std::uint16_t>(std::stoi(address.substr(address.find(':') + 1)));
  auto server = net::Server::start(options, ministry.router);
  if (!server) return fmt::print(stderr, "{}\n", server.error().detail), 1;
  fmt::print("http://{}/ {} {} {} {}\n", address, ministry.spoken.flood.uri, ministry.spoken.poll.uri,
             ministry.spoken.pictures.uri, ministry.spoken.warned.uri);
  std::fflush(stdout);
  std::string line;
  std::getline(std::cin, line);
  (*server)->stop(std::chrono::seconds(1));
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return fmt::print(stderr, "bench_pages --time | HOST:PORT\n"), 2;
  const std::string what = arguments[1];
  if (what != "--time") return serve(what);
  measure();
  return 0;
}
