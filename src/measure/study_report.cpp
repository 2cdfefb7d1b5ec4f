#include "measure/study_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "figure/number.hpp"
#include "figure/report.hpp"
#include "measure/pictures.hpp"
#include "measure/study_json.hpp"
#include "measure/tables.hpp"

namespace chancery::measure {
namespace {

using figure::fixed;
using figure::grouped;
using figure::percent;
using figure::Report;
using figure::Table;

std::string plural(std::uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", grouped(count), count == 1 ? one : many);
}

std::string ratio_or(const graph::Share& share, std::string_view none) {
  return share.defined() ? percent(share.value(), share.value() < 0.01 ? 2 : 1) : std::string(none);
}

// Where ties have no direction, all are mutual.
std::string mutual_ties(const Study& study, std::uint64_t count) {
  return study.input.parameters.undirected ? plural(count, "tie", "ties") : plural(count, "mutual tie", "mutual ties");
}

class Writing {
 public:
  explicit Writing(const Study& study) : study_(study), report_(head()) {}

  std::string run() {
    census();
    connected();
    network();
    if (study_.ego) ego();
    if (study_.performance || !study_.no_performance.empty()) performance();
    if (!study_.mobility.empty()) mobility();
    if (!study_.reliability.empty()) reliability();
    accounts();
    data();
    method();
    return report_.html();
  }

 private:
  [[nodiscard]] Report::Head head() const;
  void census();
  void connected();
  void network();
  void ego();
  void performance();
  void regression(const statistics::Ols& fit, std::string_view caption, std::initializer_list<std::string_view> terms);
  void mobility();
  void reliability();
  void accounts();
  void data();
  void method();
  template <class Values>
  void ranking(std::string_view caption, std::string_view column, const Values& values);
  [[nodiscard]] const Figure& figure(std::string_view key) const { return study_.census.figure(key); }

  const Study& study_;
  Report report_;
};

Report::Head Writing::head() const {
  const auto& m = study_.measures;
  const auto accounts = study_.input.accounts.size();
  const auto best = study_.top(m.mutual, 1);
  std::string lead = fmt::format("{} and {} among them", plural(accounts, "account", "accounts"),
                                 plural(study_.ties(), "tie", "ties"));
  lead += m.reciprocity.defined() && !study_.input.parameters.undirected
              ? fmt::format(", {} of which are answered.", ratio_or(m.reciprocity, ""))
              : ".";
  if (!best.empty()) {
    lead += fmt::format(" The best connected is {}, with {}.", study_.account(best.front()).label(),
                        mutual_ties(study_, m.mutual[best.front()]));
  }
  const auto& countries = study_.census.countries;
  const auto covered = std::ranges::count_if(countries, [](auto& country) { return !country.code.empty(); });
  return {
      .house = "Chancery · network study",
      .title = "Who is connected to whom",
      .lead = std::move(lead),
      .facts = {{"Accounts", grouped(accounts)},
                {"Countries", grouped(static_cast<std::uint64_t>(covered))},
                {"Ties", grouped(study_.ties())},
                {study_.input.parameters.undirected ? "Ties an account" : "Mutual pairs",
                 study_.input.parameters.undirected ? fixed(study_.census.mean_in_degree, 1) : grouped(m.mutual_pairs)},
                {"Communities", grouped(m.communities.count())}},
      .colophon = fmt::format("Made by Chancery {} with seed {}. The same input gives the same bytes; “chancery study "
                              "verify” makes this folder again and compares.",
                              study_.version, study_.input.parameters.seed)};
}

void Writing::census() {
  report_.section("census", "The census");
  report_.paragraph(fmt::format(
      "The roster holds {}; {} of them hold an office. Only these are named below: private persons are counted, and "
      "stand in no table, picture or export one by one.",
      plural(study_.input.accounts.size(), "account", "accounts"), grouped(study_.named.size())));
  report_.figure(shares_view(study_), "Shares with their intervals of 95 %. Shares of fewer than 20 are withheld.");
  Table table{.caption = "Every figure with what it is made of",
              .columns = {{"Figure"}, {"Made of", true}, {"Value and interval", true}}};
  for (const auto& figure : study_.census.figures) {
    table.rows.push_back(
        {figure.name, made_of(figure), figure.denominator && *figure.denominator == 0 ? "no data" : told(figure)});
  }
  report_.table(table);
  const auto& none = figure("follows_none");
  const auto& no_peer = figure("follows_no_peer");
  if (none.value && no_peer.value) {
    report_.note(
        fmt::format("To follow nobody at all ({}) and to follow no peer ({}) are two things: the second leaves room "
                    "for following the public.",
                    made_of(none), made_of(no_peer)));
  }
  if (!study_.census.languages.empty()) {
    Table languages{.caption = "Languages the accounts use",
                    .columns = {{"Language"}, {"Accounts", true}, {"Share", true}}};
    for (const auto& language : study_.census.languages) {
      languages.rows.push_back({language.name, made_of(language), told(language)});
    }
    report_.table(languages);
  }
  Table countries{.caption = "Countries",
                  .columns = {{"Country"},
                              {"Accounts", true},
                              {"Personal", true},
                              {"Institutional", true},
                              {"Ties towards them", true},
                              {"Best followed"}}};
  for (const auto& country : study_.census.countries) {
    const auto name = country.code.empty()   ? std::string("not given")
                      : country.name.empty() ? country.code
                                             : country.code + " · " + country.name;
    countries.rows.push_back({name, grouped(country.accounts), grouped(country.personal),
                              grouped(country.institutional), grouped(country.followed_by),
                              country.best_followed ? study_.account(*country.best_followed).label() : "–"});
  }
  report_.table(countries);
}

template <class Values>
void Writing::ranking(std::string_view caption, std::string_view column, const Values& values) {
  const auto best = study_.top(values, 10);
  if (best.empty()) return;
  Table table{.caption = std::string(caption), .columns = {{"Account"}, {"Country"}, {std::string(column), true}}};
  for (const auto node : best) {
    const double value = static_cast<double>(values[node]);
    const bool whole = std::is_integral_v<typename Values::value_type>;
    table.rows.push_back({study_.account(node).label(), std::string(study_.account(node).country),
                          whole ? grouped(static_cast<std::uint64_t>(value)) : fixed(value, 4)});
  }
  report_.table(table);
}

void Writing::connected() {
  const auto& m = study_.measures;
  report_.section("connected", "Who is well connected");
  if (study_.input.graph.ties() == 0) {
    report_.paragraph(study_.input.ties_given ? "No account of the roster follows another."
                                              : "No table of ties was given: this study is a census alone.");
    return;
  }
  const auto best = study_.top(m.mutual, 1);
  const auto followed = study_.top(m.in_degree, 1);
  std::string text =
      fmt::format("An account is followed by {} peers on average.", fixed(study_.census.mean_in_degree, 1));
  if (!followed.empty()) {
    text += fmt::format(" {} is followed by most, {}.", study_.account(followed.front()).label(),
                        grouped(m.in_degree[followed.front()]));
  }
  if (!best.empty() && !study_.input.parameters.undirected) {
    text +=
        fmt::format(" A dialogue needs both directions: {} has {}, more than any other.",
                    study_.account(best.front()).label(), plural(m.mutual[best.front()], "mutual tie", "mutual ties"));
  }
  report_.paragraph(text);
  if (const auto view = best_connected_view(study_)) {
    report_.figure(*view, "The best connected accounts, by mutual ties. Equals are in the order of their ids.");
  }
  ranking("Followed by most peers", "Peers", m.in_degree);
  if (!study_.input.parameters.undirected) {
    ranking("Hubs: they follow those whom many follow", "Score", m.hub);
    ranking("Authorities: those whom hubs follow", "Score", m.authority);
  }
  ranking("Between others: betweenness", "Shortest paths", m.betweenness);
}

void Writing::network() {
  const auto& m = study_.measures;
  if (study_.input.graph.ties() == 0) return;
  report_.section("network", "The network");
  report_.paragraph(fmt::format(
      "{} of all possible ties exist{}. {} The Leiden algorithm finds {}; "
      "modularity {}.",
      ratio_or(m.density, "None"),
      study_.input.parameters.undirected
          ? std::string()
          : fmt::format("; of those between accounts whose lists were read, {} are answered",
                        ratio_or(m.reciprocity, "none")),
      m.weak.count() == 1 ? std::string("All accounts hang together.")
                          : fmt::format("The network falls into {} parts, the largest of {}.", grouped(m.weak.count()),
                                        plural(m.weak.largest(), "account", "accounts")),
      plural(m.communities.count(), "community", "communities"), fixed(m.communities.modularity, 3)));
  if (const auto view = network_view(study_)) {
    const auto core = view->least_core == 0 ? std::string()
                                            : fmt::format(" Only the {} accounts of core {} and inner ones are drawn.",
                                                          grouped(view->drawn), view->least_core);
    report_.figure(
        view->picture,
        "The whole network, without those who are tied to nobody. Size: how many peers follow. Hue and shape: "
        "the six largest communities. Nearness means ties; neither axis means anything." +
            core);
  }
  Table communities{.caption = "Communities of three accounts and more, and who is followed most in each",
                    .columns = {{"Community"}, {"Accounts", true}, {"Followed most"}}};
  for (std::uint32_t i = 0; i < m.communities.count() && m.communities.sizes[i] >= 3; ++i) {
    std::vector<graph::Node> inside;
    for (const auto node : study_.named) {
      if (m.communities.of[node] == i) inside.push_back(node);
    }
    std::ranges::stable_sort(inside, std::greater{}, [&](graph::Node node) { return m.in_degree[node]; });
    std::string names;
    for (std::size_t k = 0; k < std::min<std::size_t>(3, inside.size()); ++k) {
      names += (names.empty() ? "" : "; ") + study_.account(inside[k]).label();
    }
    communities.rows.push_back({std::to_string(i), grouped(m.communities.sizes[i]), names.empty() ? "–" : names});
  }
  report_.table(communities);
  Table mixing{.caption = "Whether like follows like: 1 where all ties stay within, 0 as by chance",
               .columns = {{"By"}, {"Ties counted", true}, {"Left out", true}, {"Assortativity", true}}};
  for (const auto& each : m.mixing) {
    mixing.rows.push_back({std::string(each.by), grouped(each.value.counted), grouped(each.value.left_out),
                           each.value.defined ? fixed(each.value.coefficient, 3) : "not defined"});
  }
  report_.table(mixing);
}

void Writing::ego() {
  const auto view = ego_view(study_);
  if (!view) return;
  const auto& account = study_.account(*study_.ego);
  report_.section("ego", "The ties of " + account.label());
  const auto tied = view->both + view->into + view->from;
  const auto others = view->others == 0 ? std::string()
                                        : fmt::format(" Besides, {} without an office: counted and not shown.",
                                                      plural(view->others, "account", "accounts"));
  report_.paragraph(
      study_.input.parameters.undirected
          ? fmt::format("It is tied to {} with an office.{}", plural(tied, "account", "accounts"), others)
          : fmt::format(
                "Of {} with an office that it is tied to, {} are tied both ways, {} follow it unreturned, and {} "
                "are followed by it unreturned.{}",
                plural(tied, "account", "accounts"), grouped(view->both), grouped(view->into), grouped(view->from),
                others));
  report_.figure(
      view->picture,
      fmt::format("{}{}. Mutual ties are thick, those it follows long-dashed, those that follow it dotted. Size: "
                  "how many peers follow.",
                  account.label(),
                  view->drawn < tied ? fmt::format(" and the {} best followed it is tied to", view->drawn) : ""));
  Table table{.caption = "Who follows it unreturned",
              .columns = {{"Account"}, {"Country"}, {"Peers that follow it", true}}};
  const auto& graph = study_.input.graph;
  for (const auto node : graph.in().of(*study_.ego)) {
    if (!study_.account(node).named() || graph.out().contains(*study_.ego, node)) continue;
    table.rows.push_back({study_.account(node).label(), std::string(study_.account(node).country),
                          grouped(study_.measures.in_degree[node])});
  }
  if (!table.rows.empty()) report_.table(table);
}

void Writing::regression(const statistics::Ols& fit, std::string_view caption,
                         std::initializer_list<std::string_view> terms) {
  Table table{.caption = std::string(caption), .columns = {{"Term"}, {"Coefficient", true}, {"Standard error", true}}};
  std::size_t i = 0;
  for (const auto term : terms) {
    table.rows.push_back({std::string(term), fixed(fit.coefficients[i], 4), fixed(fit.standard_errors[i], 4)});
    ++i;
  }
  table.rows.push_back({"R²", fixed(fit.r_squared, 4), ""});
  table.rows.push_back({"Countries", grouped(fit.n), ""});
  report_.table(table);
}

void Writing::performance() {
  report_.section("performance", "Above and below what the economy suggests");
  if (!study_.performance) {
    report_.paragraph("No line could be fitted: " + study_.no_performance);
    return;
  }
  const auto& performance = *study_.performance;
  std::string above, below;
  for (const auto& row : performance.rows) {
    if (row.outlier != 0)
      (row.outlier > 0 ? above : below) += ((row.outlier > 0 ? above : below).empty() ? "" : ", ") + row.name;
  }
  report_.paragraph(
      fmt::format("For each country, the peers that follow its best-followed account stand against its gross domestic "
                  "product, both in "
                  "logarithms, for {}. Far above the line: {}. Far below: {}.",
                  plural(performance.rows.size(), "country", "countries"), above.empty() ? "nobody" : above,
                  below.empty() ? "nobody" : below));
  report_.figure(
      *performance_view(study_),
      "Triangles: countries whose residual is beyond 1.5 standard deviations, upwards or downwards, at most six "
      "a side.");
  regression(performance.fit, "log10 of peers that follow, by least squares", {"Intercept", "log10 GDP"});
  if (performance.by_head) {
    regression(*performance.by_head, "The same by wealth and size apart",
               {"Intercept", "log10 GDP a head", "log10 population, millions"});
  }
  if (performance.without_gdp + performance.without_followers > 0) {
    report_.note(fmt::format("Left out: {} without a GDP in the table, {} whose accounts no peer follows.",
                             plural(performance.without_gdp, "country", "countries"),
                             grouped(performance.without_followers)));
  }
  Table table{
      .caption = "Residuals, the highest first",
      .columns = {{"Country"}, {"Account"}, {"GDP", true}, {"Peers", true}, {"Expected", true}, {"Residual", true}}};
  for (const auto& row : performance.rows) {
    table.rows.push_back({row.name, study_.account(row.account).label(), figure::magnitude(row.gdp),
                          fixed(row.followed_by, 0), fixed(row.expected, 1),
                          fmt::format("{}{}", row.residual > 0 ? "+" : "", fixed(row.residual, 2))});
  }
  report_.table(table);
}

void Writing::mobility() {
  report_.section("mobility", "Upward and downward");
  report_.paragraph(
      fmt::format("{} with an office stand in both waves. Their rank among these is told as a percentile, "
                  "and its change in points.",
                  plural(study_.mobility.size(), "account", "accounts")));
  auto moved = study_.mobility;
  std::ranges::stable_sort(moved, std::greater{},
                           [](const auto& each) { return each.moved.front().percentile_points; });
  Table table{.caption = "Change of percentile since the wave before",
              .columns = {{"Account"},
                          {"Followed: rank", true},
                          {"Followed", true},
                          {"Mutual ties", true},
                          {"PageRank", true},
                          {"Betweenness", true}}};
  for (const auto& each : moved) {
    std::vector<std::string> row{study_.account(each.account).label(),
                                 fmt::format("{} → {}", each.moved.front().before, each.moved.front().now)};
    for (const auto& measure : each.moved) {
      row.push_back(fmt::format("{}{}", measure.percentile_points > 0 ? "+" : "", fixed(measure.percentile_points, 1)));
    }
    table.rows.push_back(std::move(row));
  }
  report_.table(table);
}

void Writing::reliability() {
  report_.section("reliability", "How far the coders agree");
  report_.paragraph(
      "Krippendorff’s alpha is 1 where coders agree on everything and 0 where they agree as by chance. From .800 on "
      "it is customary to rely on a variable; down to .667 for tentative conclusions alone.");
  Table table{
      .caption = "Krippendorff’s alpha of each coded variable",
      .columns = {{"Variable"}, {"Level"}, {"Coders", true}, {"Units", true}, {"Codes", true}, {"Alpha", true}}};
  for (const auto& each : study_.reliability) {
    table.rows.push_back({each.variable, each.level, std::to_string(each.coders), grouped(each.agreement.units),
                          grouped(each.agreement.codes),
                          each.agreement.alpha ? fixed(*each.agreement.alpha, 3) : "not defined"});
  }
  report_.table(table);
}

void Writing::accounts() {
  if (study_.named.empty()) return;
  const auto& m = study_.measures;
  report_.section("accounts", "All accounts with an office");
  Table table{.caption = "Accounts with an office, in the order of peers that follow them",
              .columns = {{"Account"},
                          {"Office"},
                          {"Country"},
                          {"Followed by", true},
                          {"Follows", true},
                          {"Mutual", true},
                          {"PageRank", true},
                          {"Between", true},
                          {"Core", true},
                          {"Community", true}}};
  auto nodes = study_.named;
  std::ranges::stable_sort(nodes, std::greater{}, [&](graph::Node node) { return m.in_degree[node]; });
  for (const auto node : nodes) {
    const auto& account = study_.account(node);
    table.rows.push_back({account.label(), std::string(account.office), std::string(account.country),
                          grouped(m.in_degree[node]), grouped(m.out_degree[node]), grouped(m.mutual[node]),
                          fixed(m.pagerank[node], 5), fixed(m.betweenness[node], 0), std::to_string(m.core[node]),
                          std::to_string(m.communities.of[node])});
  }
  report_.table(table);
}

void Writing::data() {
  report_.section("data", "The data, and what is missing");
  const auto& census = study_.census;
  if (census.listed_absent + census.listed_failed > 0) {
    report_.note(
        fmt::format("The lists of whom they follow were read of {}; {} were not given and {} could not be read. A list "
                    "that is missing looks like ties that are not answered: reciprocity is told over pairs whose "
                    "lists were both read.",
                    plural(census.listed_present, "account", "accounts"), grouped(census.listed_absent),
                    grouped(census.listed_failed)),
        true);
  } else if (study_.input.ties_given) {
    report_.paragraph("The list of whom it follows counts as read for every account.");
  }
  const auto* files = json::object(study_.input.record, "files");
  if (files == nullptr) return;
  Table table{.caption = "Input",
              .columns = {{"Table"}, {"File"}, {"Lines that could not be used", true}, {"SHA-256"}}};
  Table problems{.caption = "Lines that could not be used, or were dropped by rule",
                 .columns = {{"File"}, {"Kind"}, {"Lines", true}, {"The first"}}};
  for (const auto& [role, value] : *files) {
    if (!value.is_object()) continue;
    const auto& file = value.get_object();
    table.rows.push_back({std::string(role), json::text_or_empty(file, "name"),
                          grouped(static_cast<std::uint64_t>(json::integer(file, "bad_lines").value_or(0))),
                          json::text_or_empty(file, "sha256")});
    const auto* kinds = json::object(file, "problems");
    if (kinds == nullptr) continue;
    for (const auto& [kind, what] : *kinds) {
      std::string lines;
      if (const auto* first = json::array(what.as_object(), "first_lines")) {
        for (const auto& line : *first) lines += (lines.empty() ? "" : ", ") + boost::json::serialize(line);
      }
      problems.rows.push_back({json::text_or_empty(file, "name"), std::string(kind),
                               grouped(static_cast<std::uint64_t>(json::number_or_zero(what.as_object(), "count"))),
                               lines});
    }
  }
  report_.table(table);
  if (!problems.rows.empty()) report_.table(problems);
}

void Writing::method() {
  report_.section("method", "Terms and method");
  report_.paragraph(
      "Ties from an account to itself and repeated ties are dropped. What was left out of the figures is counted "
      "above. Layout, communities and bootstrap are drawn from the seed alone.");
  const auto& m = study_.measures;
  if (m.betweenness_sources < study_.input.accounts.size()) {
    report_.note(fmt::format(
        "Betweenness is estimated from {} of {} sources; with confidence 0.9 no account is further than {} "
        "of the largest possible value from its own.",
        grouped(m.betweenness_sources), grouped(study_.input.accounts.size()), fixed(m.betweenness_error, 3)));
  }
  report_.terms(codebook());
}

}  // namespace

std::string to_report(const Study& study) {
  return Writing(study).run();
}

}  // namespace chancery::measure
