#include "consult/report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "consult/certainty_text.hpp"
#include "consult/findings.hpp"
#include "consult/map_drawing.hpp"
#include "consult/share_text.hpp"
#include "figure/number.hpp"
#include "figure/report.hpp"

namespace chancery::consult {
namespace {

using figure::grouped;

constexpr std::size_t kShownStatements = 8;
constexpr std::string_view kWithheld = "Withheld: fewer than ten people, who might be recognised.";

class Writing {
 public:
  Writing(const Consultation& consultation, const Analysis& analysis)
      : consultation_(consultation),
        analysis_(analysis),
        found_(find(consultation, analysis, kShownStatements)),
        sizes_(analysis.group_sizes()),
        report_(head()) {}

  std::string html() {
    unites();
    divides();
    groups();
    certainty();
    statements();
    method();
    return report_.html();
  }

 private:
  [[nodiscard]] bool has_groups() const { return analysis_.map.enough && sizes_.size() > 1; }

  [[nodiscard]] figure::Report::Head head() const {
    const auto title = !consultation_.topic.empty() ? consultation_.topic : consultation_.name;
    return {.house = "Chancery · Opinion map",
            .title = title,
            .lead = lead(),
            .facts = {{named(consultation_.participants.size(), "participant", "participants")},
                      {named(consultation_.statements.size(), "statement", "statements")},
                      {named(consultation_.votes.votes(), "vote", "votes")},
                      {"groups", has_groups() ? std::to_string(sizes_.size()) : "none"},
                      {"the cut is", analysis_.stability.runs > 0
                                         ? std::string(opinion::certainty_word(opinion::certainty(analysis_.stability)))
                                         : "–"}},
            .colophon =
                "Made by Chancery from votes alone. The same votes give this report again, on any machine. "
                "Groups are groups of votes: nobody was asked who they are."};
  }

  static std::pair<std::string, std::string> named(std::size_t count, std::string_view one, std::string_view several) {
    return {std::string(count == 1 ? one : several), grouped(count)};
  }

  [[nodiscard]] std::string lead() const {
    if (!has_groups()) return "There are not enough different votes yet to tell groups apart.";
    const auto firmly = found_.unites.empty()
                            ? std::string("No statement seen often enough unites all of them.")
                            : fmt::format("On {} a clear majority of every group is on the same side.",
                                          found_.unites.size() == 1 ? "one statement"
                                          : found_.unites.size() == kShownStatements
                                              ? fmt::format("{} statements or more", kShownStatements)
                                              : fmt::format("{} statements", found_.unites.size()));
    return fmt::format("{} can be cut into {} groups by how they voted. {} {}",
                       figure::counted(analysis_.map.in_count, "person", "people"), sizes_.size(), firmly,
                       certainty_advice(analysis_));
  }

  [[nodiscard]] std::vector<figure::Column> columns(std::string_view everybody) const {
    std::vector<figure::Column> columns = {{.name = "Statement"}, {.name = std::string(everybody), .number = true}};
    for (std::size_t g = 0; g < sizes_.size() && has_groups(); ++g) {
      columns.push_back({.name = group_name(g), .number = true});
    }
    return columns;
  }

  [[nodiscard]] std::vector<std::string> row(const Finding& finding) const {
    std::vector<std::string> cells = {consultation_.text_of(finding.statement), long_text(finding.everybody)};
    for (std::size_t g = 0; g < finding.group.size() && has_groups(); ++g)
      cells.push_back(short_text(finding.group[g]));
    return cells;
  }

  void table(std::string caption, std::string_view everybody, const std::vector<Finding>& findings) {
    figure::Table table{.caption = std::move(caption), .columns = columns(everybody)};
    for (const Finding& finding : findings) table.rows.push_back(row(finding));
    report_.table(table);
  }

  void unites() {
    report_.section("unites", "What unites");
    report_.paragraph(
        found_.groups_compared
            ? "Statements on which at least three of five people in every group stand on the same side. First the ones "
              "where even the most hesitant group is clearest."
            : "There are not two groups of ten people or more to compare. Statements on which at least three of five "
              "stand on the same side:");
    std::vector<Finding> agreed;
    std::vector<Finding> rejected;
    for (const Finding& one : found_.unites) (one.side == opinion::Side::Agree ? agreed : rejected).push_back(one);
    if (agreed.empty() && rejected.empty()) {
      report_.note(
          "None so far. That is a finding too: more votes, or statements looking for common ground, may change it.");
    }
    if (!agreed.empty()) table("What all groups agree with: share that agrees", "All agree", agreed);
    if (!rejected.empty()) table("What all groups reject: share that disagrees", "All disagree", rejected);
    if (found_.seen_too_rarely > 0) {
      report_.note(fmt::format("Not compared here: {}, as in some group fewer than ten people have voted on it.",
                               figure::counted(found_.seen_too_rarely, "statement", "statements")));
    }
  }

  void divides() {
    report_.section("divides", "What divides");
    warn_if_loose();
    if (found_.divides.empty()) {
      report_.paragraph("No statement that was voted on often enough in the groups parts them by a quarter or more.");
      return;
    }
    report_.paragraph("Statements on which the groups are furthest apart: share of each group that agrees.");
    table("What the groups see differently: share that agrees", "All agree", found_.divides);
  }

  void groups() {
    report_.section("groups", "The groups");
    if (!analysis_.map.enough) {
      report_.paragraph(certainty_text(analysis_));
      return;
    }
    report_.figure(draw_people(analysis_),
                   analysis_.map.in_count > 2'500
                       ? "Each mark is a handful of people with much the same votes, as large as they are many. The "
                         "nearer two marks, the more alike the votes; the axes have no meaning of their own."
                       : "Each mark is a person. The nearer two marks, the more alike the votes; the axes have no "
                         "meaning of their own.");
    warn_if_loose();
    for (std::size_t g = 0; g < sizes_.size(); ++g) group(g);
  }

  void warn_if_loose() {
    if (const auto caution = loose_caution(analysis_); !caution.empty()) report_.note(caution, true);
  }

  void group(std::size_t g) {
    const double share = static_cast<double>(sizes_[g]) / static_cast<double>(analysis_.map.in_count);
    report_.heading(fmt::format("Group {}: {} {}, {}", group_name(g), grouped(sizes_[g]),
                                sizes_[g] == 1 ? "person" : "people", figure::percent(share, 0)));
    if (sizes_[g] < kSmallestCell) {
      report_.note(std::string(kWithheld));
      return;
    }
    auto list = analysis_.tables.representative[g];
    std::erase_if(list, [](const auto& one) { return !can_be_said(one); });
    figure::Table table{.caption = fmt::format("What stands for group {}", group_name(g)),
                        .columns = {{.name = "Statement"},
                                    {.name = "The group"},
                                    {.name = "Of it", .number = true},
                                    {.name = "Of the others", .number = true}}};
    std::size_t withheld = 0;
    for (const auto& one : list) {
      const auto others = analysis_.tables.tallies.others(g, one.statement);
      if (one.trials < kSmallestCell || others.seen() < kSmallestCell) {
        ++withheld;
        continue;
      }
      const bool agrees = one.side == opinion::Side::Agree;
      table.rows.push_back(
          {consultation_.text_of(one.statement), agrees ? "agrees" : "disagrees",
           long_text({.votes = one.successes, .seen = one.trials}),
           short_text(Share{.votes = agrees ? others.agree : others.disagree, .seen = others.seen()})});
    }
    if (!table.rows.empty()) report_.table(table);
    if (list.empty()) {
      report_.note("No statement tells it from the others.");
    } else if (withheld > 0) {
      report_.note(
          fmt::format("{} of its {} statements are not shown: fewer than ten people voted on them here or "
                      "elsewhere.",
                      withheld, list.size()));
    }
    inside(g);
  }

  // Groups inside the group, where they are large enough to be spoken of.
  void inside(std::size_t g) {
    const auto& inner = analysis_.subgroups[g];
    std::vector<std::size_t> sizes(inner.map.k());
    for (const std::uint32_t s : inner.map.group) {
      if (s != opinion::kNoCluster) ++sizes[s];
    }
    if (sizes.size() < 2) return;
    if (std::ranges::min(sizes) < kSmallestCell) {
      report_.paragraph("Inside it, smaller groups of fewer than ten people stand apart; they are not described.");
      return;
    }
    std::string words = fmt::format("Inside it stand {} smaller groups, of {}", sizes.size(), sizes[0]);
    for (std::size_t s = 1; s < sizes.size(); ++s) {
      words += fmt::format("{}{}", s + 1 == sizes.size() ? " and " : ", ", sizes[s]);
    }
    report_.paragraph(words +
                      " people; whether these would come out of another sample was not examined. They differ most on:");
    figure::Table table{
        .caption = fmt::format("Inside group {}: what a smaller group holds unlike the rest of it", group_name(g)),
        .columns = {{.name = "Statement"},
                    {.name = "Smaller group"},
                    {.name = "It"},
                    {.name = "Of it", .number = true},
                    {.name = "Of the rest", .number = true}}};
    for (std::size_t s = 0; s < sizes.size(); ++s) {
      for (const auto& one : inner.tables.representative[s]) {
        const auto others = inner.tables.tallies.others(s, one.statement);
        if (one.trials < kSmallestCell || others.seen() < kSmallestCell || one.r_test <= opinion::kZ90) continue;
        const bool agrees = one.side == opinion::Side::Agree;
        table.rows.push_back(
            {consultation_.text_of(one.statement), fmt::format("{}{}", group_name(g), s + 1),
             agrees ? "agrees" : "disagrees", short_text(Share{.votes = one.successes, .seen = one.trials}),
             short_text(Share{.votes = agrees ? others.agree : others.disagree, .seen = others.seen()})});
        break;
      }
    }
    if (!table.rows.empty()) report_.table(table);
  }

  void certainty() {
    report_.section("certainty", "How sure we are");
    report_.paragraph(certainty_text(analysis_));
    report_.paragraph(certainty_advice(analysis_));
    if (analysis_.stability.runs > 0 && has_groups()) {
      figure::Table table{
          .caption = "How often the members of a group stand together when the public is sampled anew",
          .columns = {{.name = "Group"}, {.name = "People", .number = true}, {.name = "Together", .number = true}}};
      for (std::size_t g = 0; g < sizes_.size(); ++g) {
        table.rows.push_back({group_name(g), grouped(sizes_[g]), figure::percent(analysis_.stability.group[g], 0)});
      }
      report_.table(table);
    }
    const auto out = consultation_.participants.size() - analysis_.map.in_count;
    report_.paragraph(fmt::format(
        "The intervals behind the shares hold 95 of 100 times if the people who voted are a random sample, which those "
        "who come to a consultation seldom are: this is what those say who took part, not what a country thinks. {} of "
        "{} participants have voted on too few statements to be placed; their votes count in the shares of all.",
        grouped(out), grouped(consultation_.participants.size())));
    if (analysis_.map.enough) {
      report_.paragraph(fmt::format(
          "The two directions of the map hold {} and {} of how the votes differ (what nobody saw counting as nothing): "
          "the rest of what people think of these statements the map does not show.",
          figure::percent(analysis_.explained[0], 0), figure::percent(analysis_.explained[1], 0)));
    }
  }

  void statements() {
    report_.section("statements", "Every statement");
    figure::Table table{.caption = "Every statement on the map, by how little it divides",
                        .columns = columns("All agree"),
                        .folded_from = 12};
    table.columns.insert(table.columns.begin() + 1, {.name = "Votes", .number = true});
    std::vector<std::uint32_t> order;
    std::size_t rare = 0;
    for (std::uint32_t j = 0; j < consultation_.statements.size(); ++j) {
      if (consultation_.flags.moderated_out[j] != 0) continue;
      const bool shown = analysis_.tables.statement[j].everybody.seen() >= kSmallestCell;
      if (shown) order.push_back(j);
      rare += shown ? 0U : 1U;
    }
    std::ranges::stable_sort(order, {}, [&](std::uint32_t j) { return analysis_.map.extremity[j]; });
    for (const std::uint32_t j : order) {
      const auto finding = shares_of(analysis_, j, opinion::Side::Agree);
      auto cells = row(finding);
      cells.insert(cells.begin() + 1, grouped(finding.everybody.seen));
      table.rows.push_back(std::move(cells));
    }
    report_.table(table);
    if (rare > 0) {
      report_.note(
          fmt::format("Not shown, for fewer than ten votes: {}.", figure::counted(rare, "statement", "statements")));
    }
  }

  void method() {
    report_.section("method", "How this was made");
    report_.paragraph(
        "Each person is placed by their votes so that people who voted alike stand near each other: the first two "
        "principal components of the table of votes, what nobody saw counting as nothing. People with seven votes or "
        "more are then gathered into a hundred small clusters and those into two to five groups, as many as stand "
        "clearest apart. What stands for a group is what it says more often than the others, by tests of proportions. "
        "The method is that of Polis.");
    if (!analysis_.options.as_polis) {
      report_.paragraph(
          "Unlike Polis, statements that were taken down or that are about the participants do not stretch "
          "the map, and rows and columns stand by id, so that the same votes in any order give the same map.");
    }
    left_out();
    figure::Table inputs{.caption = "What this was made from",
                         .columns = {{.name = "File"}, {.name = "SHA-256"}},
                         .rows = {},
                         .folded_from = 0};
    for (const auto& [file, hash] : consultation_.input_sha256) inputs.rows.push_back({file, hash});
    if (!inputs.rows.empty()) report_.table(inputs);
    report_.paragraph(fmt::format("Seed of the random numbers: {}.", analysis_.options.seed));
  }

  void left_out() {
    const auto taken_down = std::ranges::count(consultation_.flags.moderated_out, 1);
    const auto meta = std::ranges::count(consultation_.flags.meta, 1);
    std::vector<std::pair<std::string, std::string>> terms;
    terms.emplace_back("Taken down",
                       fmt::format("{} by moderators: of no weight on the map, and in no table here.",
                                   figure::counted(static_cast<std::size_t>(taken_down), "statement", "statements")));
    if (meta > 0) {
      terms.emplace_back("About participants",
                         fmt::format("{} about the participants, not the matter: of no weight on "
                                     "the map.",
                                     figure::counted(static_cast<std::size_t>(meta), "statement", "statements")));
    }
    terms.emplace_back("Small cells",
                       "Where fewer than ten people voted, the figure is withheld (–), and groups of fewer "
                       "than ten people are not described.");
    if (consultation_.bad_lines() > 0) {
      terms.emplace_back("Lines not used", fmt::format("{} of the files could not be used:{}",
                                                       figure::counted(consultation_.bad_lines(), "line", "lines"),
                                                       told(consultation_.problems)));
    }
    const auto remarks = told(consultation_.remarks);
    if (!remarks.empty()) terms.emplace_back("To be known", "In the files:" + remarks);
    report_.terms(terms);
  }

  // " 3 not_a_vote in votes.csv;"
  static std::string told(const std::vector<LineProblems>& files) {
    std::string words;
    for (const LineProblems& file : files) {
      for (const LineProblem& problem : file.kinds()) {
        auto kind = problem.kind;
        std::ranges::replace(kind, '_', ' ');
        words += fmt::format("{} {} ({} {})", words.empty() ? "" : ",", file.file(), grouped(problem.count), kind);
      }
    }
    return words.empty() ? words : words + ".";
  }

  const Consultation& consultation_;
  const Analysis& analysis_;
  Findings found_;
  std::vector<std::size_t> sizes_;
  figure::Report report_;
};

}  // namespace

std::string to_html(const Consultation& consultation, const Analysis& analysis) {
  return Writing(consultation, analysis).html();
}

}  // namespace chancery::consult
