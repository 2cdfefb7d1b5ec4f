#include "cli/program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "activitypub/moderation.hpp"
#include "activitypub/reactions.hpp"
#include "activitypub/routes.hpp"
#include "answer/notices.hpp"
#include "api/account_end.hpp"
#include "api/first_desk.hpp"
#include "api/known_actors.hpp"
#include "api/passkeys.hpp"
#include "api/proof_routes.hpp"
#include "api/redirect_routes.hpp"
#include "api/session_cookie.hpp"
#include "api/staff_application.hpp"
#include "api/upload_limits.hpp"
#include "base/log.hpp"
#include "cli/demo.hpp"
#include "cli/desk_check.hpp"
#include "cli/folder_client.hpp"
#include "cli/late_posts.hpp"
#include "cli/proof_heads.hpp"
#include "cli/topic_folder.hpp"
#include "cli/version.hpp"
#include "crypto/random.hpp"
#include "listen/watch.hpp"
#include "notify/webhooks.hpp"
#include "pages/door.hpp"
#include "pages/routes.hpp"
#include "pages/transparency.hpp"
#include "pages/verify.hpp"
#include "speak/picture_files.hpp"
#include "staff/holders.hpp"
#include "store/events.hpp"

namespace chancery::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto kGrace = 5s;
constexpr auto kPictureTime = 8s;  // of one stranger's picture in the sandbox

// The shortest term of the running watch: more likely the country than the ministry's full name.
std::string own_name(const store::Store& store) {
  const auto watches = store.read([](store::Snapshot& snapshot) { return listen::watches(snapshot); });
  if (watches.empty() || watches.front().terms.empty()) return {};
  return std::ranges::min(watches.front().terms, {}, &std::string::size);
}

// Which stream a person chose last, to be taken up again after a restart. The sample is not.
constexpr auto kChosenFile = "source";

bool was_listening(const store::DataFolder& folder) {
  std::string kind;
  if (std::ifstream in(folder.path() / kChosenFile); in) std::getline(in, kind);
  return kind == activity::to_string(activity::SourceKind::Jetstream);
}

// One number for whoever runs it; the rest of the budget follows from it.
activitypub::ConversationCrawl::Limits conversation_limits(const Config& config) {
  activitypub::ConversationCrawl::Limits limits;
  limits.conversation.notes = config.conversation_notes;
  limits.conversation.requests = std::max<std::int64_t>(30, config.conversation_notes * 3 / 2);
  return limits;
}

// The compiled terms of the watches: a cache, so that thousands of watches cost a restart little.
constexpr auto kWatchTermsFile = "watch-terms";

std::string read_watch_terms(const store::DataFolder& folder) {
  std::ifstream in(folder.path() / kWatchTermsFile, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void keep_watch_terms(const store::DataFolder& folder, std::string_view bytes) {
  if (auto kept = folder.write(kWatchTermsFile, bytes); !kept) {
    log::warn("cli", "the watches' compiled terms are not kept: {}", kept.error().detail);
  }
}

// A model that cannot be used is told and left out: listening goes on without its topics.
listen::OwnTopics read_own_topics(const Foundation& foundation) {
  auto read = read_topic_folder(foundation.folder().path());
  for (const auto& problem : read.problems) log::error("cli", "own topics: {}", problem);
  if (!read.topics.topics().empty()) log::info("cli", "telling {} topics of your own", read.topics.topics().size());
  return std::move(read.topics);
}

// Those who may manage integrations are told, in the transaction that paused it.
void tell_of_pause(store::Transaction& tx, const notify::Webhook& webhook) {
  log::warn("notify", "webhook {} is paused: {}", webhook.id.value, to_string(*webhook.paused_why));
  for (const auto user : staff::holders_of(tx, staff::Action::ManageIntegrations)) {
    answer::put_notice(
        tx,
        {.user = user, .kind = answer::NoticeKind::WebhookPaused, .other = webhook.id.value, .at = *webhook.paused_at});
  }
}

// Part of the program: it cannot fail but by a broken build.
text::SentimentModel shipped_sentiment() {
  auto model = text::SentimentModel::shipped();
  if (!model) throw std::runtime_error("the sentiment model of this build cannot be read: " + model.error().detail);
  return std::move(*model);
}

}  // namespace

Program::Program(std::unique_ptr<Foundation> foundation, ProgramOptions options)
    : foundation_(std::move(foundation)),
      options_(std::move(options)),
      demo_token_(options_.demo ? crypto::random_token() : std::string{}),
      passwords_(foundation_->staff_keys()),
      sessions_(foundation_->chancery(), foundation_->staff_keys()),
      sign_in_(foundation_->chancery(), foundation_->staff_keys(), passwords_, sessions_),
      passkeys_(foundation_->chancery(), sessions_, api::relying_party(foundation_->addresses().base())),
      enrolments_(foundation_->chancery(), foundation_->staff_keys(), passwords_, sessions_),
      pseudonyms_(foundation_->pseudonym_keys(), listen::kRetention,
                  [this](std::string_view bytes) { return foundation_->folder().replace_secret("listen", bytes); }),
      opt_outs_(foundation_->chancery(), foundation_->opt_out_key()),
      own_topics_(read_own_topics(*foundation_)),
      queries_(own_topics_.topics()),
      sentiment_(shipped_sentiment()),
      annotator_(languages_, agenda_, sentiment_, std::move(own_topics_)),
      cautions_(foundation_->config().speak, languages_, agenda_),
      desk_(*foundation_, languages_, agenda_),
      intake_(foundation_->chancery(), foundation_->listen(), annotator_, pseudonyms_, opt_outs_, talk_, recent_,
              {.changed = [this] { feed_->heard(); },
               .kept = [this] { return read_watch_terms(foundation_->folder()); },
               .keep = [this](std::string_view bytes) { keep_watch_terms(foundation_->folder(), bytes); },
               .crisis_words = desk_.crisis_words()}),
      alerts_(foundation_->chancery(), foundation_->listen(), talk_,
              [this](listen::AlertId alert) { feed_->alert(alert); }),
      retention_(foundation_->listen()),
      sink_(intake_),
      source_({.jetstream = foundation_->config().jetstream,
               .compression = foundation_->config().jetstream_compression,
               .dictionary = foundation_->config().jetstream_dictionary,
               .dictionaries = foundation_->folder().path() / "cache",
               .guard = foundation_->guard(),
               .user_agent = user_agent(foundation_->addresses().base()),
               .replay = options_.replay,
               .replay_speed = options_.replay_speed,
               .demo_story_ends = options_.demo ? [this] { return demo_story_ends(foundation_->chancery()); }
                                                : std::function<Timestamp()>{},
               .stand_in = [this] { return options_.demo ? std::string{} : own_name(foundation_->chancery()); },
               .forget_sample = [this] { forget_sample(); },
               .chosen = [this](activity::SourceKind kind) { remember_source(kind); }},
              sink_, foundation_->clock(), foundation_->listen()),
      peers_(foundation_->addresses(), foundation_->guard(), &blocks_),
      client_({.guard = foundation_->guard(), .user_agent = user_agent(foundation_->addresses().base())}),
      picture_client_({.guard = foundation_->guard(),
                       .user_agent = user_agent(foundation_->addresses().base()),
                       .transfers_per_host = 2,
                       .transfers = 8,
                       .queue = 64}),
      house_client_({.guard = foundation_->house_guard(),
                     .user_agent = user_agent(foundation_->addresses().base()),
                     .transfers = 64,
                     .idle_connections = 32}),
      webhooks_(foundation_->chancery(), house_client_,
                {.key = foundation_->staff_keys().webhook, .seed = std::random_device{}(), .paused = tell_of_pause}),
      feeds_(foundation_->chancery(), client_, sink_, {.seed = std::random_device{}()}),
      knocker_(foundation_->chancery(), client_),
      keys_(foundation_->chancery(), knocker_, peers_, foundation_->instance_actor(), foundation_->clock()),
      finder_(client_, keys_, peers_, foundation_->clock()),
      note_finder_(foundation_->chancery(), keys_, finder_, peers_, foundation_->clock()),
      deliveries_(foundation_->chancery(), knocker_, peers_, std::random_device{}()),
      conversations_(foundation_->chancery(), knocker_, peers_, foundation_->instance_actor(),
                     conversation_limits(foundation_->config())),
      pictures_({}),
      strangers_pictures_({.deadline = kPictureTime}),
      sender_(foundation_->chancery(), publisher(), [this] { feed_->post({}); }),
      followers_(foundation_->chancery(), keys_, peers_, foundation_->clock(), [this] { deliveries_.nudge(); }),
      inbox_(foundation_->chancery(), keys_, peers_, foundation_->clock(), [this] { deliveries_.nudge(); }),
      picture_links_(foundation_->picture_key(), blocks_),
      remote_pictures_({.store = foundation_->chancery(),
                        .links = picture_links_,
                        .cache = foundation_->remote_pictures(),
                        .worker = strangers_pictures_,
                        .client = picture_client_},
                       {}),
      profile_links_({.store = foundation_->chancery(),
                      .addresses = foundation_->addresses(),
                      .blocks = blocks_,
                      .client = client_},
                     {}),
      actor_handles_({.store = foundation_->chancery(), .peers = peers_, .client = client_}, {}),
      site_(foundation_->addresses(), foundation_->config().accent, &picture_links_),
      page_cache_(foundation_->chancery()),
      readers_(keys_, peers_, foundation_->clock(), {.required = foundation_->config().authorized_fetch}) {
  feed_ = std::make_unique<api::ChangeFeed>(foundation_->clock(), source_);
  inbox_.synchronise_with(followers_);
  inbox_.know(desk_.public_actors());
  deliveries_.sign_reports_as(foundation_->instance_actor().signer());
  deliveries_.open_keys_with(foundation_->account_keys());
  deliveries_.on_progress([this](activity::NoteId note) { feed_->delivery(note); });
  foundation_->chancery().read([this](store::Snapshot& snapshot) { blocks_.load(snapshot); });
  add_routes();
}

Program::~Program() {
  stop();
}

void Program::add_routes() {
  auto& store = foundation_->chancery();
  const auto& addresses = foundation_->addresses();
  const pages::Services page_services{store, site_, page_cache_};
  pages::add_routes(router_, page_services);
  pages::add_transparency_page(router_, {store, foundation_->listen(), site_, foundation_->config().map});
  pages::add_door_page(router_, {store, site_, no_door_});
  pages::add_verify_page(router_, {store, site_, foundation_->proof_log()});
  activitypub::add_routes(router_, {.store = store,
                                    .addresses = addresses,
                                    .instance = foundation_->instance_actor(),
                                    .inbox = inbox_,
                                    .readers = readers_,
                                    .version = std::string{kVersion},
                                    .actor_page = pages::actor_page(page_services),
                                    .note_page = pages::note_page(page_services)});
  activitypub::add_picture_route(router_, remote_pictures_);
  api::add_routes(router_, {.clock = foundation_->clock(),
                            .store = store,
                            .listen = foundation_->listen(),
                            .addresses = addresses,
                            .publisher = publisher(),
                            .account_keys = foundation_->account_keys(),
                            .sessions = sessions_,
                            .sign_in = sign_in_,
                            .enrolments = enrolments_,
                            .passkeys = passkeys_,
                            .staff_keys = foundation_->staff_keys(),
                            .audit_key = foundation_->audit_key(),
                            .source = source_,
                            .feed = *feed_,
                            .desk = desk_.services(),
                            .webhooks = {foundation_->house_guard(), [this] { webhooks_.nudge(); }},
                            .queries = queries_,
                            .pseudonyms = pseudonyms_,
                            .opt_outs = opt_outs_,
                            .talk = talk_,
                            .recent = recent_,
                            .annotator = annotator_,
                            .finder = finder_,
                            .blocks = blocks_,
                            .cautions = cautions_,
                            .pictures = pictures_,
                            .strangers_pictures = strangers_pictures_,
                            .picture_files = foundation_->picture_files(),
                            .picture_links = picture_links_,
                            .client = client_,
                            .feeds_changed = [this] { feeds_.nudge(); },
                            .settle_intake = [this] { return intake_.flush(); },
                            .watches_changed = [this] { reload_watches(); },
                            .posts_changed = [this] { sender_.nudge(); },
                            .deliveries_due = [this] { deliveries_.nudge(); },
                            .staff_application = api::staff_application(),
                            .map = foundation_->config().map,
                            .demo_token = demo_token_});
  api::add_proof_routes(router_, {.store = store, .addresses = addresses, .log = foundation_->proof_log()});
  api::add_redirect_routes(redirect_router_, addresses.base(), foundation_->config().acme_folder);
  auto control = control_services(*foundation_, enrolments_, stopping_.get_token());
  control.check_desk = [this] {
    const auto works = desk_.workplaces().now();
    return check_desk(foundation_->chancery(), works->workplace());
  };
  control.end_user = [this](const json::Object& wanted, const std::string& by) {
    const auto desk = desk_.services();
    const auto forget = [&](staff::UserId id) {
      api::forget_person(foundation_->chancery(), sessions_, desk.presence, *feed_, id);
    };
    return api::end_account_of({.store = foundation_->chancery(), .claims = desk.claims, .forget = forget}, wanted, by);
  };
  api::add_control_routes(control_router_, control);
}

// The register of public actors is listen's, and what stands elsewhere the network's: speak sees neither.
speak::Publisher Program::publisher() {
  return {.addresses = foundation_->addresses(),
          .log = foundation_->proof_log(),
          .rules = &desk_.departures(),
          .known = [](store::Transaction& tx, const activity::Actor& actor,
                      Timestamp now) { return api::is_registered(tx, actor, actor.uri, now); },
          .sources = &note_finder_};
}

Status Program::start() {
  if (auto laid = api::lay_first_desk(foundation_->chancery()); !laid) return laid;
  const auto& config = foundation_->config();
  const auto address = parse_host_port(config.listen);
  if (!address) return fail(address.error());
  net::ServerOptions options;
  options.host = address->host;
  options.port = address->port;
  options.trusted_proxies = config.trusted_proxies;
  options.tls = {config.tls_certificate, config.tls_key};
  options.spool = foundation_->folder().path() / "spool";
  if (std::error_code error; !std::filesystem::create_directories(options.spool, error) && error) {
    return fail(Errc::Unavailable, options.spool.string() + ": " + error.message(),
                "check that the data folder can be written");
  }
  // More than may compute or wait for a password hash at once: pages and inboxes keep a worker.
  options.limits.workers = 8;
  options.limits.uploads = api::upload_limits();
  const auto base_url = net::Url::parse(foundation_->addresses().base());
  if (!base_url) return fail(base_url.error());
  options.limits.may_upload = [this, cookie = api::SessionCookie(*base_url)](const net::Request& header) {
    const auto token = cookie.read(header);
    return token && sessions_.seen_lately(*token);
  };
  auto server = net::Server::start(options, router_);
  if (!server) return fail(server.error());
  server_ = std::move(*server);

  if (auto redirecting = start_redirect(); !redirecting) return redirecting;
  net::ServerOptions control_options;
  control_options.unix_socket = foundation_->folder().control_socket();
  control_options.limits.workers = 2;  // doctor answers while a backup is made
  auto control = net::Server::start(control_options, control_router_);
  if (!control) return fail(control.error());
  control_ = std::move(*control);

  start_workers();
  if (!options_.replay.empty()) return source_.start(activity::SourceKind::Replay);
  return was_listening(foundation_->folder()) ? source_.start(activity::SourceKind::Jetstream) : Status{};
}

Status Program::start_redirect() {
  const auto& config = foundation_->config();
  if (config.redirect_listen.empty()) return {};
  const auto address = parse_host_port(config.redirect_listen);
  if (!address) return fail(address.error());
  net::ServerOptions options;
  options.host = address->host;
  options.port = address->port;
  options.limits.body_bytes = 0;
  options.limits.workers = 1;
  auto server = net::Server::start(options, redirect_router_);
  if (!server) return fail(server.error());
  redirect_ = std::move(*server);
  return {};
}

void Program::reload_certificate() {
  if (!server_) return;
  if (auto done = server_->reload_certificate(); !done) {
    log::error("cli", "the certificate was not read again: {}", done.error().detail);
  }
}

// The ministry's own figures hold nothing invented, and a sample played again counts once.
void Program::forget_sample() {
  if (options_.demo) return;  // all it knows is invented
  if (auto ok = intake_.flush(); !ok) log::warn("listen", "not all was stored: {}", ok.error().detail);
  const auto forgotten = listen::forget_sample(foundation_->listen());
  if (!forgotten) return log::warn("listen", "the sample was not removed: {}", forgotten.error().detail);
  if (!*forgotten) return;
  recent_.forget_all();
  talk_.forget_all();
  load_talk();
}

void Program::load_talk() {
  foundation_->listen().read([&](store::Snapshot& snapshot) { talk_.load(snapshot, foundation_->clock().now()); });
}

void Program::remember_source(activity::SourceKind kind) {
  const auto written = foundation_->folder().write(kChosenFile, std::string{activity::to_string(kind)} + '\n');
  if (!written) log::warn("cli", "the chosen stream is not remembered: {}", written.error().detail);
}

void Program::start_workers() {
  workers_.add("change feed", [this](const std::stop_token& stop) { feed_->run(stop); });
  workers_.add("log follower",
               [this](const std::stop_token& stop) { api::follow_events(foundation_->chancery(), *feed_, stop); });
  workers_.add("inbox", [this](const std::stop_token& stop) { inbox_.run(stop); });
  workers_.add("readers", [this](const std::stop_token& stop) { readers_.run(stop); });
  workers_.add("sender", [this](const std::stop_token& stop) { sender_.run(stop); });
  workers_.add("late posts",
               [this](const std::stop_token& stop) { watch_for_late_posts(foundation_->chancery(), stop); });
  workers_.add("delivery plan", [this](const std::stop_token& stop) { deliveries_.plan(stop); });
  workers_.add("delivery send", [this](const std::stop_token& stop) { deliveries_.run(stop); });
  if (foundation_->config().conversation_notes > 0) {
    workers_.add("conversations", [this](const std::stop_token& stop) { conversations_.follow(stop); });
    workers_.add("conversation crawl", [this](const std::stop_token& stop) { conversations_.run(stop); });
  }
  workers_.add("alerts", [this](const std::stop_token& stop) {
    load_talk();
    alerts_.run(stop);
  });
  workers_.add("proof heads", [this](const std::stop_token& stop) {
    sign_heads(foundation_->chancery(), foundation_->proof_log(), foundation_->folder(), stop);
  });
  desk_.start(workers_, *feed_);
  workers_.add("remote media", [this](const std::stop_token& stop) { remote_pictures_.run(stop); });
  workers_.add("profile links", [this](const std::stop_token& stop) { profile_links_.run(stop); });
  workers_.add("actor handles", [this](const std::stop_token& stop) { actor_handles_.run(stop); });
  workers_.add("webhooks plan", [this](const std::stop_token& stop) { webhooks_.plan(stop); });
  workers_.add("webhooks send", [this](const std::stop_token& stop) { webhooks_.run(stop); });
  workers_.add("feeds", [this](const std::stop_token& stop) { feeds_.run(stop); });
  workers_.add("retention", [this](const std::stop_token& stop) { retention_.run(stop); });
  workers_.add("polls",
               [this](const std::stop_token& stop) { activitypub::tell_polls(foundation_->chancery(), stop); });
  workers_.add("housekeeping", [this](const std::stop_token& stop) { keep_house(stop); });
}

void Program::stop() {
  stopping_.request_stop();
  if (redirect_) redirect_->stop(0s);
  if (server_) server_->stop(kGrace);
  if (control_) control_->stop(1s);
  redirect_.reset();
  server_.reset();
  control_.reset();
  source_.pause();
  if (auto ok = intake_.flush(); !ok) log::error("listen", "the last batch was not stored: {}", ok.error().detail);
  workers_.stop([this] {
    foundation_->chancery().wake_all();
    foundation_->listen().wake_all();
    deliveries_.nudge();
  });
}

std::string Program::demo_address() const {
  return demo_token_.empty() ? demo_token_ : foundation_->addresses().base() + "/staff/#/demo/" + demo_token_;
}

void Program::reload_watches() {
  if (auto ok = intake_.reload_watches(); !ok) log::error("listen", "watches not loaded: {}", ok.error().detail);
}

}  // namespace chancery::cli
