// What other software sends, document by document: tests/fixtures/<software>-<version>/, and what we keep of it.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "activitypub/read.hpp"
#include "unit/activitypub/own_addresses.hpp"

namespace chancery::activitypub {
namespace {

using test::kPeers;

const std::filesystem::path kFixtures = std::filesystem::path(CHANCERY_SOURCE) / "tests/fixtures";

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string name_of(Verb verb) {
  static const std::map<Verb, std::string> kNames{{Verb::Follow, "follow"},
                                                  {Verb::Undo, "undo"},
                                                  {Verb::Create, "create"},
                                                  {Verb::Update, "update"},
                                                  {Verb::Delete, "delete"},
                                                  {Verb::Accept, "accept"},
                                                  {Verb::Reject, "reject"},
                                                  {Verb::Announce, "announce"},
                                                  {Verb::Like, "like"},
                                                  {Verb::QuoteRequest, "quote_request"},
                                                  {Verb::ReplyRequest, "reply_request"},
                                                  {Verb::Other, ""}};
  const auto found = kNames.find(verb);
  return found == kNames.end() ? "?" : found->second;
}

void say(json::Object& object, std::string_view key, std::string_view text) {
  if (!text.empty()) object[key] = text;
}
void say(json::Object& object, std::string_view key, const std::vector<std::string>& texts) {
  if (!texts.empty()) object[key] = json::Array(texts.begin(), texts.end());
}

json::Object described(const ReceivedNote& note) {
  json::Object object{{"id", note.id}, {"author", note.attributed_to}, {"language", note.language}};
  say(object, "in_reply_to", note.in_reply_to);
  say(object, "content", note.content);
  say(object, "summary", note.summary);
  if (note.sensitive) object["sensitive"] = true;
  say(object, "url", note.url);
  if (note.published) object["published"] = to_rfc3339(std::chrono::floor<std::chrono::seconds>(*note.published));
  if (note.updated) object["updated"] = to_rfc3339(std::chrono::floor<std::chrono::seconds>(*note.updated));
  std::string followers;
  for (const auto* list : {&note.audience.to, &note.audience.cc}) {
    for (const auto& uri : *list) {
      if (uri.ends_with("/followers")) followers = uri;
    }
  }
  object["visibility"] = activity::to_string(note.audience.visibility(followers));
  std::vector<std::string> list;
  for (const auto& mention : note.mentions) list.push_back(mention.href.empty() ? mention.name : mention.href);
  say(object, "mentions", list);
  say(object, "hashtags", note.hashtags);
  list.clear();
  for (const auto& one : note.attachments) {
    list.push_back(one.media_type + ' ' + one.url + (one.alt.empty() ? "" : ' ' + one.alt[0].text));
  }
  say(object, "attachments", list);
  list.clear();
  if (note.question) {
    for (const auto& option : note.question->options) {
      list.push_back(option.name + ' ' + std::to_string(option.votes));
    }
  }
  say(object, "options", list);
  say(object, "quote", note.quote);
  if (note.vote) object["vote"] = note.choice;
  return object;
}

json::Object described(const ReceivedActivity& activity) {
  json::Object object{{"verb", name_of(activity.verb)}, {"actor", activity.actor}, {"object", activity.object}};
  say(object, "object_verb", name_of(activity.object_verb));
  say(object, "object_actor", activity.object_actor);
  say(object, "object_object", activity.object_object);
  say(object, "instrument", activity.instrument);
  if (activity.note) object["note"] = described(*activity.note);
  std::vector<std::string> votes;
  for (const auto& vote : activity.votes) votes.push_back(vote.choice);
  say(object, "votes", votes);
  return object;
}

json::Object described(const activity::Actor& actor) {
  json::Object object{{"type", activity::to_string(actor.type)},
                      {"id", actor.uri},
                      {"username", actor.preferred_username},
                      {"inbox", actor.inbox},
                      {"key", actor.public_key_id}};
  say(object, "name", actor.name);
  say(object, "shared_inbox", actor.shared_inbox);
  say(object, "url", actor.url);
  return object;
}

json::Object kept_of(const std::string& text, bool is_actor) {
  if (is_actor) {
    const auto actor = read_actor(json::parse_object(text).value_or(json::Object{}), kPeers);
    return actor ? described(*actor) : json::Object{{"refused", actor.error().detail}};
  }
  const auto activity = read_activity(text, kPeers);
  return activity ? described(*activity) : json::Object{{"refused", activity.error().detail}};
}

TEST(Fixtures, AreReadAsTheirSoftwareMeansThem) {
  std::size_t read = 0;
  for (const auto& folder : std::filesystem::directory_iterator(kFixtures)) {
    const auto table = folder.path() / "kept.json";
    if (!std::filesystem::exists(table)) continue;
    const auto kept = json::parse_object(text_of(table));
    ASSERT_TRUE(kept.has_value()) << table;
    for (const auto& [what, wanted] : *kept) {
      const auto path = folder.path() / (std::string(what) + ".json");
      const auto found = kept_of(text_of(path), what == "actor" || what == "group");
      EXPECT_EQ(json::Value(found), wanted)
          << path << "\nread:   " << boost::json::serialize(found) << "\nwanted: " << boost::json::serialize(wanted);
      ++read;
    }
    const auto files = std::ranges::count_if(std::filesystem::directory_iterator(folder), [](const auto& entry) {
      return entry.path().extension() == ".json" && entry.path().filename() != "kept.json";
    });
    EXPECT_EQ(static_cast<std::size_t>(files), kept->size()) << folder.path() << ": every document stands in kept.json";
  }
  EXPECT_GE(read, 50U);
}

}  // namespace
}  // namespace chancery::activitypub
