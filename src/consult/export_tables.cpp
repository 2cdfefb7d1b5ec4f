#include "consult/export_tables.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>

#include "base/clock.hpp"
#include "figure/csv_writer.hpp"
#include "figure/number.hpp"

namespace chancery::consult {
namespace {

using figure::CsvWriter;

bool is_whole_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// Numbers stay as they are, "-1" too; whatever else somebody called themselves is a stranger's text.
void write_id(CsvWriter& csv, std::string_view id) {
  if (is_whole_number(id)) {
    csv.cell(id);
  } else {
    csv.free_text(id);
  }
}

std::set<std::string> authors(const Consultation& consultation) {
  std::set<std::string> names;
  for (const auto* list : {&consultation.statements, &consultation.statements_without_votes}) {
    for (const Statement& statement : *list) {
      if (!statement.author.empty()) names.insert(statement.author);
    }
  }
  return names;
}

std::map<std::string, std::size_t> statements_by_author(const Consultation& consultation) {
  std::map<std::string, std::size_t> count;
  for (const auto* list : {&consultation.statements, &consultation.statements_without_votes}) {
    for (const Statement& statement : *list) ++count[statement.author];
  }
  return count;
}

void write_comment(CsvWriter& csv, const Statement& statement, const opinion::StatementStatistics& figures) {
  write_id(csv, statement.timestamp);
  write_id(csv, statement.id);
  write_id(csv, statement.author);
  const bool shown = figures.everybody.seen() >= kSmallestCell;
  const auto tally = [&](std::uint32_t votes) { return shown ? std::to_string(votes) : std::string{}; };
  csv.cell(tally(figures.everybody.agree)).cell(tally(figures.everybody.disagree)).cell(statement.moderated);
  csv.cell(statement.meta ? "true" : "false").cell(statement.seed ? "true" : "false");
  csv.cell(shown ? figure::significant(figures.group_aware_consensus) : "").free_text(statement.text);
  csv.end_row();
}

}  // namespace

std::string participants_votes_csv(const Consultation& consultation, const Analysis& analysis) {
  CsvWriter csv;
  csv.cell("participant").cell("group-id").cell("n-comments").cell("n-votes").cell("n-agree").cell("n-disagree");
  for (const Statement& statement : consultation.statements) write_id(csv, statement.id);
  csv.end_row();
  const auto written = statements_by_author(consultation);
  std::vector<std::string_view> cells(consultation.statements.size());
  for (std::size_t i = 0; i < consultation.participants.size(); ++i) {
    const auto row = consultation.votes.row(i);
    std::ranges::fill(cells, std::string_view{});
    std::size_t agrees = 0;
    std::size_t disagrees = 0;
    for (const opinion::Cell cell : row) {
      const auto vote = opinion::vote_of(cell);
      agrees += vote == opinion::Vote::Agree ? 1U : 0U;
      disagrees += vote == opinion::Vote::Disagree ? 1U : 0U;
      cells[opinion::statement_of(cell)] = vote == opinion::Vote::Agree  ? "1"
                                           : vote == opinion::Vote::Pass ? "0"
                                                                         : "-1";
    }
    const auto& id = consultation.participants[i];
    write_id(csv, id);
    if (analysis.map.group[i] == opinion::kNoCluster) {
      csv.cell("");
    } else {
      csv.cell(analysis.map.group[i]);
    }
    const auto authored = written.find(id);
    csv.cell(authored == written.end() ? 0 : authored->second).cell(row.size()).cell(agrees).cell(disagrees);
    for (const auto cell : cells) csv.cell(cell);
    csv.end_row();
  }
  return std::move(csv).take();
}

std::string comments_csv(const Consultation& consultation, const Analysis& analysis) {
  CsvWriter csv;
  for (const std::string_view name : {"timestamp", "comment-id", "author-id", "agrees", "disagrees", "moderated",
                                      "is-meta", "is-seed", "group-informed-consensus", "comment-body"}) {
    csv.cell(name);
  }
  csv.end_row();
  for (std::size_t j = 0; j < consultation.statements.size(); ++j) {
    write_comment(csv, consultation.statements[j], analysis.tables.statement[j]);
  }
  for (const Statement& statement : consultation.statements_without_votes) write_comment(csv, statement, {});
  return std::move(csv).take();
}

std::string votes_csv(const Consultation& consultation) {
  CsvWriter csv;
  const bool timed = !consultation.at.empty();
  if (timed) csv.cell("timestamp").cell("datetime");
  csv.cell("comment-id").cell("voter-id").cell("vote");
  csv.end_row();
  for (std::size_t n = 0; n < consultation.log.size(); ++n) {
    const auto& cast = consultation.log[n];
    if (timed) {
      const std::chrono::milliseconds at{consultation.at[n]};
      csv.cell(consultation.at[n]).cell(to_rfc3339(Timestamp{at}));
    }
    write_id(csv, consultation.statements[cast.statement].id);
    write_id(csv, consultation.participants[cast.participant]);
    csv.cell(static_cast<int>(cast.vote));
    csv.end_row();
  }
  return std::move(csv).take();
}

std::string summary_csv(const Consultation& consultation, const Analysis& analysis) {
  CsvWriter csv;
  const auto line = [&](std::string_view key, auto value) {
    csv.cell(key).cell(value);
    csv.end_row();
  };
  csv.cell("topic").free_text(consultation.topic.empty() ? consultation.name : consultation.topic);
  csv.end_row();
  line("voters", consultation.participants.size());
  line("voters-in-conv", analysis.map.in_count);
  line("commenters", authors(consultation).size());
  line("comments", consultation.statements.size() + consultation.statements_without_votes.size());
  line("groups", analysis.map.k());
  line("seed", analysis.options.seed);
  return std::move(csv).take();
}

}  // namespace chancery::consult
