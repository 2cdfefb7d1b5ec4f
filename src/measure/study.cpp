#include "measure/study.hpp"

#include <unordered_map>
#include <utility>

#include "figure/number.hpp"
#include "measure/account_table.hpp"

namespace chancery::measure {
namespace {

std::vector<double> as_doubles(const std::vector<std::uint32_t>& values) {
  return {values.begin(), values.end()};
}

std::vector<double> values_now(const Measures& measures, std::string_view measure) {
  if (measure == "in_degree") return as_doubles(measures.in_degree);
  if (measure == "mutual") return as_doubles(measures.mutual);
  return measure == "pagerank" ? measures.pagerank : measures.betweenness;
}

std::vector<Study::Mobility> find_mobility(const Study& study) {
  std::unordered_map<std::string_view, const Earlier*> before;
  for (const auto& earlier : study.input.earlier) before.emplace(earlier.id, &earlier);
  std::vector<Study::Mobility> all;
  std::vector<const Earlier*> theirs;
  for (const auto node : study.named) {
    const auto found = before.find(study.account(node).id);
    if (found == before.end()) continue;
    all.push_back({node, {}});
    theirs.push_back(found->second);
  }
  if (all.empty()) return all;
  for (const auto measure : kMobilityMeasures) {
    const auto values = values_now(study.measures, measure);
    std::vector<double> then, now;
    for (std::size_t i = 0; i < all.size(); ++i) {
      then.push_back(theirs[i]->value.find(measure)->second);
      // As precise as the earlier study wrote its own, so that equals stay equals.
      now.push_back(read_number(figure::significant(values[all[i].account])).value_or(0));
    }
    const auto moved = graph::mobility(then, now);
    for (std::size_t i = 0; i < all.size(); ++i) all[i].moved.push_back(moved[i]);
  }
  return all;
}

std::optional<graph::Node> find_ego(const Study& study) {
  const auto& wanted = study.input.parameters.ego;
  if (!wanted.empty()) {
    for (const auto node : study.named) {
      if (study.account(node).id == wanted) return node;
    }
    return std::nullopt;
  }
  for (const auto* values : {&study.measures.mutual, &study.measures.in_degree, &study.measures.out_degree}) {
    if (const auto best = study.top(*values, 1); !best.empty()) return best.front();
  }
  return std::nullopt;
}

}  // namespace

Study make_study(StudyInput input, std::string version, bool pictures, const StepProgress& progress) {
  Study study{.input = std::move(input), .version = std::move(version)};
  study.measures = measure_network(study.input, progress);
  study.census = take_census(study.input, study.measures);
  for (graph::Node node = 0; node < study.input.accounts.size(); ++node) {
    if (study.account(node).named()) study.named.push_back(node);
  }
  auto performance = measure::performance(study.input, study.measures);
  if (performance) {
    study.performance = *std::move(performance);
  } else {
    study.no_performance = performance.error().hint;
  }
  study.reliability = reliability(study.input.codes);
  study.mobility = find_mobility(study);
  study.ego = find_ego(study);
  if (pictures) {
    graph::LayoutRule rule{.seed = study.input.parameters.seed};
    if (progress) {
      rule.progress = [&](int done, int all) {
        progress("layout", static_cast<std::size_t>(done), static_cast<std::size_t>(all));
      };
    }
    study.layout = graph::layout(graph::undirected(study.input.graph), rule);
  }
  return study;
}

}  // namespace chancery::measure
