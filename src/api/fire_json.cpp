#include "api/fire_json.hpp"

#include "api/representations.hpp"

namespace chancery::api {
namespace {

std::int64_t whole(double count) {
  return static_cast<std::int64_t>(count);
}

// As it was stored; nothing where it cannot be read any more.
json::Value stored(const std::string& text) {
  auto value = json::parse(text);
  return value ? std::move(*value) : json::Value(nullptr);
}

}  // namespace

json::Object to_json(const answer::FireMark& mark) {
  const auto& c = mark.counts;
  return {{"age", mark.age.count()},         {"at", to_rfc3339(mark.at)},        {"likes", whole(c.likes)},
          {"announces", whole(c.announces)}, {"replies", whole(c.replies)},      {"quotes", whole(c.quotes)},
          {"aged", whole(c.aged)},           {"fresh", whole(c.fresh)},          {"texts", whole(c.texts)},
          {"in_target", whole(c.in_target)}, {"copied", whole(c.copied)},        {"crisis", whole(c.crisis)},
          {"official", whole(c.official)},   {"evidence", stored(mark.evidence)}};
}

json::Object to_json(const answer::FireAlert& alert, const staff::ShownNames& users) {
  return {{"id", alert.id.text()},
          {"note", alert.note.text()},
          {"age", alert.age.count()},
          {"level", alert.level},
          {"evidence", stored(alert.evidence)},
          {"raised_at", to_rfc3339(alert.raised_at)},
          {"judged", answer::to_string(alert.judged)},
          {"judged_by", person(users, alert.judged_by)},
          {"judged_at", time_or_null(alert.judged_at)},
          {"crisis", id_or_null(alert.crisis.value)}};
}

json::Object to_json(const answer::Crisis& crisis, const staff::ShownNames& users) {
  return {{"id", crisis.id.text()},
          {"title", crisis.title},
          {"opened_by", person(users, crisis.opened_by)},
          {"opened_at", to_rfc3339(crisis.opened_at)},
          {"closed_by", person(users, crisis.closed_by)},
          {"closed_at", time_or_null(crisis.closed_at)},
          {"note", id_or_null(crisis.note.value)}};
}

json::Object to_json(const answer::CrisisEntry& entry, const staff::ShownNames& users) {
  return {{"id", std::to_string(entry.id)}, {"at", to_rfc3339(entry.at)},
          {"by", person(users, entry.by)},  {"kind", answer::to_string(entry.kind)},
          {"words", entry.words},           {"subject", id_or_null(entry.subject)}};
}

json::Object to_json(const answer::BoardTalk& talk) {
  return {{"open", talk.open}, {"waiting", talk.waiting},     {"breached", talk.breached},
          {"life", talk.life}, {"last_hour", talk.last_hour}, {"answered", talk.answered}};
}

json::Object to_json(const answer::Board& board) {
  auto object = to_json(board.dialogue);
  object["qa"] = to_json(board.qa);
  object["alerts"] = board.alerts;
  object["assertions"] = board.assertions;
  object["corrected"] = board.corrected;
  object["by_hour"] = json::Array(board.by_hour.begin(), board.by_hour.end());
  return object;
}

json::Object to_json(const answer::Assertion& assertion, const staff::ShownNames& users) {
  return {{"id", assertion.id.text()},
          {"crisis", id_or_null(assertion.crisis.value)},
          {"said", assertion.said},
          {"language", assertion.language},
          {"by", person(users, assertion.by)},
          {"at", to_rfc3339(assertion.at)},
          {"verdict", answer::to_string(assertion.verdict)}};
}

json::Object to_json(const answer::Evidence& evidence, const staff::ShownNames& users) {
  return {{"id", std::to_string(evidence.id)},
          {"url", evidence.url},
          {"words", evidence.words},
          {"by", person(users, evidence.by)},
          {"at", to_rfc3339(evidence.at)}};
}

json::Object to_json(const answer::CopyCount& copies) {
  return {{"id", std::to_string(copies.id)},
          {"text", copies.folded},
          {"posts", copies.posts},
          {"authors", copies.authors},
          {"first_at", to_rfc3339(copies.first_at)},
          {"last_at", to_rfc3339(copies.last_at)},
          {"counted_at", to_rfc3339(copies.counted_at)}};
}

json::Object to_json(const answer::Correction& correction, const staff::ShownNames& users) {
  return {{"version", correction.version},      {"language", correction.language},
          {"markdown", correction.markdown},    {"at", to_rfc3339(correction.at)},
          {"by", person(users, correction.by)}, {"post", id_or_null(correction.post)}};
}

}  // namespace chancery::api
