#include "speak/profile_changes.hpp"

#include "base/json.hpp"

namespace chancery::speak {
namespace {

json::Array list_of(const std::vector<std::string>& texts) {
  return json::Array(texts.begin(), texts.end());
}

json::Object write_picture(const ProfilePictureChoice& choice) {
  return {{"media", choice.media.value}, {"alt", choice.alt}};
}

ProfilePictureChoice picture_choice_in(const json::Object& object, std::string_view part) {
  const auto* picture = json::object(object, part);
  if (picture == nullptr) return {};
  return {MediaId{json::integer(*picture, "media").value_or(0)}, json::text_or_empty(*picture, "alt")};
}

}  // namespace

std::string write_profile(const NewProfile& wanted) {
  json::Array fields;
  for (const auto& [name, value] : wanted.fields) {
    fields.emplace_back(json::Object{{"name", name}, {"value", value}});
  }
  return boost::json::serialize(json::Object{{"type", activity::to_string(wanted.type)},
                                             {"display_name", wanted.display_name},
                                             {"summary", wanted.summary},
                                             {"language", wanted.language},
                                             {"fields", std::move(fields)},
                                             {"avatar", write_picture(wanted.avatar)},
                                             {"header", write_picture(wanted.header)},
                                             {"also_known_as", list_of(wanted.also_known_as)},
                                             {"languages", list_of(wanted.languages)},
                                             {"mission", wanted.mission},
                                             {"approves_followers", wanted.approves_followers},
                                             {"discoverable", wanted.discoverable},
                                             {"indexable", wanted.indexable}});
}

Result<NewProfile> read_profile(std::string_view stored) {
  const auto object = json::parse_object(stored);
  if (!object) return fail(object.error());
  const auto type = activity::parse_actor_type(json::text_or_empty(*object, "type"));
  if (!type) return fail(Errc::Malformed, "a waiting profile's type cannot be read");
  NewProfile wanted{.type = *type,
                    .display_name = json::text_or_empty(*object, "display_name"),
                    .summary = json::text_or_empty(*object, "summary"),
                    .language = json::text_or_empty(*object, "language"),
                    .avatar = picture_choice_in(*object, "avatar"),
                    .header = picture_choice_in(*object, "header"),
                    .also_known_as = json::texts(*object, "also_known_as"),
                    .languages = json::texts(*object, "languages"),
                    .mission = json::text_or_empty(*object, "mission"),
                    .approves_followers = json::boolean(*object, "approves_followers").value_or(false),
                    .discoverable = json::boolean(*object, "discoverable").value_or(true),
                    .indexable = json::boolean(*object, "indexable").value_or(true)};
  for (const auto* field : json::objects(*object, "fields")) {
    wanted.fields.push_back({json::text_or_empty(*field, "name"), json::text_or_empty(*field, "value")});
  }
  return wanted;
}

}  // namespace chancery::speak
