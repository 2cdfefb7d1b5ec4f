// The few words of the public pages that are ours, in the six languages of the United Nations.
//
// A language more is one more function in labels_table.hpp.
#pragma once

#include <array>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::pages {

// "{}" stands for a name or a number.
struct Labels {
  std::string_view language;  // BCP 47
  std::string_view own_name;  // of the language, in itself
  std::array<std::string_view, 12> months;
  std::string_view date;  // with {d}, {m} and {y}
  std::string_view skip;
  std::string_view official_channel;  // above the institution's name
  std::string_view languages;
  std::string_view setting_up, come_back;
  std::string_view welcome;
  std::string_view accounts, no_accounts, latest;
  std::string_view moved_to;  // before where an account goes on
  std::string_view official_account_of, followers, writes_in, verified, pinned;
  std::string_view shared_by;  // an account's name, above a post of somebody else
  std::string_view notes, no_notes, older, newer;
  std::string_view ask, ask_how, ask_any;  // how to follow and to ask: this account, any of ours
  std::string_view by_feed;
  std::string_view in_reply_to, quotes;
  std::string_view liked, shared, quoted;  // before their numbers
  std::string_view warning, show, picture;
  std::string_view picture_there, video_there, sound_there, file_there;  // a stranger's, which we do not show
  std::string_view tagged, no_tagged;
  std::string_view also_in, edited;
  std::string_view versions, versions_explained, version, stands, back_to_post;
  std::string_view herself, team;  // who wrote it
  std::string_view voters, votes, poll_open, poll_closed;
  std::string_view part_of;    // of a thread: its number, how many there are
  std::string_view thread_of;  // of how many parts it is
  std::string_view conversation, earlier, replies, no_replies, more_replies;
  std::string_view not_shown;   // in a conversation: what is not here, or not for everybody
  std::string_view official;    // marks our own words
  std::string_view cut_short;   // a stranger's long text, shown in part
  std::string_view read_on;     // ours, on a list
  std::string_view check_this;  // in the public log
  std::string_view said_by;     // an account's name, a date
  std::string_view fictional;   // the demonstration
  std::string_view deleted, deleted_explained;
  std::string_view not_found, not_found_explained;
  std::string_view to_home;
  std::string_view colophon;
  std::string_view transparency;  // the link to what is listened to
  std::string_view verify;        // the link to the log of what was said
};

[[nodiscard]] std::span<const Labels> all_labels();
// Those of the language, or of the first part of its tag; nullptr when there are none.
[[nodiscard]] const Labels* labels_for(std::string_view tag);
// The tags of Accept-Language (RFC 9110 section 12.5.4), the best liked first; "*" and what is refused left out.
[[nodiscard]] std::vector<std::string_view> liked_languages(std::string_view accept_language);
// The best for a reader by Accept-Language, else of `fallback`, else English.
[[nodiscard]] const Labels& choose_labels(std::string_view accept_language, std::string_view fallback);
// "fr" of "fr-CH", in small letters.
[[nodiscard]] std::string primary_subtag(std::string_view tag);
// A label with each "{}" replaced by the values in order.
[[nodiscard]] std::string filled(std::string_view label, std::initializer_list<std::string_view> values);
// "rtl" or "ltr" by the language's usual script.
[[nodiscard]] std::string_view direction_of(std::string_view tag);

}  // namespace chancery::pages
