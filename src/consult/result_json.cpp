#include "consult/result_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace chancery::consult {
namespace {

std::string_view side_word(opinion::Side side) {
  return side == opinion::Side::Agree ? "agree" : "disagree";
}

json::Array representative(const Consultation& consultation, const std::vector<opinion::Representative>& list) {
  json::Array out;
  for (const auto& one : list) {
    json::Object row{{"statement", consultation.statements[one.statement].id},
                     {"side", side_word(one.side)},
                     {"p", one.p},
                     {"p_test", one.p_test},
                     {"r", one.r},
                     {"r_test", one.r_test},
                     {"successes", one.successes},
                     {"seen", one.trials}};
    if (one.best_agree) row["best_agree"] = true;
    out.push_back(std::move(row));
  }
  return out;
}

json::Object silhouettes(const opinion::Grouping& grouping) {
  json::Object by_k;
  for (const auto& tried : grouping.silhouette) by_k[std::to_string(tried.k)] = tried.silhouette;
  return by_k;
}

json::Array groups(const Consultation& consultation, const Analysis& analysis) {
  json::Array out;
  const auto sizes = analysis.group_sizes();
  for (std::size_t g = 0; g < sizes.size(); ++g) {
    json::Object group{{"id", g},
                       {"size", sizes[g]},
                       {"representative", representative(consultation, analysis.tables.representative[g])}};
    if (analysis.stability.runs > 0) group["together"] = analysis.stability.group[g];
    out.push_back(std::move(group));
  }
  return out;
}

json::Array subgroups(const Consultation& consultation, const Analysis& analysis) {
  json::Array out;
  for (std::size_t g = 0; g < analysis.subgroups.size(); ++g) {
    const auto& inside = analysis.subgroups[g];
    std::vector<std::size_t> sizes(inside.map.k());
    for (const std::uint32_t s : inside.map.group) {
      if (s != opinion::kNoCluster) ++sizes[s];
    }
    json::Array parts;
    for (std::size_t s = 0; s < sizes.size(); ++s) {
      json::Object part{{"id", s}, {"size", sizes[s]}, {"representative", nullptr}};
      if (sizes[s] >= kSmallestCell) {
        part["representative"] = representative(consultation, inside.tables.representative[s]);
      }
      parts.push_back(std::move(part));
    }
    out.push_back(json::Object{{"group", g},
                               {"k", inside.map.k()},
                               {"silhouette", inside.map.grouping.chosen_silhouette()},
                               {"groups", std::move(parts)}});
  }
  return out;
}

json::Value stability(const Analysis& analysis) {
  const auto& stability = analysis.stability;
  if (stability.runs == 0) return nullptr;
  json::Object by_k;
  for (std::size_t k = 0; k < stability.runs_by_k.size(); ++k) {
    if (stability.runs_by_k[k] > 0) by_k[std::to_string(k)] = stability.runs_by_k[k];
  }
  return json::Object{{"runs", stability.runs},
                      {"same_k", stability.same_k},
                      {"together", stability.overall},
                      {"reading", opinion::certainty_word(opinion::certainty(stability))},
                      {"runs_by_k", std::move(by_k)}};
}

json::Object participants(const Consultation& consultation, const Analysis& analysis) {
  json::Object out;
  out.reserve(consultation.participants.size());
  const auto& map = analysis.map;
  for (std::size_t i = 0; i < consultation.participants.size(); ++i) {
    json::Object person{{"x", map.position[i].x}, {"y", map.position[i].y}, {"group", nullptr}};
    if (map.group[i] != opinion::kNoCluster) {
      person["group"] = map.group[i];
      person["base"] = map.base[i];
      if (analysis.stability.runs > 0) person["together"] = analysis.stability.together[i];
    }
    out[consultation.participants[i]] = std::move(person);
  }
  return out;
}

json::Object statements(const Consultation& consultation, const Analysis& analysis) {
  json::Object out;
  const auto& map = analysis.map;
  for (std::size_t j = 0; j < consultation.statements.size(); ++j) {
    const auto& row = analysis.tables.statement[j];
    json::Object statement{{"agree", row.everybody.agree},
                           {"disagree", row.everybody.disagree},
                           {"pass", row.everybody.pass},
                           {"extremity", map.extremity[j]},
                           {"priority", row.priority},
                           {"group_aware_consensus", row.group_aware_consensus},
                           {"lowest_group_agreement", row.lowest_group_agreement},
                           {"mean", map.components.mean[j]},
                           {"loading", {map.components.component[0][j], map.components.component[1][j]}}};
    json::Array by_group;
    for (std::size_t g = 0; g < analysis.tables.tallies.groups(); ++g) {
      const auto& tally = analysis.tables.tallies.of(g, j);
      by_group.push_back(json::Object{{"agree", tally.agree}, {"disagree", tally.disagree}, {"pass", tally.pass}});
    }
    statement["groups"] = std::move(by_group);
    if (!consultation.statements[j].text.empty()) statement["text"] = consultation.statements[j].text;
    if (consultation.flags.moderated_out[j] != 0) statement["moderated_out"] = true;
    if (consultation.flags.meta[j] != 0) statement["meta"] = true;
    out[consultation.statements[j].id] = std::move(statement);
  }
  return out;
}

json::Array ids(const Consultation& consultation, const std::vector<opinion::ConsensusStatement>& list) {
  json::Array out;
  for (const auto& one : list) out.push_back(json::Value(consultation.statements[one.statement].id));
  return out;
}

json::Array problems(const std::vector<LineProblems>& files) {
  json::Array out;
  for (const LineProblems& file : files) {
    for (const LineProblem& problem : file.kinds()) {
      json::Array first;
      for (const BadLine& bad : problem.first)
        first.push_back(json::Object{{"line", bad.line}, {"reason", bad.reason}});
      out.push_back(json::Object{
          {"file", file.file()}, {"kind", problem.kind}, {"count", problem.count}, {"first", std::move(first)}});
    }
  }
  return out;
}

// Whether an earlier result's statement of the same id may be the same: their words, where both are known, are.
bool same_words(const json::Object& earlier, const Statement& statement) {
  const auto words = json::text_or_empty(earlier, "text");
  return words.empty() || statement.text.empty() || words == statement.text;
}

}  // namespace

json::Object to_json(const Consultation& consultation, const Analysis& analysis, bool timed) {
  json::Object out{
      {"participants", consultation.participants.size()},
      {"statements", consultation.statements.size()},
      {"votes", consultation.votes.votes()},
      {"in_conversation", analysis.map.in_count},
      {"k", analysis.map.k()},
      {"groups", groups(consultation, analysis)},
      {"participants_by_id", participants(consultation, analysis)},
      {"statements_by_id", statements(consultation, analysis)},
      {"consensus", json::Object{{"agree", ids(consultation, analysis.tables.consensus.agree)},
                                 {"disagree", ids(consultation, analysis.tables.consensus.disagree)}}},
      {"explained", {analysis.explained[0], analysis.explained[1]}},
      {"silhouette", analysis.map.grouping.chosen_silhouette()},
      {"silhouette_by_k", silhouettes(analysis.map.grouping)},
      {"stability", stability(analysis)},
      {"subgroups", subgroups(consultation, analysis)},
      {"enough_votes", analysis.map.enough},
      {"next_k", json::Object{{"candidate", analysis.map.grouping.candidate}, {"wins", analysis.map.grouping.wins}}},
      {"seed", analysis.options.seed},
      {"compat", analysis.options.as_polis ? json::Value("polis") : json::Value(nullptr)},
      {"votes_read", consultation.log.size()},
      {"bad_lines", consultation.bad_lines()},
      {"problems", problems(consultation.problems)},
      {"remarks", problems(consultation.remarks)}};
  json::Object hashes;
  for (const auto& [file, hash] : consultation.input_sha256) hashes[file] = hash;
  out["input_sha256"] = std::move(hashes);
  if (timed) {
    out["seconds"] = analysis.seconds;
    out["stability_seconds"] = analysis.stability_seconds;
  }
  return out;
}

bool EarlierResult::continues() const {
  return 2 * shared_participants >= participants && 2 * shared_statements >= statements;
}

Result<EarlierResult> read_earlier(std::string_view text, const Consultation& consultation) {
  constexpr std::size_t kMostBytes = std::size_t{1} << 30U;
  constexpr std::size_t kMostMembers = 100'000'000;
  auto document = json::parse_object(text, {.bytes = kMostBytes, .depth = 16, .members = kMostMembers});
  if (!document) return fail(document.error());
  const auto* people = json::object(*document, "participants_by_id");
  const auto* statements = json::object(*document, "statements_by_id");
  const auto k = json::integer(*document, "k");
  if (people == nullptr || statements == nullptr || !k || *k < 0) {
    return fail(Errc::Malformed, "no earlier result",
                "--previous: not a result of `chancery consult`: k, participants_by_id or statements_by_id is missing");
  }
  const std::size_t rows = consultation.participants.size();
  const std::size_t columns = consultation.statements.size();
  EarlierResult result{.participants = people->size(), .statements = statements->size()};
  opinion::EarlierMap& earlier = result.map;
  earlier.component.fill(opinion::Component(columns));
  earlier.in_conversation.assign(rows, 0);
  earlier.grouping = {.base = std::vector<std::uint32_t>(rows, opinion::kNoCluster),
                      .group = std::vector<std::uint32_t>(rows, opinion::kNoCluster),
                      .k = static_cast<std::uint32_t>(*k)};
  // A base cluster is one of a hundred, a group one of k: whatever else a file says is nobody's.
  const auto label = [](const json::Object& person, std::string_view key, std::int64_t most) {
    const auto value = json::integer(person, key);
    return value && *value >= 0 && *value < most ? static_cast<std::uint32_t>(*value) : opinion::kNoCluster;
  };
  constexpr std::int64_t kMostBases = 100;
  for (std::size_t i = 0; i < rows; ++i) {
    const auto* person = json::object(*people, consultation.participants[i]);
    if (person == nullptr) continue;
    ++result.shared_participants;
    earlier.grouping.group[i] = label(*person, "group", std::min<std::int64_t>(*k, kMostBases));
    earlier.grouping.base[i] = label(*person, "base", kMostBases);
    earlier.in_conversation[i] = static_cast<std::uint8_t>(earlier.grouping.group[i] != opinion::kNoCluster);
  }
  for (std::size_t j = 0; j < columns; ++j) {
    const auto* statement = json::object(*statements, consultation.statements[j].id);
    if (statement == nullptr || !same_words(*statement, consultation.statements[j])) continue;
    ++result.shared_statements;
    const auto* loading = json::array(*statement, "loading");
    if (loading == nullptr || loading->size() != 2) continue;
    for (const std::size_t c : {0U, 1U}) {
      // Of a vector of length one.
      if ((*loading)[c].is_number()) earlier.component[c][j] = std::clamp((*loading)[c].to_number<double>(), -1.0, 1.0);
    }
  }
  if (const auto* next = json::object(*document, "next_k")) {
    earlier.grouping.candidate = static_cast<std::uint32_t>(json::integer(*next, "candidate").value_or(0));
    earlier.grouping.wins = static_cast<std::uint32_t>(json::integer(*next, "wins").value_or(0));
  }
  return result;
}

}  // namespace chancery::consult
