// What an account says about itself beside its name and summary.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace chancery::activity {

// A line of the profile: "Web" and "https://mfa.example". An address becomes a link with rel="me", so that the page
// behind it can confirm it.
struct ProfileField {
  std::string name;   // plain text
  std::string value;  // plain text
  bool operator==(const ProfileField&) const = default;
};

struct ProfilePicture {
  std::string url;  // ours: below BASE/media/
  std::string media_type;
  std::string alt;  // what it shows
  bool operator==(const ProfilePicture&) const = default;
};

struct Profile {
  std::vector<ProfileField> fields;
  ProfilePicture avatar;                   // empty url: none
  ProfilePicture header;                   // likewise
  std::vector<std::string> also_known_as;  // URIs of actors that are the same (for a Move to this account)
  std::string moved_to;                    // URI of the actor that took its place; empty: none
  std::vector<std::string> languages;      // BCP 47, the one it writes in most first
  std::string mission;                     // the embassy or house it belongs to; for our own pages alone
  bool approves_followers = false;         // who wants to follow waits for our word
  bool discoverable = true;                // may be shown in directories
  bool indexable = true;                   // its public posts may be searched
  bool operator==(const Profile&) const = default;
};

// As it is stored.
[[nodiscard]] std::string write_profile(const Profile& profile);
// Fails with Errc::Malformed: what write_profile() wrote is always read.
[[nodiscard]] Result<Profile> read_profile(std::string_view stored);

}  // namespace chancery::activity
