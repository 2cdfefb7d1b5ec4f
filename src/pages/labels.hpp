// The few words of the public pages that are ours, in the six languages of the United Nations.
//
// A language more is one more row in labels.cpp.
#pragma once

#include <span>
#include <string_view>

namespace chancery::pages {

struct Labels {
  std::string_view language;  // BCP 47
  std::string_view skip;
  std::string_view setting_up, come_back;
  std::string_view welcome;
  std::string_view accounts, no_accounts, latest;
  std::string_view followers, notes, no_notes, older;
  std::string_view follow;  // before the handle
  std::string_view replies, no_replies, more_replies;
  std::string_view official;   // marks our own words
  std::string_view cut_short;  // a stranger's long text, shown in part
  std::string_view fictional;  // the demonstration
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
// The best for a reader by Accept-Language (RFC 9110 section 12.5.4), else of `fallback`, else English.
[[nodiscard]] const Labels& choose_labels(std::string_view accept_language, std::string_view fallback);
// "rtl" or "ltr" by the language's usual script.
[[nodiscard]] std::string_view direction_of(std::string_view tag);

}  // namespace chancery::pages
