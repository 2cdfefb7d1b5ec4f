// Real Jetstream v1 output, read twice: by the decoder and, independently, by a full JSON parser;
// and once more as the v2 wire writes the same events.
// The captures hold posts of real people and so are not in the repository: set CHANCERY_TEST_DATA to their folder.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "atproto/jetstream_v1.hpp"
#include "atproto/jetstream_v2.hpp"
#include "base/json.hpp"
#include "support/fixed_clock.hpp"
#include "zlib.h"

namespace chancery::atproto {
namespace {

using activity::DecodedEvent;
using Kind = DecodedEvent::Kind;

class JetstreamCorpus : public testing::Test {
 protected:
  void SetUp() override {
    const char* data = std::getenv("CHANCERY_TEST_DATA");
    if (data != nullptr && *data == 0) data = nullptr;
    if (data == nullptr) GTEST_SKIP() << "CHANCERY_TEST_DATA is not set: real captures are not read";
    folder = std::filesystem::path(data) / "jetstream";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no captures in " << folder;
  }

  static std::string read_packed(const std::filesystem::path& path) {
    const auto file = gzopen(path.c_str(), "rb");
    std::string out;
    std::string chunk(1 << 16, '\0');
    for (int got = 0; (got = gzread(file, chunk.data(), static_cast<unsigned>(chunk.size()))) > 0;) {
      out.append(chunk, 0, static_cast<std::size_t>(got));
    }
    gzclose(file);
    return out;
  }

  json::Object read_json(const std::filesystem::path& name) const {
    const auto parsed = json::parse_object(read_packed(folder / name));
    EXPECT_TRUE(parsed.has_value()) << name;
    return parsed.value_or(json::Object{});
  }

  // Every line of the file, decoded and compared.
  void check(const std::filesystem::path& name) {
    const auto bytes = read_packed(folder / name);
    std::string_view rest = bytes;
    while (!rest.empty()) {
      const auto line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(rest.size(), line.size() + 1));
      ++lines;
      const auto expected = json::parse_object(line, {.bytes = 5'000'000, .depth = 64, .members = 1'000'000});
      ASSERT_TRUE(expected.has_value()) << name << ':' << lines;
      const auto event = decoder.decode(line);
      ASSERT_TRUE(event.has_value()) << name << ':' << lines << ": " << event.error().hint;
      compare(*expected, *event, name.string() + ':' + std::to_string(lines));
      compare_with_v2(*expected, *event, name.string() + ':' + std::to_string(lines));
    }
  }

  // The same event as the other wire writes it, from the published lexicon.
  static std::string as_v2(const json::Object& event, std::int64_t seq) {
    const auto kind = *json::text(event, "kind");
    json::Object payload;
    payload["$type"] = "network.bsky.jetstream.subscribeEvents#" + std::string(kind);
    payload["did"] = event.at("did");
    payload["seq"] = seq;
    auto time = to_rfc3339(from_micros(*json::integer(event, "time_us")));
    if (time.size() == 20) time.insert(19, ".000000");
    payload["time"] = time;
    if (const auto* commit = json::object(event, "commit")) {
      for (const auto& [name, value] : *commit) payload[name] = value;
    } else {
      payload[kind] = event.at(kind);
    }
    return boost::json::serialize(json::Object{{"$type", "message"}, {"payload", payload}});
  }

  void compare_with_v2(const json::Object& source, const DecodedEvent& v1, const std::string& where) {
    const auto event = v2_decoder.decode(as_v2(source, lines));
    ASSERT_TRUE(event.has_value()) << where << ": " << event.error().hint;
    EXPECT_EQ(event->cursor, lines) << where;
    EXPECT_EQ(event->time, v1.time) << where;
    ASSERT_EQ(event->kind, v1.kind) << where;
    const auto& a = v1.post;
    const auto& b = event->post;
    EXPECT_EQ(std::tie(a.id, a.author, a.time, a.text, a.declared_language, a.in_reply_to, a.repost_of, a.quote_of,
                       a.rev, a.update, a.media),
              std::tie(b.id, b.author, b.time, b.text, b.declared_language, b.in_reply_to, b.repost_of, b.quote_of,
                       b.rev, b.update, b.media))
        << where;
    EXPECT_TRUE(std::ranges::equal(a.links, b.links) && std::ranges::equal(a.mentions, b.mentions) &&
                std::ranges::equal(a.tags, b.tags))
        << where;
    EXPECT_EQ(std::tie(v1.removal.id, v1.removal.author, v1.removal.rev),
              std::tie(event->removal.id, event->removal.author, event->removal.rev))
        << where;
  }

  void compare(const json::Object& expected, const DecodedEvent& event, const std::string& where) {
    EXPECT_EQ(event.cursor, json::integer(expected, "time_us")) << where;
    const auto did = *json::text(expected, "did");
    const auto kind = *json::text(expected, "kind");
    ++kinds[std::string(kind)];
    const auto* commit = json::object(expected, "commit");
    if (kind == "account") {
      const bool gone = !*json::boolean(*json::object(expected, "account"), "active");
      EXPECT_EQ(event.kind, gone ? Kind::Removal : Kind::Other) << where;
      return;
    }
    if (commit == nullptr) {
      EXPECT_EQ(event.kind, Kind::Other) << where;
      return;
    }
    const auto operation = *json::text(*commit, "operation");
    const auto collection = *json::text(*commit, "collection");
    ++operations[std::string(operation)];
    ++collections[std::string(collection)];
    const bool repost = collection == "app.bsky.feed.repost";
    if (collection != "app.bsky.feed.post" && !repost) {
      EXPECT_EQ(event.kind, Kind::Other) << where;
      return;
    }
    const auto id =
        "at://" + std::string(did) + '/' + std::string(collection) + '/' + std::string(*json::text(*commit, "rkey"));
    if (operation == "delete") {
      EXPECT_EQ(event.kind, Kind::Removal) << where;
      EXPECT_EQ(event.removal.id, id) << where;
      EXPECT_EQ(event.removal.author, did) << where;
      EXPECT_EQ(event.removal.rev, *json::text(*commit, "rev")) << where;
      return;
    }
    const auto& record = *json::object(*commit, "record");
    ASSERT_EQ(event.kind, Kind::Post) << where;
    EXPECT_EQ(event.post.id, id) << where;
    EXPECT_EQ(event.post.author, did) << where;
    EXPECT_EQ(event.post.rev, *json::text(*commit, "rev")) << where;
    EXPECT_EQ(event.post.update, operation == "update") << where;
    EXPECT_EQ(to_micros(event.post.time), *json::integer(expected, "time_us")) << where;
    if (repost) {
      EXPECT_EQ(event.post.text, "") << where;
      EXPECT_EQ(event.post.repost_of, *json::text(*json::object(record, "subject"), "uri")) << where;
      return;
    }
    EXPECT_EQ(event.post.text, *json::text(record, "text")) << where;
    compare_parts(record, event.post, where);
    const auto langs = json::texts(record, "langs");
    EXPECT_EQ(event.post.declared_language, langs.empty() ? "" : langs.front()) << where;
    const auto* reply = json::object(record, "reply");
    const auto* parent = reply != nullptr ? json::object(*reply, "parent") : nullptr;
    EXPECT_EQ(event.post.in_reply_to, parent != nullptr ? *json::text(*parent, "uri") : "") << where;
    if (operation == "create") {
      ++post_creates;
      text_bytes += static_cast<std::int64_t>(event.post.text.size());
      replies += event.post.in_reply_to.empty() ? 0 : 1;
      ++languages[langs.empty() ? "none" : langs.front().substr(0, 2)];
    }
  }

  // What the record points to, read from the whole document.
  static void compare_parts(const json::Object& record, const activity::PublicPost& post, const std::string& where) {
    std::vector<std::string> links, mentions, tags;
    const auto add = [](std::vector<std::string>& to, std::optional<std::string_view> text) {
      if (text && std::ranges::find(to, *text) == to.end()) to.emplace_back(*text);
    };
    // Members stand in the order of their names, as production writes them.
    const auto* embed = json::object(record, "embed");
    if (const auto* external = embed != nullptr ? json::object(*embed, "external") : nullptr) {
      add(links, json::text(*external, "uri"));
    }
    if (const auto* facets = json::array(record, "facets")) {
      for (const auto& facet : *facets) {
        for (const auto& feature : *json::array(facet.as_object(), "features")) {
          add(links, json::text(feature.as_object(), "uri"));
          add(mentions, json::text(feature.as_object(), "did"));
          add(tags, json::text(feature.as_object(), "tag"));
        }
      }
    }
    for (const auto& tag : json::texts(record, "tags")) add(tags, tag);
    const auto list = [](std::span<const std::string_view> parts) {
      return std::vector<std::string>(parts.begin(), parts.end());
    };
    EXPECT_EQ(list(post.links), links) << where;
    EXPECT_EQ(list(post.mentions), mentions) << where;
    EXPECT_EQ(list(post.tags), tags) << where;
    const auto type = embed != nullptr ? *json::text(*embed, "$type") : "";
    const bool with_media = type == "app.bsky.embed.recordWithMedia";
    EXPECT_EQ(post.media, type == "app.bsky.embed.images" || type == "app.bsky.embed.video" || with_media) << where;
    const auto* quoted = embed != nullptr ? json::object(*embed, "record") : nullptr;
    if (with_media) quoted = json::object(*quoted, "record");
    EXPECT_EQ(post.quote_of, quoted != nullptr ? *json::text(*quoted, "uri") : "") << where;
  }

  static void expect_counts(const json::Object& expected, const std::map<std::string, std::int64_t>& counted) {
    EXPECT_EQ(expected.size(), counted.size());
    for (const auto& [name, count] : expected) {
      const auto found = counted.find(std::string(name));
      EXPECT_EQ(count.as_int64(), found == counted.end() ? 0 : found->second) << name;
    }
  }

  test::FixedClock clock;
  JetstreamV1Decoder decoder{clock};
  JetstreamV2Decoder v2_decoder{clock};
  std::filesystem::path folder;
  std::int64_t lines = 0;
  std::int64_t post_creates = 0;
  std::int64_t text_bytes = 0;
  std::int64_t replies = 0;
  std::map<std::string, std::int64_t> kinds, operations, collections, languages;
};

TEST_F(JetstreamCorpus, DecodesWhatProductionSentExactly) {
  check("corpus/expected_v1.jsonl");
  const auto manifest = read_json("corpus/manifest.json");
  EXPECT_EQ(lines, json::integer(manifest, "v1_events"));
  EXPECT_EQ(operations["create"], json::integer(manifest, "creates"));
  EXPECT_EQ(operations["update"], json::integer(manifest, "updates"));
  EXPECT_EQ(operations["delete"], json::integer(manifest, "deletes"));
  EXPECT_EQ(kinds["identity"], json::integer(manifest, "identity"));
  EXPECT_EQ(kinds["account"], json::integer(manifest, "account"));
  EXPECT_EQ(post_creates, 17);
}

TEST_F(JetstreamCorpus, DecodesEveryShapeOfEvent) {
  check("corpus/golden_v1.jsonl");
  EXPECT_EQ(lines, 10);
  EXPECT_EQ(post_creates, 1);
  EXPECT_EQ(kinds["identity"], 1);
  EXPECT_EQ(kinds["account"], 1);
}

TEST_F(JetstreamCorpus, CountsTheSyntheticStreamAsItsMakerDid) {
  check("sample-steady-5000.ndjson.gz");
  const auto oracle = read_json("sample-oracle.json");
  EXPECT_EQ(lines, json::integer(oracle, "events"));
  EXPECT_EQ(post_creates, json::integer(oracle, "post_creates"));
  EXPECT_EQ(text_bytes, json::integer(oracle, "post_text_utf8_bytes"));
  EXPECT_EQ(replies, json::integer(oracle, "replies"));
  expect_counts(*json::object(oracle, "kinds"), kinds);
  expect_counts(*json::object(oracle, "operations"), operations);
  expect_counts(*json::object(oracle, "collections"), collections);
  expect_counts(*json::object(oracle, "posts_by_declared_language"), languages);
}

}  // namespace
}  // namespace chancery::atproto
