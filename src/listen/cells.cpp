#include "listen/cells.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

namespace chancery::listen {
namespace {

std::string together(std::span<const WatchId> watches) {
  std::vector<std::int64_t> ids;
  for (const WatchId watch : watches) ids.push_back(watch.value);
  return fmt::format("{}", fmt::join(ids, ","));
}

// Calls `visit` for every cell a post counts in.
template <class Visit>
void each_cell(std::span<const WatchId> watches, Timestamp time, const Annotation& annotation, Visit visit) {
  const Timestamp hour = std::chrono::floor<std::chrono::hours>(time);
  const auto of = [&](WatchId watch) {
    visit(CellKey{watch, Dimension::All, hour, {}});
    visit(CellKey{watch, Dimension::Bin, floor_to_bin(time), {}});
    visit(CellKey{watch, Dimension::Language, hour, annotation.language});
    if (!annotation.sentiment.empty()) {
      visit(CellKey{watch, Dimension::Sentiment, hour, annotation.language + ' ' + annotation.sentiment});
    }
    for (const auto& topic : annotation.topics) visit(CellKey{watch, Dimension::Topic, hour, topic});
    for (const auto& country : annotation.countries) visit(CellKey{watch, Dimension::Country, hour, country});
  };
  if (watches.empty()) return of(kSample);
  of(kAllWatches);
  visit(CellKey{kAllWatches, Dimension::Watches, hour, together(watches)});
  for (const WatchId watch : watches) of(watch);
}

}  // namespace

bool in_sample(std::string_view post) {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const char c : post) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return (hash ^ hash >> 32U) % kSampleRate == 0;
}

std::int64_t Count::people() const {
  return std::min(posts, static_cast<std::int64_t>(std::max(authors.count(), former.count())) + aged);
}

std::uint64_t author_number(const Pseudonym& author) {
  std::uint64_t number = 0;
  std::memcpy(&number, author.data(), sizeof number);
  return number;
}

void CellSums::add(std::span<const WatchId> watches, Timestamp time, const Annotation& annotation,
                   std::uint64_t author) {
  each_cell(watches, time, annotation, [&](CellKey key) {
    const bool sample = key.watch == kSample;
    Count& count = cells_[std::move(key)];
    if (sample) {
      ++count.posts;
    } else {
      count.add(author);
    }
  });
}

void CellSums::remove(std::span<const WatchId> watches, Timestamp time, const Annotation& annotation) {
  each_cell(watches, time, annotation, [&](CellKey key) { ++removed_[std::move(key)]; });
}

}  // namespace chancery::listen
