#include "activitypub/moderation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "activity/events.hpp"
#include "activitypub/followers.hpp"
#include "activitypub/moderation_rows.hpp"
#include "activitypub/peers.hpp"
#include "net/url.hpp"
#include "staff/audit.hpp"
#include "store/events.hpp"
#include "store/notes.hpp"

namespace chancery::activitypub {
namespace {

using activity::Screening;

constexpr std::array<std::string_view, 2> kLevels{"limit", "block"};
constexpr std::size_t kBlockedSlice = 500;  // actors a transaction: some milliseconds
constexpr std::size_t kMaxHost = 253;

Status check_text(std::string_view field, std::string_view text) {
  if (text.size() <= kMaxRuleText) return {};
  return fail(Errc::Invalid, fmt::format("{}: longer than {} bytes", field, kMaxRuleText));
}

bool is_below(std::string_view host, std::string_view domain) {
  return host == domain ||
         (host.size() > domain.size() && host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.');
}

// The host, then each domain above it, for as long as `find` finds nothing.
template <class Find>
std::optional<HostRule> nearest(std::string_view host, Find find) {
  for (;;) {
    if (auto rule = find(host)) return rule;
    const auto dot = host.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    host.remove_prefix(dot + 1);
  }
}

// The stricter of what stands for an actor and for its server.
std::optional<RuleLevel> level_of(store::Transaction& tx, std::string_view actor) {
  const auto own = rule_of_actor(tx, actor);
  const auto host = rule_of_host(tx, host_of(actor));
  if (!own && !host) return std::nullopt;
  return std::max(own ? own->level : RuleLevel::Limit, host ? host->level : RuleLevel::Limit);
}

std::int64_t screen_by_rule(store::Transaction& tx, const rows::NamedActor& actor) {
  const auto level = level_of(tx, actor.uri);
  if (!level) return store::screen_notes_by(tx, actor.id, Screening::Quarantined, Screening::Shown);
  std::int64_t taken = 0;
  if (level == RuleLevel::Block) {
    // Whatever somebody showed before, nobody wants their words here now.
    taken = store::screen_notes_by(tx, actor.id, Screening::Released, Screening::Quarantined);
    for (const auto account : remove_follower_everywhere(tx, actor.id)) {
      const json::Object facts{{"account", account.value}, {"actor", actor.id.value}};
      store::append_event(tx, activity::events::kUnfollowed, facts);
    }
  }
  return taken + store::screen_notes_by(tx, actor.id, Screening::Shown, Screening::Quarantined);
}

std::int64_t bring_into_line(store::Transaction& tx, const rows::NamedActor& actor) {
  const auto notes = screen_by_rule(tx, actor);
  if (notes > 0) store::append_event(tx, activity::events::kNoteScreened, {{"actor", actor.id.value}});
  return notes;
}

}  // namespace

std::string_view to_string(RuleLevel level) {
  return kLevels.at(static_cast<std::size_t>(level));
}

Result<RuleLevel> parse_rule_level(std::string_view text) {
  for (std::size_t i = 0; i < kLevels.size(); ++i) {
    if (kLevels[i] == text) return static_cast<RuleLevel>(i);
  }
  return fail(Errc::Invalid, "no such level", "level: write limit or block");
}

Result<std::string> rule_host(std::string_view written, std::string_view own_host) {
  if (written.starts_with("*.")) written.remove_prefix(2);
  const bool whole = written.find("://") != std::string_view::npos;
  const auto url = written.size() > kMaxHost + 16
                       ? Result<net::Url>(fail(Errc::Invalid, "too long"))
                       : net::Url::parse(whole ? std::string(written) : "https://" + std::string(written));
  const auto refuse = [](std::string hint) { return fail(Errc::Invalid, "no host for a rule", std::move(hint)); };
  if (!url || url->host().empty() || url->target() != "/") {
    return refuse("host: write the name of a server, such as bad.example");
  }
  const auto& host = url->host();
  if (host.find('.') == std::string::npos && host.find(':') == std::string::npos) {
    return refuse("host: a whole top-level domain is too much for one rule");
  }
  if (is_below(own_host.substr(0, own_host.find(':')), host)) return refuse("host: that is this server itself");
  return host;
}

Status set_host_rule(store::Transaction& tx, const HostRule& rule) {
  if (auto sound = check_text("reason", rule.reason); !sound) return sound;
  if (auto sound = check_text("remark", rule.remark); !sound) return sound;
  rows::put_host_rule(tx, rule);
  staff::append_audit(tx, rule.at, rule.by, fmt::format("host.{}", to_string(rule.level)), "host:" + rule.host);
  return {};
}

Status set_actor_rule(store::Transaction& tx, const ActorRule& rule) {
  if (auto sound = check_text("reason", rule.reason); !sound) return sound;
  rows::put_actor_rule(tx, rule);
  staff::append_audit(tx, rule.at, rule.by, fmt::format("actor.{}", to_string(rule.level)),
                      "actor at " + host_of(rule.actor));
  return {};
}

void lift_host_rule(store::Transaction& tx, std::string_view host, std::string_view by, Timestamp now) {
  if (rows::remove_host_rule(tx, host)) staff::append_audit(tx, now, by, "host.lift", fmt::format("host:{}", host));
}

void lift_actor_rule(store::Transaction& tx, std::string_view actor, std::string_view by, Timestamp now) {
  if (rows::remove_actor_rule(tx, actor)) {
    staff::append_audit(tx, now, by, "actor.lift", "actor at " + host_of(actor));
  }
}

std::optional<HostRule> rule_of_host(store::Transaction& tx, std::string_view host) {
  return nearest(host, [&](std::string_view name) { return rows::host_rule(tx, name); });
}

std::optional<HostRule> rule_of_host(store::Snapshot& snapshot, std::string_view host) {
  return nearest(host, [&](std::string_view name) { return rows::host_rule(snapshot, name); });
}

Screening screening_of(store::Transaction& tx, std::string_view actor) {
  return level_of(tx, actor) ? Screening::Quarantined : Screening::Shown;
}

bool has_rules_to_apply(store::Snapshot& snapshot) {
  return !host_rules(snapshot).empty() || !actor_rules(snapshot).empty() ||
         !store::notes_screened(snapshot, Screening::Quarantined, {}, 1).empty();
}

Result<std::int64_t> apply_rules(store::Store& store) {
  std::int64_t touched = 0;
  activity::ActorId last;
  for (;;) {
    auto slice = store.write(store::Lane::Bulk, [&](store::Transaction& tx) -> Result<std::size_t> {
      const auto actors = rows::actors_after(tx, last, kBlockedSlice);
      for (const auto& actor : actors) touched += bring_into_line(tx, actor);
      if (!actors.empty()) last = actors.back().id;
      return actors.size();
    });
    const auto done = slice.get();
    if (!done) return fail(done.error());
    if (*done < kBlockedSlice) return touched;
  }
}

}  // namespace chancery::activitypub
