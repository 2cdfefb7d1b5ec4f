// What an account says about itself, and which of its notes stand first.
#include <utility>

#include "api/fields.hpp"
#include "api/posts_json.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "base/ids.hpp"
#include "speak/pictures.hpp"
#include "speak/profile_changes.hpp"
#include "store/accounts.hpp"
#include "store/profile_links.hpp"
#include "store/profiles.hpp"

namespace chancery::api {
namespace {

using activity::AccountId;
using activity::NoteId;

json::Value picture_json(store::Snapshot& snapshot, const Services& services, speak::MediaId media,
                         const activity::ProfilePicture& shown) {
  const auto picture = media ? speak::picture_by_id(snapshot, media) : std::nullopt;
  if (!picture) return nullptr;
  return json::Object{{"media", media.text()}, {"alt", shown.alt}, {"picture", to_json(*picture, services.addresses)}};
}

json::Object profile_json(store::Snapshot& snapshot, const Services& services, const activity::Account& account) {
  const auto profile = store::profile_of(snapshot, account.id);
  const auto verified = store::verified_links(snapshot, account.id);
  json::Array fields;
  for (const auto& field : profile.fields) {
    const auto since = store::verified_since(verified, field.value);
    fields.emplace_back(json::Object{{"name", field.name},
                                     {"value", field.value},
                                     {"verified", since ? json::Value(to_rfc3339(*since)) : json::Value(nullptr)}});
  }
  json::Array pins;
  for (const auto pin : store::pins_of(snapshot, account.id)) pins.emplace_back(pin.text());
  const auto& aliases = profile.also_known_as;
  const auto& languages = profile.languages;
  return {{"type", activity::to_string(account.type)},
          {"display_name", account.display_name},
          {"summary", account.summary},
          {"language", account.language},
          {"languages", json::Array(languages.begin(), languages.end())},
          {"fields", std::move(fields)},
          {"avatar", picture_json(snapshot, services, speak::avatar_of(snapshot, account.id), profile.avatar)},
          {"header", picture_json(snapshot, services, speak::header_of(snapshot, account.id), profile.header)},
          {"also_known_as", json::Array(aliases.begin(), aliases.end())},
          {"moved_to", profile.moved_to.empty() ? json::Value(nullptr) : json::Value(profile.moved_to)},
          {"mission", profile.mission},
          {"approves_followers", profile.approves_followers},
          {"discoverable", profile.discoverable},
          {"indexable", profile.indexable},
          {"pins", std::move(pins)}};
}

// What is wanted, in the words of a profile.
json::Object wanted_json(store::Snapshot& snapshot, const Services& services, const speak::NewProfile& wanted) {
  json::Array fields;
  for (const auto& [name, value] : wanted.fields) {
    fields.emplace_back(json::Object{{"name", name}, {"value", value}});
  }
  const auto picture = [&](const speak::ProfilePictureChoice& choice) {
    return picture_json(snapshot, services, choice.media, {.url = {}, .media_type = {}, .alt = choice.alt});
  };
  const auto& aliases = wanted.also_known_as;
  const auto& languages = wanted.languages;
  return {{"type", activity::to_string(wanted.type)},
          {"display_name", wanted.display_name},
          {"summary", wanted.summary},
          {"language", wanted.language},
          {"languages", json::Array(languages.begin(), languages.end())},
          {"fields", std::move(fields)},
          {"avatar", picture(wanted.avatar)},
          {"header", picture(wanted.header)},
          {"also_known_as", json::Array(aliases.begin(), aliases.end())},
          {"mission", wanted.mission},
          {"approves_followers", wanted.approves_followers},
          {"discoverable", wanted.discoverable},
          {"indexable", wanted.indexable}};
}

// With what this reader may do about it.
json::Value waiting_json(store::Snapshot& snapshot, const Services& services, AccountId id, const Visitor& visitor) {
  const auto change = speak::waiting_profile(snapshot, id);
  if (!change) return nullptr;
  const auto& reader = visitor.session.user;
  const bool decides = speak::may(snapshot, reader, id, speak::AccountRight::Approve) ||
                       speak::may(snapshot, reader, id, speak::AccountRight::Administer);
  json::Array may;
  if (decides && change->by != reader.id) may.emplace_back("approve");
  if (decides) may.emplace_back("stop");
  return json::Object{{"by", person(staff::ShownNames(snapshot, visitor.session.user), change->by)},
                      {"at", to_rfc3339(change->asked_at)},
                      {"digest", change->digest},
                      {"profile", wanted_json(snapshot, services, change->wanted)},
                      {"may", std::move(may)}};
}

Result<net::Response> answer_profile(const Services& services, AccountId id, const Visitor& visitor) {
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    const auto account = store::account_by_id(snapshot, id);
    if (!account) return fail(Errc::NotFound, "there is no account of this id");
    auto object = profile_json(snapshot, services, *account);
    object["waiting"] = waiting_json(snapshot, services, id, visitor);
    return json_answer(200, object);
  });
}

Result<net::Response> show_profile(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = parse_id(request.param("id"));
  if (!id) return fail(id.error());
  return answer_profile(services, AccountId{*id}, visitor);
}

// {"media", "alt"}; absent or null: no picture.
Result<speak::ProfilePictureChoice> picture_in(Fields& fields, std::string_view name) {
  const auto object = fields.optional_object(name);
  if (!object) return speak::ProfilePictureChoice{};
  const auto media = parse_id(json::text_or_empty(*object, "media"));
  if (!media) return fail(Errc::Invalid, std::string(name) + ".media: write the id of an uploaded picture");
  return speak::ProfilePictureChoice{speak::MediaId{*media}, json::text_or_empty(*object, "alt")};
}

Result<speak::NewProfile> profile_in(Fields& fields) {
  speak::NewProfile wanted{.display_name = fields.text("display_name"),
                           .summary = fields.optional_text("summary").value_or(""),
                           .language = fields.text("language"),
                           .also_known_as = fields.texts("also_known_as"),
                           .languages = fields.texts("languages"),
                           .mission = fields.optional_text("mission").value_or(""),
                           .approves_followers = fields.flag("approves_followers"),
                           .discoverable = fields.flag("discoverable"),
                           .indexable = fields.flag("indexable")};
  for (const auto& field : fields.optional_objects("fields")) {
    wanted.fields.push_back({json::text_or_empty(field, "name"), json::text_or_empty(field, "value")});
  }
  auto avatar = picture_in(fields, "avatar");
  if (!avatar) return fail(avatar.error());
  auto header = picture_in(fields, "header");
  if (!header) return fail(header.error());
  wanted.avatar = std::move(*avatar);
  wanted.header = std::move(*header);
  const auto type_text = fields.text("type");
  if (auto read = fields.check(); !read) return fail(read.error());
  const auto type = activity::parse_actor_type(type_text);
  if (!type || activity::to_string(*type) != type_text) {
    return fail(Errc::Invalid, "type: write Organization, Person or Service");
  }
  wanted.type = *type;
  return wanted;
}

Result<net::Response> change_profile(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = parse_id(request.param("id"));
  if (!id) return fail(id.error());
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  const auto wanted = profile_in(*fields);
  if (!wanted) return fail(wanted.error());
  const AccountId account{*id};
  const auto done = services.store.write_now([&](store::Transaction& tx) {
    return speak::set_profile(tx, services.addresses, account, *wanted, {visitor.session.user, services.clock.now()});
  });
  if (!done) return fail(done.error());
  return answer_profile(services, account, visitor);
}

// What another asked for takes effect.
Result<net::Response> approve_profile(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = parse_id(request.param("id"));
  if (!id) return fail(id.error());
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  const auto digest = fields->text("digest");
  if (auto read = fields->check(); !read) return fail(read.error());
  const AccountId account{*id};
  const auto done = services.store.write_now([&](store::Transaction& tx) {
    return speak::approve_profile(tx, services.addresses, account, {visitor.session.user, services.clock.now()},
                                  digest);
  });
  if (!done) return fail(done.error());
  return answer_profile(services, account, visitor);
}

using Pin = Status (*)(store::Transaction&, NoteId, const speak::Acting&);

Result<net::Response> pin(const Services& services, const net::Request& request, const Visitor& visitor, Pin run) {
  const auto id = parse_id(request.param("id"));
  if (!id) return fail(id.error());
  const auto done = services.store.write_now(
      [&](store::Transaction& tx) { return run(tx, NoteId{*id}, {visitor.session.user, services.clock.now()}); });
  if (!done) return fail(done.error());
  return net::Response::empty(204);
}

}  // namespace

void add_profile_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using staff::Action;
  routes.add(Method::Get, "/api/staff/accounts/{id}/profile", Action::ReadAccounts,
             [services](const net::Request& request, const Visitor& visitor) {
               return show_profile(services, request, visitor);
             });
  routes.add(Method::Post, "/api/staff/accounts/{id}/profile/approve", Action::Publish,
             [services](const net::Request& request, const Visitor& visitor) {
               return approve_profile(services, request, visitor);
             });
  routes.add(Method::Put, "/api/staff/accounts/{id}/profile", Action::Publish,
             [services](const net::Request& request, const Visitor& visitor) {
               return change_profile(services, request, visitor);
             });
  routes.add(Method::Put, "/api/staff/notes/{id}/pin", Action::Publish,
             [services](const net::Request& request, const Visitor& visitor) {
               return pin(services, request, visitor, speak::pin_note);
             });
  routes.add(Method::Delete, "/api/staff/notes/{id}/pin", Action::Publish,
             [services](const net::Request& request, const Visitor& visitor) {
               return pin(services, request, visitor, speak::unpin_note);
             });
}

}  // namespace chancery::api
