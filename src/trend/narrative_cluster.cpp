#include "trend/narrative_cluster.hpp"

#include <algorithm>
#include <cmath>

#include "trend/hour_number.hpp"

namespace chancery::trend {
namespace {

constexpr double kMostWeight = 1e18;
constexpr std::size_t kMostClusterTerms = 2 * NarrativeCluster::kTerms;
constexpr std::size_t kLanguageBytes = 64;
const std::string kMany = "mul";  // BCP 47: several languages

}  // namespace

double dot(const TermVector& a, const TermVector& b) {
  double sum = 0;
  for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
    if (x->word == y->word) {
      sum += x++->weight * y++->weight;
    } else if (x->word < y->word) {
      ++x;
    } else {
      ++y;
    }
  }
  return sum;
}

double length(const TermVector& a) {
  double squares = 0;
  for (const Term& term : a) squares += term.weight * term.weight;
  return std::sqrt(squares);
}

std::size_t HourCounts::place(std::int64_t hour) {
  return static_cast<std::size_t>(((hour % kHours) + kHours) % kHours);
}

std::uint32_t HourCounts::at(std::int64_t hour) const {
  return hour > last_ || hour <= last_ - kHours ? 0 : counts_[place(hour)];
}

void HourCounts::move_to(std::int64_t hour) {
  if (hour <= last_) return;
  for (std::int64_t h = std::max(last_ + 1, hour - kHours + 1); h <= hour; ++h) counts_[place(h)] = 0;
  last_ = hour;
}

void HourCounts::add(Timestamp time) {
  const std::int64_t hour = hour_number(time);
  move_to(hour);
  if (hour > last_ - kHours) ++counts_[place(hour)];
}

void HourCounts::merge(const HourCounts& other) {
  move_to(other.last_);
  for (std::int64_t h = other.last_ - kHours + 1; h <= other.last_; ++h) {
    if (h > last_ - kHours) counts_[place(h)] += other.at(h);
  }
}

std::uint64_t HourCounts::sum(Timestamp until, std::int64_t hours, std::int64_t skip) const {
  std::uint64_t result = 0;
  const std::int64_t end = hour_number(until) - skip;
  for (std::int64_t h = end - hours + 1; h <= end; ++h) result += at(h);
  return result;
}

void NarrativeCluster::add(const RecentPost& post, double weight) {
  add_to_centre(post.terms, weight);
  mass += weight;
  count(post);
  if (recent.size() == kRecent) recent.erase(recent.begin());
  recent.push_back(post);
}

void NarrativeCluster::count(const RecentPost& post) {
  first = posts == 0 ? post.at : std::min(first, post.at);
  last = posts == 0 ? post.at : std::max(last, post.at);
  ++posts;
  authors.add(post.author);
  hours.add(post.at);
  Language& language = of_language(post.language);
  ++language.posts;
  language.authors.add(post.author);
}

NarrativeCluster::Language& NarrativeCluster::of_language(const std::string& name) {
  if (const auto known = std::ranges::find(languages, name, &Language::language); known != languages.end()) {
    return *known;
  }
  if (languages.size() < kLanguages || name == kMany) return languages.emplace_back(Language{.language = name});
  return of_language(kMany);
}

void NarrativeCluster::add_to_centre(const TermVector& terms, double weight) {
  for (const Term& term : terms) {
    auto at = std::ranges::lower_bound(centre, term.word, {}, &CentreTerm::word);
    if (at == centre.end() || at->word != term.word) at = centre.insert(at, {.word = term.word});
    at->weight += weight * term.weight;
    at->posts += weight;
  }
}

void NarrativeCluster::cut_centre() {
  if (centre.size() > kTerms) {
    std::ranges::sort(centre, [](const CentreTerm& a, const CentreTerm& b) {
      return a.weight != b.weight ? a.weight > b.weight : a.word < b.word;
    });
    centre.resize(kTerms);
    std::ranges::sort(centre, {}, &CentreTerm::word);
  }
  measure();
}

void NarrativeCluster::measure() {
  double squares = 0;
  for (const CentreTerm& term : centre) squares += term.weight * term.weight;
  length = std::sqrt(squares);
}

void NarrativeCluster::merge(NarrativeCluster& other) {
  for (const CentreTerm& term : other.centre) {
    auto at = std::ranges::lower_bound(centre, term.word, {}, &CentreTerm::word);
    if (at == centre.end() || at->word != term.word) at = centre.insert(at, {.word = term.word});
    at->weight += term.weight;
    at->posts += term.posts;
  }
  cut_centre();
  mass += other.mass;
  posts += other.posts;
  authors.merge(other.authors);
  first = std::min(first, other.first);
  last = std::max(last, other.last);
  hours.merge(other.hours);
  for (const Language& language : other.languages) {
    Language& mine = of_language(language.language);
    mine.posts += language.posts;
    mine.authors.merge(language.authors);
  }
  std::ranges::move(other.recent, std::back_inserter(recent));
  std::ranges::stable_sort(recent, {}, &RecentPost::at);
  if (recent.size() > kRecent) recent.erase(recent.begin(), recent.end() - kRecent);
}

void NarrativeCluster::scale(double by) {
  for (CentreTerm& term : centre) {
    term.weight *= by;
    term.posts *= by;
  }
  length *= by;
  mass *= by;
}

}  // namespace chancery::trend
