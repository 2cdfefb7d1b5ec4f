// Where a scene for listening is played: a ministry with an analyst and a data-protection officer, its watches, an
// intake into a real store, what is being said, and the rules that raise alerts, all by a clock the scene sets.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "listen/alert_rules.hpp"
#include "listen/data_protection.hpp"
#include "listen/figures.hpp"
#include "listen/heard_posts.hpp"
#include "listen/intake.hpp"
#include "listen/migrations.hpp"
#include "listen/retention.hpp"
#include "listen/watch_lifecycle.hpp"
#include "staff/migrations.hpp"
#include "staff/rows.hpp"
#include "support/post_models.hpp"
#include "support/stores.hpp"

namespace chancery::scenes {

struct Wrong : std::runtime_error {
  using std::runtime_error::runtime_error;
};

template <class R>
auto must(R result, std::string_view what) {
  if (!result) throw Wrong(fmt::format("{}: {} {}", what, result.error().detail, result.error().hint));
  if constexpr (!std::is_void_v<typename R::value_type>) return std::move(*result);
}

// So many people who say something, each in one of these wordings in turn. "{Tea|Bread} in {Oslo|Bergen}" is four.
struct Crowd {
  std::size_t people = 0;
  std::string language;  // as they declare it; may be empty
  std::vector<std::string> wordings;
};

// What the person of this number says: every choice once before one comes again.
[[nodiscard]] inline std::string words_of(const Crowd& crowd, std::size_t number) {
  std::string words = crowd.wordings[number % crowd.wordings.size()];
  number /= crowd.wordings.size();
  for (std::size_t open = 0; (open = words.find('{', open)) != std::string::npos;) {
    const std::size_t close = words.find('}', open);
    if (close == std::string::npos) throw Wrong("a choice {…|…} is not closed");
    std::vector<std::string> choices(1);
    for (std::size_t at = open + 1; at < close; ++at) {
      if (words[at] == '|') {
        choices.emplace_back();
      } else {
        choices.back() += words[at];
      }
    }
    words.replace(open, close + 1 - open, choices[number % choices.size()]);
    number /= choices.size();
  }
  return words;
}

inline constexpr std::string_view kStream = "wss://stream.example/subscribe";

class Stage {
 public:
  Stage() {
    hire("arne", staff::Role::Analyst);
    hire("dagny", staff::Role::Dpo);
  }

  // --- the clock ---
  [[nodiscard]] Timestamp now() const { return listen_.clock.now(); }
  // The rules look once the clock has moved.
  void move_to(Timestamp to) {
    if (started_ && to < now()) throw Wrong("the clock goes forward only");
    started_ = true;
    chancery_.clock.set(to);
    listen_.clock.set(to);
    look();
  }
  void look() { must(rules_.look(), "rules"); }

  // --- the ministry ---
  // Drafted and submitted by the analyst, approved by the officer.
  void watch(const std::string& name, const std::string& query) {
    const auto id = chancery_.ids.make<listen::WatchId>();
    const listen::NewWatch watch{.name = name,
                                 .query = query,
                                 .terms = {},
                                 .purpose = listen::Purpose::PublicDiplomacyEvaluation,
                                 .legal_basis = "Foreign Service Act, section 2",
                                 .dpia = "DPIA 2026-14",
                                 .expires = now() + std::chrono::days{365}};
    const listen::Asking asking{people_.at("arne"), queries_, now()};
    const auto step = [&](auto take) { must(chancery_->write_now(take), "watch " + name); };
    step([&](store::Transaction& tx) { return draft_watch(tx, id, asking, watch); });
    step([&](store::Transaction& tx) { return submit_watch(tx, id, asking); });
    step([&](store::Transaction& tx) {
      return approve_watch(tx, id, people_.at("dagny"), {1, "No private person is meant."}, now());
    });
    watches_[name] = id;
    must(intake_.reload_watches(), "watches");
  }
  void suspend(const std::string& name) {
    must(chancery_->write_now([&](store::Transaction& tx) {
      return suspend_watch(tx, watch(name), people_.at("dagny"), "The assessment is out of date.", now());
    }),
         "suspend");
    must(intake_.reload_watches(), "watches");
  }
  void resume(const std::string& name) {
    must(chancery_->write_now([&](store::Transaction& tx) {
      return resume_watch(tx, watch(name), people_.at("dagny"), "The assessment was renewed.", now());
    }),
         "resume");
    must(intake_.reload_watches(), "watches");
  }
  // From now on; what is kept of her goes.
  void object(const std::string& author) {
    must(opt_outs_.add(author, "user:dagny", now()), "objection");
    must(listen_->write_now([&](store::Transaction& tx) -> Status {
      static_cast<void>(erase_author(tx, *ring_.current(), author));
      return {};
    }),
         "objection");
    for (const auto& pseudonym : ring_.current()->authors(author)) talk_.forget_author(pseudonym);
  }

  // --- the public ---
  // Each a different author, never seen before.
  void post(const Crowd& crowd) {
    last_ = {next_person_, crowd.people};
    next_person_ += crowd.people;
    again(crowd);
  }
  // Those who posted last.
  void again(const Crowd& crowd) {
    std::vector<Said> said;
    for (std::size_t i = 0; i < last_.second; ++i) {
      said.push_back({person(last_.first + i), words_of(crowd, last_.first + i), crowd.language, now()});
    }
    deliver(said);
  }
  void post_as(const std::string& author, const std::string& words) { deliver({{author, words, {}, now()}}); }
  // Hour after hour until then, spread evenly over each; of the running hour, what would be past is said at once.
  void every_hour(Timestamp until, const std::vector<Crowd>& crowds) {
    const Timestamp begin = now();
    for (Timestamp hour = listen::start_of_hour(begin); hour < until; hour += std::chrono::hours{1}) {
      std::vector<Said> said;
      for (const Crowd& crowd : crowds) {
        for (std::size_t i = 0; i < crowd.people; ++i) {
          const auto after = std::chrono::microseconds{std::chrono::hours{1}} * static_cast<std::int64_t>(i) /
                             static_cast<std::int64_t>(crowd.people);
          said.push_back(
              {person(next_person_), words_of(crowd, next_person_), crowd.language, std::max(begin, hour + after)});
          ++next_person_;
        }
      }
      std::ranges::stable_sort(said, {}, &Said::time);
      const auto end = hour + std::chrono::hours{1};
      chancery_.clock.set(end - std::chrono::microseconds{1});
      listen_.clock.set(end - std::chrono::microseconds{1});
      deliver(said);
      move_to(end);
    }
  }
  // The newest of the last crowd's posts is taken down.
  void delete_one() {
    if (last_posts_.empty()) throw Wrong("nobody posted");
    const std::string post = last_posts_.back();
    last_posts_.pop_back();
    remove({{.id = post, .author = std::string_view{post}.substr(5, post.find('/', 5) - 5), .rev = {}}});
  }
  // So many of the last crowd, its last ones first, delete their accounts.
  void leave(std::size_t people) {
    if (people > last_.second) throw Wrong("so many did not post");
    std::vector<std::string> authors;
    for (std::size_t i = 0; i < people; ++i) authors.push_back(person(last_.first + --last_.second));
    std::vector<activity::Removal> removals;
    for (const auto& author : authors) removals.push_back({.id = {}, .author = author, .rev = {}});
    remove(removals);
  }
  [[nodiscard]] std::size_t last_crowd() const { return last_.second; }
  void lose(Timestamp from, Timestamp to) { intake_.gap({.source = kStream, .from = from, .to = to}); }

  // --- what is then seen ---
  [[nodiscard]] listen::WatchId watch(const std::string& name) const {
    if (name.empty()) return {};
    const auto found = watches_.find(name);
    if (found == watches_.end()) throw Wrong(fmt::format("there is no watch \"{}\"", name));
    return found->second;
  }
  [[nodiscard]] listen::Figures figures(std::chrono::hours window, listen::WatchId watch) const {
    return listen_->read([&](store::Snapshot& snapshot) { return listen::figures(snapshot, now(), window, watch); });
  }
  [[nodiscard]] std::vector<std::string> words_shown(listen::WatchId watch) const {
    const auto heard = listen_->read([&](store::Snapshot& snapshot) {
      return listen::heard_posts(snapshot, now(), {.window = listen::kWindows.back(), .watch = watch, .limit = 1000});
    });
    std::vector<std::string> words;
    for (const auto& post : heard.posts) words.push_back(post.text);
    return words;
  }
  [[nodiscard]] std::vector<listen::Alert> alerts() const {
    return listen_->read(
        [](store::Snapshot& snapshot) { return listen::alerts(snapshot, {}, std::nullopt, {}, 1000); });
  }
  [[nodiscard]] const listen::Talk& talk() const { return talk_; }

 private:
  struct Said {
    std::string author, words, language;
    Timestamp time;
  };

  static std::string person(std::size_t number) { return fmt::format("did:plc:person{:018}", number); }

  void hire(const std::string& login, staff::Role role) {
    const staff::User user{
        .id = chancery_.ids.make<staff::UserId>(), .login = login, .name = login, .role = role, .created_at = now()};
    must(chancery_->write_now([&](store::Transaction& tx) { return staff::rows::insert_user(tx, user, {}); }), "staff");
    people_.emplace(login, user);
  }
  // One event at least, so that the hour counts as one in which somebody listened.
  void deliver(const std::vector<Said>& said) {
    last_posts_.clear();
    for (const Said& one : said)
      last_posts_.push_back(fmt::format("at://{}/app.bsky.feed.post/{}", one.author, ++posts_));
    std::vector<activity::PublicPost> posts;
    for (std::size_t i = 0; i < said.size(); ++i) {
      posts.push_back({.id = last_posts_[i],
                       .author = said[i].author,
                       .time = said[i].time,
                       .text = said[i].words,
                       .declared_language = said[i].language,
                       .rev = "1"});
    }
    must(intake_.take({.posts = posts, .events = posts.size() + 1, .source = kStream, .reached = now()}), "intake");
    must(intake_.flush(), "intake");
  }
  void remove(const std::vector<activity::Removal>& removals) {
    must(intake_.take({.removals = removals, .events = removals.size(), .source = kStream, .reached = now()}),
         "intake");
    must(intake_.flush(), "intake");
  }

  static constexpr std::string_view kKey = "0123456789abcdef0123456789abcdef";
  test::TestStore chancery_{test::migrations_of({staff::migrations(), listen::migrations()}), "chancery"};
  test::TestStore listen_{test::migrations_of({listen::migrations()}), "listen"};
  listen::PseudonymRing ring_{{{.from = Timestamp{}, .secret = std::string{kKey}}},
                              listen::kRetention,
                              [](std::string_view) { return Status{}; }};
  listen::OptOuts opt_outs_{*chancery_, kKey};
  listen::QueryChecker queries_;
  listen::Talk talk_;
  listen::RecentPosts recent_;
  listen::Intake intake_{*chancery_, *listen_, test::post_models().annotator, ring_, opt_outs_, talk_, recent_, {}};
  listen::AlertRules rules_{*chancery_, *listen_, talk_};
  bool started_ = false;
  std::map<std::string, staff::User> people_;       // by login
  std::map<std::string, listen::WatchId> watches_;  // by name
  std::size_t next_person_ = 0;                     // people who ever posted
  std::pair<std::size_t, std::size_t> last_;        // the last crowd: its first person, and how many
  std::vector<std::string> last_posts_;             // their posts' addresses
  std::uint64_t posts_ = 0;
};

}  // namespace chancery::scenes
