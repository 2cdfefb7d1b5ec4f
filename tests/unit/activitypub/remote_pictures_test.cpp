// Strangers' pictures: fetched when somebody looks, made anew, and what a hostile server can and cannot make of it.
#include "activitypub/remote_pictures.hpp"

#include <condition_variable>
#include <fstream>
#include <iterator>
#include <mutex>

#include "activitypub/moderation.hpp"
#include "support/temp_folder.hpp"
#include "support/tiny_png.hpp"
#include "unit/activitypub/federation.hpp"

namespace chancery::activitypub {
namespace {

using namespace std::chrono_literals;

net::Response of_type(std::string type, std::string body) {
  net::Response response;
  response.headers.add("Content-Type", std::move(type));
  response.body = std::move(body);
  return response;
}

std::string file_of(const net::Response& response) {
  const auto* file = std::get_if<net::FileBody>(&response.body);
  if (file == nullptr) return {};
  std::ifstream in(file->path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

RemotePictures::Options impatient() {
  RemotePictures::Options options;
  options.deadline = 500ms;
  options.bytes = 100'000;
  options.host_burst = 6;
  return options;
}

class RemotePicturesTest : public test::Federation {
 protected:
  RemotePicturesTest() {
    peer.refuses = [this](const net::Request& request) -> std::optional<net::Response> {
      const auto found = files.find(request.path);
      if (found == files.end()) return std::nullopt;
      return found->second;
    };
    files["/red.png"] = of_type("image/png", test::tiny_png(40, 30, {200, 10, 10}, "taken at home"));
  }
  ~RemotePicturesTest() override {
    making_.request_stop();
    making_.join();
  }

  json::Object picture(const std::string& path, const std::string& type = "image/png") const {
    return {{"type", "Document"}, {"mediaType", type}, {"url", peer.origin + path}, {"name", "A red field"}};
  }
  // A reply with one picture, as it is stored.
  activity::Note reply_with(const json::Object& attachment) {
    const auto parent = publish("Show us.");
    auto reply = reply_note(parent, "with-picture-" + std::to_string(++number_), "<p>Here</p>");
    reply["attachment"] = json::Array{attachment};
    EXPECT_EQ(deliver(wrap("Create", reply)), 202);
    return replies(parent).at(0);
  }
  net::Response look(const std::string& path, const std::string& reader = "198.51.100.7") {
    return wait(begin_look(path, reader));
  }
  std::shared_ptr<test::Answer> begin_look(const std::string& path, const std::string& reader = "198.51.100.7") {
    net::Request request;
    request.path = path;
    request.target = path;
    request.peer = reader;
    auto answer = std::make_shared<test::Answer>();
    shown.dispatch(std::move(request), net::Responder{answer});
    return answer;
  }
  static net::Response wait(const std::shared_ptr<test::Answer>& answer) { return answer->wait(); }
  std::string path_of(const activity::Note& note, Onlooker onlooker = Onlooker::Public) const {
    return links.of(note, 0, onlooker);
  }
  // What comes of a picture at that path of the stranger's server.
  int status_of(const std::string& path) { return look(path_of(reply_with(picture(path)))).status; }
  std::size_t asked_for(const std::string& path) const {
    const auto all = peer.fetched();
    return static_cast<std::size_t>(std::ranges::count(all, path));
  }
  void rule(bool reject_media, RuleLevel level = RuleLevel::Limit) {
    const HostRule wanted{.host = net::Url::parse(peer.origin)->host(),
                          .level = level,
                          .reject_media = reject_media,
                          .reason = "spam",
                          .by = "user:anna",
                          .at = store.clock.now()};
    ASSERT_TRUE(store->write_now([&](store::Transaction& tx) { return set_host_rule(tx, wanted); }));
    store->read([&](store::Snapshot& snapshot) { blocks.load(snapshot); });
  }

  std::map<std::string, net::Response> files;  // of the stranger's server
  const test::TempFolder folder;
  media::RemoteCache cache = media::RemoteCache::open(folder / "remote", 1 << 20).value();
  media::Worker worker{{}};
  const PictureLinks links{make_picture_key(), blocks};
  RemotePictures pictures{{*store, links, cache, worker, client}, impatient()};
  net::Router shown = [this] {
    net::Router with_pictures;
    add_picture_route(with_pictures, pictures);
    return with_pictures;
  }();

 private:
  int number_ = 0;
  std::jthread making_{[this](const std::stop_token& stop) { pictures.run(stop); }};
};

TEST_F(RemotePicturesTest, NothingIsFetchedBeforeSomebodyLooksAndThenOnceForEverybody) {
  const auto note = reply_with(picture("/red.png"));
  EXPECT_EQ(asked_for("/red.png"), 0U);
  const auto path = path_of(note);
  ASSERT_TRUE(path.starts_with("/remote-media/"));
  EXPECT_EQ(path.find(peer.host), std::string::npos);
  const auto first = begin_look(path, "198.51.100.7");
  const auto second = begin_look(path, "198.51.100.8");
  for (const auto& answer : {wait(first), wait(second), look(path)}) {
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.headers.find("Content-Type"), "image/png");
    EXPECT_EQ(answer.headers.find("Cache-Control"), "private, max-age=2592000, immutable");
    EXPECT_EQ(answer.headers.find("Cross-Origin-Resource-Policy"), "same-origin");
    EXPECT_TRUE(file_of(answer).starts_with("\x89PNG"));
    EXPECT_EQ(file_of(answer).find("taken at home"), std::string::npos);
  }
  EXPECT_EQ(asked_for("/red.png"), 1U);
  EXPECT_EQ(cache.files(), 1U);
}

TEST_F(RemotePicturesTest, ShowWhoWroteWithAFaceOfTheirOwnSize) {
  auto ana = peer.actor_object("ana");
  ana["icon"] = json::Object{{"type", "Image"}, {"mediaType", "image/png"}, {"url", peer.origin + "/red.png"}};
  peer.put("/users/ana", 200, ana);
  const auto note = reply_with(picture("/red.png"));
  const auto actor = store->read([&](store::Snapshot& snapshot) { return *store::actor_by_id(snapshot, note.actor); });
  EXPECT_EQ(actor.icon, peer.origin + "/red.png");
  const auto face = look(links.of(actor, Onlooker::Public));
  const auto whole = look(path_of(note));
  ASSERT_EQ(face.status, 200);
  ASSERT_EQ(whole.status, 200);
  // Bytes 16 to 19 of a PNG are its width (ISO/IEC 15948 section 11.2.2).
  EXPECT_EQ(file_of(face).substr(16, 4), test::big_endian(30));
  EXPECT_EQ(file_of(whole).substr(16, 4), test::big_endian(40));
}

TEST_F(RemotePicturesTest, CustomEmojiAreFetchedWhenSomebodyLooksAndMadeSmall) {
  files["/large.png"] = of_type("image/png", test::tiny_png(200, 100, {9, 9, 200}));
  const auto emoji = [&](const std::string& name, const std::string& path) {
    return json::Object{{"type", "Emoji"}, {"name", name}, {"icon", json::Object{{"url", peer.origin + path}}}};
  };
  auto ana = peer.actor_object("ana");
  ana["name"] = "Ana :star:";
  ana["tag"] = json::Array{emoji(":star:", "/large.png")};
  peer.put("/users/ana", 200, ana);
  const auto parent = publish("Show us.");
  auto reply = reply_note(parent, "with-emoji", "<p>:blob: :none:</p>");
  reply["tag"] = json::Array{emoji(":blob:", "/large.png"), emoji(":none:", "/page")};
  files["/page"] = of_type("text/html", "<script>alert(1)</script>");
  ASSERT_EQ(deliver(wrap("Create", reply)), 202);
  const auto note = replies(parent).at(0);
  EXPECT_EQ(asked_for("/large.png"), 0U);
  const auto blob = look(links.emoji(note, "blob", Onlooker::Public));
  ASSERT_EQ(blob.status, 200);
  EXPECT_EQ(file_of(blob).substr(16, 4), test::big_endian(96));
  EXPECT_EQ(look(links.emoji(note, "none", Onlooker::Public)).status, 404);
  EXPECT_EQ(links.emoji(note, "unknown", Onlooker::Public), "");
  const auto actor = store->read([&](store::Snapshot& snapshot) { return *store::actor_by_id(snapshot, note.actor); });
  EXPECT_EQ(look(links.emoji(actor, "star", Onlooker::Public)).status, 200);
  EXPECT_EQ(asked_for("/large.png"), 1U) << "one copy for both";
  rule(true);
  EXPECT_EQ(links.emoji(note, "blob", Onlooker::Public), "") << "the shortcode stands there again";
}

TEST_F(RemotePicturesTest, TheServerFetchesNothingOnAStrangersWord) {
  const auto path = path_of(reply_with(picture("/red.png")));
  auto forged = path;
  forged[20] = forged[20] == 'A' ? 'B' : 'A';
  for (const std::string& each : {forged, std::string("/remote-media/x"), path + "A",
                                  "/remote-media/" + std::string(24, 'A'), "/remote-media/" + std::string(24, '_')}) {
    EXPECT_EQ(look(each).status, 404) << each;
  }
  const PictureLinks others{make_picture_key(), blocks};
  EXPECT_EQ(look(others.of(reply_with(picture("/red.png")), 0, Onlooker::Public)).status, 404);
  EXPECT_EQ(pictures.counts().fetched, 0U);
}

TEST_F(RemotePicturesTest, ARedirectLeadsNowhereTheGuardForbids) {
  const auto to = [&](const std::string& path, const std::string& location) {
    auto response = net::Response::empty(302);
    response.headers.add("Location", location);
    files[path] = std::move(response);
  };
  to("/private", "https://10.0.0.1/secret.png");
  to("/loopback", "http://127.0.0.1:9/secret.png");
  to("/metadata", "http://169.254.169.254/latest/meta-data/");
  to("/file", "file:///etc/passwd");
  to("/round", peer.origin + "/round");
  to("/far", peer.origin + "/red.png");
  for (const auto* path : {"/private", "/loopback", "/metadata", "/file"}) EXPECT_EQ(status_of(path), 404) << path;
  EXPECT_EQ(status_of("/far"), 200);
  EXPECT_EQ(status_of("/round"), 502);
  EXPECT_EQ(asked_for("/round"), 4U);
}

TEST_F(RemotePicturesTest, WhatIsNoPictureOfOursIsRefusedBeforeOrInTheSandbox) {
  const std::string svg = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
  files["/svg"] = of_type("image/svg+xml", svg);
  files["/lie"] = of_type("image/png", svg);
  files["/page"] = of_type("text/html", test::tiny_png(4, 4, {1, 2, 3}));
  files["/bomb.png"] = of_type("image/png", test::tiny_png(4, 4, {1, 2, 3}, {}, 30'000));
  files["/torn.png"] = of_type("image/png", test::tiny_png(40, 30, {1, 2, 3}).substr(0, 60));
  files["/huge.png"] = of_type("image/png", test::tiny_png(300, 300, {1, 2, 3}));  // 270 kB, and 100 are allowed
  for (const auto* path : {"/svg", "/lie", "/page", "/bomb.png", "/torn.png", "/huge.png"}) {
    EXPECT_EQ(status_of(path), 404) << path;
  }
  EXPECT_TRUE(path_of(reply_with(picture("/svg", "image/svg+xml"))).empty());
  EXPECT_EQ(cache.files(), 0U);
}

TEST_F(RemotePicturesTest, AServerThatDoesNotAnswerCostsOneWaitAndNoMore) {
  std::mutex mutex;
  std::condition_variable over;
  bool ended = false;
  test::Peer slow;
  slow.refuses = [&](const net::Request&) -> std::optional<net::Response> {
    std::unique_lock lock(mutex);
    over.wait_for(lock, 5s, [&] { return ended; });
    return net::Response::empty(204);
  };
  net::HttpClient impatient_client{
      {.guard = net::AddressGuard{{.internal_endpoints = {}, .test_peers = {slow.host}, .ports = {}}},
       .user_agent = "test"}};
  RemotePictures dull{{*store, links, cache, worker, impatient_client}, impatient()};
  std::jthread making([&](const std::stop_token& stop) { dull.run(stop); });
  net::Router dull_router;
  add_picture_route(dull_router, dull);
  auto note = reply_with(picture("/red.png"));
  note.parts.attachments[0].url = slow.origin + "/slow.png";
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
    store::put_note_parts(tx, note.id, note.parts);
    return {};
  }));
  for (int i = 0; i < 2; ++i) {
    net::Request request;
    request.path = links.of(note, 0, Onlooker::Public);
    auto answer = std::make_shared<test::Answer>();
    dull_router.dispatch(std::move(request), net::Responder{answer});
    EXPECT_EQ(answer->wait().status, 502);
  }
  EXPECT_EQ(dull.counts().fetched, 1U);
  making.request_stop();
  {
    const std::scoped_lock lock(mutex);
    ended = true;
  }
  over.notify_all();
}

TEST_F(RemotePicturesTest, WhatFailedIsAskedAgainOnlyAfterAWhile) {
  files["/gone.png"] = net::Response::empty(410);
  const auto path = path_of(reply_with(picture("/gone.png")));
  EXPECT_EQ(look(path).status, 404);
  EXPECT_EQ(look(path).status, 404);
  EXPECT_EQ(asked_for("/gone.png"), 1U);
  store.clock.advance(2h);
  files["/gone.png"] = files["/red.png"];
  EXPECT_EQ(look(path).status, 200);
}

TEST_F(RemotePicturesTest, WhatIsTakenBackIsGoneAndWhatIsKeptBackIsForStaff) {
  const auto note = reply_with(picture("/red.png"));
  const auto for_all = path_of(note);
  const auto for_staff = path_of(note, Onlooker::Staff);
  EXPECT_NE(for_all, for_staff);
  EXPECT_EQ(look(for_all).status, 200);
  const auto screen = [&](activity::Screening screening) {
    ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
      store::screen_note(tx, note.id, screening);
      return {};
    }));
  };
  screen(activity::Screening::Quarantined);
  EXPECT_EQ(look(for_all).status, 404);
  EXPECT_EQ(look(for_staff).status, 200);
  screen(activity::Screening::Released);
  EXPECT_EQ(look(for_all).status, 200);
  EXPECT_EQ(deliver(wrap("Delete", json::Value(note.uri))), 202);
  EXPECT_EQ(look(for_all).status, 404);
  EXPECT_EQ(look(for_staff).status, 404);
}

TEST_F(RemotePicturesTest, ServersWhosePicturesAreNotWantedShowNone) {
  const auto note = reply_with(picture("/red.png"));
  const auto path = path_of(note);
  rule(false);
  EXPECT_EQ(path_of(note), path);
  rule(true);
  EXPECT_TRUE(path_of(note).empty());
  EXPECT_EQ(look(path).status, 404);
  rule(false, RuleLevel::Block);
  EXPECT_EQ(look(path).status, 404);
  EXPECT_EQ(asked_for("/red.png"), 0U);
}

TEST_F(RemotePicturesTest, APageOfPicturesCannotHammerTheirServer) {
  constexpr int kMore = 10;  // the burst is six
  std::map<int, int> statuses;
  for (int i = 0; i < kMore; ++i) {
    const auto path = "/" + std::to_string(i) + ".png";
    files[path] = files["/red.png"];
    const auto answer = look(path_of(reply_with(picture(path))));
    ++statuses[answer.status];
    if (answer.status == 503) {
      EXPECT_TRUE(answer.headers.find("Retry-After"));
      EXPECT_EQ(answer.headers.find("Cache-Control"), "no-store");
    }
  }
  EXPECT_EQ(statuses, (std::map<int, int>{{200, 6}, {503, 4}}));
  EXPECT_EQ(pictures.counts().fetched, 6U);
}

}  // namespace
}  // namespace chancery::activitypub
