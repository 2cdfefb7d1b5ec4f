#include "text/train_topic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

namespace chancery::text {
namespace {

constexpr std::size_t kCandidates = 2000;

// p = 1 / (1 + exp(-(slope x margin + offset))), by Newton's method on targets drawn in from 0 and 1 (Platt 1999,
// Lin and others 2007).
std::array<float, 2> fit_platt(std::span<const float> margins, const std::vector<bool>& positive) {
  constexpr int kSteps = 50;
  constexpr double kRidge = 1e-3;
  const auto with = static_cast<double>(std::count(positive.begin(), positive.end(), true));
  const double without = static_cast<double>(positive.size()) - with;
  const double high = (with + 1) / (with + 2);
  const double low = 1 / (without + 2);
  double slope = 1;
  double offset = std::log((with + 1) / (without + 1));
  for (int step = 0; step < kSteps; ++step) {
    double g1 = kRidge * slope;
    double g0 = 0;
    double h11 = kRidge;
    double h10 = 0;
    double h00 = 1e-9;
    for (std::size_t i = 0; i < margins.size(); ++i) {
      const double x = margins[i];
      const double p = 1 / (1 + std::exp(-(slope * x + offset)));
      const double error = p - (positive[i] ? high : low);
      const double weight = std::max(p * (1 - p), 1e-6);
      g1 += error * x;
      g0 += error;
      h11 += weight * x * x;
      h10 += weight * x;
      h00 += weight;
    }
    const double determinant = h11 * h00 - h10 * h10;
    if (determinant < 1e-12) break;
    const double d1 = std::clamp((h00 * g1 - h10 * g0) / determinant, -4.0, 4.0);
    const double d0 = std::clamp((h11 * g0 - h10 * g1) / determinant, -4.0, 4.0);
    slope -= d1;
    offset -= d0;
    if (std::abs(d1) + std::abs(d0) < 1e-7) break;
  }
  // A machine that learnt nothing must not turn its margin round.
  return {static_cast<float>(std::max(slope, 1e-3)), static_cast<float>(offset)};
}

struct Threshold {
  float p = 0.5;
  TopicScore score;
};

// The threshold with the best F1, halfway between two neighbours.
Threshold best_threshold(std::span<const float> p, const std::vector<bool>& positive) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] > p[b]; });
  const auto all = static_cast<double>(std::count(positive.begin(), positive.end(), true));
  Threshold best;
  double hits = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    hits += positive[order[i]] ? 1 : 0;
    if (i + 1 < order.size() && p[order[i + 1]] == p[order[i]]) continue;
    const double told = static_cast<double>(i + 1);
    const double f1 = 2 * hits / (told + all);
    if (f1 <= best.score.f1) continue;
    best.p = i + 1 < order.size() ? (p[order[i]] + p[order[i + 1]]) / 2 : p[order[i]];
    best.score.precision = hits / told;
    best.score.recall = all > 0 ? hits / all : 0;
    best.score.f1 = f1;
  }
  return best;
}

std::vector<std::string> choose_topics(std::span<const TopicText> texts, std::size_t fewest,
                                       std::vector<std::string>& too_few) {
  std::map<std::string, std::size_t> counts;
  for (const TopicText& text : texts) {
    for (const std::string& topic : text.topics) ++counts[topic];
  }
  std::vector<std::string> topics;
  for (const auto& [topic, count] : counts) {
    (count >= fewest && texts.size() - count >= fewest ? topics : too_few).push_back(topic);
  }
  return topics;
}

std::vector<std::size_t> all_but(std::span<const std::size_t> fold, std::size_t count) {
  std::vector<std::size_t> rest;
  for (std::size_t i = 0, at = 0; i < count; ++i) {
    if (at < fold.size() && fold[at] == i) {
      ++at;
    } else {
      rest.push_back(i);
    }
  }
  return rest;
}

// Values of length 1, for cosines.
struct Vector {
  std::vector<Feature> features;
  std::vector<float> values;
};

Vector vector_of(std::string_view text, const FeatureShape& shape, PostWords& post, HashedFeatures& hashed) {
  post.read(text);
  const auto features = hashed.read(post, shape, 0);
  Vector vector{{features.begin(), features.end()}, {}};
  float square = 0;
  for (const Feature& feature : features) {
    vector.values.push_back(1 + std::log(static_cast<float>(feature.count)));
    square += vector.values.back() * vector.values.back();
  }
  for (float& value : vector.values) value /= std::sqrt(square);
  return vector;
}

}  // namespace

Result<TrainedTopics> train_topics(std::span<const TopicText> texts, const TopicOptions& options) {
  std::vector<std::string> too_few;
  const auto topics = choose_topics(texts, std::max<std::size_t>(options.fewest, 2), too_few);
  if (topics.empty() || topics.size() > LinearModel::kMostClasses) {
    return fail(Errc::Invalid, "no trainable topics",
                fmt::format("between 1 and {} topics can be trained, each with {} texts about it and {} not about it; "
                            "{} have that many",
                            LinearModel::kMostClasses, options.fewest, options.fewest, topics.size()));
  }
  std::vector<std::vector<bool>> positive(topics.size(), std::vector<bool>(texts.size()));
  std::vector<std::size_t> groups(texts.size());
  FeatureRows rows;
  PostWords post;
  HashedFeatures hashed;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    post.read(texts[i].text);
    rows.add(hashed.read(post, options.shape, 0));
    for (const std::string& topic : texts[i].topics) {
      const auto found = std::lower_bound(topics.begin(), topics.end(), topic);
      if (found == topics.end() || *found != topic) continue;
      const auto k = static_cast<std::size_t>(found - topics.begin());
      positive[k][i] = true;
      groups[i] = groups[i] == 0 ? k + 1 : groups[i];
    }
  }
  std::vector<std::vector<float>> margins(topics.size(), std::vector<float>(texts.size()));
  std::vector<float> of_text(topics.size());
  for (const auto& fold : deal_folds(groups, options.folds, options.linear.seed)) {
    const auto weights =
        train_linear(rows, all_but(fold, texts.size()), positive, options.shape.slots(), options.linear);
    for (const std::size_t i : fold) {
      weights.score(rows[i], of_text);
      for (std::size_t k = 0; k < topics.size(); ++k) margins[k][i] = of_text[k];
    }
  }
  NamedNumbers platt{"platt", {}};
  NamedNumbers thresholds{"thresholds", {}};
  std::vector<TopicScore> held_out;
  for (std::size_t k = 0; k < topics.size(); ++k) {
    const auto [slope, offset] = fit_platt(margins[k], positive[k]);
    for (float& margin : margins[k]) margin = 1 / (1 + std::exp(-(slope * margin + offset)));
    Threshold best = best_threshold(margins[k], positive[k]);
    best.score.topic = topics[k];
    best.score.texts = static_cast<std::size_t>(std::count(positive[k].begin(), positive[k].end(), true));
    platt.numbers.insert(platt.numbers.end(), {slope, offset});
    thresholds.numbers.push_back(best.p);
    held_out.push_back(std::move(best.score));
  }
  LinearModel::Parts parts{.kind = "topic",
                           .shape = options.shape,
                           .classes = topics,
                           .languages = {},
                           .scales = {},
                           .biases = {},
                           .table = {},
                           .lexicon = {},
                           .numbers = {std::move(platt), std::move(thresholds)}};
  quantise(train_linear(rows, all_but({}, texts.size()), positive, options.shape.slots(), options.linear), parts);
  auto model = LinearModel::from(std::move(parts));
  if (!model) return fail(model.error());
  return TrainedTopics{std::move(*model), std::move(held_out), std::move(too_few)};
}

std::vector<Proposal> propose_labels(const TopicModel& model, std::span<const std::string> unlabelled,
                                     std::size_t count) {
  struct Candidate {
    Proposal proposal;
    float doubt = 0;  // 0 to 1
    float likeness = 0;
    Vector vector;
  };
  std::vector<Candidate> candidates;
  TopicModel::Scratch scratch;
  const auto thresholds = model.thresholds();
  for (std::size_t i = 0; i < unlabelled.size(); ++i) {
    const auto p = model.probabilities(unlabelled[i], "", scratch);
    Candidate candidate{.proposal = {.text = i}};
    for (std::size_t k = 0; k < p.size(); ++k) {
      const float distance = std::abs(p[k] - thresholds[k]) / std::max(thresholds[k], 1 - thresholds[k]);
      if (p[k] == 0 || 1 - distance <= candidate.doubt) continue;
      candidate.doubt = 1 - distance;
      candidate.proposal = {i, k, p[k]};
    }
    if (candidate.doubt > 0) candidates.push_back(std::move(candidate));
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.doubt > b.doubt; });
  candidates.resize(std::min(candidates.size(), std::max(kCandidates, 2 * count)));
  PostWords post;
  HashedFeatures hashed;
  const FeatureShape shape{.bits = model.linear().shape().bits};
  for (Candidate& each : candidates) each.vector = vector_of(unlabelled[each.proposal.text], shape, post, hashed);
  std::vector<Proposal> proposals;
  std::vector<float> dense(shape.slots());
  while (proposals.size() < count && !candidates.empty()) {
    const auto best = std::max_element(
        candidates.begin(), candidates.end(),
        [](const Candidate& a, const Candidate& b) { return a.doubt * (1 - a.likeness) < b.doubt * (1 - b.likeness); });
    const Candidate chosen = std::move(*best);
    candidates.erase(best);
    proposals.push_back(chosen.proposal);
    for (std::size_t i = 0; i < chosen.vector.features.size(); ++i) {
      dense[chosen.vector.features[i].slot] = chosen.vector.values[i];
    }
    for (Candidate& other : candidates) {
      float cosine = 0;
      for (std::size_t i = 0; i < other.vector.features.size(); ++i) {
        cosine += other.vector.values[i] * dense[other.vector.features[i].slot];
      }
      other.likeness = std::max(other.likeness, std::min(cosine, 1.0F));
    }
    for (const Feature& feature : chosen.vector.features) dense[feature.slot] = 0;
  }
  return proposals;
}

}  // namespace chancery::text
