#include "answer/chains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "activity/events.hpp"
#include "answer/chain_rows.hpp"
#include "answer/conversations.hpp"
#include "answer/handover_rows.hpp"
#include "answer/notices.hpp"
#include "answer/replies.hpp"
#include "answer/rows.hpp"
#include "staff/audit.hpp"
#include "store/events.hpp"
#include "text/utf8.hpp"

namespace chancery::answer {
namespace {

using desk::ChainView;
using desk::ClearanceState;
using staff::DeskAction;

desk::Cleared rule_view(const Clearance& one) {
  return {.digest = one.digest,
          .step = one.step,
          .state = one.state,
          .asked = one.asked_at,
          .by = desk::Officer{one.by.value}};
}

// What one chain said of these words. What another said, before the conversation was moved, the desk took another chain
// or this one was changed, counts for nothing.
std::vector<Clearance> asked_by(store::Transaction& tx, const desk::Chain& chain, std::int64_t post,
                                std::string_view digest) {
  auto asked = rows::clearances(tx, post, digest);
  std::erase_if(asked,
                [&](const Clearance& one) { return one.chain != chain.id || one.chain_version != chain.version; });
  return asked;
}

ChainView view_of(store::Transaction& tx, const desk::Workplace& workplace, const desk::Chain& chain, std::int64_t post,
                  std::string_view digest) {
  std::vector<desk::Cleared> asked;
  for (const auto& one : asked_by(tx, chain, post, digest)) asked.push_back(rule_view(one));
  return desk::view(chain, asked, digest, workplace.calendars);
}

// Whether she had a hand in a draft: a save under a token of hers stands in its conversation's record.
bool wrote(store::Transaction& tx, std::int64_t post, staff::UserId user) {
  const auto reply = rows::reply(tx, post);
  if (!reply) return false;
  return std::ranges::any_of(rows::happened(tx, reply->conversation), [&](const Happened& one) {
    return one.event.kind == desk::EventKind::Drafted && one.post == post && one.by == user;
  });
}

// What became of a step, for other programs: which, never what was said of it.
void tell_clearance(store::Transaction& tx, const Clearance& one, std::string_view state) {
  json::Object facts{{"post", one.post}, {"step", one.step}, {"desk", one.desk.value}, {"state", state}};
  if (const auto reply = rows::reply(tx, one.post)) facts["conversation"] = reply->conversation.value;
  store::append_event(tx, activity::events::kClearanceChanged, facts);
}

// Who has the conversation hears what became of her draft.
void tell_writer(store::Transaction& tx, const Clearance& one, NoticeKind kind, staff::UserId by, Timestamp now) {
  const auto reply = rows::reply(tx, one.post);
  const auto c = reply ? conversation(tx, reply->conversation) : std::nullopt;
  if (!c || !c->holder) return;
  put_notice(tx, {.user = c->holder, .kind = kind, .conversation = c->id, .other = one.post, .by = by, .at = now});
}

// Who clears at the desk asked hears that it is: who is on duty there, or, where nobody is, everybody who may. She may
// have no part in the conversation: of that, nothing.
void tell_asked(store::Transaction& tx, const Clearance& one, Timestamp now) {
  const auto desk = staff::desk_by_id(tx, one.desk);
  if (!desk) return;
  std::set<staff::UserId> clearing;
  for (const auto& grant : staff::desk_grants_at(tx, *desk)) {
    if (grant.action == DeskAction::Clear) clearing.insert(grant.user);
  }
  std::set<staff::UserId> on_duty;
  for (const auto user : rows::on_duty(tx, one.desk, now, now)) {
    if (clearing.contains(user)) on_duty.insert(user);
  }
  for (const auto user : on_duty.empty() ? clearing : on_duty) {
    put_notice(
        tx,
        {.user = user, .kind = NoticeKind::ClearanceAsked, .conversation = {}, .other = one.post, .by = {}, .at = now});
  }
}

// Asks a desk, unless every step is through.
void ask_next(store::Transaction& tx, const desk::Workplace& workplace, const desk::Chain& chain, std::int64_t post,
              std::string_view digest, Timestamp now) {
  const auto where = view_of(tx, workplace, chain, post, digest);
  if (where.stage == ChainView::Stage::Complete || where.stage == ChainView::Stage::Waiting) return;
  const auto& step = chain.steps.at(static_cast<std::size_t>(where.step));
  Clearance one{.post = post,
                .digest = std::string(digest),
                .step = where.step,
                .chain = chain.id,
                .chain_version = chain.version,
                .desk = step.desk,
                .asked_at = now,
                .due_at = {},
                .by = {},
                .at = {},
                .words = {}};
  rows::put_clearance(tx, one);
  tell_clearance(tx, one, "asked");
  tell_asked(tx, one, now);
  const auto due = view_of(tx, workplace, chain, post, digest).due;
  if (due == desk::kNever) return;
  one.due_at = due;
  rows::put_clearance(tx, one);
}

void audit(store::Transaction& tx, Timestamp now, const staff::User* by, std::string_view action,
           const Clearance& one) {
  staff::append_audit(tx, now, by != nullptr ? staff::audit_actor(*by) : "system", action,
                      fmt::format("post:{}:step:{}", one.post, one.step));
}

std::string desk_name(store::Transaction& tx, DeskId id) {
  const auto desk = staff::desk_by_id(tx, id);
  return desk ? desk->name : std::string("another desk");
}

// The first desk at which she may not change a chain so: one that has it, or one whose step changes or goes.
DeskId not_hers(store::Transaction& tx, const desk::Chain& before, const desk::Chain& after,
                const staff::DeskRights& rights) {
  for (const auto desk : rows::desks_with_chain(tx, before.id)) {
    if (!rights.may(DeskAction::Manage, desk)) return desk;
  }
  for (const auto& step : before.steps) {
    const bool stays = after.rule == before.rule && std::ranges::find(after.steps, step) != after.steps.end();
    if (!stays && !rights.may(DeskAction::Manage, step.desk)) return step.desk;
  }
  return {};
}

}  // namespace

Result<NamedChain> put_chain(store::Transaction& tx, const NamedChain& wanted, const Acting& acting) {
  const auto rights = staff::desk_rights(tx, *acting.by);
  if (!rights.anywhere(DeskAction::Manage)) {
    return fail(Errc::Forbidden, "not her part", "Your part at this desk does not include changing chains.");
  }
  if (wanted.name.empty() || text::count_characters(wanted.name) > 100) {
    return fail(Errc::Invalid, "no name", "name: 1 to 100 characters");
  }
  if (wanted.chain.rule.size() > 8'000) return fail(Errc::Invalid, "a long rule", "rule: at most 2000 characters");
  if (auto sound = desk::check_chain(wanted.chain); !sound) return fail(sound.error());
  for (const auto& step : wanted.chain.steps) {
    for (const auto id : {step.desk, step.escalates_to}) {
      if (id && !staff::desk_by_id(tx, id)) return fail(Errc::Invalid, "no such desk", "steps: there is no such desk");
    }
  }
  auto chain = wanted;
  const auto before = chain_by_id(tx, chain.chain.id);
  if (before && before->chain.version != chain.chain.version) {
    return fail(Errc::Conflict, "changed meanwhile", "A colleague has changed this chain meanwhile: read it again.");
  }
  if (const auto other = before ? not_hers(tx, before->chain, chain.chain, rights) : DeskId{}) {
    return fail(Errc::Forbidden, "another desk's too",
                fmt::format("This chain concerns {} too, which you do not manage: make one of your own, or ask there.",
                            desk_name(tx, other)));
  }
  chain.chain.version = before ? before->chain.version + 1 : 1;
  rows::put_chain(tx, chain);
  for (const auto& one : rows::void_all(tx, chain.chain.id)) {
    tell_writer(tx, one, NoticeKind::ClearanceVoid, acting.by->id, acting.now);
  }
  staff::append_audit(tx, acting.now, staff::audit_actor(*acting.by), before ? "chain.change" : "chain.make",
                      fmt::format("chain:{}:{}", chain.chain.id, chain.chain.version));
  return chain;
}

Status check_cleared(store::Transaction& tx, const desk::Workplace& workplace, DeskId desk, std::int64_t post,
                     std::string_view digest) {
  const auto chain = chain_of(tx, desk);
  if (!chain) return {};
  const auto where = view_of(tx, workplace, chain->chain, post, digest);
  if (where.stage == ChainView::Stage::Complete) return {};
  const auto asked = asked_by(tx, chain->chain, post, digest);
  const auto at = std::ranges::find(asked, where.step, &Clearance::step);
  if (at == asked.end()) {
    return fail(Errc::Conflict, "not cleared", "This desk has its drafts cleared first: ask for clearance.");
  }
  if (where.stage == ChainView::Stage::Objected) {
    return fail(Errc::Conflict, "objected", fmt::format("{} objected: {}", desk_name(tx, at->desk), at->words));
  }
  return fail(Errc::Conflict, "waits", fmt::format("This draft waits for clearance by {}.", desk_name(tx, at->desk)));
}

Status ask_clearance(const Step& step, DeskId desk, std::int64_t post, std::string_view digest) {
  const auto chain = chain_of(step.tx, desk);
  if (!chain) return fail(Errc::Conflict, "no chain", "This desk has no chain: submit the draft as it is.");
  rows::void_others(step.tx, post, digest, chain->chain);
  ask_next(step.tx, step.workplace, chain->chain, post, digest, step.now);
  staff::append_audit(step.tx, step.now, staff::audit_actor(step.by), "clearance.ask", fmt::format("post:{}", post));
  return {};
}

Status decide_clearance(const Step& step, const Decision& decision) {
  const auto asked = rows::clearances(step.tx, decision.post, decision.digest);
  const auto at = std::ranges::find(asked, decision.step, &Clearance::step);
  if (at == asked.end()) return fail(Errc::NotFound, "nothing of this waits for clearance");
  auto one = *at;
  if (auto may = staff::require(staff::desk_rights(step.tx, step.by), DeskAction::Clear, one.desk); !may) return may;
  if (one.state != ClearanceState::Waiting && one.state != ClearanceState::Escalated) {
    return fail(Errc::Conflict, "decided", "This was decided already, or the draft was changed.");
  }
  if (decision.clears && wrote(step.tx, one.post, step.by.id)) {
    return fail(Errc::Forbidden, "her own words", "You wrote at this draft: somebody else clears it.");
  }
  const bool wordless = decision.words.find_first_not_of(" \n\t") == std::string::npos;
  if (!decision.clears && wordless) return fail(Errc::Invalid, "no words", "words: say what is to be changed");
  if (text::count_characters(decision.words) > kMaxReason) {
    return fail(Errc::Invalid, "many words", fmt::format("words: at most {} characters", kMaxReason));
  }
  one.state = decision.clears ? ClearanceState::Cleared : ClearanceState::Objected;
  one.by = step.by.id;
  one.at = step.now;
  one.words = decision.words;
  const auto chain = chain_by_id(step.tx, one.chain);
  rows::put_clearance(step.tx, one);
  audit(step.tx, step.now, &step.by, decision.clears ? "clearance.clear" : "clearance.object", one);
  tell_clearance(step.tx, one, desk::to_string(one.state));
  tell_writer(step.tx, one, decision.clears ? NoticeKind::Cleared : NoticeKind::Objected, step.by.id, step.now);
  if (decision.clears && chain) {
    ask_next(step.tx, step.workplace, chain->chain, one.post, one.digest, step.now);
  }
  return {};
}

void clock_was_set(store::Transaction& tx, std::chrono::microseconds by) {
  rows::move_deadlines(tx, by);
}

std::size_t let_fall_due(store::Transaction& tx, const desk::Workplace& workplace, Timestamp now, bool trusted,
                         std::size_t limit) {
  if (!trusted) return 0;
  std::size_t done = 0;
  for (auto one : rows::due(tx, now, limit)) {
    const auto chain = chain_by_id(tx, one.chain);
    if (!chain) continue;
    ++done;
    const auto due = view_of(tx, workplace, chain->chain, one.post, one.digest).due;
    if (due > now && due != desk::kNever) {  // a calendar was changed meanwhile
      one.due_at = due;
      rows::put_clearance(tx, one);
      continue;
    }
    const auto becomes = desk::fall_due(chain->chain, rule_view(one), workplace.calendars, now, trusted);
    one.due_at.reset();  // told once, whatever becomes of it
    if (becomes) one.state = *becomes;
    tell_clearance(tx, one, becomes == ClearanceState::Silent ? desk::to_string(one.state) : "overdue");
    if (becomes == ClearanceState::Escalated) {
      one.desk = chain->chain.steps.at(static_cast<std::size_t>(one.step)).escalates_to;
    }
    if (becomes == ClearanceState::Silent) one.at = now;
    rows::put_clearance(tx, one);
    audit(tx, now, nullptr, becomes == ClearanceState::Silent ? "clearance.silent" : "clearance.overdue", one);
    if (becomes == ClearanceState::Silent) {
      tell_writer(tx, one, NoticeKind::Cleared, {}, now);
      ask_next(tx, workplace, chain->chain, one.post, one.digest, now);
    } else {
      if (becomes == ClearanceState::Escalated) tell_clearance(tx, one, "asked");
      tell_writer(tx, one, NoticeKind::ClearanceOverdue, {}, now);
      tell_asked(tx, one, now);
    }
  }
  return done;
}

}  // namespace chancery::answer
