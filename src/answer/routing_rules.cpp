#include "answer/routing_rules.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "staff/desks.hpp"
#include "staff/missions.hpp"
#include "store/accounts.hpp"
#include "text/agenda.hpp"
#include "text/countries.hpp"

namespace chancery::answer {
namespace {

// The last word's star is the matcher's prefix.
text::Pattern pattern_of(const std::string& phrase) {
  if (!phrase.ends_with('*')) return {phrase, false};
  return {phrase.substr(0, phrase.find_last_not_of('*') + 1), true};
}

// Phrases of which no word is left after folding find nothing.
std::optional<text::Matcher> matcher_of(std::span<const std::string> phrases) {
  if (phrases.empty()) return std::nullopt;
  std::vector<text::Pattern> patterns;
  for (const auto& phrase : phrases) patterns.push_back(pattern_of(phrase));
  auto made = text::Matcher::compile_patterns(patterns, {.terms = 50'000, .characters = 200});
  if (made) return std::move(*made);
  log::error("answer", "rules of routing: words are not searched for: {}", made.error().detail);
  return std::nullopt;
}

}  // namespace

desk::Names routing_names(store::Snapshot& snapshot) {
  desk::Names names;
  std::map<staff::MissionId, std::string> missions;
  for (const auto& mission : staff::missions(snapshot)) {
    missions[mission.id] = mission.name;
    names.missions.insert(mission.name);
  }
  for (const auto& each : staff::desks(snapshot)) {
    if (!each.closed_at) names.desks.emplace(missions[each.mission] + " / " + each.name, each.id);
  }
  for (const auto& account : store::accounts(snapshot)) names.accounts.insert(account.name);
  for (const auto& topic : text::topics()) names.topics.emplace(topic.slug);
  for (const auto country : text::countries()) names.countries.emplace(country.alpha2());
  for (const auto flag : {Flag::Official, Flag::Unsorted, Flag::Flood, Flag::Quarantined})
    names.marks.emplace(to_string(flag));
  return names;
}

RoutingPlan::RoutingPlan(store::Snapshot& snapshot, const std::optional<std::string>& text)
    : desks_(desk_work(snapshot)) {
  const auto standing = text ? std::nullopt : active_rules(snapshot);
  rules_ = desk::Rules::parse_what_stands(text       ? *text
                                          : standing ? standing->text
                                                     : "",
                                          routing_names(snapshot), mistakes_);
  matcher_ = matcher_of(rules_.phrases());
  std::map<staff::MissionId, std::string> missions;
  for (const auto& mission : staff::missions(snapshot)) missions[mission.id] = mission.name;
  for (const auto& account : store::accounts(snapshot)) {
    const auto mission = staff::mission_of(snapshot, account.id).value_or(staff::MissionId{});
    accounts_[account.id] = {account.name, missions[mission], mission.value};
  }
}

RoutingPlan::Decided RoutingPlan::decide(const SortFacts& facts, std::span<desk::DeskWork> desks,
                                         const desk::Workplace& workplace, text::Matcher::Scratch& scratch) const {
  desk::Facts known;
  known.language = facts.language;
  known.topics = facts.topics;
  known.countries = facts.countries;
  if (const auto to = accounts_.find(facts.account); to != accounts_.end()) {
    known.account = to->second.account;
    known.mission = to->second.mission;
    known.mission_id = to->second.mission_id;
  }
  known.how = to_string(facts.how);
  known.server = facts.host;
  known.matter = facts.matter;
  known.urgency = facts.urgency;
  known.public_actor = facts.public_actor;
  known.new_account = facts.new_account;
  known.is_private = facts.is_private;
  const auto said = matcher_ ? matcher_->match(facts.plain, scratch) : std::span<const std::uint32_t>{};
  const auto fitting = rules_.fit(known, said);
  if (desk::asks_who_is_covered(known, fitting)) {
    for (auto& each : desks) {
      const desk::Coverage coverage(workplace.calendars.calendar(each.id), workplace.calendars.shifts(each.id));
      each.covered = coverage.covered(facts.now);
    }
  }
  return {desk::route(known, fitting, desks), fitting.rules};
}

void Router::reload(store::Snapshot& snapshot) {
  auto next = std::make_shared<const RoutingPlan>(snapshot, std::nullopt);
  for (const auto& mistake : next->mistakes()) {
    log::warn("answer", "rules of routing, line {}: {} ({})", mistake.line, mistake.message, mistake.expected);
  }
  const std::lock_guard lock(mutex_);
  plan_ = std::move(next);
}

std::shared_ptr<const RoutingPlan> Router::plan() const {
  const std::lock_guard lock(mutex_);
  return plan_;
}

Trial try_rules(const RoutingPlan& plan, const RoutingPlan& standing, std::span<const PastMessage> messages,
                const desk::Workplace& workplace, std::size_t examples) {
  Trial trial;
  text::Matcher::Scratch scratch;
  auto desks = plan.desks();
  text::Matcher::Scratch scratch_of_standing;
  auto desks_of_standing = standing.desks();
  for (const auto& message : messages) {
    SortFacts facts = message.facts;
    facts.plain = message.plain;
    const auto decided = plan.decide(facts, desks, workplace, scratch);
    ++trial.run.messages;
    ++trial.run.by_desk[decided.routed.desk.value];
    for (const auto rule : decided.rules) ++trial.run.by_rule[static_cast<std::int64_t>(rule)];
    const auto& why = decided.routed.why;
    if (!why.empty() && why.back().code == "front") ++trial.run.by_front;
    if (decided.routed.desk == message.desk) continue;
    ++trial.run.changed;
    const auto now = standing.decide(facts, desks_of_standing, workplace, scratch_of_standing).routed.desk;
    const bool as_now = now == decided.routed.desk;
    if (as_now) ++trial.by_standing;
    if (trial.examples.size() < examples) {
      trial.examples.push_back({message.conversation, message.note, message.desk, decided.routed.desk, as_now, why});
    }
  }
  return trial;
}

}  // namespace chancery::answer
