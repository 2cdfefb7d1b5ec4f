#include "api/governance_json.hpp"

#include "api/representations.hpp"

namespace chancery::api {
namespace {

json::Array names_json(const std::vector<listen::ActorName>& names) {
  json::Array list;
  for (const auto& name : names) list.push_back(json::Object{{"language", name.language}, {"text", name.text}});
  return list;
}

json::Array remarks(const std::vector<listen::QueryRemark>& remarks) {
  json::Array list;
  for (const auto& remark : remarks) {
    list.push_back(json::Object{{"position", remark.position},
                                {"length", remark.length},
                                {"message", remark.message},
                                {"expected", remark.expected}});
  }
  return list;
}

}  // namespace

json::Value person(const staff::ShownNames& users, staff::UserId id) {
  const auto* one = users.find(id);
  if (one == nullptr) return nullptr;
  return json::Object{{"id", id.text()}, {"login", one->login}, {"name", one->name}};
}

json::Value text_or_null(std::string_view text) {
  return text.empty() ? json::Value(nullptr) : json::Value(text);
}

json::Value time_or_null(const std::optional<Timestamp>& time) {
  return time ? json::Value(to_rfc3339(*time)) : json::Value(nullptr);
}

json::Object to_json(const listen::WatchVersion& version, const staff::ShownNames& users) {
  const auto& says = version.says;
  return {{"version", version.number},
          {"status", listen::to_string(version.status)},
          {"name", says.name},
          {"query", says.query},
          {"purpose", listen::to_string(says.purpose)},
          {"legal_basis", says.legal_basis},
          {"dpia", text_or_null(says.dpia)},
          {"country", text_or_null(says.country)},
          {"expires", to_rfc3339(says.expires)},
          {"held_phrases", list_of(version.held_phrases)},
          {"author", person(users, version.author)},
          {"written", to_rfc3339(version.written_at)},
          {"decided_by", text_or_null(users.text(version.decided_by))},
          {"decided", time_or_null(version.decided_at)}};
}

json::Object to_json(const listen::WatchRecord& record, const staff::ShownNames& users, Timestamp now) {
  const auto version_or_null = [&](const std::optional<listen::WatchVersion>& version) {
    return version ? json::Value(to_json(*version, users)) : json::Value(nullptr);
  };
  const auto status = record.status(now);
  return {{"id", record.id.text()},
          {"status", listen::to_string(status)},
          {"active", status == listen::WatchStatus::Approved},
          {"expires_soon", record.expires_soon(now)},
          {"owner", person(users, record.owner)},
          {"created", to_rfc3339(record.created_at)},
          {"approved", version_or_null(record.approved)},
          {"pending", version_or_null(record.pending)}};
}

json::Object to_json(const listen::WatchChange& change, const staff::ShownNames& users) {
  return {{"at", to_rfc3339(change.at)}, {"actor", users.text(change.actor)}, {"action", change.action},
          {"version", change.version},   {"from", text_or_null(change.from)}, {"to", change.to},
          {"reason", change.reason}};
}

json::Object to_json(const listen::QueryCheck& check) {
  return {{"ok", check.ok()},
          {"canonical", text_or_null(check.canonical)},
          {"errors", remarks(check.problems)},
          {"warnings", remarks(check.warnings)},
          {"held_phrases", list_of(check.held_phrases)}};
}

json::Object to_json(const listen::PublicActor& actor, const staff::ShownNames& users, Timestamp now) {
  const auto& says = actor.says;
  json::Array approvals;
  for (const auto& approval : actor.approvals) {
    approvals.push_back(json::Object{{"by", users.text(approval.by)}, {"at", to_rfc3339(approval.at)}});
  }
  return {{"id", actor.id.text()},
          {"kind", listen::to_string(says.kind)},
          {"names", names_json(says.names)},
          {"office", says.office},
          {"country", text_or_null(says.country)},
          {"addresses", list_of(says.addresses)},
          {"evidence_url", says.evidence_url},
          {"evidence_note", says.evidence_note},
          {"until", time_or_null(says.until)},
          {"replaces", id_or_null(says.replaces.value)},
          {"status", listen::to_string(actor.status)},
          {"active", actor.active(now)},
          {"proposed_by", users.text(actor.proposed_by)},
          {"proposed", to_rfc3339(actor.proposed_at)},
          {"approvals", std::move(approvals)},
          {"ended", time_or_null(actor.ended_at)},
          {"end_reason", text_or_null(actor.end_reason)},
          {"warnings", list_of(listen::role_warnings(says))}};
}

json::Object to_json(const listen::Notice& notice) {
  json::Array watches;
  for (const auto& watch : notice.watches) {
    watches.push_back(json::Object{{"name", watch.name},
                                   {"query", text_or_null(watch.query)},
                                   {"names_people", watch.names_people},
                                   {"purpose", listen::to_string(watch.purpose)},
                                   {"legal_basis", watch.legal_basis},
                                   {"country", text_or_null(watch.country)},
                                   {"owner", staff::to_string(watch.owner)},
                                   {"suspended", watch.suspended},
                                   {"since", to_rfc3339(watch.since)},
                                   {"expires", to_rfc3339(watch.expires)}});
  }
  json::Array actors;
  for (const auto& actor : notice.actors) {
    actors.push_back(json::Object{{"kind", listen::to_string(actor.kind)},
                                  {"names", names_json(actor.names)},
                                  {"office", actor.office},
                                  {"country", text_or_null(actor.country)},
                                  {"addresses", list_of(actor.addresses)},
                                  {"evidence_url", actor.evidence_url},
                                  {"until", time_or_null(actor.until)}});
  }
  return {{"watches", std::move(watches)},
          {"public_actors", std::move(actors)},
          {"sources", list_of(notice.sources)},
          {"retention_days", notice.retention.count()},
          {"pseudonym_days", notice.key_lasts.count()},
          {"min_authors", notice.min_authors},
          {"contact", text_or_null(notice.contact)}};
}

json::Object to_json(const listen::LookEntry& look, const staff::ShownNames& users) {
  const auto* one = users.find_login(look.login);
  return {{"login", one != nullptr ? one->login : std::string()},
          {"name", one != nullptr ? one->name : std::string()},
          {"look", listen::to_string(look.look)},
          {"watch", id_or_null(look.watch.value)},
          {"first", to_rfc3339(look.first)},
          {"last", to_rfc3339(look.last)},
          {"times", look.times},
          {"withheld", look.withheld}};
}

}  // namespace chancery::api
