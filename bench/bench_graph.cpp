// What network measures cost on a made-up network, beside igraph in the same run.
//   bench_graph make FOLDER [accounts ties]   writes numbers.csv and texts.csv; 1,000,000 and 20,000,000
//   bench_graph FILE [accounts]               reads and measures one of them
// The network is a Chung-Lu graph: the chance of a tie follows weights (i + 10)^(-1 / (gamma - 1)), gamma 2.6 out and
// 2.1 in, in independent permutations; a quarter of the draws is answered. No tie stands twice.
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/split_mix.hpp"
#include "graph/census.hpp"
#include "graph/communities.hpp"
#include "graph/components.hpp"
#include "graph/eigenvector.hpp"
#include "graph/hits.hpp"
#include "graph/k_core.hpp"
#include "graph/pagerank.hpp"
#include "graph/tie_reader.hpp"
#include "support/igraph_peer.hpp"

namespace {

using namespace chancery;
using graph::Node;

// Processor time: neither waits for other programs nor for the disk count.
double seconds_of(auto&& work) {
  const std::clock_t begin = std::clock();
  work();
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

void row(std::string_view what, double figure, std::string_view unit, const std::string& beside,
         std::string_view target = "") {
  fmt::print("{{\"what\":\"{}\",\"figure\":\"{:.4g}\",\"unit\":\"{}\",\"beside\":\"{}\",\"target\":\"{}\"}}\n", what,
             figure, unit, beside, target);
  std::fflush(stdout);
}

void against(std::string_view what, double ours, double peer, std::string_view target = "",
             const std::string& more = "") {
  row(what, ours, "s", fmt::format("igraph {:.4g} s: x {:.2f}{}{}", peer, peer / ours, more.empty() ? "" : "; ", more),
      target);
}

// Draws nodes in proportion to their weights.
class Draw {
 public:
  Draw(Node nodes, double gamma, SplitMix64& random) : random_(random), node_(nodes), sum_(nodes) {
    double sum = 0;
    for (Node i = 0; i < nodes; ++i) {
      node_[i] = i;
      sum_[i] = sum += std::pow(i + 10.0, -1 / (gamma - 1));
    }
    for (Node i = nodes; i > 1; --i) std::swap(node_[i - 1], node_[random.below(i)]);
  }
  Node operator()() {
    const auto at = std::ranges::upper_bound(sum_, random_.uniform() * sum_.back());
    return node_[static_cast<std::size_t>(std::min(at, sum_.end() - 1) - sum_.begin())];
  }

 private:
  SplitMix64& random_;
  std::vector<Node> node_;
  std::vector<double> sum_;
};

class Distinct {
 public:
  explicit Distinct(std::size_t most) : slots_(std::bit_ceil(2 * most), ~std::uint64_t{0}) {}
  bool add(graph::Tie tie) {
    const std::uint64_t key = (std::uint64_t{tie.source} << 32) | tie.target;
    std::size_t at = SplitMix64::mixed(key) & (slots_.size() - 1);
    while (slots_[at] != ~std::uint64_t{0} && slots_[at] != key) at = (at + 1) & (slots_.size() - 1);
    return std::exchange(slots_[at], key) != key;
  }

 private:
  std::vector<std::uint64_t> slots_;
};

std::string text_id(Node node) {
  return fmt::format("account-{}@mission.example", node);
}

int make(const std::string& folder, Node nodes, std::size_t ties) {
  SplitMix64 random(42);
  Draw source(nodes, 2.6, random);
  Draw target(nodes, 2.1, random);
  Distinct distinct(ties);
  std::vector<graph::Tie> drawn;
  const auto add = [&](graph::Tie tie) {
    if (drawn.size() < ties && tie.source != tie.target && distinct.add(tie)) drawn.push_back(tie);
  };
  while (drawn.size() < ties) {
    const graph::Tie tie{source(), target()};
    add(tie);
    if (random.below(4) == 0) add({tie.target, tie.source});
  }
  std::FILE* numbers = std::fopen((folder + "/numbers.csv").c_str(), "w");
  std::FILE* texts = std::fopen((folder + "/texts.csv").c_str(), "w");
  if (numbers == nullptr || texts == nullptr) return 75;
  fmt::print(numbers, "source,target\n");
  fmt::print(texts, "source,target\n");
  for (const auto [from, to] : drawn) {
    fmt::print(numbers, "{},{}\n", from, to);
    fmt::print(texts, "{},{}\n", text_id(from), text_id(to));
  }
  return std::fclose(numbers) == 0 && std::fclose(texts) == 0 ? 0 : 75;
}

graph::ByteSource bytes_of(const std::string& file) {
  auto stream = std::make_shared<std::FILE*>(std::fopen(file.c_str(), "r"));
  return [stream](std::span<char> room) -> Result<std::size_t> {
    return std::fread(room.data(), 1, room.size(), *stream);
  };
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;
}

std::string first_tie(const std::string& file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  std::getline(stream, line);
  return line;
}

struct Ours {
  double build = 0;
  double pagerank = 0;
  double hits = 0;
  double eigenvector = 0;
  double mutual = 0;
  double undirected = 0;
  double core = 0;
  double components = 0;
  double communities = 0;
  double modularity = 0;
};

Ours measure(const graph::Graph& network) {
  Ours ours;
  ours.mutual = seconds_of([&] { static_cast<void>(graph::reciprocity(network, graph::mutual_degrees(network))); });
  ours.components = seconds_of([&] { static_cast<void>(graph::strong_components(network)); });
  graph::PageRank rank;
  ours.pagerank = seconds_of([&] { rank = graph::pagerank(network); });
  row("PageRank", rank.rounds, "rounds", fmt::format("change {:.2g}", rank.change));
  ours.hits = seconds_of([&] {
    const auto hits = graph::hits(network);
    row("HITS", hits.rounds, "rounds", fmt::format("residual {:.2g}", hits.residual));
  });
  ours.eigenvector = seconds_of([&] {
    const auto central = graph::eigenvector(network);
    row("eigenvector", central.rounds, "products", fmt::format("residual {:.2g}", central.residual));
  });
  {
    graph::Rows rows;
    ours.undirected = seconds_of([&] { rows = graph::undirected(network); });
    ours.core = seconds_of([&] { static_cast<void>(graph::core_numbers(rows)); });
  }
  row("memory before communities", peak_megabytes(), "MB", "at its peak");
  ours.communities = seconds_of([&] {
    const auto found = graph::communities(network);
    ours.modularity = found.modularity;
    row("communities", found.count(), "", fmt::format("modularity {:.5f}", found.modularity));
  });
  row("memory with communities", peak_megabytes(), "MB", "at its peak", "<= 640");
  return ours;
}

void compare(const graph::Graph& network, const Ours& ours) {
  using testing::Igraph;
  using testing::IgraphInts;
  using testing::IgraphVector;
  std::unique_ptr<Igraph> peer;
  double build = 0;
  {
    IgraphInts ties;
    Igraph::list_ties(network.out(), true, ties);
    build = seconds_of([&] { peer = std::make_unique<Igraph>(network.nodes(), ties, true); });
  }
  against("load and build", ours.build, build, ">= x 4", "igraph's build alone");
  IgraphVector first;
  IgraphVector second;
  igraph_real_t value = 0;
  igraph_arpack_options_t options;
  against("reciprocity, mutual ties", ours.mutual,
          seconds_of([&] { igraph_reciprocity(peer->get(), &value, true, IGRAPH_RECIPROCITY_DEFAULT); }), ">= x 2");
  igraph_integer_t count = 0;
  against("strong components", ours.components,
          seconds_of([&] { igraph_connected_components(peer->get(), nullptr, nullptr, &count, IGRAPH_STRONG); }));
  against("PageRank to 1e-10", ours.pagerank, seconds_of([&] {
            igraph_pagerank(peer->get(), IGRAPH_PAGERANK_ALGO_PRPACK, first.get(), nullptr, igraph_vss_all(), true,
                            0.85, nullptr, nullptr);
          }),
          ">= x 2.5");
  igraph_arpack_options_init(&options);
  against("HITS", ours.hits, seconds_of([&] {
            igraph_hub_and_authority_scores(peer->get(), first.get(), second.get(), &value, true, nullptr, &options);
          }));
  igraph_arpack_options_init(&options);
  against("eigenvector centrality", ours.eigenvector, seconds_of([&] {
            igraph_eigenvector_centrality(peer->get(), first.get(), &value, true, true, nullptr, &options);
          }));
  peer.reset();
  const graph::Rows rows = graph::undirected(network);
  IgraphInts pairs;
  Igraph::list_ties(rows, false, pairs);
  against("undirected build", ours.undirected,
          seconds_of([&] { peer = std::make_unique<Igraph>(rows.nodes(), pairs, false); }));
  IgraphInts members;
  against("k-core", ours.core, seconds_of([&] { igraph_coreness(peer->get(), members.get(), IGRAPH_ALL); }));
  IgraphVector strength;
  igraph_strength(peer->get(), strength.get(), igraph_vss_all(), IGRAPH_ALL, true, nullptr);
  igraph_real_t quality = 0;
  igraph_rng_seed(igraph_rng_default(), 42);
  const double leiden = seconds_of([&] {
    igraph_community_leiden(peer->get(), nullptr, strength.get(), 1.0 / static_cast<double>(rows.size()), 0.01, false,
                            2, members.get(), &count, &quality);
  });
  against("communities", ours.communities, leiden, "faster, no lower",
          fmt::format("modularity {:.5f}, igraph {:.5f}", ours.modularity,
                      graph::modularity(rows, members.values<std::uint32_t>())));
}

int run(const std::string& file, Node nodes) {
  const bool numbered = first_tie(file).find('@') == std::string::npos;
  std::vector<std::string> ids;
  for (Node node = 0; node < nodes; ++node) ids.push_back(numbered ? std::to_string(node) : text_id(node));
  graph::TiesRead read;
  Ours ours;
  double roster_seconds = 0;
  double build = 0;
  {
    graph::Roster roster;
    {
      const std::vector<std::string_view> views(ids.begin(), ids.end());
      roster_seconds = seconds_of([&] { roster = graph::Roster::of(views).value(); });
      ids = std::vector<std::string>();  // {} would keep its room
    }
    build = seconds_of([&] { read = graph::read_ties(bytes_of(file), roster).value(); });
  }
  row("roster", roster_seconds, "s", fmt::format("{} accounts", nodes));
  row(numbered ? "ties of whole numbers, load and build" : "ties of texts, load and build", build, "s",
      fmt::format("{} ties, {} lines not used", read.graph.ties(), read.problems.total()),
      numbered ? "<= 1.5 s" : "<= 6 s");
  row("memory to build", peak_megabytes(), "MB", "at its peak");
  if (!numbered) return 0;
  ours = measure(read.graph);
  ours.build = build;
  compare(read.graph, ours);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> args(argv + 1, argv + argc);
  const auto number = [&](std::size_t i, std::size_t otherwise) {
    return args.size() > i ? static_cast<std::size_t>(std::stoull(args[i])) : otherwise;
  };
  if (args.empty()) return 2;
  if (args[0] == "make") return make(args.at(1), static_cast<Node>(number(2, 1'000'000)), number(3, 20'000'000));
  return run(args[0], static_cast<Node>(number(1, 1'000'000)));
}
