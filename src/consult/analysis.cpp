#include "consult/analysis.hpp"

#include <chrono>
#include <string>

#include "crypto/hash.hpp"

namespace chancery::consult {
namespace {

constexpr std::string_view kAlgorithm = "chancery opinion map 1";
constexpr std::uint64_t kExactInJson = (std::uint64_t{1} << 53U) - 1;

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

std::vector<std::size_t> Analysis::group_sizes() const {
  std::vector<std::size_t> sizes(map.k());
  for (const std::uint32_t g : map.group) {
    if (g != opinion::kNoCluster) ++sizes[g];
  }
  return sizes;
}

std::uint64_t usual_seed() {
  const auto digest = crypto::sha256(kAlgorithm);
  std::uint64_t seed = 0;
  for (std::size_t k = 0; k < sizeof seed; ++k) seed = (seed << 8U) | static_cast<unsigned char>(digest[k]);
  return seed & kExactInJson;
}

Analysis analyse(const Consultation& consultation, const AnalysisOptions& options, const opinion::EarlierMap* earlier) {
  Analysis result{.options = {.as_polis = options.as_polis, .groups = options.groups, .seed = options.seed}};
  auto begin = std::chrono::steady_clock::now();
  const auto& votes = consultation.votes;
  const auto& flags = consultation.flags;
  result.map = opinion::draw_map(votes, flags, result.options, earlier);
  result.tables = opinion::statistics(votes, flags, result.map.group, result.map.k(), result.map.extremity);
  const auto left_out = flags.left_out();
  const double total = opinion::total_variation(votes, result.map.components.mean, {.left_out = left_out});
  for (std::size_t c = 0; c < 2 && total > 0; ++c) result.explained[c] = result.map.components.eigenvalue[c] / total;
  result.seconds = seconds_since(begin);
  begin = std::chrono::steady_clock::now();
  const std::size_t runs = options.runs.value_or(opinion::usual_runs(votes.votes()));
  result.stability = opinion::stability(votes, flags, result.options, result.map, result.map.enough ? runs : 0);
  for (std::uint32_t g = 0; g < result.map.k(); ++g) {
    result.subgroups.push_back(opinion::subgroups(votes, flags, result.options, result.map.group, g));
  }
  result.stability_seconds = seconds_since(begin);
  return result;
}

std::string group_name(std::size_t group) {
  constexpr std::size_t kLetters = 26;
  return group < kLetters ? std::string(1, static_cast<char>('A' + static_cast<int>(group)))
                          : std::to_string(group + 1);
}

}  // namespace chancery::consult
