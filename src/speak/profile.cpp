#include "speak/profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "activity/events.hpp"
#include "speak/account_rights_rows.hpp"
#include "speak/accounts.hpp"
#include "speak/pictures.hpp"
#include "speak/profile_changes.hpp"
#include "speak/profile_rows.hpp"
#include "speak/words.hpp"
#include "staff/audit.hpp"
#include "store/accounts.hpp"
#include "store/events.hpp"
#include "store/notes.hpp"
#include "store/profile_links.hpp"
#include "store/profiles.hpp"

namespace chancery::speak {
namespace {

constexpr std::size_t kMaxAddress = 2'048;
constexpr std::string_view kSettings = "settings";  // what nobody reads as the account's own words

Status check_line(std::string_view field, std::string_view text, std::size_t most) {
  if (auto words = check_words(field, text, most); !words) return words;
  if (text.find('\n') == std::string_view::npos) return {};
  return fail(Errc::Invalid, fmt::format("{}: write it in one line", field));
}

Status check_optional(std::string_view field, std::string_view text, std::size_t most) {
  return text.empty() ? Status{} : check_words(field, text, most);
}

Status check_fields(const NewProfile& wanted) {
  if (wanted.fields.size() > kMaxFields) return fail(Errc::Invalid, fmt::format("fields: at most {}", kMaxFields));
  for (std::size_t i = 0; i < wanted.fields.size(); ++i) {
    const auto& [name, value] = wanted.fields[i];
    if (auto line = check_line(fmt::format("fields.{}.name", i), name, kMaxFieldName); !line) return line;
    if (auto line = check_line(fmt::format("fields.{}.value", i), value, kMaxFieldValue); !line) return line;
  }
  return {};
}

// An actor elsewhere: whether it is one, the server that is to move says.
bool is_address(std::string_view text) {
  const bool web = text.starts_with("https://") || text.starts_with("http://");
  return web && text.size() <= kMaxAddress && text.find_first_of(" \t\r\n\"<>") == std::string_view::npos;
}

Status check_aliases(const std::vector<std::string>& aliases, const std::string& self) {
  if (aliases.size() > kMaxAliases) return fail(Errc::Invalid, fmt::format("also_known_as: at most {}", kMaxAliases));
  for (const auto& alias : aliases) {
    if (!is_address(alias))
      return fail(Errc::Invalid, "also_known_as: write addresses such as https://old.example/users/press");
    if (alias == self) return fail(Errc::Invalid, "also_known_as: this is the account's own address");
  }
  return {};
}

Status check_profile(const NewProfile& wanted, const std::string& self) {
  if (auto name = check_line("display_name", wanted.display_name, kMaxDisplayName); !name) return name;
  if (auto summary = check_optional("summary", wanted.summary, kMaxSummary); !summary) return summary;
  if (auto language = check_language(wanted.language); !language) return language;
  if (auto fields = check_fields(wanted); !fields) return fields;
  if (auto aliases = check_aliases(wanted.also_known_as, self); !aliases) return aliases;
  if (wanted.languages.size() > kMaxLanguages) {
    return fail(Errc::Invalid, fmt::format("languages: at most {}", kMaxLanguages));
  }
  for (const auto& language : wanted.languages) {
    if (auto sound = check_language(language); !sound) return sound;
  }
  if (auto alt = check_optional("avatar.alt", wanted.avatar.alt, kMaxAlt); !alt) return alt;
  if (auto alt = check_optional("header.alt", wanted.header.alt, kMaxAlt); !alt) return alt;
  return check_optional("mission", wanted.mission, kMaxMission);
}

Result<activity::ProfilePicture> picture_of(store::Transaction& tx, const activity::Addresses& addresses,
                                            std::string_view field, const ProfilePictureChoice& choice) {
  if (!choice.media) return activity::ProfilePicture{};
  const auto picture = picture_by_id(tx, choice.media);
  if (!picture) return fail(Errc::NotFound, fmt::format("{}: this picture is not there any more", field));
  return activity::ProfilePicture{addresses.media(picture->large), picture->media_type, choice.alt};
}

Result<activity::Profile> profile_from(store::Transaction& tx, const activity::Addresses& addresses,
                                       activity::AccountId account, const NewProfile& wanted) {
  auto profile = store::profile_of(tx, account);  // for what a Move wrote
  auto avatar = picture_of(tx, addresses, "avatar", wanted.avatar);
  if (!avatar) return fail(avatar.error());
  auto header = picture_of(tx, addresses, "header", wanted.header);
  if (!header) return fail(header.error());
  profile.avatar = std::move(*avatar);
  profile.header = std::move(*header);
  profile.fields = wanted.fields;
  profile.also_known_as = wanted.also_known_as;
  profile.languages = {wanted.language};
  for (const auto& language : wanted.languages) {
    if (std::ranges::find(profile.languages, language) == profile.languages.end()) {
      profile.languages.push_back(language);
    }
  }
  profile.mission = wanted.mission;
  profile.approves_followers = wanted.approves_followers;
  profile.discoverable = wanted.discoverable;
  profile.indexable = wanted.indexable;
  return profile;
}

// What a change touches, as the audit log names it: "display_name avatar". The rest is one word.
std::string changed_parts(const activity::Account& account, const activity::Profile& before, const NewProfile& wanted,
                          const activity::Profile& now) {
  std::string parts;
  const auto note = [&](std::string_view name, bool changed) {
    if (changed) parts.append(parts.empty() ? "" : " ").append(name);
  };
  note("type", account.type != wanted.type);
  note("display_name", account.display_name != wanted.display_name);
  note("summary", account.summary != wanted.summary);
  note("fields", before.fields != now.fields);
  note("avatar", before.avatar != now.avatar);
  note("header", before.header != now.header);
  note("also_known_as", before.also_known_as != now.also_known_as);
  if (parts.empty()) note(kSettings, account.language != wanted.language || before != now);
  return parts;
}

// The addresses among the fields that can be verified: https alone, and http where all peers are the tests' own.
std::vector<std::string> links_of(const activity::Addresses& addresses, const NewProfile& wanted) {
  std::vector<std::string> links;
  for (const auto& [name, value] : wanted.fields) {
    const bool web = value.starts_with("https://") || (addresses.loopback() && value.starts_with("http://"));
    if (web && value.find_first_of(" \t") == std::string::npos) links.push_back(value);
  }
  return links;
}

struct Change {
  activity::AccountId account;
  const NewProfile& wanted;
  const activity::Profile& profile;  // what it comes to
  std::string parts;                 // what it touches; empty: nothing
};

Status take_effect(store::Transaction& tx, const activity::Addresses& addresses, activity::Account account,
                   const Change& change, const Acting& acting) {
  const auto& wanted = change.wanted;
  store::put_profile_links(tx, change.account, links_of(addresses, wanted), acting.now);
  if (change.parts.empty()) return {};
  account.type = wanted.type;
  account.display_name = wanted.display_name;
  account.summary = wanted.summary;
  account.language = wanted.language;
  store::rename_account(tx, account);
  store::put_profile(tx, change.account, change.profile);
  rows::put_profile_picture(tx, change.account, "avatar", wanted.avatar.media);
  rows::put_profile_picture(tx, change.account, "header", wanted.header.media);
  store::append_event(tx, activity::events::kAccountChanged, {{"account", change.account.value}});
  staff::append_audit(tx, acting.now, staff::audit_actor(acting.by), "account.profile",
                      fmt::format("account:{} {}", change.account.text(), change.parts));
  return {};
}

// A public note of ours that this person may pin.
Result<activity::Note> pinnable(store::Transaction& tx, activity::NoteId id, const Acting& acting) {
  auto note = store::note_by_id(tx, id);
  if (!note || !note->account || note->deleted) return fail(Errc::NotFound, "there is no such note of ours");
  if (auto allowed = require(tx, acting.by, note->account, AccountRight::Publish); !allowed)
    return fail(allowed.error());
  return std::move(*note);
}

void record_pin(store::Transaction& tx, const activity::Note& note, const Acting& acting, std::string_view event,
                std::string_view step) {
  store::append_event(tx, event, {{"note", note.id.value}, {"account", note.account.value}});
  staff::append_audit(tx, acting.now, staff::audit_actor(acting.by), step, "note:" + note.id.text());
}

}  // namespace

Status set_profile(store::Transaction& tx, const activity::Addresses& addresses, activity::AccountId id,
                   const NewProfile& wanted, const Acting& acting) {
  const auto account = store::account_by_id(tx, id);
  if (!account) return fail(Errc::NotFound, "there is no such account");
  if (auto allowed = require(tx, acting.by, id, AccountRight::Administer); !allowed) return allowed;
  if (auto sound = check_profile(wanted, addresses.actor(id)); !sound) return sound;
  const auto profile = profile_from(tx, addresses, id, wanted);
  if (!profile) return fail(profile.error());
  const auto parts = changed_parts(*account, store::profile_of(tx, id), wanted, *profile);
  const Change change{id, wanted, *profile, parts};
  const bool seen = !parts.empty() && parts != kSettings;
  const auto waiting = rows::profile_change(tx, id);
  const bool asked_before = waiting && write_profile(waiting->wanted) == write_profile(wanted);
  const bool agreed = asked_before && waiting->by != acting.by.id;
  if (!seen || agreed || rule_of(tx, id).approvals == 0 || !rows::has_spoken(tx, id)) {
    if (seen) static_cast<void>(rows::forget_profile_change(tx, id));
    return take_effect(tx, addresses, *account, change, acting);
  }
  if (asked_before) return {};
  rows::put_profile_change(tx,
                           {.account = id, .by = acting.by.id, .asked_at = acting.now, .wanted = wanted, .digest = {}});
  staff::append_audit(tx, acting.now, staff::audit_actor(acting.by), "account.ask",
                      fmt::format("account:{} profile {}", id.text(), parts));
  return {};
}

Status approve_profile(store::Transaction& tx, const activity::Addresses& addresses, activity::AccountId id,
                       const Acting& acting, std::string_view digest) {
  const auto account = store::account_by_id(tx, id);
  if (!account) return fail(Errc::NotFound, "there is no such account");
  if (!may(tx, acting.by, id, AccountRight::Administer)) {
    if (auto allowed = require(tx, acting.by, id, AccountRight::Approve); !allowed) return allowed;
  }
  const auto waiting = rows::profile_change(tx, id);
  if (!waiting || waiting->digest != digest) {
    return fail(Errc::Conflict, "another profile waits, or none", "What waited is not what you read: read it again.");
  }
  if (waiting->by == acting.by.id) {
    return fail(Errc::Forbidden, acting.by.login + " approves her own profile",
                "Nobody approves what she asked for: a second person must.");
  }
  const auto asked_by = staff::user_by_id(tx, waiting->by);
  if (!asked_by || !may(tx, *asked_by, id, AccountRight::Administer)) {
    return fail(Errc::Conflict, "who asked may no longer", "Who asked for it no longer administers this account.");
  }
  if (auto sound = check_profile(waiting->wanted, addresses.actor(id)); !sound) return sound;
  const auto profile = profile_from(tx, addresses, id, waiting->wanted);
  if (!profile) return fail(profile.error());
  auto parts = changed_parts(*account, store::profile_of(tx, id), waiting->wanted, *profile);
  static_cast<void>(rows::forget_profile_change(tx, id));
  return take_effect(tx, addresses, *account, {id, waiting->wanted, *profile, std::move(parts)}, acting);
}

Status pin_note(store::Transaction& tx, activity::NoteId id, const Acting& acting) {
  const auto note = pinnable(tx, id, acting);
  if (!note) return fail(note.error());
  if (note->visibility > activity::Visibility::Unlisted) {
    return fail(Errc::Invalid, "only a public note can be pinned");
  }
  const auto pins = store::pins_of(tx, note->account);
  if (std::ranges::find(pins, id) != pins.end()) return {};
  if (pins.size() >= kMaxPins) return fail(Errc::Invalid, fmt::format("at most {} notes can be pinned", kMaxPins));
  if (store::add_pin(tx, note->account, id, acting.now)) {
    record_pin(tx, *note, acting, activity::events::kNotePinned, "note.pin");
  }
  return {};
}

Status unpin_note(store::Transaction& tx, activity::NoteId id, const Acting& acting) {
  const auto note = pinnable(tx, id, acting);
  if (!note) return fail(note.error());
  if (store::remove_pin(tx, note->account, id)) {
    record_pin(tx, *note, acting, activity::events::kNoteUnpinned, "note.unpin");
  }
  return {};
}

}  // namespace chancery::speak
