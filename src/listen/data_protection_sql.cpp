#include <algorithm>
#include <map>
#include <set>
#include <span>

#include "listen/data_protection.hpp"
#include "listen/heard_rows.hpp"
#include "listen/retention.hpp"
#include "store/jobs.hpp"
#include "store/sql.hpp"

namespace chancery::listen {
namespace {

using std::chrono::days;

// Up to each of these ages, and all that is older.
constexpr std::array kAges = {days{1}, days{7}, days{14}, days{30}};

std::vector<WatchId> watches_in(store::Snapshot& snapshot, HeardPostId post) {
  std::vector<WatchId> ids;
  auto query = store::connection(snapshot).query("SELECT watch FROM heard_term WHERE heard_post = ? ORDER BY watch");
  query.bind(post);
  while (query.step()) ids.push_back(query.id<WatchId>(0));
  return ids;
}

}  // namespace

Kept kept(store::Snapshot& snapshot, Timestamp now) {
  Kept kept;
  auto& db = store::connection(snapshot);
  {
    auto query = db.query("SELECT COUNT(*), MIN(stored_at) FROM heard_post");
    if (query.step()) {
      kept.posts = query.integer(0);
      if (!query.is_null(1)) kept.oldest = query.time(1);
    }
  }
  std::int64_t counted = 0;
  for (std::size_t age = 0; age < kAges.size(); ++age) {
    auto query = db.query("SELECT COUNT(*) FROM heard_post WHERE stored_at >= ?");
    const auto younger = query.bind(now - kAges[age]).step() ? query.integer(0) : 0;
    kept.by_age[age] = younger - counted;
    counted = younger;
  }
  kept.by_age.back() = kept.posts - counted;
  {
    auto query = db.query("SELECT DISTINCT source FROM intake_hour WHERE hour >= ? ORDER BY source");
    query.bind(now - kRetention);
    while (query.step()) kept.sources.push_back(query.text(0));
  }
  kept.next_expiry = store::next_due(snapshot, kRetentionJob);
  return kept;
}

std::vector<HeldPost> held_of_author(store::Snapshot& snapshot, const Pseudonymiser& pseudonyms,
                                     std::string_view author) {
  std::vector<std::pair<HeardPostId, HeldPost>> found;
  for (const auto& pseudonym : pseudonyms.authors(author)) {
    auto query =
        store::connection(snapshot).query("SELECT id, at, stored_at, text, language FROM heard_post WHERE author = ?");
    query.bind(std::span<const unsigned char>(pseudonym));
    while (query.step()) {
      found.push_back({query.id<HeardPostId>(0), {query.time(1), query.time(2), query.text(3), query.text(4), {}}});
    }
  }
  std::ranges::sort(found, std::ranges::greater{}, [](const auto& post) { return post.second.time; });
  std::vector<HeldPost> posts;
  for (auto& [id, post] : found) {
    post.watches = watches_in(snapshot, id);
    posts.push_back(std::move(post));
  }
  return posts;
}

std::int64_t erase_author(store::Transaction& tx, const Pseudonymiser& pseudonyms, std::string_view author) {
  std::int64_t erased = 0;
  CellSums sums;
  for (const auto& pseudonym : pseudonyms.authors(author)) {
    {
      auto query = store::connection(tx).query("SELECT COUNT(*) FROM heard_post WHERE author = ?");
      if (query.bind(std::span<const unsigned char>(pseudonym)).step()) erased += query.integer(0);
    }
    static_cast<void>(remove_heard_of_author(tx, pseudonym, sums));
  }
  store_cells(tx, sums);
  for (bool more = merge_search(tx, true); more;) more = merge_search(tx, false);
  return erased;
}

}  // namespace chancery::listen
