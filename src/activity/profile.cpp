#include "activity/profile.hpp"

#include "base/json.hpp"

namespace chancery::activity {
namespace {

json::Object to_json(const ProfilePicture& picture) {
  return {{"url", picture.url}, {"type", picture.media_type}, {"alt", picture.alt}};
}

ProfilePicture picture_in(const json::Object& object, std::string_view key) {
  const auto* picture = json::object(object, key);
  if (!picture) return {};
  return {json::text_or_empty(*picture, "url"), json::text_or_empty(*picture, "type"),
          json::text_or_empty(*picture, "alt")};
}

}  // namespace

std::string write_profile(const Profile& profile) {
  json::Array fields;
  for (const auto& field : profile.fields) {
    fields.emplace_back(json::Object{{"name", field.name}, {"value", field.value}});
  }
  json::Object object;
  object["fields"] = std::move(fields);
  object["avatar"] = to_json(profile.avatar);
  object["header"] = to_json(profile.header);
  object["also_known_as"] = json::Array(profile.also_known_as.begin(), profile.also_known_as.end());
  object["moved_to"] = profile.moved_to;
  object["languages"] = json::Array(profile.languages.begin(), profile.languages.end());
  object["mission"] = profile.mission;
  object["approves_followers"] = profile.approves_followers;
  object["discoverable"] = profile.discoverable;
  object["indexable"] = profile.indexable;
  return boost::json::serialize(object);
}

Result<Profile> read_profile(std::string_view stored) {
  if (stored.empty()) return Profile{};
  const auto object = json::parse_object(stored);
  if (!object) return fail(object.error());
  Profile profile;
  for (const auto* field : json::objects(*object, "fields")) {
    profile.fields.push_back({json::text_or_empty(*field, "name"), json::text_or_empty(*field, "value")});
  }
  profile.avatar = picture_in(*object, "avatar");
  profile.header = picture_in(*object, "header");
  profile.also_known_as = json::texts(*object, "also_known_as");
  profile.moved_to = json::text_or_empty(*object, "moved_to");
  profile.languages = json::texts(*object, "languages");
  profile.mission = json::text_or_empty(*object, "mission");
  profile.approves_followers = json::boolean(*object, "approves_followers").value_or(false);
  profile.discoverable = json::boolean(*object, "discoverable").value_or(true);
  profile.indexable = json::boolean(*object, "indexable").value_or(true);
  return profile;
}

}  // namespace chancery::activity
