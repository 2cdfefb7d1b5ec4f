#include "measure/measures.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <string>

#include "graph/betweenness.hpp"
#include "graph/eigenvector.hpp"
#include "graph/hits.hpp"
#include "graph/k_core.hpp"
#include "graph/pagerank.hpp"

namespace chancery::measure {
namespace {

constexpr double kExactWork = 3e9;  // sources times what one costs
constexpr double kSampledWork = 1.5e9;
constexpr std::size_t kLeastSources = 32;
constexpr std::size_t kFewTies = 10'000;  // up to which twenty networks by chance cost little, else ten

void measure_betweenness(const StudyInput& input, const graph::Rows& simple, const StepProgress& progress,
                         Measures& into) {
  const auto& graph = input.graph;
  const auto told = [&](std::size_t done, std::size_t all) {
    if (progress) progress("betweenness", done, all);
  };
  const double source = static_cast<double>(graph.nodes()) + static_cast<double>(graph.ties());
  into.betweenness_sources = graph.nodes();
  if (source * graph.nodes() <= kExactWork) {
    // Where ties have no direction, each pair of ends counts once.
    into.betweenness = input.parameters.undirected ? graph::betweenness(simple, told) : graph::betweenness(graph, told);
    return;
  }
  const auto sources = std::max(kLeastSources, static_cast<std::size_t>(kSampledWork / source));
  auto sampled = graph::sampled_betweenness(graph, sources, input.parameters.seed, 0.1, told);
  into.betweenness = std::move(sampled.value);
  into.betweenness_sources = sampled.sources;
  into.betweenness_error = sampled.error;
  if (!input.parameters.undirected) return;
  for (double& value : into.betweenness) value /= 2;
}

// Ties between the categories `category` gives; accounts it gives "" are left out.
template <class Category>
Measures::Mixing mixing(std::string_view by, const StudyInput& input, Category category) {
  std::map<std::string_view, std::uint32_t> numbers;
  for (const auto& account : input.accounts) {
    if (const std::string_view name = category(account); !name.empty()) numbers.emplace(name, 0);
  }
  std::uint32_t count = 0;
  for (auto& [name, number] : numbers) number = count++;
  std::vector<std::uint32_t> of;
  for (const auto& account : input.accounts) {
    const std::string_view name = category(account);
    of.push_back(name.empty() ? graph::kNoCategory : numbers.at(name));
  }
  Measures::Mixing mixing{.by = by, .names = {}, .value = graph::assortativity(input.graph, of, count)};
  for (const auto& [name, number] : numbers) mixing.names.emplace_back(name);
  if (input.parameters.undirected) {
    mixing.value.counted /= 2;
    mixing.value.left_out /= 2;
  }
  return mixing;
}

void measure_mixing(const StudyInput& input, Measures& into) {
  into.mixing.push_back(mixing("kind", input, [](const Account& account) {
    return account.kind == Kind::Unknown ? std::string_view{} : name_of(account.kind);
  }));
  into.mixing.push_back(mixing("country", input, [](const Account& account) { return account.country; }));
  std::map<std::string_view, std::string_view> regions;
  for (const auto& country : input.countries) regions.emplace(country.code, country.region);
  if (std::ranges::all_of(input.countries, [](const Country& country) { return country.region.empty(); })) return;
  into.mixing.push_back(mixing("region", input, [&](const Account& account) {
    const auto found = regions.find(account.country);
    return found == regions.end() ? std::string_view{} : found->second;
  }));
}

}  // namespace

Measures measure_network(const StudyInput& input, const StepProgress& progress) {
  const auto step = [&](std::string_view name) {
    if (progress) progress(name, 0, 0);
  };
  const auto& graph = input.graph;
  Measures measures;
  step("degrees and mutual ties");
  measures.in_degree = graph::in_degrees(graph);
  measures.out_degree = graph::out_degrees(graph);
  measures.mutual = graph::mutual_degrees(graph);
  measures.mutual_pairs = std::accumulate(measures.mutual.begin(), measures.mutual.end(), std::uint64_t{0}) / 2;
  measures.density = graph::density(graph);
  if (input.parameters.undirected) {
    measures.density.numerator /= 2;
    measures.density.denominator /= 2;
  }
  std::vector<graph::ListState> lists;
  lists.reserve(input.accounts.size());
  for (const auto& account : input.accounts) lists.push_back(account.list);
  measures.reciprocity = graph::reciprocity(graph, lists);
  step("components and cores");
  measures.weak = graph::weak_components(graph);
  measures.strong = graph::strong_components(graph);
  const auto simple = graph::undirected(graph);
  measures.core = graph::core_numbers(simple);
  step("PageRank");
  measures.pagerank = graph::pagerank(graph).value;
  step("hubs and authorities");
  auto hits = graph::hits(graph);
  measures.hub = std::move(hits.hub);
  measures.authority = std::move(hits.authority);
  step("eigenvector");
  measures.eigenvector = graph::eigenvector(graph).value;
  step("communities");
  measures.communities = graph::communities(graph, {.seed = input.parameters.seed});
  if (const auto pairs = simple.size() / 2; pairs > 0 && pairs <= kMostTiesCompared) {
    step("what chance gives");
    measures.chance = graph::modularity_by_chance(graph, pairs <= kFewTies ? 20 : 10, input.parameters.seed);
  }
  measure_betweenness(input, simple, progress, measures);
  measure_mixing(input, measures);
  return measures;
}

}  // namespace chancery::measure
