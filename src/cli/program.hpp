// The running server: builds and wires every object, starts the listeners and workers, stops them in order.
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "activity/shared_sink.hpp"
#include "activity/source_control.hpp"
#include "activitypub/actor_finder.hpp"
#include "activitypub/actor_handles.hpp"
#include "activitypub/authorized_fetch.hpp"
#include "activitypub/blocks.hpp"
#include "activitypub/conversation_crawl.hpp"
#include "activitypub/delivery.hpp"
#include "activitypub/inbox.hpp"
#include "activitypub/key_ring.hpp"
#include "activitypub/knock.hpp"
#include "activitypub/note_finder.hpp"
#include "activitypub/peers.hpp"
#include "activitypub/picture_links.hpp"
#include "activitypub/profile_links.hpp"
#include "activitypub/remote_pictures.hpp"
#include "answer/private_links.hpp"
#include "api/change_feed.hpp"
#include "api/routes.hpp"
#include "base/result.hpp"
#include "cli/desk_program.hpp"
#include "cli/foundation.hpp"
#include "cli/source_switch.hpp"
#include "cli/workers.hpp"
#include "feeds/feed_poller.hpp"
#include "listen/alert_rules.hpp"
#include "listen/annotation.hpp"
#include "listen/intake.hpp"
#include "listen/opt_outs.hpp"
#include "listen/pseudonym.hpp"
#include "listen/recent_posts.hpp"
#include "listen/retention.hpp"
#include "listen/talk.hpp"
#include "listen/watch_query.hpp"
#include "media/worker.hpp"
#include "net/http_client.hpp"
#include "net/router.hpp"
#include "net/server.hpp"
#include "notify/webhook_sender.hpp"
#include "pages/page_cache.hpp"
#include "pages/site.hpp"
#include "speak/account_changes.hpp"
#include "speak/sending.hpp"
#include "staff/enrolment.hpp"
#include "staff/passkeys.hpp"
#include "staff/passwords.hpp"
#include "staff/sessions.hpp"
#include "staff/sign_in.hpp"
#include "text/annotator.hpp"
#include "text/language.hpp"
#include "text/sentiment.hpp"

namespace chancery::cli {

struct ProgramOptions {
  std::string replay;  // a recording to play as live; empty: none
  double replay_speed = 1;
  bool demo = false;  // the fictional ministry: see fill_demo
};

// Thread safety: built, started and stopped by one thread.
class Program {
 public:
  // Takes over the foundation. Nothing runs and nothing is dialled yet.
  Program(std::unique_ptr<Foundation> foundation, ProgramOptions options);
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program();

  // Listens on the configured address and on DIR/control.sock, and starts the workers.
  // Fails with Errc::Unavailable when an address cannot be bound.
  [[nodiscard]] Status start();
  // Takes up a replaced certificate; a log line says when it cannot be used.
  void reload_certificate();
  // Graceful: finishes what was begun, joins everything. Idempotent.
  void stop();

  [[nodiscard]] Foundation& foundation() { return *foundation_; }
  [[nodiscard]] staff::Enrolments& enrolments() { return enrolments_; }
  [[nodiscard]] staff::Sessions& sessions() { return sessions_; }
  [[nodiscard]] activity::SourceControl& source() { return source_; }
  [[nodiscard]] const net::Router& router() const { return router_; }
  [[nodiscard]] listen::Intake& intake() { return intake_; }
  [[nodiscard]] const text::LanguageIdentifier& languages() const { return languages_; }
  [[nodiscard]] const text::Annotator& agenda() const { return agenda_; }
  [[nodiscard]] speak::Publisher publisher();
  [[nodiscard]] activitypub::Deliveries& deliveries() { return deliveries_; }
  [[nodiscard]] activitypub::Inbox& inbox() { return inbox_; }
  // Signs a visitor of the fictional ministry in; empty without `demo`.
  [[nodiscard]] std::string demo_address() const;
  // To be called when a watch was stored outside the API.
  void reload_watches();

 private:
  void add_routes();
  [[nodiscard]] Status start_redirect();
  void start_workers();
  void keep_house(const std::stop_token& stop);
  void forget_keys(const std::stop_token& stop);
  void forget_webhook_messages(const std::stop_token& stop);
  void forget_sample();
  void load_talk();
  void keep_watch_over_listening();
  void remember_source(activity::SourceKind kind);

  // In the order of dependence: what stands lower is destroyed first.
  const std::unique_ptr<Foundation> foundation_;
  const ProgramOptions options_;
  const std::string demo_token_;
  std::stop_source stopping_;              // ends a backup under way
  std::unique_ptr<api::ChangeFeed> feed_;  // first, for the intake tells it of changes to its very end; made last
  staff::Passwords passwords_;
  staff::Sessions sessions_;
  staff::SignIn sign_in_;
  staff::Passkeys passkeys_;
  staff::Enrolments enrolments_;
  text::LanguageIdentifier languages_;
  listen::PseudonymRing pseudonyms_;
  listen::OptOuts opt_outs_;
  listen::OwnTopics own_topics_;  // moves on to annotator_
  const listen::QueryChecker queries_;
  text::Annotator agenda_;
  text::SentimentModel sentiment_;
  listen::PostAnnotator annotator_;
  const speak::CautionRules cautions_;
  DeskProgram desk_;
  listen::Talk talk_;
  listen::RecentPosts recent_;
  listen::Intake intake_;
  listen::AlertRules alerts_;
  listen::Retention retention_;
  activity::SharedSink sink_;  // the stream and the feeds take turns
  SourceSwitch source_;
  activitypub::Blocks blocks_;
  activitypub::Peers peers_;
  net::HttpClient client_;
  net::HttpClient picture_client_;  // for strangers' pictures alone
  net::HttpClient house_client_;    // for the house's own programs
  notify::WebhookSender webhooks_;
  feeds::FeedPoller feeds_;
  activitypub::Knocker knocker_;
  activitypub::KeyRing keys_;
  activitypub::ActorFinder finder_;
  activitypub::NoteFinder note_finder_;
  activitypub::Deliveries deliveries_;
  activitypub::ConversationCrawl conversations_;
  media::Worker pictures_;
  media::Worker strangers_pictures_;
  speak::Sender sender_;
  activitypub::FollowersSync followers_;
  activitypub::Inbox inbox_;
  const activitypub::PictureLinks picture_links_;
  activitypub::RemotePictures remote_pictures_;
  activitypub::ProfileLinks profile_links_;
  activitypub::ActorHandles actor_handles_;
  const pages::Site site_;
  pages::PageCache page_cache_;
  const answer::NoDoorYet no_door_;  // there is no confidential channel
  activitypub::AuthorizedFetch readers_;
  net::Router router_;
  net::Router control_router_;
  net::Router redirect_router_;
  std::unique_ptr<net::Server> server_;
  std::unique_ptr<net::Server> redirect_;
  std::unique_ptr<net::Server> control_;
  Workers workers_;
};

}  // namespace chancery::cli
