#include "answer/export_lines.hpp"

#include "answer/internal_notes.hpp"
#include "answer/private_links.hpp"
#include "answer/rows.hpp"
#include "base/json.hpp"
#include "store/accounts.hpp"
#include "store/notes.hpp"

namespace chancery::answer {
namespace {

json::Value time_or_null(const std::optional<Timestamp>& at) {
  return at ? json::Value(to_rfc3339(*at)) : json::Value(nullptr);
}

json::Value login(const ExportNames& names, staff::UserId user) {
  const auto* found = names.users.find(user);
  return found == nullptr ? json::Value(nullptr)
                          : json::Value(json::Object{{"login", found->login}, {"name", found->name}});
}

json::Array words(const std::vector<std::string>& list) {
  json::Array array;
  for (const auto& one : list) array.emplace_back(one);
  return array;
}

json::Array messages(store::Snapshot& snapshot, ConversationId id) {
  json::Array list;
  for (const auto& message : rows::messages(snapshot, id)) {
    json::Object one{{"note", message.note.text()},
                     {"direction", to_string(message.direction)},
                     {"how", to_string(message.how)},
                     {"at", to_rfc3339(message.at)},
                     {"uri", message.uri},
                     {"language", message.language},
                     {"state", to_string(message.state)}};
    const auto note = store::note_by_id(snapshot, message.note);
    const bool there = note && !note->deleted;
    one["visibility"] = there ? json::Value(activity::to_string(note->visibility)) : json::Value(nullptr);
    one["by"] = there ? json::Value(note->attributed_to) : json::Value(nullptr);
    one["content"] = there ? json::Value(without_links(note->content)) : json::Value(nullptr);
    list.emplace_back(std::move(one));
  }
  return list;
}

json::Array event_lines(store::Snapshot& snapshot, const ExportNames& names, ConversationId id) {
  json::Array list;
  for (const auto& one : rows::happened(snapshot, id)) {
    list.emplace_back(json::Object{{"at", to_rfc3339(one.event.at)},
                                   {"recorded_at", to_rfc3339(one.recorded_at)},
                                   {"kind", desk::to_string(one.event.kind)},
                                   {"by", login(names, one.by)},
                                   {"user", login(names, staff::UserId{one.event.user.value})},
                                   {"value", one.value},
                                   {"words", one.words}});
  }
  return list;
}

json::Array notes(store::Snapshot& snapshot, const ExportNames& names, ConversationId id) {
  json::Array list;
  for (const auto& note : notes_of(snapshot, id)) {
    list.emplace_back(json::Object{
        {"at", to_rfc3339(note.at)}, {"by", login(names, note.author)}, {"words", names.users.mentions(note.words)}});
  }
  return list;
}

json::Value correspondent_json(store::Snapshot& snapshot, const Conversation& c) {
  const auto person = c.person ? rows::person(snapshot, c.person) : std::nullopt;
  if (!person) return nullptr;
  return json::Object{{"actor", person->actor}, {"acct", person->acct}, {"name", person->name}, {"url", person->url}};
}

template <class Map, class Key>
std::string name_in(const Map& map, Key key) {
  const auto found = map.find(key);
  return found == map.end() ? std::string() : found->second;
}

}  // namespace

ExportNames export_names(store::Snapshot& snapshot) {
  ExportNames names{.users = staff::ShownNames(snapshot), .desks = {}, .missions = {}, .accounts = {}};
  for (auto& desk : staff::desks(snapshot)) names.desks.emplace(desk.id, desk);
  for (auto& mission : staff::missions(snapshot)) names.missions.emplace(mission.id, mission.name);
  for (auto& account : store::accounts(snapshot)) names.accounts.emplace(account.id, account.name);
  return names;
}

std::string export_line(store::Snapshot& snapshot, const ExportNames& names, const Conversation& c) {
  return boost::json::serialize(export_object(snapshot, names, c)) + '\n';
}

json::Object export_object(store::Snapshot& snapshot, const ExportNames& names, const Conversation& c) {
  const auto desk = names.desks.find(c.desk);
  const bool known = desk != names.desks.end();
  return {{"conversation", c.id.text()},
          {"account", name_in(names.accounts, c.account)},
          {"desk", known ? desk->second.name : std::string()},
          {"mission", known ? name_in(names.missions, desk->second.mission) : std::string()},
          {"private", c.is_private},
          {"person", correspondent_json(snapshot, c)},
          {"place", desk::to_string(c.place)},
          {"holder", login(names, c.holder)},
          {"matter", desk::to_string(c.matter)},
          {"urgency", c.urgency},
          {"language", c.language},
          {"topics", words(c.topics)},
          {"countries", words(c.countries)},
          {"outcome", c.outcome ? json::Value(desk::to_string(*c.outcome)) : json::Value(nullptr)},
          {"outcome_detail", c.outcome_detail},
          {"merged_into", c.merged_into ? json::Value(c.merged_into.text()) : json::Value(nullptr)},
          {"opened_at", to_rfc3339(c.opened_at)},
          {"closed_at", time_or_null(c.closed_at)},
          {"deidentified_at", time_or_null(c.deidentified_at)},
          {"messages", messages(snapshot, c.id)},
          {"events", event_lines(snapshot, names, c.id)},
          {"notes", notes(snapshot, names, c.id)}};
}

}  // namespace chancery::answer
