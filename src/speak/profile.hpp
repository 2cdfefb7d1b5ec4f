// What an account says about itself, and which of its notes stand first: who may change it, within which limits.
//
// Each change is one transaction: the rows (store/profiles.hpp), an event for the networks, the audit entry. Changing
// nothing succeeds and tells nobody.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "activity/actor.hpp"
#include "activity/addresses.hpp"
#include "activity/note.hpp"
#include "activity/profile.hpp"
#include "base/result.hpp"
#include "speak/posts.hpp"
#include "store/store.hpp"

namespace chancery::speak {

inline constexpr std::size_t kMaxDisplayName = 100;  // characters
inline constexpr std::size_t kMaxSummary = 500;
inline constexpr std::size_t kMaxFields = 8;
inline constexpr std::size_t kMaxFieldName = 50;  // characters
inline constexpr std::size_t kMaxFieldValue = 255;
inline constexpr std::size_t kMaxAliases = 10;
inline constexpr std::size_t kMaxMission = 100;  // characters
inline constexpr std::size_t kMaxPins = 5;       // what most servers show

struct ProfilePictureChoice {
  MediaId media;    // none: no picture
  std::string alt;  // what it shows
};

// All that is said, anew.
struct NewProfile {
  activity::ActorType type = activity::ActorType::Organization;
  std::string display_name;  // 1 to 100 characters
  std::string summary;       // at most 500 characters, may be empty
  std::string language;      // BCP 47: what it writes in most
  std::vector<activity::ProfileField> fields;
  ProfilePictureChoice avatar;
  ProfilePictureChoice header;
  std::vector<std::string> also_known_as;  // addresses of other actors that are the same
  std::vector<std::string> languages;      // others it writes in
  std::string mission;                     // may be empty
  bool approves_followers = false;
  bool discoverable = true;
  bool indexable = true;
};

// Appends AccountChanged. Needs Administer. Where the account's rule wants approval, what everybody sees waits for a
// second person (profile_changes.hpp). What a Move wrote stays. Links that are not verified are looked at again,
// even when nothing changed (store/profile_links.hpp). Fails with Errc::Forbidden, NotFound (no such
// account or picture), Invalid; the hint begins with the field: "fields.0.value: …".
[[nodiscard]] Status set_profile(store::Transaction& tx, const activity::Addresses& addresses,
                                 activity::AccountId account, const NewProfile& wanted, const Acting& acting);

// Appends NotePinned or NoteUnpinned. Needs Publish. Fails with Errc::Forbidden, NotFound (no such note of ours),
// Invalid (not public, or too many pins).
[[nodiscard]] Status pin_note(store::Transaction& tx, activity::NoteId note, const Acting& acting);
[[nodiscard]] Status unpin_note(store::Transaction& tx, activity::NoteId note, const Acting& acting);

// Which picture a profile shows; none: none.
[[nodiscard]] MediaId avatar_of(store::Snapshot& snapshot, activity::AccountId account);
[[nodiscard]] MediaId header_of(store::Snapshot& snapshot, activity::AccountId account);

}  // namespace chancery::speak
