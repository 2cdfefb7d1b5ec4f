#include "answer/views.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "answer/view_rows.hpp"
#include "staff/audit.hpp"
#include "staff/desks.hpp"
#include "text/utf8.hpp"

namespace chancery::answer {
namespace {

using staff::DeskAction;

tl::unexpected<Error> no_view() {
  return fail(Errc::NotFound, "there is no such view");
}

Result<std::string> sound_name(std::string_view name) {
  const auto from = name.find_first_not_of(" \t\r\n");
  if (from == std::string_view::npos) return fail(Errc::Invalid, "no name", "name: give it one");
  name = name.substr(from, name.find_last_not_of(" \t\r\n") - from + 1);
  const bool one_line = std::ranges::none_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (!one_line || !text::is_valid_utf8(name) || text::count_characters(name) > kMaxViewName) {
    return fail(Errc::Invalid, "a name that does not fit",
                fmt::format("name: one line of at most {} characters", kMaxViewName));
  }
  return std::string(name);
}

// With its name and query as they are kept, where she may keep it.
Result<SavedView> sound(store::Transaction& tx, SavedView view, const Acting& acting) {
  auto name = sound_name(view.name);
  if (!name) return fail(name.error());
  view.name = std::move(*name);
  const auto query = desk::parse_view(view.query);
  if (!query) return tl::unexpected(unreadable_query("query", query.error()));
  view.query = canonical(*query);
  const auto rights = staff::desk_rights(tx, *acting.by);
  if (!rights.anywhere(DeskAction::Read)) {
    return fail(Errc::Forbidden, "reads nowhere", "You read at no desk.");
  }
  if (!view.desk) return view;
  const auto desk = staff::desk_by_id(tx, view.desk);
  if (!desk || desk->closed_at || !rights.may(DeskAction::Read, view.desk)) {
    return fail(Errc::Invalid, "no such desk", "desk: there is no such desk");
  }
  if (auto part = staff::require(rights, DeskAction::Lead, view.desk); !part) return fail(part.error());
  return view;
}

Result<SavedView> known(store::Transaction& tx, ViewId id, const Acting& acting) {
  const auto view = rows::view(tx, id);
  if (!view) return no_view();
  if (!view->desk) {
    if (view->owner != acting.by->id) return no_view();
    return *view;
  }
  const auto rights = staff::desk_rights(tx, *acting.by);
  if (!rights.may(DeskAction::Read, view->desk)) return no_view();
  if (auto part = staff::require(rights, DeskAction::Lead, view->desk); !part) return fail(part.error());
  return *view;
}

std::vector<SavedView> beside(store::Transaction& tx, const SavedView& view) {
  auto all = view.desk ? rows::views_of_desk(tx, view.desk) : rows::views_of_owner(tx, view.owner);
  std::erase_if(all, [&](const SavedView& one) { return one.id == view.id; });
  return all;
}

Status check_room(const std::vector<SavedView>& others) {
  if (others.size() < kMaxViews) return {};
  return fail(Errc::Conflict, "too many views", fmt::format("There are {} views already: remove one.", kMaxViews));
}

void audit(store::Transaction& tx, std::string_view action, const SavedView& view, const Acting& acting) {
  staff::append_audit(tx, acting.now, staff::audit_actor(*acting.by), action, "view:" + view.id.text());
}

void number(store::Transaction& tx, const std::vector<SavedView>& views) {
  int position = 0;
  for (const auto& view : views) rows::put_position(tx, view.id, position++);
}

}  // namespace

bool keeps(const Reader& reader, const SavedView& view) {
  return view.desk ? reader.rights.may(DeskAction::Lead, view.desk) : view.owner == reader.user.id;
}

std::vector<SavedView> views_of(store::Snapshot& snapshot, const Reader& reader) {
  auto found = rows::views_of_owner(snapshot, reader.user.id);
  for (const auto desk : reader.rights.desks(DeskAction::Read)) {
    for (auto& view : rows::views_of_desk(snapshot, desk)) found.push_back(std::move(view));
  }
  return found;
}

Result<SavedView> save_view(store::Transaction& tx, const SavedView& wanted, const Acting& acting) {
  auto view = sound(tx, wanted, acting);
  if (!view) return view;
  view->owner = acting.by->id;
  const auto others = beside(tx, *view);
  if (auto room = check_room(others); !room) return fail(room.error());
  view->position = static_cast<int>(others.size());
  rows::put_view(tx, *view);
  audit(tx, "view.save", *view, acting);
  return view;
}

Result<SavedView> change_view(store::Transaction& tx, const SavedView& wanted, const Acting& acting) {
  const auto before = known(tx, wanted.id, acting);
  if (!before) return before;
  auto view = sound(tx, wanted, acting);
  if (!view) return view;
  // Whoever takes it back from a desk has it.
  view->owner = view->desk ? before->owner : acting.by->id;
  auto others = beside(tx, *view);
  if (auto room = check_room(others); !room) return fail(room.error());
  const auto at = std::clamp<std::ptrdiff_t>(view->position, 0, std::ssize(others));
  view->position = static_cast<int>(at);
  rows::put_view(tx, *view);
  others.insert(others.begin() + at, *view);
  number(tx, others);
  if (before->desk != view->desk) number(tx, beside(tx, *before));
  audit(tx, "view.change", *view, acting);
  return view;
}

Status remove_view(store::Transaction& tx, ViewId id, const Acting& acting) {
  const auto view = known(tx, id, acting);
  if (!view) return fail(view.error());
  rows::remove_view(tx, id);
  number(tx, beside(tx, *view));
  audit(tx, "view.remove", *view, acting);
  return {};
}

Error unreadable_query(std::string_view field, const desk::ViewError& why) {
  return {Errc::Invalid, "a query that cannot be read",
          fmt::format("{}: at character {}: {}{}", field, why.position + 1, why.message,
                      why.expected.empty() ? "" : " (" + why.expected + ")")};
}

}  // namespace chancery::answer
