// The posts of other servers, as ours would find them: for tests of what is shared and quoted, without a network.
#pragma once

#include <map>
#include <string>

#include "activity/source_note.hpp"

namespace chancery::test {

class World : public activity::NoteSource {
 public:
  Result<activity::SourceNote> look(std::string_view uri, activity::AccountId) override {
    ++looks;
    if (silent) return fail(Errc::Timeout, "no answer");
    const auto found = notes.find(std::string(uri));
    if (found == notes.end()) return fail(Errc::Gone, "410");
    return found->second;
  }

  // By NAME of HOST.example, at https://HOST.example/notes/1. Gives that address.
  std::string say(const std::string& name, const std::string& host, const std::string& words, char digit) {
    activity::SourceNote note;
    note.uri = "https://" + host + ".example/notes/1";
    note.author.uri = "https://" + host + ".example/users/" + name;
    note.author.preferred_username = name;
    note.author.inbox = note.author.uri + "/inbox";
    note.content = "<p>" + words + "</p>";
    note.language = "en";
    note.url = note.uri;
    note.digest = std::string(64, digit);
    return notes.insert_or_assign(note.uri, note).first->first;
  }

  std::map<std::string, activity::SourceNote> notes;
  bool silent = false;  // its servers do not answer
  int looks = 0;
};

}  // namespace chancery::test
