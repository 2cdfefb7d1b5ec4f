#include "listen/usual.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "listen/figures.hpp"

namespace chancery::listen {
namespace {

constexpr std::chrono::weeks kSharesSpan{4};

}  // namespace

trend::Baseline usual_hours(store::Snapshot& snapshot, WatchId watch, Timestamp before, Dimension dimension,
                            const std::string& value) {
  std::map<Timestamp, std::int64_t> posts;
  visit_posts(snapshot, watch, dimension, before - kUsualSpan, before,
              [&](Timestamp hour, const std::string& of, std::int64_t n, std::int64_t) {
                if (of == value) posts[hour] += n;
              });
  trend::Baseline baseline;
  for (const Timestamp hour : hours_listened(snapshot, before - kUsualSpan, before)) {
    const auto found = posts.find(hour);
    static_cast<void>(baseline.observe(hour, found == posts.end() ? 0 : static_cast<double>(found->second)));
  }
  return baseline;
}

std::map<std::string, double> usual_shares(store::Snapshot& snapshot, WatchId watch, Dimension dimension,
                                           Timestamp before) {
  std::int64_t whole = 0;
  visit_posts(snapshot, watch, Dimension::All, before - kSharesSpan, before,
              [&](Timestamp, const std::string&, std::int64_t n, std::int64_t) { whole += n; });
  struct Past {
    std::int64_t posts = 0;
    std::int64_t people = 0;  // at least so many
  };
  std::map<std::string, Past> past;
  visit_posts(snapshot, watch, dimension, before - kSharesSpan, before,
              [&](Timestamp, const std::string& value, std::int64_t n, std::int64_t people) {
                past[value].posts += n;
                past[value].people = std::max(past[value].people, people);
              });
  std::map<std::string, double> shares;
  for (const auto& [value, of] : past) {
    if (of.people >= static_cast<std::int64_t>(kMinAuthors)) {
      shares[value] = static_cast<double>(of.posts) / static_cast<double>(whole);
    }
  }
  return shares;
}

std::set<std::string> known_values(store::Snapshot& snapshot, WatchId watch, Dimension dimension, Timestamp before) {
  std::set<std::string> values;
  visit_posts(snapshot, watch, dimension, before - kSharesSpan, before,
              [&](Timestamp, const std::string& value, std::int64_t n, std::int64_t) {
                if (n > 0) values.insert(value);
              });
  return values;
}

}  // namespace chancery::listen
