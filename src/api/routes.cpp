#include "api/routes.hpp"

#include <cassert>
#include <memory>

#include "api/guard.hpp"
#include "api/resources.hpp"
#include "api/security_headers.hpp"
#include "api/shifts_routes.hpp"
#include "net/url.hpp"

namespace chancery::api {

void add_routes(net::Router& router, const Services& services) {
  const auto base_url = net::Url::parse(services.addresses.base());
  assert(base_url && "Addresses only holds a base URL that can be read");
  harden(router, base_url->scheme() == "https");
  GuardedRouter routes(router, Guard(services.sessions, *base_url), std::make_shared<Once>(services.store));
  add_session_routes(routes, services);
  add_setup_routes(routes, services);
  add_demo_sign_in_routes(routes, services);
  add_users_routes(routes, services);
  add_missions_routes(routes, services);
  add_calendars_routes(routes, services);
  add_desk_work_routes(routes, services);
  add_routing_routes(routes, services);
  add_passkeys_routes(routes, services);
  add_listen_routes(routes, services);
  add_listening_routes(routes, services);
  add_watch_routes(routes, services);
  add_register_routes(routes, services);
  add_data_protection_routes(routes, services);
  add_correspondents_routes(routes, services);
  add_feeds_routes(routes, services);
  add_accounts_routes(routes, services);
  add_account_rights_routes(routes, services);
  add_profile_routes(routes, services);
  add_posts_routes(routes, services);
  add_followers_routes(routes, services);
  add_account_blocks_routes(routes, services);
  add_move_routes(routes, services);
  add_shares_routes(routes, services);
  add_following_routes(routes, services);
  add_reports_routes(routes, services);
  add_moderation_routes(routes, services);
  add_post_check_route(routes, services);
  add_media_routes(routes, services);
  add_media_files(router, services);
  add_notes_routes(routes, services);
  add_conversations_routes(routes, services);
  add_conversation_acts_routes(routes, services);
  add_conversation_drafts_routes(routes, services);
  add_views_routes(routes, services);
  add_handovers_routes(routes, services);
  add_monday_routes(routes, services);
  add_lines_routes(routes, services);
  add_private_matter_routes(routes, services);
  add_floods_routes(routes, services);
  add_chains_routes(routes, services);
  add_webhooks_routes(routes, services);
  add_deliveries_routes(routes, services);
  add_audit_routes(routes, services);
  add_records_routes(routes, services);
  add_fire_routes(routes, services);
  add_crisis_routes(routes, services);
  add_qa_routes(routes, services);
  add_change_feed_routes(routes, services);
  add_health_routes(router, services);
  add_staff_application(router, services.staff_application);
}

}  // namespace chancery::api
