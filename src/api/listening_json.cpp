#include "api/listening_json.hpp"

#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "api/governance_json.hpp"
#include "api/representations.hpp"

namespace chancery::api {
namespace {

json::Value figure(const std::optional<std::int64_t>& n) {
  return n ? json::Value(*n) : json::Value(nullptr);
}

// Tenths are as fine as an expectation is.
double rounded(double value) {
  return std::round(value * 10) / 10;
}

// So that no count can be computed back from a share.
double of_thousand(double share) {
  return std::round(share * 1000) / 1000;
}

// {expected, lower, upper}, null while nothing is known.
void add_expected(json::Object& row, const std::optional<trend::Expected>& expected) {
  const bool known = expected && expected->known();
  row["expected"] = known ? json::Value(rounded(expected->value)) : json::Value(nullptr);
  row["lower"] = known ? json::Value(rounded(expected->lower)) : json::Value(nullptr);
  row["upper"] = known ? json::Value(rounded(expected->upper)) : json::Value(nullptr);
}

json::Array rows_json(const std::vector<listen::RowFigure>& rows, std::string_view name) {
  json::Array list;
  for (const auto& row : rows) {
    json::Object object{{name, row.value}, {"matched", figure(row.matched)}};
    object["share"] = row.share ? json::Value(row.share->value) : json::Value(nullptr);
    object["lower"] = row.share ? json::Value(row.share->lower) : json::Value(nullptr);
    object["upper"] = row.share ? json::Value(row.share->upper) : json::Value(nullptr);
    object["expected"] = row.expected ? json::Value(of_thousand(*row.expected)) : json::Value(nullptr);
    list.push_back(std::move(object));
  }
  return list;
}

json::Value tone_json(const listen::Figures& figures, const text::SentimentModel& sentiment) {
  if (figures.tone.empty()) return nullptr;
  const auto tone = text::estimate_tone(figures.tone, sentiment);
  static constexpr std::array<std::string_view, 3> kNames = {"negative", "neutral", "positive"};
  json::Object object{{"classified", listen::in_steps(static_cast<std::int64_t>(tone.texts), figures.row_step)},
                      {"mistaken", of_thousand(tone.mistaken)}};
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    object[kNames[i]] = json::Object{{"share", of_thousand(tone.shares[i].share)},
                                     {"lower", of_thousand(tone.shares[i].low)},
                                     {"upper", of_thousand(tone.shares[i].high)}};
  }
  return object;
}

json::Value example_json(const std::optional<listen::HeardPost>& example) {
  if (!example) return nullptr;
  return json::Object{
      {"text", example->text}, {"language", text_or_null(example->language)}, {"time", to_rfc3339(example->time)}};
}

}  // namespace

json::Value to_json(const std::optional<trend::Expected>& expected) {
  if (!expected || !expected->known()) return nullptr;
  return json::Object{
      {"matched", rounded(expected->value)}, {"lower", rounded(expected->lower)}, {"upper", rounded(expected->upper)}};
}

json::Object to_json(const listen::Figures& figures, const text::SentimentModel& sentiment) {
  json::Array hours;
  for (const auto& hour : figures.by_hour) {
    json::Object row{{"from", to_rfc3339(hour.from)}, {"matched", figure(hour.matched)}};
    add_expected(row, hour.expected);
    hours.push_back(std::move(row));
  }
  json::Array watches;
  for (const auto& watch : figures.by_watch) {
    watches.push_back(json::Object{{"watch", watch.watch.text()}, {"matched", figure(watch.matched)}});
  }
  return {{"from", to_rfc3339(figures.from)},
          {"to", to_rfc3339(figures.to)},
          {"arriving", figures.arriving},
          {"withheld", figures.withheld},
          {"min_authors", listen::kMinAuthors},
          {"matched", figure(figures.matched)},
          {"authors", figure(figures.authors)},
          {"expected", to_json(figures.expected)},
          {"row_step", figures.row_step},
          {"by_hour", std::move(hours)},
          {"by_language", rows_json(figures.by_language, "language")},
          {"by_topic", rows_json(figures.by_topic, "topic")},
          {"by_country", rows_json(figures.by_country, "country")},
          {"tone", tone_json(figures, sentiment)},
          {"by_watch", std::move(watches)}};
}

json::Object to_json(const listen::HeardPost& post) {
  return {{"id", post.id.text()},
          {"time", to_rfc3339(post.time)},
          {"text", post.text},
          {"language", text_or_null(post.language)},
          {"network", listen::to_string(post.network)},
          {"terms", list_of(post.terms)},
          {"topics", list_of(post.topics)},
          {"countries", list_of(post.countries)}};
}

json::Object to_json(const listen::HeardGap& gap) {
  return {{"source", gap.source}, {"from", to_rfc3339(gap.from)}, {"to", to_rfc3339(gap.to)}};
}

json::Object to_json(const listen::Narrative& narrative, const std::optional<listen::HeardPost>& example) {
  json::Array languages;
  for (const auto& [tag, posts] : narrative.languages) {
    languages.push_back(json::Object{{"language", tag}, {"posts", figure(posts)}});
  }
  return {{"id", std::to_string(narrative.id)},
          {"words", list_of(narrative.words)},
          {"first_seen", to_rfc3339(narrative.first_seen)},
          {"last_seen", to_rfc3339(narrative.last_seen)},
          {"posts", narrative.posts},
          {"authors", narrative.authors},
          {"growth", narrative.growth ? json::Value(rounded(*narrative.growth)) : json::Value(nullptr)},
          {"languages", std::move(languages)},
          {"example", example_json(example)}};
}

json::Object to_json(const listen::CopiedText& text, const std::optional<listen::HeardPost>& example) {
  return {{"id", std::to_string(text.id)},
          {"posts", text.posts},
          {"authors", text.authors},
          {"first_seen", to_rfc3339(text.first_seen)},
          {"last_seen", to_rfc3339(text.last_seen)},
          {"min_similarity", text.min_similarity},
          {"languages", list_of(text.languages)},
          {"example", example_json(example)}};
}

json::Object to_json(const listen::Alert& alert, const std::map<listen::WatchId, std::string>& names,
                     std::string_view judged_by) {
  const auto name = [&](listen::WatchId watch) {
    const auto found = names.find(watch);
    return found == names.end() ? std::string{} : found->second;
  };
  json::Array watches;
  for (const auto watch : alert.watches) {
    watches.push_back(json::Object{{"id", watch.text()}, {"name", name(watch)}});
  }
  return {{"id", alert.id.text()},
          {"kind", listen::to_string(alert.kind)},
          {"watch", id_or_null(alert.watch.value)},
          {"watch_name", name(alert.watch)},
          {"watches", std::move(watches)},
          {"value", alert.value},
          {"from", to_rfc3339(alert.from)},
          {"to", to_rfc3339(alert.to)},
          {"n", figure(alert.n)},
          {"expected", rounded(alert.expected)},
          {"score", rounded(alert.score)},
          {"reasons", alert.reasons},
          {"raised_at", to_rfc3339(alert.raised_at)},
          {"state", listen::to_string(alert.judged.judgement)},
          {"judged_by", judged_by.empty() ? json::Value(nullptr) : json::Value(judged_by)}};
}

json::Object to_json(const listen::AlertTally& tally) {
  return {
      {"raised", tally.raised}, {"useful", tally.useful}, {"false_alarms", tally.false_alarms}, {"open", tally.open}};
}

}  // namespace chancery::api
