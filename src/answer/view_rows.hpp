// The rows of saved views, for views.cpp alone.
#pragma once

#include <optional>
#include <vector>

#include "answer/views.hpp"

namespace chancery::answer::rows {

// By position.
[[nodiscard]] std::vector<SavedView> views_of_owner(store::Snapshot& snapshot, staff::UserId owner);
[[nodiscard]] std::vector<SavedView> views_of_owner(store::Transaction& tx, staff::UserId owner);
[[nodiscard]] std::vector<SavedView> views_of_desk(store::Snapshot& snapshot, DeskId desk);
[[nodiscard]] std::vector<SavedView> views_of_desk(store::Transaction& tx, DeskId desk);
[[nodiscard]] std::optional<SavedView> view(store::Snapshot& snapshot, ViewId id);
[[nodiscard]] std::optional<SavedView> view(store::Transaction& tx, ViewId id);
void put_view(store::Transaction& tx, const SavedView& view);
void put_position(store::Transaction& tx, ViewId id, int position);
void remove_view(store::Transaction& tx, ViewId id);

}  // namespace chancery::answer::rows
