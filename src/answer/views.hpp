// Saved views of the inbox: a query under a name. One is its owner's alone, or shared with a desk; then whoever reads
// there has it, and who holds `lead` there keeps it.
//
// What changes one runs in the caller's transaction and is audited (ids, never names or queries). Each fails with
// Errc::NotFound (no such view, or it is somebody else's), Forbidden without `lead` at a desk it is or will be shared
// with, Conflict when there are too many, Invalid with the field's name.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "answer/conversation.hpp"
#include "desk/view_query.hpp"
#include "store/store.hpp"

namespace chancery::answer {

using ViewId = Id<struct SavedViewTag>;

struct SavedView {
  ViewId id;
  staff::UserId owner;
  DeskId desk;        // shared with it; none: its owner's alone
  std::string name;   // one line
  std::string query;  // canonical
  int position = 0;   // from 0, among its owner's or its desk's
};

inline constexpr std::size_t kMaxViewName = 60;  // characters
inline constexpr std::size_t kMaxViews = 50;     // of one person, and of one desk

// Her own in their order, then those of the desks she reads.
[[nodiscard]] std::vector<SavedView> views_of(store::Snapshot& snapshot, const Reader& reader);
// Whether she may change it.
[[nodiscard]] bool keeps(const Reader& reader, const SavedView& view);

// `id`, `desk`, `name` and `query` as given; it comes last.
[[nodiscard]] Result<SavedView> save_view(store::Transaction& tx, const SavedView& view, const Acting& acting);
// All of it as given but its owner; the others move up or down. Past the end is the end.
[[nodiscard]] Result<SavedView> change_view(store::Transaction& tx, const SavedView& view, const Acting& acting);
[[nodiscard]] Status remove_view(store::Transaction& tx, ViewId id, const Acting& acting);

// Where a query could not be read, what is wrong and what was expected, for whoever wrote it into `field`.
[[nodiscard]] Error unreadable_query(std::string_view field, const desk::ViewError& why);

}  // namespace chancery::answer
