// What docs/api/openapi.yaml promises of each operation.
#pragma once

#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "net/router.hpp"
#include "staff/desk_rights.hpp"

namespace chancery::test {

struct Operation {
  std::string path;
  net::Method method = net::Method::Get;
  std::string needs;                                  // x-needs
  bool at_a_desk = false;                             // says x-desk
  staff::DeskAction takes = staff::DeskAction::Read;  // x-desk
  bool writes = true;                                 // does not say "x-writes: nothing"

  [[nodiscard]] std::string name() const { return std::string(net::to_string(method)) + " " + path; }
  // The path about a thing numbered 5.
  [[nodiscard]] std::string target() const {
    auto made = path;
    if (const auto at = made.find("{id}"); at != std::string::npos) made.replace(at, 4, "5");
    return made;
  }
};

// Read line by line: the file is laid out for it.
inline std::vector<Operation> contract() {
  using net::Method;
  const std::map<std::string, Method> methods{{"    get:", Method::Get},
                                              {"    post:", Method::Post},
                                              {"    put:", Method::Put},
                                              {"    patch:", Method::Patch},
                                              {"    delete:", Method::Delete}};
  constexpr std::string_view kNeeds = "      x-needs: ";
  constexpr std::string_view kDesk = "      x-desk: ";
  std::ifstream file(std::string(CHANCERY_SOURCE) + "/docs/api/openapi.yaml");
  std::vector<Operation> all;
  std::string path;
  bool in_paths = false;
  for (std::string line; std::getline(file, line);) {
    if (line == "paths:") in_paths = true;
    if (!in_paths) continue;
    if (line.starts_with("  /")) path = line.substr(2, line.size() - 3);
    if (const auto method = methods.find(line); method != methods.end()) {
      all.push_back({.path = path, .method = method->second, .needs = {}});
    }
    if (all.empty()) continue;
    if (line.starts_with(kNeeds)) all.back().needs = line.substr(kNeeds.size());
    if (line == "      x-writes: nothing") all.back().writes = false;
    if (!line.starts_with(kDesk)) continue;
    all.back().at_a_desk = true;
    all.back().takes = staff::parse_desk_action(line.substr(kDesk.size())).value();
  }
  return all;
}

}  // namespace chancery::test
