#include "consult/summary.hpp"

#include <fmt/format.h>

#include "consult/certainty_text.hpp"
#include "consult/findings.hpp"
#include "consult/share_text.hpp"
#include "figure/number.hpp"

namespace chancery::consult {
namespace {

constexpr std::size_t kShownInSummary = 5;
constexpr std::size_t kLine = 88;

// One line of a text, whole characters.
std::string one_line(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  }
  if (text.size() <= kLine) return text;
  std::size_t end = kLine;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  return text.substr(0, end) + "…";
}

std::string lines_of(const Consultation& consultation, const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    std::string shares;
    for (std::size_t g = 0; g < finding.group.size(); ++g) {
      shares += fmt::format("  {} {}", group_name(g), short_text(finding.group[g]));
    }
    text += fmt::format("  {} {:>5} {}{}\n", finding.side == opinion::Side::Agree ? "agree   " : "disagree",
                        short_text(finding.everybody), one_line(consultation.text_of(finding.statement)), shares);
  }
  return text.empty() ? "  none\n" : text;
}

}  // namespace

std::string to_text(const Consultation& consultation, const Analysis& analysis) {
  const auto found = find(consultation, analysis, kShownInSummary);
  auto text = fmt::format("{}\n{}, {}, {}; {} on the map\n\n",
                          consultation.topic.empty() ? consultation.name : one_line(consultation.topic),
                          figure::counted(consultation.participants.size(), "participant", "participants"),
                          figure::counted(consultation.statements.size(), "statement", "statements"),
                          figure::counted(consultation.votes.votes(), "vote", "votes"),
                          figure::counted(analysis.map.in_count, "person", "people"));
  text += "What unites (share of all, then of each group)\n" + lines_of(consultation, found.unites);
  const auto caution = loose_caution(analysis);
  const auto below = caution.empty() ? "" : fmt::format("  ! {}\n", caution);
  text += "\nWhat divides\n" + below + lines_of(consultation, found.divides);
  text += "\nThe groups\n" + below;
  const auto sizes = analysis.group_sizes();
  for (std::size_t g = 0; g < sizes.size(); ++g) {
    text += fmt::format("  {}: {} {}\n", group_name(g), figure::grouped(sizes[g]), sizes[g] == 1 ? "person" : "people");
    if (sizes[g] < kSmallestCell) continue;
    for (const auto& one : analysis.tables.representative[g]) {
      if (!can_be_said(one)) continue;
      const bool shown = one.trials >= kSmallestCell;
      text += fmt::format("    {} {:>5} {}\n", one.side == opinion::Side::Agree ? "agrees   " : "disagrees",
                          shown ? short_text(Share{.votes = one.successes, .seen = one.trials}) : "–",
                          one_line(consultation.text_of(one.statement)));
    }
  }
  text += fmt::format("\nHow sure\n  {}\n  {}\n", certainty_text(analysis), certainty_advice(analysis));
  return text;
}

}  // namespace chancery::consult
