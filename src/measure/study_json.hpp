// A study as one JSON document: what `--json` prints and `study.json` holds.
#pragma once

#include <map>
#include <string>

#include "base/json.hpp"
#include "measure/study.hpp"

namespace chancery::measure {

// Keys fixed: accounts, ties, density, reciprocity, mutual_ties, components, table, best_connected, communities,
// input_sha256, seed; beside them how each figure came about. Figures to ten digits. `files` are the SHA-256 of the
// folder's other files, if there is a folder.
[[nodiscard]] json::Object to_json(const Study& study, const std::map<std::string, std::string>& files = {});

}  // namespace chancery::measure
