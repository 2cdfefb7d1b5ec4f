// A conversation as one line of an archive: all of it, with names of ours but those of local staff.
#pragma once

#include <map>
#include <string>

#include "answer/conversation.hpp"
#include "base/json.hpp"
#include "staff/desks.hpp"
#include "staff/shown_names.hpp"
#include "store/store.hpp"

namespace chancery::answer {

// What lines name, read once for a file.
struct ExportNames {
  staff::ShownNames users;
  std::map<DeskId, staff::Desk> desks;
  std::map<staff::MissionId, std::string> missions;
  std::map<activity::AccountId, std::string> accounts;
};
[[nodiscard]] ExportNames export_names(store::Snapshot& snapshot);

// All of it. Keys in the order of docs/operate/README.md.
[[nodiscard]] json::Object export_object(store::Snapshot& snapshot, const ExportNames& names, const Conversation& c);
// The same and a line break.
[[nodiscard]] std::string export_line(store::Snapshot& snapshot, const ExportNames& names, const Conversation& c);

}  // namespace chancery::answer
