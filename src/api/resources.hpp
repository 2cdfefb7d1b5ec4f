// The routes of each resource, one file a resource. Included by api/routes.cpp and these files alone.
#pragma once

#include "api/guard.hpp"
#include "api/routes.hpp"
#include "net/router.hpp"

namespace chancery::api {

void add_session_routes(GuardedRouter& routes, const Services& services);
void add_demo_sign_in_routes(GuardedRouter& routes, const Services& services);
void add_setup_routes(GuardedRouter& routes, const Services& services);
void add_users_routes(GuardedRouter& routes, const Services& services);
void add_missions_routes(GuardedRouter& routes, const Services& services);
void add_calendars_routes(GuardedRouter& routes, const Services& services);
void add_desk_work_routes(GuardedRouter& routes, const Services& services);
void add_routing_routes(GuardedRouter& routes, const Services& services);
void add_passkeys_routes(GuardedRouter& routes, const Services& services);
void add_listen_routes(GuardedRouter& routes, const Services& services);
void add_watch_routes(GuardedRouter& routes, const Services& services);
void add_register_routes(GuardedRouter& routes, const Services& services);
void add_data_protection_routes(GuardedRouter& routes, const Services& services);
void add_correspondents_routes(GuardedRouter& routes, const Services& services);
void add_listening_routes(GuardedRouter& routes, const Services& services);
void add_feeds_routes(GuardedRouter& routes, const Services& services);
void add_accounts_routes(GuardedRouter& routes, const Services& services);
void add_account_rights_routes(GuardedRouter& routes, const Services& services);
void add_profile_routes(GuardedRouter& routes, const Services& services);
void add_posts_routes(GuardedRouter& routes, const Services& services);
void add_shares_routes(GuardedRouter& routes, const Services& services);
void add_following_routes(GuardedRouter& routes, const Services& services);
void add_followers_routes(GuardedRouter& routes, const Services& services);
void add_move_routes(GuardedRouter& routes, const Services& services);
void add_account_blocks_routes(GuardedRouter& routes, const Services& services);
void add_reports_routes(GuardedRouter& routes, const Services& services);
void add_moderation_routes(GuardedRouter& routes, const Services& services);
void add_post_check_route(GuardedRouter& routes, const Services& services);
void add_media_routes(GuardedRouter& routes, const Services& services);
void add_conversations_routes(GuardedRouter& routes, const Services& services);
void add_conversation_acts_routes(GuardedRouter& routes, const Services& services);
void add_conversation_drafts_routes(GuardedRouter& routes, const Services& services);
void add_lines_routes(GuardedRouter& routes, const Services& services);
void add_private_matter_routes(GuardedRouter& routes, const Services& services);
void add_floods_routes(GuardedRouter& routes, const Services& services);
void add_chains_routes(GuardedRouter& routes, const Services& services);
void add_webhooks_routes(GuardedRouter& routes, const Services& services);
void add_notes_routes(GuardedRouter& routes, const Services& services);
void add_deliveries_routes(GuardedRouter& routes, const Services& services);
void add_records_routes(GuardedRouter& routes, const Services& services);
void add_audit_routes(GuardedRouter& routes, const Services& services);
void add_fire_routes(GuardedRouter& routes, const Services& services);
void add_crisis_routes(GuardedRouter& routes, const Services& services);
void add_qa_routes(GuardedRouter& routes, const Services& services);
void add_change_feed_routes(GuardedRouter& routes, const Services& services);
void add_health_routes(net::Router& router, const Services& services);
void add_staff_application(net::Router& router, std::span<const net::EmbeddedFile> files);

// /media/NAME: our pictures, for everybody.
void add_media_files(net::Router& router, const Services& services);

}  // namespace chancery::api
