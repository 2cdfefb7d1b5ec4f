// The cards of our own links, asked for over HTTP: none of a private person's post, however its address is written.
#include <gtest/gtest.h>

#include <atomic>

#include "net/server.hpp"
#include "store/actors.hpp"
#include "store/notes.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using test::Answer;
using test::Browser;
using test::Testbed;

// A server with pages, on loopback.
class Site {
 public:
  Site() {
    router_.add(net::Method::Get, "/{path...}", [this](const net::Request& request) { return serve(request); });
    net::ServerOptions options;
    options.port = 0;
    server_ = net::Server::start(options, router_).value();
    host = "127.0.0.1:" + std::to_string(server_->port());
    origin = "http://" + host;
  }
  ~Site() { server_->stop(std::chrono::seconds{1}); }
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  static std::string page(const std::string& title, const std::string& more = "") {
    return "<!doctype html><title>" + title + "</title><meta property=\"og:title\" content=\"" + title +
           "\"><meta property=\"og:description\" content=\"My garden is in bloom.\">" + more;
  }

  std::map<std::string, std::string> pages;      // to be set before anyone asks
  std::map<std::string, std::string> redirects;  // likewise
  std::map<std::string, std::string> types;      // likewise; HTML where none is named
  std::atomic<int> asked = 0;
  std::string host;
  std::string origin;

 private:
  net::Response serve(const net::Request& request) {
    ++asked;
    if (const auto to = redirects.find(request.path); to != redirects.end()) {
      auto response = net::Response::empty(302);
      response.headers.add("Location", to->second);
      return response;
    }
    const auto found = pages.find(request.path);
    if (found == pages.end()) return net::Response::empty(404);
    net::Response response;
    const auto type = types.find(request.path);
    response.headers.add("Content-Type", type == types.end() ? "text/html; charset=utf-8" : type->second);
    response.body = found->second;
    return response;
  }

  net::Router router_;
  std::unique_ptr<net::Server> server_;
};

class Cards : public testing::Test {
 protected:
  Cards() {
    site.pages["/ferry"] = Site::page("Ferry timetable");
    site.pages["/@ada/1"] = Site::page("Ada");
    site.pages["/notes/1"] = Site::page("Ada");
    site.pages["/elsewhere"] =
        Site::page("Ada", "<link rel=\"alternate\" type=\"application/activity+json\" href=\"/notes/1\">");
    site.redirects["/short"] = "/@ada/1";
    auto said = bed.world.notes[bed.world.say("ada", "friends", "My garden is in bloom.", 'b')];
    said.uri = ada;
    said.url = site.origin + "/@ada/1";
    bed.world.notes[ada] = said;
  }

  // As it came in, in answer to one of ours.
  void receive() {
    activity::Actor author;
    author.uri = site.origin + "/users/ada";
    author.preferred_username = "ada";
    activity::Note note;
    note.id = bed.store->ids().make<activity::NoteId>();
    note.uri = ada;
    note.url = site.origin + "/@ada/1";
    note.attributed_to = author.uri;
    note.content = "<p>My garden is in bloom.</p>";
    ASSERT_TRUE(bed.store->write_now([&](store::Transaction& tx) -> Status {
      note.actor = store::save_actor(tx, author);
      return store::insert_note(tx, note);
    }));
  }
  json::Object submitted(const std::string& link) {
    const json::Object body{
        {"account", account},
        {"texts", json::Array{json::Object{{"language", "en"}, {"markdown", "Look: " + site.origin + link}}}}};
    auto post =
        officer.post("/api/staff/posts", body, {{"Idempotency-Key", "card" + std::to_string(++number_)}}).json();
    return step(post, "submit", {{"version", post.at("version")}});
  }
  json::Object step(const json::Object& post, const std::string& name, const json::Object& said) {
    const auto answer = officer.post("/api/staff/posts/" + std::string(*json::text(post, "id")) + '/' + name, said);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.json();
  }
  static bool has_card(const json::Object& post) {
    return json::object(*json::object(post, "body"), "card") != nullptr;
  }
  static std::size_t warned(const json::Object& post) {
    std::size_t found = 0;
    for (const auto* caution : json::objects(post, "cautions")) {
      if (json::text(*caution, "code") == "link_private_post") ++found;
    }
    return found;
  }

  Site site;
  const std::string ada = site.origin + "/notes/1";
  Testbed bed{"https://mfa.example", "", Testbed::kQueue, site.host};
  Browser admin = bed.set_up();
  std::string account = bed.create_account(admin, 1);
  Browser officer = [this] {
    auto made = bed.join(admin, staff::Role::Officer, "ole");
    const auto session = made.get("/api/staff/session").json();
    const auto id = std::string(*json::text(*json::object(session, "user"), "id"));
    (void)admin.put("/api/staff/accounts/" + account + "/rights/" + id,
                    json::Object{{"rights", json::Array{"write", "publish"}}});
    return made;
  }();

 private:
  int number_ = 0;
};

TEST_F(Cards, AnOrdinaryPageHasOne) {
  const auto post = submitted("/ferry");
  EXPECT_TRUE(has_card(post));
  EXPECT_EQ(warned(post), 0U);
}

TEST_F(Cards, APageIsKnownByItsMediaTypeInAnyLettersAndNothingElseIsOne) {
  site.pages["/times"] = site.pages["/ferry"];
  site.types["/ferry"] = "Text/HTML ;charset=UTF-8";
  site.types["/times"] = "text/html-sandboxed";
  EXPECT_TRUE(has_card(submitted("/ferry")));
  EXPECT_FALSE(has_card(submitted("/times")));
}

TEST_F(Cards, APageThatSaysItIsAPrivatePersonsPostHasNone) {
  const auto post = submitted("/elsewhere");
  EXPECT_FALSE(has_card(post));
  EXPECT_EQ(warned(post), 1U);
}

TEST_F(Cards, AKnownNotesPageAndIdentifierHaveNoneWhateverThePageSays) {
  receive();
  for (const auto* link : {"/@ada/1", "/notes/1", "/@ada/1#top"}) {
    const auto post = submitted(link);
    EXPECT_FALSE(has_card(post)) << link;
    EXPECT_EQ(warned(post), 1U) << link;
  }
  EXPECT_EQ(site.asked, 0) << "its page need not be asked";
  const auto led = submitted("/short");
  EXPECT_FALSE(has_card(led));
  EXPECT_EQ(warned(led), 1U) << "nor does an address that leads there";
}

TEST_F(Cards, WithHerPermissionThereIsOne) {
  receive();
  EXPECT_EQ(officer
                .post("/api/staff/permissions", json::Object{{"uri", ada},
                                                             {"accounts", json::Array{json::Value(account)}},
                                                             {"answer", "Gladly: https://friends.example/2"}})
                .status,
            201);
  const auto post = submitted("/@ada/1");
  EXPECT_TRUE(has_card(post));
  EXPECT_EQ(warned(post), 0U);
}

TEST_F(Cards, TheCautionStaysWhenThePostIsScheduled) {
  receive();
  auto post = submitted("/@ada/1");
  post = step(post, "schedule", {{"at", to_rfc3339(bed.clock.now() + std::chrono::hours{2})}, {"zone", "UTC"}});
  EXPECT_EQ(warned(post), 1U);
  post = step(post, "schedule", {{"at", to_rfc3339(bed.clock.now() + std::chrono::hours{3})}, {"zone", "UTC"}});
  EXPECT_EQ(warned(post), 1U) << "and once";
}

}  // namespace
}  // namespace chancery::api
