// What a study is made of: a roster, who follows whom, countries, codes and the wave before; read from tables people
// made, or from a study's own folder.
//
// Private persons are counted, never profiled: a row without an office loses its handle, its name and its id as it is
// read, and what comes out of a study names it nowhere. The frozen tables of a study's folder hold it under a number.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/line_problems.hpp"
#include "base/result.hpp"
#include "graph/census.hpp"
#include "graph/graph.hpp"

namespace chancery::measure {

enum class Kind : std::uint8_t { Personal, Institutional, Unknown };
[[nodiscard]] std::string_view name_of(Kind kind);
[[nodiscard]] std::string_view name_of(graph::ListState state);

// One row of the roster. Views live in StudyInput::words. A count that is not known is kUnknown.
struct Account {
  static constexpr std::int64_t kUnknown = -1;

  std::string id;      // of a row without an office: "person-17"
  std::string handle;  // "" without an office
  std::string name;    //
  std::string_view office, country, network;
  std::string_view languages;  // tags in order, a space between
  std::string_view inclusion;  // why it stands in the roster
  std::string_view collected;  // when its figures were read; as the file writes it
  std::string_view list_reason;
  Kind kind = Kind::Unknown;
  graph::ListState list = graph::ListState::Present;  // of whom it follows
  std::int64_t following = kUnknown;                  // everybody it follows, in the roster or not
  std::int64_t followers = kUnknown;
  std::int64_t posts = kUnknown;
  std::int64_t replies = kUnknown;  // of its posts
  std::int64_t shares = kUnknown;   // of its posts: those that pass on somebody else's
  std::int64_t reposts = kUnknown;  // how often its posts were passed on

  [[nodiscard]] bool named() const { return !office.empty(); }
  // What to call it: its name, else its handle, else its id.
  [[nodiscard]] const std::string& label() const { return !name.empty() ? name : !handle.empty() ? handle : id; }
};

struct Country {
  std::string code;  // ISO 3166-1 alpha-3, as in the roster
  std::string name, region;
  std::optional<double> gdp, population;
};

struct Code {
  std::string unit, coder, variable, value, level;  // level: nominal, ordinal or interval
};

// The measures of an account in the wave before.
struct Earlier {
  std::string id;
  std::map<std::string, double, std::less<>> value;  // by the names of kMobilityMeasures
};
inline constexpr std::string_view kMobilityMeasures[] = {"in_degree", "mutual", "pagerank", "betweenness"};

struct StudyParameters {
  std::uint64_t seed = 42;
  bool undirected = false;  // a line of the follows table is a tie in both directions
  std::string ego;          // id of the account to draw; "": the best connected
};

struct StudyInput {
  std::vector<Account> accounts;  // node i of the graph is account i
  graph::Graph graph;
  bool ties_given = false;
  std::vector<Country> countries;  // in the order of their codes
  std::vector<Code> codes;
  std::vector<Earlier> earlier;  // in the order of their ids
  StudyParameters parameters;
  // What reading found, as study.json tells it: files, SHA-256, encodings, bad lines by kind, dropped ties.
  json::Object record;
  std::uint64_t bad_lines = 0;

  std::set<std::string, std::less<>> words;
  [[nodiscard]] std::string_view word(std::string_view text);
};

// Of the wave before, the accounts that are here with an office too. Where they are fewer than half, it is another
// roster's: nothing stands against telling who moved, but it is told.
struct Kept {
  std::size_t here = 0, of = 0;
  [[nodiscard]] bool continues() const { return 2 * here >= of; }
};
[[nodiscard]] Kept kept(const StudyInput& input);

struct StudyFiles {
  std::string accounts, follows, countries, previous, codes;  // paths; all but accounts may be ""
};

// Told how many bytes of which file were read.
using ReadProgress = std::function<void(std::string_view file, std::uint64_t bytes)>;

// Reads what people made. Bad lines go to `problems`, a list for each file. Fails with Errc::Malformed, NotFound or
// Unavailable where a file cannot be read at all or holds nothing usable.
[[nodiscard]] Result<StudyInput> read_study_input(const StudyFiles& files, const StudyParameters& parameters,
                                                  std::vector<LineProblems>& problems,
                                                  const ReadProgress& progress = {});

// A study's folder: path within it -> bytes.
using FolderFiles = std::map<std::string, std::string>;

// The tables from which everything else of a study can be made again: "input/accounts.csv" and so on.
[[nodiscard]] FolderFiles frozen(const StudyInput& input);
// Reads them back. Fails with Errc::Malformed or NotFound; the hint names the file.
[[nodiscard]] Result<StudyInput> thaw(const FolderFiles& files);

}  // namespace chancery::measure
