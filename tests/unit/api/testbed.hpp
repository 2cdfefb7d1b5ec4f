// A whole server but for its sockets: real stores in a temporary folder, the real router, a browser that keeps its
// cookie. Only the clock and the source of public posts are the test's own.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "activity/addresses.hpp"
#include "activity/source_control.hpp"
#include "activitypub/actor_finder.hpp"
#include "activitypub/instance_actor.hpp"
#include "activitypub/migrations.hpp"
#include "answer/migrations.hpp"
#include "api/account_end.hpp"
#include "api/change_feed.hpp"
#include "api/known_actors.hpp"
#include "api/passkeys.hpp"
#include "api/proof_routes.hpp"
#include "api/routes.hpp"
#include "base/ids.hpp"
#include "base/json.hpp"
#include "crypto/encoding.hpp"
#include "crypto/password.hpp"
#include "crypto/totp.hpp"
#include "feeds/migrations.hpp"
#include "listen/migrations.hpp"
#include "net/event_queue.hpp"
#include "net/http.hpp"
#include "net/http_client.hpp"
#include "net/router.hpp"
#include "notify/migrations.hpp"
#include "proof/log.hpp"
#include "proof/migrations.hpp"
#include "speak/migrations.hpp"
#include "staff/audit.hpp"
#include "staff/enrolment.hpp"
#include "staff/keys.hpp"
#include "staff/migrations.hpp"
#include "staff/passwords.hpp"
#include "staff/sessions.hpp"
#include "staff/sign_in.hpp"
#include "store/store.hpp"
#include "support/fixed_clock.hpp"
#include "support/post_models.hpp"
#include "support/world.hpp"

namespace chancery::test {

// What the wire would carry.
struct Answer {
  int status = 0;
  net::Headers headers;
  std::string body;
  std::shared_ptr<net::EventStream::Impl> events;  // shared with the feed; set when a stream was opened

  [[nodiscard]] json::Object json() const {
    auto object = json::parse_object(body);
    EXPECT_TRUE(object.has_value()) << body;
    return object.value_or(json::Object{});
  }
  [[nodiscard]] std::string text(std::string_view key) const {
    return std::string(json::text(json(), key).value_or(""));
  }
  [[nodiscard]] std::string hint() const { return text("hint"); }
  [[nodiscard]] std::string header(std::string_view name) const { return std::string(headers.find(name).value_or("")); }
};

class AnswerSink final : public net::Responder::Sink {
 public:
  void respond(net::Response response) override {
    answer.status = response.status;
    answer.headers = std::move(response.headers);
    if (const auto* text = std::get_if<std::string>(&response.body)) answer.body = *text;
    if (const auto* bytes = std::get_if<net::StaticBody>(&response.body)) answer.body = bytes->bytes;
  }
  net::EventStream stream(net::Headers headers) override {
    answer.status = 200;
    answer.headers = std::move(headers);
    answer.events = std::make_shared<net::EventStream::Impl>([] {});
    return net::EventStream(answer.events);
  }
  Answer answer;
};

inline Answer ask(const net::Router& router, net::Request request) {
  const auto question = request.target.find('?');
  request.path = request.target.substr(0, question);
  if (question != std::string::npos) request.query = request.target.substr(question + 1);
  auto sink = std::make_shared<AnswerSink>();  // shared with the responder
  router.dispatch(std::move(request), net::Responder(sink));
  return sink->answer;
}

// Keeps the session cookie and the CSRF token as the staff application does.
class Browser {
 public:
  explicit Browser(const net::Router& router) : router_(router) {}

  Answer send(net::Method method, std::string target, std::optional<json::Value> body = {}, net::Headers extra = {}) {
    net::Request request;
    request.method = method;
    request.target = std::move(target);
    request.peer = peer;
    request.headers = std::move(extra);
    if (!cookie.empty()) request.headers.add("Cookie", "theme=dark; " + cookie);
    if (!csrf.empty() && !request.headers.find("X-CSRF-Token")) request.headers.add("X-CSRF-Token", csrf);
    if (method != net::Method::Get && !request.headers.find("Idempotency-Key")) {
      request.headers.add("Idempotency-Key", "key-" + std::to_string(++keys_));
    }
    if (body) {
      if (!request.headers.find("Content-Type")) request.headers.add("Content-Type", "application/json");
      request.body = boost::json::serialize(*body);
    }
    auto answer = ask(router_, std::move(request));
    remember(answer);
    return answer;
  }
  Answer get(std::string target) { return send(net::Method::Get, std::move(target)); }
  Answer post(std::string target, json::Value body, net::Headers extra = {}) {
    return send(net::Method::Post, std::move(target), std::move(body), std::move(extra));
  }
  Answer put(std::string target, json::Value body) {
    return send(net::Method::Put, std::move(target), std::move(body));
  }
  Answer remove(std::string target, std::optional<json::Object> body = {}) {
    return send(net::Method::Delete, std::move(target), std::move(body));
  }

  std::string cookie;  // "name=value"
  std::string csrf;
  std::string peer = "192.0.2.7";

 private:
  void remember(const Answer& answer) {
    if (const auto set = answer.headers.find("Set-Cookie")) {
      cookie = std::string(set->substr(0, set->find(';')));
      if (cookie.ends_with('=')) cookie.clear();
    }
    if (!answer.header("Content-Type").starts_with("application/json")) return;
    if (const auto token = answer.text("csrf"); !token.empty()) csrf = token;
  }

  const net::Router& router_;
  int keys_ = 0;  // made for changes that carry none
};

class HandSource final : public activity::SourceControl {
 public:
  Status start(activity::SourceKind kind) override {
    const std::lock_guard lock(mutex_);
    if (refuses) return fail(Errc::Unavailable, "no address", "set listen.jetstream in the configuration");
    status_.kind = kind;
    status_.state = activity::SourceState::Live;
    return {};
  }
  void stop() override {
    const std::lock_guard lock(mutex_);
    status_ = {};
  }
  [[nodiscard]] activity::SourceStatus status() const override {
    const std::lock_guard lock(mutex_);
    return status_;
  }
  void show(activity::SourceStatus status) {
    const std::lock_guard lock(mutex_);
    status_ = std::move(status);
  }
  bool refuses = false;

 private:
  mutable std::mutex mutex_;
  activity::SourceStatus status_;
};

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "chancery-api-XXXXXX").string();
    path = mkdtemp(pattern.data());
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
  std::filesystem::path path;
};

class Testbed {
 public:
  // `listen_queue` is how many writes may wait for listen.db: with 0 it takes none. `peer` is a server of the test, as
  // host:port.
  explicit Testbed(std::string_view base_url = "https://mfa.example", std::string demo = "",
                   std::size_t listen_queue = kQueue, std::string peer = "")
      : listen(open("listen", listen_queue)),
        addresses(activity::Addresses::of(base_url).value()),
        demo_token(std::move(demo)),
        guard({.internal_endpoints = {}, .test_peers = {std::move(peer)}, .ports = {}}),
        client({.guard = guard, .user_agent = "Chancery/test (+https://mfa.example/)"}) {
    api::add_routes(router, services());
    api::add_proof_routes(router, {.store = *store, .addresses = addresses, .log = proof_log});
    api::add_control_routes(control,
                            {.store = *store,
                             .addresses = addresses,
                             .enrolments = enrolments,
                             .doctor = [this] { return checks; },
                             .back_up = [](const json::Object& wanted, const std::string& by) -> Result<json::Object> {
                               return json::Object{{"to", json::text_or_empty(wanted, "to")}, {"by", by}};
                             },
                             .keys = []() -> Result<json::Object> { return json::Object{{"keys", json::Array{}}}; },
                             .rotate_key = [](const json::Object& wanted, const std::string&) -> Result<json::Object> {
                               return fail(Errc::Refused, json::text_or_empty(wanted, "name") + ": it stays");
                             },
                             .erase = {},
                             .end_user =
                                 [this](const json::Object& wanted, const std::string& by) {
                                   const auto forget = [this](staff::UserId id) {
                                     api::forget_person(*store, sessions, presence, feed, id);
                                   };
                                   return api::end_account_of({*store, claims, forget}, wanted, by);
                                 },
                             .check_desk = {}});
  }

  speak::Publisher publisher() {
    const auto known = [](store::Transaction& tx, const activity::Actor& actor, Timestamp now) {
      return api::is_registered(tx, actor, actor.uri, now);
    };
    return {.addresses = addresses, .log = proof_log, .known = known, .sources = &world};
  }
  api::Services services() {
    return {.clock = clock,
            .store = *store,
            .listen = *listen,
            .addresses = addresses,
            .publisher = publisher(),
            .account_keys = account_keys,
            .sessions = sessions,
            .sign_in = sign_in,
            .enrolments = enrolments,
            .passkeys = passkeys,
            .staff_keys = keys,
            .audit_key = audit_key,
            .source = source,
            .feed = feed,
            .desk = {claims, presence, workplaces, [] {}},
            .webhooks = {guard, [this] { ++webhooks_due; }},
            .queries = queries,
            .pseudonyms = pseudonyms,
            .opt_outs = opt_outs,
            .talk = talk,
            .recent = recent,
            .annotator = chancery::test::post_models().annotator,
            .finder = finder,
            .blocks = blocks,
            .cautions = cautions,
            .pictures = pictures,
            .strangers_pictures = pictures,
            .picture_files = picture_files,
            .picture_links = picture_links,
            .client = client,
            .feeds_changed = [this] { ++feeds_changed; },
            .settle_intake = [this] { return settled; },
            .watches_changed = [this] { ++watches_changed; },
            .posts_changed = [this] { ++posts_changed; },
            .deliveries_due = [this] { ++deliveries_due; },
            .staff_application = kFiles,
            .map = {.names = {{"TR", {{"en", "Türkiye"}}}}, .solid = {"kosovo"}, .hidden = {}},
            .demo_token = demo_token};
  }

  // Six digits for the secret of an offer, now.
  [[nodiscard]] std::string code(std::string_view secret_base32) const {
    return crypto::totp_code(crypto::from_base32(secret_base32).value(), crypto::totp_step(clock.now()));
  }
  [[nodiscard]] std::string setup_token() { return enrolments.new_setup_link(staff::kSetupActor).value().token; }

  // What the link offers, as the form reads it.
  std::string secret_of(Browser& browser, const std::string& token) {
    const auto offer = browser.post("/api/staff/enrolments/open", json::Object{{"token", token}});
    EXPECT_EQ(offer.status, 200) << offer.body;
    const auto object = offer.json();
    const auto* totp = json::object(object, "totp");
    return totp == nullptr ? "" : std::string(json::text(*totp, "secret").value_or(""));
  }
  json::Object setup_form(const std::string& token, const std::string& secret) const {
    return {{"token", token},
            {"institution",
             {{"name", "Ministry of Foreign Affairs"}, {"country", "NO"}, {"languages", json::Array{"nb", "en"}}}},
            {"user", user_form("anna", "Anna Berg", secret)},
            {"watch",
             {{"terms", json::Array{"Norway", "Ministry of Foreign Affairs"}},
              {"purpose", "public_service"},
              {"legal_basis", "Foreign Service Act, section 3"},
              {"expires", to_rfc3339(clock.now() + std::chrono::days{90})}}}};
  }
  json::Object user_form(std::string_view login, std::string_view name, const std::string& secret) const {
    return {{"login", login}, {"name", name}, {"password", kPassword}, {"code", code(secret)}};
  }

  // The first administrator, signed in.
  Browser set_up() {
    Browser browser(router);
    const auto token = setup_token();
    admin_secret = secret_of(browser, token);
    const auto answer = browser.post("/api/staff/setup", setup_form(token, admin_secret));
    EXPECT_EQ(answer.status, 201) << answer.body;
    return browser;
  }
  // An invited officer, signed in.
  Browser officer(Browser& admin, std::string_view login = "ole") { return join(admin, staff::Role::Officer, login); }
  // Somebody invited in a role, signed in.
  Browser join(Browser& admin, staff::Role role, std::string_view login) {
    const auto invited =
        admin.post("/api/staff/users", json::Object{{"name", "Ole Dahl"}, {"role", staff::to_string(role)}});
    EXPECT_EQ(invited.status, 201) << invited.body;
    const auto link = invited.text("link");
    const auto token = link.substr(link.rfind('/') + 1);
    Browser browser(router);
    officer_secret = secret_of(browser, token);
    const auto answer =
        browser.post("/api/staff/invitations/accept",
                     json::Object{{"token", token}, {"user", user_form(login, "Ole Dahl", officer_secret)}});
    EXPECT_EQ(answer.status, 201) << answer.body;
    return browser;
  }
  // A public actor of two people's approval.
  void put_in_register(Browser& admin, const std::string& address) {
    auto analyst = join(admin, staff::Role::Analyst, "aki");
    auto officer = join(admin, staff::Role::Dpo, "dora");
    const auto proposed =
        analyst.post("/api/staff/register",
                     json::Object{{"kind", "state_organ"},
                                  {"names", json::Array{json::Object{{"language", "en"}, {"text", "A ministry"}}}},
                                  {"office", "Constitution, article 90"},
                                  {"country", "NO"},
                                  {"addresses", json::Array{json::Value(address)}},
                                  {"evidence_url", "https://gov.example/ministries"},
                                  {"evidence_note", "The ministry lists the account"}});
    ASSERT_EQ(proposed.status, 201) << proposed.body;
    const auto approve = "/api/staff/register/" + proposed.text("id") + "/approve";
    ASSERT_EQ(admin.post(approve, json::Object{}).status, 200);
    ASSERT_EQ(officer.post(approve, json::Object{}).status, 200);
  }
  std::string create_account(Browser& browser, int approvals = 0, std::string_view name = "press") {
    const auto answer = browser.post("/api/staff/accounts", json::Object{{"name", name},
                                                                         {"approvals", approvals},
                                                                         {"type", "Organization"},
                                                                         {"display_name", "Press office"},
                                                                         {"summary", "News"},
                                                                         {"language", "en"}});
    EXPECT_EQ(answer.status, 201) << answer.body;
    return answer.text("id");
  }
  std::vector<staff::AuditEntry> audit() {
    return store->read([](store::Snapshot& snapshot) { return staff::audit_entries(snapshot, 0, 100); });
  }

  static constexpr std::size_t kQueue = 1000;
  static constexpr std::string_view kPassword = "correct horse battery";
  static constexpr net::EmbeddedFile kFiles[] = {
      {"/index.html", "<!doctype html><title>Chancery</title>", {}, {}, "\"i\""},
      {"/assets/app-1a2b3c4d.js", "export {};", {}, {}, "\"a\""},
  };

  FixedClock clock;
  IdSource ids{clock, 7};
  TemporaryFolder folder;
  std::unique_ptr<store::Store> store = open("chancery", kQueue);
  std::unique_ptr<store::Store> listen;
  activity::Addresses addresses;
  std::string demo_token;
  staff::Keys keys = staff::Keys::derive("a secret of the test, of thirty-two bytes or more");
  const crypto::Ed25519Key audit_key = crypto::Ed25519Key::of(std::string(32, 'h')).value();
  staff::Passwords passwords{keys, {.cost = crypto::PasswordCost::least()}};
  staff::Sessions sessions{*store, keys};
  staff::SignIn sign_in{*store, keys, passwords, sessions};
  staff::Enrolments enrolments{*store, keys, passwords, sessions};
  staff::Passkeys passkeys{*store, sessions, api::relying_party(addresses.base())};
  HandSource source;
  api::ChangeFeed feed{clock, source};
  answer::Workplaces workplaces;
  answer::Claims claims{*store, clock, workplaces};
  answer::Presence presence{clock};
  listen::Talk talk;
  listen::RecentPosts recent;
  // Shared by all tests of the process: it is immutable, and knows many names.
  inline static const listen::QueryChecker queries{std::span<const listen::OwnTopic>{}};
  inline static const speak::CautionRules cautions{SpeakSettings{.link_domains = {"gov.example"}},
                                                   chancery::test::post_models().languages,
                                                   chancery::test::post_models().agenda};
  listen::PseudonymRing pseudonyms{
      {{clock.now(), std::string(32, 'k')}}, std::chrono::days{30}, [](std::string_view) -> Status { return {}; }};
  listen::OptOuts opt_outs{*store, std::string(32, 'o')};
  std::vector<api::Check> checks;
  activitypub::Blocks blocks;
  activitypub::PictureLinks picture_links{activitypub::make_picture_key(), blocks};
  media::Worker pictures{{}};
  media::Files picture_files = media::Files::open(folder.path / "media").value();
  net::AddressGuard guard;
  net::HttpClient client;
  // Made once for all tests of the process: a key takes a tenth of a second.
  inline static const std::string kInstanceKey = activitypub::InstanceActor::make_key();
  const activitypub::Peers peers{addresses, guard, &blocks};
  const activitypub::InstanceActor instance = *activitypub::InstanceActor::load(addresses, kInstanceKey);
  activitypub::Knocker knocker{*store, client};
  activitypub::KeyRing actor_keys{*store, knocker, peers, instance, clock};
  World world;
  activitypub::ActorFinder finder{client, actor_keys, peers, clock};
  int feeds_changed = 0;
  Status settled;  // whether all that was heard is stored
  int watches_changed = 0;
  int posts_changed = 0;
  int deliveries_due = 0;
  int webhooks_due = 0;
  std::string admin_secret;
  std::string officer_secret;
  const crypto::KeyBox account_keys = crypto::KeyBox::of(std::string(32, 'a')).value();
  proof::Log proof_log{proof::origin_of("mfa.example"), std::string(32, 'i'),
                       *crypto::Ed25519Key::of(std::string(32, 's'))};
  net::Router router;
  net::Router control;

 private:
  std::unique_ptr<store::Store> open(const std::string& database, std::size_t queue) {
    store::StoreOptions options;
    options.file = folder.path / (database + ".db");
    options.database = database;
    options.queue = queue;
    options.durability = store::Durability::Normal;  // nothing here is about power cuts, and fsync is slow
    for (const auto& module :
         {store::migrations(), staff::migrations(), speak::migrations(), activitypub::migrations(),
          listen::migrations(), feeds::migrations(), proof::migrations(), answer::migrations(), notify::migrations()}) {
      options.migrations.insert(options.migrations.end(), module.begin(), module.end());
    }
    auto opened = store::Store::open(std::move(options), clock, ids);
    EXPECT_TRUE(opened.has_value()) << (opened ? "" : opened.error().detail);
    return std::move(opened.value());
  }
};

}  // namespace chancery::test
