#include "measure/exports.hpp"

#include <fmt/format.h>

#include <array>
#include <functional>
#include <iterator>

#include "figure/number.hpp"
#include "figure/svg.hpp"
#include "measure/named_ties.hpp"

namespace chancery::measure {
namespace {

using figure::escaped;
using figure::significant;

// An attribute of an account; its type in the words of both formats, which agree here.
struct Attribute {
  std::string_view name, type;
  std::function<std::string(const Study&, graph::Node)> value;
};

const std::vector<Attribute>& attributes() {
  using S = const Study&;
  using N = graph::Node;
  static const std::vector<Attribute> all{
      {"handle", "string", [](S s, N n) { return s.account(n).handle; }},
      {"name", "string", [](S s, N n) { return s.account(n).name; }},
      {"kind", "string", [](S s, N n) { return std::string(name_of(s.account(n).kind)); }},
      {"office", "string", [](S s, N n) { return std::string(s.account(n).office); }},
      {"country", "string", [](S s, N n) { return std::string(s.account(n).country); }},
      {"network", "string", [](S s, N n) { return std::string(s.account(n).network); }},
      {"in_degree", "long", [](S s, N n) { return std::to_string(s.measures.in_degree[n]); }},
      {"out_degree", "long", [](S s, N n) { return std::to_string(s.measures.out_degree[n]); }},
      {"mutual", "long", [](S s, N n) { return std::to_string(s.measures.mutual[n]); }},
      {"core", "long", [](S s, N n) { return std::to_string(s.measures.core[n]); }},
      {"community", "long", [](S s, N n) { return std::to_string(s.measures.communities.of[n]); }},
      {"pagerank", "double", [](S s, N n) { return significant(s.measures.pagerank[n]); }},
      {"betweenness", "double", [](S s, N n) { return significant(s.measures.betweenness[n]); }},
      {"hub", "double", [](S s, N n) { return significant(s.measures.hub[n]); }},
      {"authority", "double", [](S s, N n) { return significant(s.measures.authority[n]); }},
  };
  return all;
}

// The light colours of drawing.css, as GEXF writes them; others are grey.
std::string colour_of(std::uint32_t community) {
  static constexpr std::array<std::array<int, 3>, 6> kColours{
      {{35, 32, 125}, {198, 125, 41}, {58, 143, 224}, {122, 13, 8}, {158, 135, 172}, {81, 37, 67}}};
  const auto colour = community < kColours.size() ? kColours.at(community) : std::array<int, 3>{169, 163, 148};
  return fmt::format("r=\"{}\" g=\"{}\" b=\"{}\"", colour[0], colour[1], colour[2]);
}

}  // namespace

std::string to_gexf(const Study& study) {
  std::string text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<gexf xmlns=\"http://gexf.net/1.3\" xmlns:viz=\"http://gexf.net/1.3/viz\" version=\"1.3\">\n"
      "<meta>\n<creator>Chancery {}</creator>\n<description>Accounts with an office and the ties among "
      "them</description>\n"
      "</meta>\n<graph defaultedgetype=\"{}\" mode=\"static\">\n<attributes class=\"node\">\n",
      escaped(study.version), study.input.parameters.undirected ? "undirected" : "directed");
  auto out = std::back_inserter(text);
  for (std::size_t i = 0; i < attributes().size(); ++i) {
    fmt::format_to(out, "<attribute id=\"{}\" title=\"{}\" type=\"{}\"/>\n", i, attributes()[i].name,
                   attributes()[i].type);
  }
  text += "</attributes>\n<nodes>\n";
  for (const auto node : study.named) {
    const auto& account = study.account(node);
    fmt::format_to(out, "<node id=\"{}\" label=\"{}\">\n<attvalues>\n", escaped(account.id), escaped(account.label()));
    for (std::size_t i = 0; i < attributes().size(); ++i) {
      fmt::format_to(out, "<attvalue for=\"{}\" value=\"{}\"/>\n", i, escaped(attributes()[i].value(study, node)));
    }
    text += "</attvalues>\n";
    fmt::format_to(out, "<viz:color {}/>\n", colour_of(study.measures.communities.of[node]));
    if (!study.layout.empty()) {
      constexpr double kSpread = 2000;
      const auto at = study.layout[node];
      fmt::format_to(out, "<viz:position x=\"{}\" y=\"{}\" z=\"0\"/>\n", figure::fixed((at.x - 0.5) * kSpread, 2),
                     figure::fixed((0.5 - at.y) * kSpread, 2));
    }
    text += "</node>\n";
  }
  text += "</nodes>\n<edges>\n";
  std::size_t edge = 0;
  each_named_tie(study, [&](graph::Node source, graph::Node target) {
    fmt::format_to(out, "<edge id=\"{}\" source=\"{}\" target=\"{}\"/>\n", edge++, escaped(study.account(source).id),
                   escaped(study.account(target).id));
  });
  return text + "</edges>\n</graph>\n</gexf>\n";
}

std::string to_graphml(const Study& study) {
  std::string text =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" "
      "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
      "xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns "
      "http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n";
  auto out = std::back_inserter(text);
  for (std::size_t i = 0; i < attributes().size(); ++i) {
    fmt::format_to(out, "<key id=\"d{}\" for=\"node\" attr.name=\"{}\" attr.type=\"{}\"/>\n", i, attributes()[i].name,
                   attributes()[i].type);
  }
  fmt::format_to(out, "<graph edgedefault=\"{}\">\n", study.input.parameters.undirected ? "undirected" : "directed");
  for (const auto node : study.named) {
    fmt::format_to(out, "<node id=\"{}\">\n", escaped(study.account(node).id));
    for (std::size_t i = 0; i < attributes().size(); ++i) {
      fmt::format_to(out, "<data key=\"d{}\">{}</data>\n", i, escaped(attributes()[i].value(study, node)));
    }
    text += "</node>\n";
  }
  each_named_tie(study, [&](graph::Node source, graph::Node target) {
    fmt::format_to(out, "<edge source=\"{}\" target=\"{}\"/>\n", escaped(study.account(source).id),
                   escaped(study.account(target).id));
  });
  return text + "</graph>\n</graphml>\n";
}

std::string to_pajek(const Study& study) {
  std::string text = fmt::format("*Vertices {}\n", study.named.size());
  auto out = std::back_inserter(text);
  std::vector<std::size_t> number(study.input.accounts.size());
  std::size_t next = 0;
  for (const auto node : study.named) {
    number[node] = ++next;
    std::string label = study.account(node).id;  // quotes and line breaks cannot be written
    for (char& c : label) {
      if (c == '"' || static_cast<unsigned char>(c) < 0x20) c = '\'';
    }
    const auto at = study.layout.empty() ? graph::Point{0.5, 0.5} : study.layout[node];
    fmt::format_to(out, "{} \"{}\" {} {} 0.5\n", next, label, figure::fixed(at.x, 4), figure::fixed(at.y, 4));
  }
  text += study.input.parameters.undirected ? "*Edges\n" : "*Arcs\n";
  each_named_tie(study, [&](graph::Node source, graph::Node target) {
    fmt::format_to(out, "{} {} 1\n", number[source], number[target]);
  });
  return text;
}

}  // namespace chancery::measure
