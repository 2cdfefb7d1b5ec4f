#include "feeds/sample.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "atproto/jetstream_v1.hpp"
#include "feeds/recording.hpp"
#include "feeds/replay_source.hpp"
#include "support/collecting_sink.hpp"
#include "support/fixed_clock.hpp"

namespace chancery::feeds {
namespace {

using activity::DecodedEvent;

bool names_marendia(std::string_view text) {
  return std::ranges::any_of(sample_terms(), [text](std::string_view term) { return text.contains(term); });
}

struct Contents {
  int events = 0, posts = 0, removed_posts = 0, removed_authors = 0, replies = 0, updates = 0;
  std::set<std::string> authors;  // of posts that name the country
  std::map<std::string, std::set<std::string>> authors_by_language;
};

Contents read_sample() {
  const chancery::test::FixedClock clock;
  atproto::JetstreamV1Decoder decoder(clock);
  auto recording = Recording::from_bytes(sample_recording(), "sample");
  Contents contents;
  std::int64_t last = 0;
  for (auto line = recording.next(); line && *line; line = recording.next()) {
    const auto event = decoder.decode_padded(**line);
    EXPECT_TRUE(event.has_value()) << recording.line() << ": " << event.error().hint;
    if (!event) continue;
    ++contents.events;
    EXPECT_GE(event->cursor, last) << "in the order of time";
    last = event->cursor;
    if (event->kind == DecodedEvent::Kind::Removal)
      ++(event->removal.id.empty() ? contents.removed_authors : contents.removed_posts);
    if (event->kind != DecodedEvent::Kind::Post) continue;
    ++contents.posts;
    contents.replies += event->post.in_reply_to.empty() ? 0 : 1;
    contents.updates += event->post.update ? 1 : 0;
    if (names_marendia(event->post.text)) {
      contents.authors.emplace(event->post.author);
      contents.authors_by_language[std::string(event->post.declared_language)].emplace(event->post.author);
    }
  }
  return contents;
}

TEST(Sample, IsSmallAndWholeAndHasOfEverything) {
  EXPECT_LE(sample_recording().size(), 300U * 1024);
  const auto contents = read_sample();
  EXPECT_EQ(contents.events, 600);
  EXPECT_GT(contents.posts, 150);
  EXPECT_GT(contents.replies, 20);
  EXPECT_GT(contents.updates, 0);
  EXPECT_GT(contents.removed_posts, 10);
  EXPECT_EQ(contents.removed_authors, 1);
}

TEST(Sample, IsHeardFromEnoughAuthorsToBeShown) {
  const auto contents = read_sample();
  EXPECT_GE(contents.authors.size(), 40U);
  for (const auto* language : {"ar", "en", "es", "fr", "ru", "zh"}) {
    EXPECT_GE(contents.authors_by_language.at(language).size(), 10U) << language;
  }
  for (const auto* language : {"de", "pt"}) {
    EXPECT_LT(contents.authors_by_language.at(language).size(), 10U) << language << " shows what is withheld";
  }
}

TEST(Sample, AnswersToEachOfItsTerms) {
  for (const auto term : sample_terms()) EXPECT_TRUE(sample_recording().contains(term)) << term;
  EXPECT_TRUE(sample_institution().contains(sample_terms().front()));
}

TEST(Sample, LetsAnInstitutionHearItsOwnName) {
  class Hurried final : public Clock {
   public:
    [[nodiscard]] Timestamp now() const override { return from_micros(1'795'339'800'000'000) + elapsed_; }
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override {
      elapsed_ += std::chrono::minutes{10};
      return std::chrono::steady_clock::time_point{elapsed_};
    }

   private:
    mutable std::chrono::microseconds elapsed_{0};
  };
  const Hurried clock;
  atproto::JetstreamV1Decoder decoder(clock);
  chancery::test::CollectingSink sink;
  auto options = sample_replay(clock);
  options.stand_in = "Norway";
  ReplaySource source(options, decoder, sink, clock);
  source.run({});
  EXPECT_EQ(source.status().kind, activity::SourceKind::Sample);
  const auto state = sink.state();
  std::set<std::string> authors;
  for (const auto& post : state.posts) {
    EXPECT_FALSE(names_marendia(post.text)) << post.text;
    EXPECT_TRUE(post.id.ends_with(options.run)) << post.id;
    if (post.text.contains("Norway")) authors.insert(post.author);
  }
  EXPECT_GE(authors.size(), 40U);
  EXPECT_EQ(state.cursors.at("recording:sample"), 0);
  // Removals name the posts of this run.
  std::set<std::string> ids;
  for (const auto& post : state.posts) ids.insert(post.id);
  for (const auto& [id, author] : state.removals) EXPECT_TRUE(id.empty() || ids.contains(id)) << id;
  // Something is seen within seconds, the whole in two minutes.
  const auto [first, last] = std::ranges::minmax(state.posts, {}, &chancery::test::CollectingSink::Post::time);
  EXPECT_LT(first.time, from_micros(1'795'339'800'000'000) + std::chrono::seconds{5});
  EXPECT_NEAR(std::chrono::duration<double>(last.time - first.time).count(), 118, 4);
}

}  // namespace
}  // namespace chancery::feeds
