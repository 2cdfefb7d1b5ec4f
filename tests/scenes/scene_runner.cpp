// Plays one scene file: scene_runner FILE. See README.md for the words a scene may use.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <regex>
#include <stdexcept>
#include <string>
#include <vector>

#include "activity/public_post.hpp"
#include "activitypub/delivery.hpp"
#include "activitypub/followers.hpp"
#include "activitypub/instance_actor.hpp"
#include "base/config.hpp"
#include "base/json.hpp"
#include "base/log.hpp"
#include "cli/foundation.hpp"
#include "cli/program.hpp"
#include "crypto/encoding.hpp"
#include "crypto/rsa.hpp"
#include "crypto/totp.hpp"
#include "listen/figures.hpp"
#include "listen/heard_posts.hpp"
#include "listen/watch.hpp"
#include "speak/accounts.hpp"
#include "speak/deleting.hpp"
#include "speak/permissions.hpp"
#include "speak/sending.hpp"
#include "store/actors.hpp"
#include "store/notes.hpp"
#include "store/shares.hpp"
#include "support/saying.hpp"
#include "support/world.hpp"
#include "text/html.hpp"

#include "play_file.hpp"

namespace {

using namespace chancery;
namespace fs = std::filesystem;

struct Wrong : std::runtime_error {
  using std::runtime_error::runtime_error;
};

template <class T>
T must(Result<T> result, std::string_view what) {
  if (!result) throw Wrong(fmt::format("{}: {}", what, result.error().detail));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

// The answer to one request, whenever it comes.
class Answer final : public net::Responder::Sink {
 public:
  void respond(net::Response response) override { promise_.set_value(std::move(response)); }
  net::EventStream stream(net::Headers) override { throw Wrong("a scene reads no stream"); }
  net::Response wait() {
    auto future = promise_.get_future();
    if (future.wait_for(std::chrono::seconds{10}) != std::future_status::ready) throw Wrong("no answer in 10 s");
    return future.get();
  }

 private:
  std::promise<net::Response> promise_;
};

struct Stranger {
  std::string uri;
  crypto::Signer signer;
  std::string host;
};

// RSA keys take a tenth of a second each: one pair for all strangers, one for the forger.
const crypto::RsaKeyPair& strangers_key() {
  static const auto pair = crypto::generate_rsa_key_pair();
  return pair;
}

class Scene {
 public:
  Scene() : folder_(fs::temp_directory_path() / fmt::format("chancery-scene-{}", std::random_device{}())) {
    Config config = must(parse_config("[server]\nbase_url = \"https://mfa.example\"\n", "scene"), "configuration");
    config.data = folder_ / "data";
    program_ = std::make_unique<cli::Program>(must(cli::Foundation::lay(config), "foundation"), cli::ProgramOptions{});
    speaker_ = std::make_unique<test::Speaker>(store(), publisher());
    inbox_ = cli::named_thread("inbox", [this](const std::stop_token& stop) { program_->inbox().run(stop); });
  }
  ~Scene() {
    inbox_.request_stop();
    inbox_.join();
    program_.reset();
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  void play(const std::string& line);

 private:
  using Words = std::smatch;

  store::Store& store() { return program_->foundation().chancery(); }
  const activity::Addresses& addresses() { return program_->foundation().addresses(); }
  speak::Publisher publisher() {
    return {.addresses = addresses(), .log = program_->foundation().proof_log(), .sources = &world_};
  }

  // --- speaking ---
  void make_account(const std::string& name) {
    accounts_[name] = must(speak::create_account(store(), program_->foundation().account_keys(),
                                                 {.type = activity::ActorType::Organization,
                                                  .name = name,
                                                  .display_name = name,
                                                  .summary = "",
                                                  .language = "en"},
                                                 "user:scene"),
                           "account")
                          .id;
  }

  void make_stranger(const std::string& name, const std::string& host) {
    activity::Actor actor;
    actor.id = activity::ActorId{store().ids().next()};
    actor.uri = fmt::format("https://{}/users/{}", host, name);
    actor.preferred_username = name;
    actor.name = name;
    actor.inbox = actor.uri + "/inbox";
    actor.shared_inbox = fmt::format("https://{}/inbox", host);
    actor.url = actor.uri;
    actor.public_key_id = actor.uri + "#main-key";
    actor.public_key_pem = strangers_key().public_pem;
    actor.fetched_at = store().clock().now();
    must(store().write_now(
             [&](store::Transaction& tx) -> Result<activity::ActorId> { return store::save_actor(tx, actor); }),
         "actor");
    auto key = must(crypto::PrivateKey::parse(strangers_key().private_pem), "key");
    strangers_.insert_or_assign(name, Stranger{actor.uri, {actor.public_key_id, std::move(key)}, host});
  }

  int deliver(const json::Object& activity, const crypto::Signer& signer) {
    const auto url = must(net::Url::parse(addresses().shared_inbox()), "inbox");
    const auto outgoing = must(
        activitypub::signed_post(url, boost::json::serialize(activity), signer, store().clock().now()), "signature");
    net::Request request;
    request.method = net::Method::Post;
    request.target = url.target();
    request.path = url.target();
    request.headers = outgoing.headers;
    if (!request.headers.find("Host")) request.headers.add("Host", url.authority());
    request.body = outgoing.body;
    request.peer = "203.0.113.9";
    auto answer = std::make_shared<Answer>();
    program_->router().dispatch(std::move(request), net::Responder{answer});
    return answer->wait().status;
  }
  void accepted(const Stranger& from, const json::Object& activity) {
    const int status = deliver(activity, from.signer);
    if (status != 202) throw Wrong(fmt::format("the inbox answered {}, not 202", status));
  }

  json::Object activity_of(const Stranger& who, std::string_view type, json::Value object) {
    return {{"@context", "https://www.w3.org/ns/activitystreams"},
            {"id", fmt::format("{}/activities/{}", who.uri, ++numbers_)},
            {"type", type},
            {"actor", who.uri},
            {"object", std::move(object)}};
  }
  json::Object reply_of(const Stranger& who, const std::string& under, const std::string& words) {
    const auto uri = fmt::format("{}/notes/{}", who.uri, ++numbers_);
    replies_[text::to_plain(text::sanitise(words))] = uri;
    const json::Array everyone{std::string{activity::kPublic}};
    auto create = activity_of(who, "Create",
                              json::Object{{"id", uri},
                                           {"type", "Note"},
                                           {"attributedTo", who.uri},
                                           {"inReplyTo", note(under).uri},
                                           {"content", "<p>" + words + "</p>"},
                                           {"published", to_rfc3339(store().clock().now())},
                                           {"to", everyone}});
    create["to"] = everyone;
    return create;
  }

  const activity::Note& note(const std::string& text) {
    const auto found = notes_.find(text);
    if (found == notes_.end()) throw Wrong(fmt::format("nobody of ours posted \"{}\"", text));
    return found->second;
  }
  Stranger& stranger(const std::string& name) {
    const auto found = strangers_.find(name);
    if (found == strangers_.end()) throw Wrong(fmt::format("there is no stranger @{}", name));
    return found->second;
  }

  // --- sharing ---
  const activity::SourceNote& said(const std::string& words) {
    const auto found = said_.find(words);
    if (found == said_.end()) throw Wrong(fmt::format("no stranger says \"{}\"", words));
    return world_.notes.at(found->second);
  }
  // Proposed and submitted; sent when nobody refuses it.
  Status share(const std::string& account, const std::string& words) {
    const auto& source = said(words);
    const speak::Acting acting{speaker_->officer(), store().clock().now()};
    speak::PostBody body;
    body.account = accounts_.at(account);
    body.share = speak::SharedNote{source.uri, source.author.uri, source.digest};
    const auto id = store().ids().make<speak::PostId>();
    auto submitted = store().write_now([&](store::Transaction& tx) -> Status {
      if (auto allowed = speaker_->allow(tx, body.account, acting); !allowed) return allowed;
      store::put_source(tx, source, acting.now);
      auto post = speak::draft_post(tx, id, acting, body, id.text());
      if (post) post = speak::submit_post(tx, id, acting, post->version, {});
      return post ? Status{} : fail(post.error());
    });
    if (submitted) must(speak::send_due(store(), publisher()), "sending");
    return submitted;
  }
  void permit(const std::string& account, const std::string& words) {
    const speak::Acting acting{speaker_->officer(), store().clock().now()};
    permissions_[words] =
        must(store().write_now([&](store::Transaction& tx) -> Result<speak::Permission> {
          if (auto allowed = speaker_->allow(tx, accounts_.at(account), acting); !allowed) return fail(allowed.error());
          store::put_source(tx, said(words), acting.now);
          return speak::record_permission(tx, store().ids().make<speak::PermissionId>(), acting,
                                          {said(words).uri, {accounts_.at(account)}, "Gladly.", acting.now, {}});
        }),
             "permission")
            .id;
  }
  void withdraw(const std::string& words) {
    const speak::Acting acting{speaker_->officer(), store().clock().now()};
    must(store().write_now([&](store::Transaction& tx) {
      return speak::end_permission(tx, publisher(), permissions_.at(words), acting, true);
    }),
         "withdrawal");
  }

  // What the public page of the note shows below it, as plain text.
  std::vector<std::string> under(const std::string& text) {
    const auto replies =
        store().read([&](store::Snapshot& snapshot) { return store::replies_to(snapshot, note(text).id, true, 100); });
    std::vector<std::string> words;
    for (const auto& reply : replies) words.push_back(text::to_plain(reply.content));
    return words;
  }
  net::Response get(const std::string& uri) {
    net::Request request;
    request.target = uri.substr(addresses().base().size());
    request.path = request.target;
    request.headers.add("Accept", "application/activity+json");
    auto answer = std::make_shared<Answer>();
    program_->router().dispatch(std::move(request), net::Responder{answer});
    return answer->wait();
  }
  std::int64_t deliveries_of(const std::string& text) {
    program_->deliveries().plan_now();
    const auto counts =
        store().read([&](store::Snapshot& snapshot) { return activitypub::delivery_counts(snapshot, note(text).id); });
    return counts.pending + counts.delivered + counts.failed;
  }

  // --- listening ---
  void set_up_watch(const std::vector<std::string>& terms) {
    auto& enrolments = program_->enrolments();
    const auto now = store().clock().now();
    const auto link = must(enrolments.new_setup_link("setup"), "link");
    const auto offer = must(enrolments.open(link.token), "offer");
    const auto secret = must(crypto::from_base32(offer.totp_secret), "secret");
    const listen::NewWatch watch{.name = "Our names",
                                 .terms = terms,
                                 .purpose = listen::Purpose::PublicService,
                                 .legal_basis = "Foreign Service Act, section 2",
                                 .expires = now + std::chrono::days{30}};
    const auto id = listen::WatchId{store().ids().next()};
    must(
        enrolments.complete_setup(link.token, {.name = "Ministry", .country = "NO", .languages = {"en"}, .demo = false},
                                  {.login = "anna",
                                   .name = "Anna",
                                   .password = "correct horse battery staple",
                                   .code = crypto::totp_code(secret, crypto::totp_step(now))},
                                  [&](store::Transaction& tx, staff::UserId owner) -> Status {
                                    auto stored = listen::insert_first_watch(tx, id, owner, watch, now);
                                    return stored ? Status{} : fail(stored.error());
                                  }),
        "set-up");
    program_->reload_watches();
  }
  void people_post(std::size_t first, std::size_t count, const std::string& words) {
    std::vector<std::string> ids;
    std::vector<std::string> authors;
    for (std::size_t i = 0; i < count; ++i) {
      authors.push_back(fmt::format("did:plc:person{:018}", first + i));
      ids.push_back(fmt::format("at://{}/app.bsky.feed.post/{}", authors.back(), ++numbers_));
    }
    std::vector<activity::PublicPost> posts(count);
    for (std::size_t i = 0; i < count; ++i) {
      posts[i].id = ids[i];
      posts[i].author = authors[i];
      posts[i].time = store().clock().now();
      posts[i].text = words;
      posts[i].rev = "1";
    }
    activity::PostBatch batch;
    batch.posts = posts;
    batch.events = count;
    batch.source = "recording:scene";
    must(program_->intake().take(batch), "intake");
    must(program_->intake().flush(), "intake");
  }
  void people_leave() {
    std::vector<std::string> authors;
    for (std::size_t i = 0; i < people_; ++i) authors.push_back(fmt::format("did:plc:person{:018}", i));
    std::vector<activity::Removal> removals(people_);
    for (std::size_t i = 0; i < people_; ++i) removals[i].author = authors[i];
    activity::PostBatch batch;
    batch.removals = removals;
    batch.events = people_;
    batch.source = "recording:scene";
    must(program_->intake().take(batch), "intake");
    must(program_->intake().flush(), "intake");
  }
  listen::Figures figures() {
    return program_->foundation().listen().read([&](store::Snapshot& snapshot) {
      return listen::figures(snapshot, store().clock().now(), std::chrono::hours{24});
    });
  }
  std::vector<std::string> words_heard() {
    const auto heard = program_->foundation().listen().read([&](store::Snapshot& snapshot) {
      return listen::heard_posts(snapshot, store().clock().now(), {.window = std::chrono::hours{24}, .limit = 100});
    });
    std::vector<std::string> words;
    for (const auto& post : heard.posts) words.push_back(post.text);
    return words;
  }

  static void same(std::int64_t expected, std::int64_t seen, std::string_view what) {
    if (expected != seen) throw Wrong(fmt::format("expected {} {}, there are {}", expected, what, seen));
  }

  bool speaking(const std::string& line);
  bool sharing(const std::string& line);
  bool answering(const std::string& line);
  bool listening(const std::string& line);
  bool expecting(const std::string& line);
  bool expecting_heard(const std::string& line);

  const fs::path folder_;
  std::unique_ptr<cli::Program> program_;
  std::unique_ptr<test::Speaker> speaker_;
  std::jthread inbox_;
  std::map<std::string, activity::AccountId> accounts_;
  std::map<std::string, Stranger> strangers_;
  std::map<std::string, activity::Note> notes_;  // ours, by text
  std::map<std::string, std::string> replies_;   // uri, by text
  std::map<std::string, json::Object> arrived_;  // Create activities, by text
  test::World world_;
  std::map<std::string, std::string> said_;                 // uri, by text
  std::map<std::string, speak::PermissionId> permissions_;  // by text
  std::size_t people_ = 0;                                  // who ever posted
  std::size_t last_first_ = 0, last_count_ = 0;             // those of the line before
  std::uint64_t numbers_ = 0;
};

bool match(const std::string& line, const char* pattern, std::smatch& words) {
  return std::regex_match(line, words, std::regex(pattern));
}

std::vector<std::string> quoted(const std::string& text) {
  static const std::regex kQuoted("\"([^\"]*)\"");
  std::vector<std::string> found;
  for (auto it = std::sregex_iterator(text.begin(), text.end(), kQuoted); it != std::sregex_iterator(); ++it) {
    found.push_back((*it)[1]);
  }
  return found;
}

bool Scene::speaking(const std::string& line) {
  std::smatch w;
  if (match(line, "account @(\\w+)", w)) {
    make_account(w[1]);
  } else if (match(line, "stranger @(\\w+) at ([\\w.]+)", w)) {
    make_stranger(w[1], w[2]);
  } else if (match(line, "@(\\w+) posts \"(.*)\"", w)) {
    notes_[w[2]] = speaker_->say(accounts_.at(w[1]), w[2]);
  } else if (match(line, "@(\\w+) deletes \"(.*)\"", w) && accounts_.contains(w[1])) {
    must(speak::delete_note(store(), publisher(), note(w[2]).id, speaker_->officer(), "a scene"), "delete");
  } else {
    return false;
  }
  return true;
}

bool Scene::sharing(const std::string& line) {
  std::smatch w;
  if (match(line, "@(\\w+) says \"(.*)\"", w)) {
    const auto& who = stranger(w[1]);
    said_[w[2]] = world_.say(w[1], who.host.substr(0, who.host.find('.')), w[2], 'a');
  } else if (match(line, "@(\\w+) shares \"(.*)\"", w)) {
    must(share(w[1], w[2]), "share");
  } else if (match(line, "@(\\w+) may not share \"(.*)\"", w)) {
    if (share(w[1], w[2])) throw Wrong("it was shared");
  } else if (match(line, "@(\\w+) lets @(\\w+) share \"(.*)\"", w)) {
    permit(w[2], w[3]);
  } else if (match(line, "@(\\w+) wants \"(.*)\" forgotten", w)) {
    withdraw(w[2]);
  } else {
    return false;
  }
  return true;
}

bool Scene::answering(const std::string& line) {
  std::smatch w;
  if (match(line, "@(\\w+) follows @(\\w+)", w)) {
    auto& who = stranger(w[1]);
    arrived_["follow " + w[1].str()] = activity_of(who, "Follow", json::Value(addresses().actor(accounts_.at(w[2]))));
    accepted(who, arrived_["follow " + w[1].str()]);
  } else if (match(line, "@(\\w+) unfollows @(\\w+)", w)) {
    auto& who = stranger(w[1]);
    accepted(who, activity_of(who, "Undo", arrived_.at("follow " + w[1].str())));
  } else if (match(line, "@(\\w+) replies to \"(.*)\": \"(.*)\"", w)) {
    auto& who = stranger(w[1]);
    arrived_[w[3]] = reply_of(who, w[2], w[3]);
    accepted(who, arrived_[w[3]]);
  } else if (match(line, "@(\\w+) replies again to \"(.*)\": \"(.*)\"", w)) {
    accepted(stranger(w[1]), arrived_.at(w[3]));
  } else if (match(line, "@(\\w+) deletes \"(.*)\"", w)) {
    auto& who = stranger(w[1]);
    accepted(who, activity_of(who, "Delete", json::Object{{"id", replies_.at(w[2])}, {"type", "Tombstone"}}));
  } else if (match(line, "mallory replies as @(\\w+) to \"(.*)\": \"(.*)\"", w)) {
    auto& who = stranger(w[1]);
    const auto forged = crypto::generate_rsa_key_pair();
    const crypto::Signer forger{who.signer.key_id, must(crypto::PrivateKey::parse(forged.private_pem), "key")};
    // Not with the key we know, which was fetched a moment ago: nobody is asked for a newer one.
    same(401, deliver(reply_of(who, w[2], w[3]), forger), "as the inbox's answer");
  } else {
    return false;
  }
  return true;
}

bool Scene::listening(const std::string& line) {
  std::smatch w;
  if (match(line, "watch (.*)", w)) {
    set_up_watch(quoted(w[1]));
  } else if (match(line, "(\\d+) (?:people post|person posts) \"(.*)\"", w)) {
    last_first_ = people_;
    last_count_ = std::stoul(w[1]);
    people_ += last_count_;
    people_post(last_first_, last_count_, w[2]);
  } else if (match(line, "the same people post \"(.*)\"", w)) {
    people_post(last_first_, last_count_, w[1]);
  } else if (line == "all of them leave") {
    people_leave();
  } else {
    return false;
  }
  return true;
}

bool Scene::expecting(const std::string& line) {
  std::smatch w;
  if (match(line, "expect under \"([^\"]*)\": (.*)", w)) {
    const auto expected = w[2] == "nothing" ? std::vector<std::string>{} : quoted(w[2]);
    const auto seen = under(w[1]);
    if (seen != expected) throw Wrong(fmt::format("under it stands: {}", fmt::join(seen, " | ")));
  } else if (match(line, "expect followers of @(\\w+): (\\d+)", w)) {
    same(std::stol(w[2]), store().read([&](store::Snapshot& snapshot) {
      return activitypub::count_followers(snapshot, accounts_.at(w[1]));
    }),
         "followers");
  } else if (match(line, "expect shares of @(\\w+): (\\d+)", w)) {
    same(std::stol(w[2]),
         store().read([&](store::Snapshot& snapshot) { return store::share_count(snapshot, accounts_.at(w[1])); }),
         "shares");
  } else if (match(line, "expect deliveries of \"(.*)\": (\\d+)", w)) {
    same(std::stol(w[2]), deliveries_of(w[1]), "deliveries");
  } else if (match(line, "expect \"(.*)\" is gone", w)) {
    const auto answer = get(note(w[1]).uri);
    same(410, answer.status, "as the status of its address");
    if (std::get<std::string>(answer.body).find("Tombstone") == std::string::npos) throw Wrong("it is no Tombstone");
  } else {
    return false;
  }
  return true;
}

bool Scene::expecting_heard(const std::string& line) {
  std::smatch w;
  if (line == "expect heard: withheld") {
    if (const auto seen = figures(); !seen.withheld || seen.matched) throw Wrong("the figures are shown");
    if (!words_heard().empty()) throw Wrong("posts are shown");
  } else if (match(line, "expect heard: (\\d+)", w)) {
    const auto seen = figures();
    if (seen.withheld || !seen.matched) throw Wrong("the figures are withheld");
    same(std::stol(w[1]), *seen.matched, "matches");
  } else if (match(line, "expect words heard: \"(.*)\"", w)) {
    const auto words = words_heard();
    if (std::find(words.begin(), words.end(), w[1].str()) == words.end()) throw Wrong("these words are not among them");
  } else {
    return false;
  }
  return true;
}

void Scene::play(const std::string& line) {
  if (!speaking(line) && !sharing(line) && !answering(line) && !listening(line) && !expecting(line) &&
      !expecting_heard(line)) {
    throw Wrong("this line is not understood");
  }
}

}  // namespace

int main(int argc, char** argv) {
  return chancery::test::play_file<Scene>(argc, argv);
}
