#include "answer/handovers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "answer/handover_rows.hpp"
#include "answer/notices.hpp"
#include "staff/audit.hpp"
#include "staff/desks.hpp"
#include "text/utf8.hpp"

namespace chancery::answer {
namespace {

using staff::DeskAction;

Status check_part(const staff::DeskRights& rights, DeskId desk) {
  if (!rights.may(DeskAction::Read, desk)) return fail(Errc::NotFound, "there is no such desk or handover");
  return staff::require(rights, DeskAction::Work, desk);
}

Result<std::string> sound_words(std::string_view words) {
  const auto from = words.find_first_not_of(" \t\r\n");
  if (from == std::string_view::npos) return fail(Errc::Invalid, "no words", "words: write what the next one needs");
  words = words.substr(from, words.find_last_not_of(" \t\r\n") - from + 1);
  if (!text::is_valid_utf8(words) || text::count_characters(words) > kMaxHandover) {
    return fail(Errc::Invalid, "too many words", fmt::format("words: at most {} characters", kMaxHandover));
  }
  return std::string(words);
}

void audit(store::Transaction& tx, std::string_view action, HandoverId id, const Acting& acting) {
  staff::append_audit(tx, acting.now, staff::audit_actor(*acting.by), action, "handover:" + id.text());
}

}  // namespace

Result<Handover> write_handover(store::Transaction& tx, const Handover& wanted, const Acting& acting) {
  const auto rights = staff::desk_rights(tx, *acting.by);
  if (auto part = check_part(rights, wanted.desk); !part) return fail(part.error());
  const auto desk = staff::desk_by_id(tx, wanted.desk);
  if (!desk || desk->closed_at) return fail(Errc::NotFound, "there is no such desk");
  auto words = sound_words(wanted.words);
  if (!words) return fail(words.error());
  Handover handover{.id = wanted.id,
                    .desk = wanted.desk,
                    .author = acting.by->id,
                    .at = acting.now,
                    .words = std::move(*words),
                    .read_by = {},
                    .read_at = {}};
  rows::count_open(tx, handover, rights.may(DeskAction::ReadPrivate, wanted.desk));
  rows::insert_handover(tx, handover);
  for (const auto user : rows::on_duty(tx, wanted.desk, acting.now, acting.now + kNextShift)) {
    put_notice(tx, {.user = user,
                    .kind = NoticeKind::HandedOver,
                    .conversation = {},
                    .other = handover.id.value,
                    .by = acting.by->id,
                    .at = acting.now});
  }
  audit(tx, "handover.write", handover.id, acting);
  return handover;
}

Result<Handover> read_handover(store::Transaction& tx, HandoverId id, const Acting& acting) {
  auto handover = rows::handover(tx, id);
  if (!handover) return fail(Errc::NotFound, "there is no such handover");
  if (auto part = check_part(staff::desk_rights(tx, *acting.by), handover->desk); !part) return fail(part.error());
  if (handover->author == acting.by->id) {
    return fail(Errc::Conflict, "her own", "You wrote it: a colleague says that it was read.");
  }
  if (handover->read_at) return std::move(*handover);
  handover->read_by = acting.by->id;
  handover->read_at = acting.now;
  rows::put_read(tx, *handover);
  audit(tx, "handover.read", id, acting);
  return std::move(*handover);
}

std::vector<Handover> handovers_of(store::Snapshot& snapshot, const Reader& reader, std::size_t limit) {
  std::vector<Handover> found;
  for (const auto desk : reader.rights.desks(DeskAction::Read)) {
    for (auto& one : rows::handovers_of(snapshot, desk, limit)) found.push_back(std::move(one));
  }
  std::ranges::sort(found, std::ranges::greater{}, &Handover::id);
  if (found.size() > limit) found.resize(limit);
  return found;
}

std::vector<Handover> handovers_for(store::Snapshot& snapshot, const Reader& reader, Timestamp now) {
  std::vector<Handover> found;
  for (const auto desk : reader.rights.desks(DeskAction::Work)) {
    if (!reader.rights.may(DeskAction::Read, desk)) continue;
    auto newest = rows::handovers_of(snapshot, desk, 1);
    if (newest.empty()) continue;
    auto& one = newest.front();
    if (!one.read_at && one.author != reader.user.id && one.at > now - kHandoverNews) found.push_back(std::move(one));
  }
  return found;
}

}  // namespace chancery::answer
