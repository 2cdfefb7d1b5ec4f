// The JSON routes of the staff application, the control socket's, and the health checks, as docs/api/openapi.yaml
// has them.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "activity/addresses.hpp"
#include "activity/source_control.hpp"
#include "activitypub/actor_finder.hpp"
#include "activitypub/blocks.hpp"
#include "activitypub/picture_links.hpp"
#include "answer/claims.hpp"
#include "answer/presence.hpp"
#include "answer/workplaces.hpp"
#include "api/change_feed.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/map_settings.hpp"
#include "base/result.hpp"
#include "crypto/ed25519.hpp"
#include "crypto/key_box.hpp"
#include "listen/annotation.hpp"
#include "listen/opt_outs.hpp"
#include "listen/pseudonym.hpp"
#include "listen/recent_posts.hpp"
#include "listen/talk.hpp"
#include "listen/watch_query.hpp"
#include "media/files.hpp"
#include "media/worker.hpp"
#include "net/address_guard.hpp"
#include "net/http_client.hpp"
#include "net/router.hpp"
#include "net/static_files.hpp"
#include "speak/cautions.hpp"
#include "speak/publisher.hpp"
#include "staff/enrolment.hpp"
#include "staff/keys.hpp"
#include "staff/passkeys.hpp"
#include "staff/sessions.hpp"
#include "staff/sign_in.hpp"
#include "store/store.hpp"

namespace chancery::api {

// What the desk's routes work with.
struct DeskServices {
  answer::Claims& claims;
  answer::Presence& presence;
  const answer::Workplaces& workplaces;
  std::function<void()> work_changed;  // called after hours, duty, work or rules changed: what comes next goes by them
};

// What the routes of webhooks work with.
struct WebhookServices {
  const net::AddressGuard& guard;  // of what a webhook may be
  std::function<void()> due;       // called after something may be due to one
};

// Built in cli; everything is borrowed for as long as the router lives.
struct Services {
  const Clock& clock;
  store::Store& store;   // chancery.db
  store::Store& listen;  // listen.db
  const activity::Addresses& addresses;
  speak::Publisher publisher;
  const crypto::KeyBox& account_keys;
  const staff::Sessions& sessions;
  staff::SignIn& sign_in;
  staff::Enrolments& enrolments;
  staff::Passkeys& passkeys;
  const staff::Keys& staff_keys;        // of recovery codes
  const crypto::Ed25519Key& audit_key;  // signs heads of the audit log
  activity::SourceControl& source;
  ChangeFeed& feed;
  DeskServices desk;
  WebhookServices webhooks;
  const listen::QueryChecker& queries;
  listen::PseudonymRing& pseudonyms;
  listen::OptOuts& opt_outs;
  listen::Talk& talk;
  listen::RecentPosts& recent;
  const listen::PostAnnotator& annotator;
  activitypub::ActorFinder& finder;
  activitypub::Blocks& blocks;          // loaded anew after a change of the rules
  const speak::CautionRules& cautions;  // what posts are looked at again for
  media::Worker& pictures;              // makes our people's pictures anew, and nobody else's
  media::Worker& strangers_pictures;    // likewise those other servers show
  media::Files& picture_files;
  const activitypub::PictureLinks& picture_links;  // of strangers' pictures
  net::HttpClient& client;                         // looks at a feed before it is registered
  std::function<void()> feeds_changed;             // called after a feed became due: it was registered or is read again
  std::function<Status()> settle_intake;           // returns once all that was heard is stored
  std::function<void()> watches_changed;           // called after what runs, or whom it may name, changed
  std::function<void()> posts_changed;             // called after a post may leave at another time
  std::function<void()>
      deliveries_due;  // called after something was queued for other servers, or one is to be tried now
  std::span<const net::EmbeddedFile> staff_application;  // empty in a build without it
  MapSettings map;                                       // names of countries, which disputes are not dashed
  std::string demo_token;                                // signs in to the fictional ministry; empty: no such door
};

// /healthz, /readyz, /api/staff/…, /staff and /staff/…; and for every answer of the router, whosever, the security
// headers it does not set itself (security_headers.hpp).
void add_routes(net::Router& router, const Services& services);

// One line of what `doctor` finds.
struct Check {
  enum class State { Ok, Warn, Fail };
  std::string name;
  State state = State::Ok;
  std::string message;
  std::string repair;  // the command that repairs it; empty when nothing is wrong
};
[[nodiscard]] std::string_view to_string(Check::State state);  // "OK", "WARN", "FAIL"

struct ControlServices {
  store::Store& store;
  const activity::Addresses& addresses;
  staff::Enrolments& enrolments;
  std::function<std::vector<Check>()> doctor;
  // What the wiring does with the data folder. `by` is who asks, as the audit log writes it.
  using Action = std::function<Result<json::Object>(const json::Object& wanted, const std::string& by)>;
  Action back_up;                              // {to, secrets?, with_listening?} -> the manifest
  std::function<Result<json::Object>()> keys;  // -> {keys: […]}
  Action rotate_key;                           // {name} -> {name, effect, restart}
  Action erase;                                // {note, reason} -> {note}
  Action end_user;                             // {login} -> {login, released}
  std::function<json::Object()> check_desk;    // -> {conversations, broken: [{rule, what}]}
};

// /control/…, for the router of DIR/control.sock alone. Every route answers only a peer of our own uid or root's;
// what changes something is audited as `cli:<uid>`.
void add_control_routes(net::Router& router, const ControlServices& services);

// Where a one-time link leads: the token stands in the fragment, which no browser sends to a server.
[[nodiscard]] std::string link_address(const activity::Addresses& addresses, staff::EnrolmentKind kind,
                                       std::string_view token);

}  // namespace chancery::api
