#include "listen/notice.hpp"

#include <algorithm>

#include "listen/data_protection.hpp"
#include "listen/figures.hpp"
#include "listen/retention.hpp"
#include "listen/watch_lifecycle.hpp"
#include "staff/institution.hpp"
#include "staff/users.hpp"

namespace chancery::listen {
namespace {

// When it first ran.
Timestamp since(store::Snapshot& chancery, const Watch& watch) {
  for (const auto& change : watch_changes(chancery, watch.id)) {
    if (change.action == "approve") return change.at;
  }
  return watch.approved_at;
}

// What the public may know of a source: the host it is read from, never a path of ours.
std::string public_source(std::string_view source) {
  const auto scheme = source.find("://");
  if (scheme == std::string_view::npos) return source.starts_with("recording:sample") ? "sample" : "file";
  const auto rest = source.substr(scheme + 3);
  return std::string(rest.substr(0, rest.find_first_of("/?#")));
}

}  // namespace

Notice notice(store::Snapshot& chancery, store::Snapshot& listen, std::span<const std::string> registered,
              Timestamp now) {
  Notice notice;
  for (auto& watch : watches(chancery)) {
    if (now >= watch.expires) continue;
    const auto owner = staff::user_by_id(chancery, watch.owner);
    notice.watches.push_back({.name = watch.name,
                              .query = watch.names_people ? std::string() : watch.query,
                              .names_people = watch.names_people,
                              .purpose = watch.purpose,
                              .legal_basis = watch.legal_basis,
                              .country = watch.country,
                              .owner = owner ? owner->role : staff::Role::Officer,
                              .suspended = watch.suspended,
                              .since = since(chancery, watch),
                              .expires = watch.expires});
  }
  for (auto& actor : active_public_actors(chancery, now)) {
    auto& says = actor.says;
    notice.actors.push_back(
        {says.kind, says.names, says.office, says.country, says.addresses, says.evidence_url, says.until});
  }
  auto sources = kept(listen, now).sources;
  sources.insert(sources.end(), registered.begin(), registered.end());
  for (const auto& source : sources) {
    auto shown = public_source(source);
    if (std::ranges::find(notice.sources, shown) == notice.sources.end()) notice.sources.push_back(std::move(shown));
  }
  notice.retention = kRetention;
  notice.key_lasts = kKeyLasts;
  notice.min_authors = kMinAuthors;
  if (const auto institution = staff::institution(chancery)) notice.contact = institution->contact;
  return notice;
}

}  // namespace chancery::listen
