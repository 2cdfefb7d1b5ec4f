// Two real stores with a watch in one, and an intake into the other.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "activity/public_post.hpp"
#include "listen/figures.hpp"
#include "listen/heard_posts.hpp"
#include "listen/intake.hpp"
#include "listen/migrations.hpp"
#include "listen/retention.hpp"
#include "listen/talk.hpp"
#include "listen/watch.hpp"
#include "listen/watch_lifecycle.hpp"
#include "staff/migrations.hpp"
#include "staff/rows.hpp"
#include "support/post_models.hpp"
#include "support/stores.hpp"

namespace chancery::listen::test {

using chancery::test::migrations_of;
using chancery::test::TestStore;

inline constexpr std::string_view kKey = "0123456789abcdef0123456789abcdef";
inline constexpr std::string_view kSource = "wss://stream.example/subscribe";

// The watch of the fictional Norlandia's ministry.
[[nodiscard]] inline NewWatch norlandia(Timestamp now) {
  return {.name = "Our names",
          .terms = {"Norlandia", "Foreign Ministry", "ノーランディア"},
          .purpose = Purpose::PublicService,
          .legal_basis = "Foreign Service Act, section 1",
          .expires = now + std::chrono::days{30}};
}

// A post with texts of its own, so that batches can be built from temporaries.
struct Post {
  std::string id;
  std::string author;
  std::string text;
  Timestamp time;
  std::string rev = "3aaa";
  bool update = false;

  [[nodiscard]] activity::PublicPost view() const {
    return {.id = id,
            .author = author,
            .time = time,
            .text = text,
            .declared_language = "en",
            .rev = rev,
            .update = update};
  }
};

class World {
 public:
  // The person who owns the watch.
  static constexpr staff::UserId kOwner{4242};

  [[nodiscard]] Result<Watch> add_watch(const NewWatch& watch) {
    const WatchId id = chancery_->ids().make<WatchId>();
    const staff::User owner{
        .id = kOwner, .login = "anna", .name = "Anna", .role = staff::Role::Admin, .created_at = now()};
    static_cast<void>(
        chancery_->write_now([&](store::Transaction& tx) { return staff::rows::insert_user(tx, owner, {}); }));
    return chancery_->write_now(
        [&](store::Transaction& tx) { return insert_first_watch(tx, id, kOwner, watch, now()); });
  }

  // Another one, asked for by one person and approved by a second.
  [[nodiscard]] Result<WatchId> add_watch(const std::string& query) {
    const WatchId id = chancery_->ids().make<WatchId>();
    const staff::User officer{.id = chancery_->ids().make<staff::UserId>(),
                              .login = "dagny" + id.text(),
                              .name = "Dagny",
                              .role = staff::Role::Dpo,
                              .created_at = now()};
    const staff::User analyst{.id = chancery_->ids().make<staff::UserId>(),
                              .login = "arne" + id.text(),
                              .name = "Arne",
                              .role = staff::Role::Analyst,
                              .created_at = now()};
    const QueryChecker queries;
    const NewWatch watch{.name = query,
                         .query = query,
                         .terms = {},
                         .purpose = Purpose::PublicService,
                         .legal_basis = "Foreign Service Act, section 1",
                         .dpia = "DPIA 2026-14",
                         .country = {},
                         .expires = now() + std::chrono::days{30}};
    return chancery_->write_now([&](store::Transaction& tx) -> Result<WatchId> {
      for (const auto& user : {officer, analyst}) {
        if (auto hired = staff::rows::insert_user(tx, user, {}); !hired) return fail(hired.error());
      }
      const Asking asking{analyst, queries, now()};
      return draft_watch(tx, id, asking, watch)
          .and_then([&](const WatchRecord&) { return submit_watch(tx, id, asking); })
          .and_then([&](const WatchRecord&) { return approve_watch(tx, id, officer, {1, ""}, now()); })
          .map([&](const WatchRecord&) { return id; });
    });
  }

  // Reads the watches there are now. Ends the former intake.
  Intake& start(IntakeOptions options = {}) {
    intake_.reset();
    intake_ = std::make_unique<Intake>(*chancery_, *listen_, chancery::test::post_models().annotator, ring_, opt_outs_,
                                       talk_, recent_, std::move(options));
    return *intake_;
  }
  void stop() { intake_.reset(); }

  [[nodiscard]] Status take(const std::vector<Post>& posts, std::vector<activity::Removal> removals = {},
                            std::int64_t cursor = 0, std::string_view source = kSource) {
    std::vector<activity::PublicPost> views;
    for (const Post& post : posts) views.push_back(post.view());
    return intake_->take({.posts = views,
                          .removals = removals,
                          .events = posts.size() + removals.size(),
                          .source = source,
                          .cursor = cursor});
  }
  // Takes and waits until it is durable.
  [[nodiscard]] Status store(const std::vector<Post>& posts, std::vector<activity::Removal> removals = {},
                             std::int64_t cursor = 0, std::string_view source = kSource) {
    if (auto taken = take(posts, std::move(removals), cursor, source); !taken) return taken;
    return intake_->flush();
  }

  // One matching post of each of `authors` people, numbered from `first`.
  [[nodiscard]] std::vector<Post> crowd(int authors, Timestamp time, int first = 0,
                                        const std::string& text = "Good news from Norlandia today") const {
    std::vector<Post> posts;
    for (int i = first; i < first + authors; ++i) {
      const std::string did = "did:plc:author" + std::to_string(i);
      posts.push_back({.id = "at://" + did + "/app.bsky.feed.post/" + std::to_string(to_micros(time)),
                       .author = did,
                       .text = text,
                       .time = time});
    }
    return posts;
  }

  [[nodiscard]] Timestamp now() const { return listen_.clock.now(); }
  void advance(std::chrono::microseconds by) {
    listen_.clock.advance(by);
    chancery_.clock.advance(by);
  }
  [[nodiscard]] std::vector<WatchId> watches() const {
    std::vector<WatchId> ids;
    for (const auto& watch : chancery_->read([](store::Snapshot& s) { return listen::watches(s); })) {
      ids.push_back(watch.id);
    }
    return ids;
  }
  [[nodiscard]] Figures figures_of(std::chrono::hours window = std::chrono::hours{24}, WatchId watch = {}) const {
    return listen_->read([&](store::Snapshot& snapshot) { return figures(snapshot, now(), window, watch); });
  }
  [[nodiscard]] HeardPosts posts_of(std::chrono::hours window = std::chrono::hours{24}, HeardPostId before = {},
                                    std::size_t limit = 1000) const {
    return posts_of(HeardQuery{.window = window, .before = before, .limit = limit});
  }
  [[nodiscard]] HeardPosts posts_of(const HeardQuery& query) const {
    return listen_->read([&](store::Snapshot& snapshot) { return heard_posts(snapshot, now(), query); });
  }

  [[nodiscard]] TestStore& chancery() { return chancery_; }
  [[nodiscard]] TestStore& listen() { return listen_; }
  [[nodiscard]] Intake& intake() { return *intake_; }
  [[nodiscard]] Talk& talk() { return talk_; }
  [[nodiscard]] RecentPosts& recent() { return recent_; }
  [[nodiscard]] OptOuts& opt_outs() { return opt_outs_; }

 private:
  TestStore chancery_{migrations_of({staff::migrations(), migrations()}), "chancery"};
  TestStore listen_{migrations_of({migrations()}), "listen"};
  PseudonymRing ring_{
      {{.from = Timestamp{}, .secret = std::string{kKey}}}, kRetention, [](std::string_view) { return Status{}; }};
  OptOuts opt_outs_{*chancery_, kKey};
  Talk talk_;
  RecentPosts recent_;
  std::unique_ptr<Intake> intake_;
};

}  // namespace chancery::listen::test
