// The whole of listening as the benches run it: a recording decoded, matched against the watches of watches.hpp,
// analysed and stored in a fresh data folder.
#pragma once

#include <stdlib.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "activity/batch_feeder.hpp"
#include "atproto/jetstream_v1.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "listen/intake.hpp"
#include "listen/migrations.hpp"
#include "listen/opt_outs.hpp"
#include "listen/pseudonym.hpp"
#include "listen/recent_posts.hpp"
#include "listen/retention.hpp"
#include "listen/talk.hpp"
#include "staff/migrations.hpp"
#include "store/sql.hpp"
#include "store/store.hpp"
#include "text/annotator.hpp"
#include "text/language.hpp"
#include "text/sentiment.hpp"

namespace chancery::bench {

inline constexpr std::size_t kPadding = activity::LineDecoder::kPadding;

struct Stream {
  std::vector<std::string> terms;
  std::vector<std::string> watches;
  std::string bytes;  // and kPadding more
  std::vector<std::string_view> lines;
};

// A recording's lines in memory; its watches are the two thousand of watches.hpp, and what is sought their words.
[[nodiscard]] Stream read_stream(const std::string& file);

// Made once: the models are read-only.
struct Models {
  text::LanguageIdentifier languages;
  text::Annotator agenda;
  text::SentimentModel sentiment = text::SentimentModel::shipped().value();
  listen::PostAnnotator annotator{languages, agenda, sentiment};
};

class Whole {
 public:
  Whole(const Models& models, const std::vector<std::string>& watches) : folder_(fresh_folder()) {
    store_ = open("chancery");
    listen_ = open("listen");
    const auto stored = store_->write_now([&](store::Transaction& tx) -> Status {
      for (std::size_t i = 0; i < watches.size(); ++i) insert(tx, static_cast<std::int64_t>(i) + 1, watches[i]);
      return {};
    });
    if (!stored) throw std::runtime_error(stored.error().detail);
    ring_ = std::make_unique<listen::PseudonymRing>(
        listen::PseudonymKeys{{.from = Timestamp{}, .secret = "0123456789abcdef0123456789abcdef"}}, listen::kRetention,
        [](std::string_view) { return Status{}; });
    opt_outs_ = std::make_unique<listen::OptOuts>(*store_, "0123456789abcdef0123456789abcdef");
    intake_ = std::make_unique<listen::Intake>(*store_, *listen_, models.annotator, *ring_, *opt_outs_, talk_, recent_,
                                               listen::IntakeOptions{});
  }
  ~Whole() {
    intake_.reset();
    opt_outs_.reset();
    listen_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::int64_t operator()(const Stream& stream) {
    const SystemClock clock;
    atproto::JetstreamV1Decoder decoder(clock);
    activity::SourceMeter meter(clock, activity::SourceKind::Replay, "bench");
    activity::BatchFeeder feeder(*intake_, clock, meter, "recording:bench");
    const auto before = intake_->totals();
    const std::stop_token stop;
    for (const std::string_view line : stream.lines) feeder.add(decoder.decode_padded(line), stop);
    feeder.hand_over(stop);
    if (!intake_->flush()) throw std::runtime_error("not stored");
    const auto after = intake_->totals();
    posts_ = static_cast<std::int64_t>(after.posts - before.posts);
    return static_cast<std::int64_t>(after.matched - before.matched);
  }
  // Of the last recording, without shares that have no words.
  [[nodiscard]] std::int64_t posts() const { return posts_; }

 private:
  static std::filesystem::path fresh_folder() {
    auto name = (std::filesystem::temp_directory_path() / "chancery-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
    return name;
  }
  // Approved without a desk: this measures the machine.
  void insert(store::Transaction& tx, std::int64_t id, const std::string& query) {
    auto& db = store::connection(tx);
    db.query("INSERT INTO watch (id, owner, created_at, approved) VALUES (?, 1, 1, 1)").bind(id).run();
    db.query(
          "INSERT INTO watch_version (watch, number, status, name, query, terms, held_phrases, purpose, legal_basis,"
          " dpia, country, expires_at, author, written_at, decided_by, decider, decided_at)"
          " VALUES (?, 1, 'approved', 'bench', ?, '[]', '[]', 'policy_research', 'none', 'none', '', ?, 1, 1,"
          " 'user:bench', 2, 1)")
        .bind(id, query, clock_.now() + std::chrono::hours{24})
        .run();
  }
  std::unique_ptr<store::Store> open(const std::string& database) {
    store::StoreOptions options;
    options.file = folder_ / (database + ".db");
    options.database = database;
    if (database == "listen") options.durability = store::Durability::Normal;
    for (const auto& each : store::migrations()) options.migrations.push_back(each);
    for (const auto& each : staff::migrations()) options.migrations.push_back(each);
    for (const auto& each : listen::migrations()) options.migrations.push_back(each);
    options.migrations.push_back(
        {"chancery", "bench", "29991122T0000_staff",
         "INSERT INTO staff_user VALUES (1, 'a', 'a', 'analyst', '', '', 0, 1), (2, 'b', 'b', 'dpo', '', '', 0, 1);"});
    auto opened = store::Store::open(std::move(options), clock_, ids_);
    if (!opened) throw std::runtime_error(opened.error().detail);
    return std::move(*opened);
  }

  SystemClock clock_;
  IdSource ids_{clock_, 1};
  std::filesystem::path folder_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<store::Store> listen_;
  std::unique_ptr<listen::PseudonymRing> ring_;
  std::unique_ptr<listen::OptOuts> opt_outs_;
  listen::Talk talk_;
  listen::RecentPosts recent_;
  std::unique_ptr<listen::Intake> intake_;
  std::int64_t posts_ = 0;
};

}  // namespace chancery::bench
