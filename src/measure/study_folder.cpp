#include "measure/study_folder.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>

#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "measure/exports.hpp"
#include "measure/pictures.hpp"
#include "measure/study_json.hpp"
#include "measure/study_report.hpp"
#include "measure/tables.hpp"

namespace chancery::measure {
namespace {

namespace fs = std::filesystem;

constexpr const char* kNotInEvery[] = {"input/follows.csv",        "input/countries.csv",   "input/codes.csv",
                                       "input/previous.csv",       "tables/languages.csv",  "tables/performance.csv",
                                       "tables/mixing_matrix.csv", "tables/regression.csv", "tables/mobility.csv",
                                       "tables/reliability.csv",   "pictures/network.svg",  "pictures/ego.svg",
                                       "pictures/gdp.svg"};

std::optional<std::string> read_whole(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>(in), {}};
}

std::string sha256_of_bytes(std::string_view bytes) {
  return crypto::to_hex(crypto::sha256(bytes));
}

// The tables of the input that are there.
FolderFiles read_input(const fs::path& folder) {
  FolderFiles files;
  for (const auto* name :
       {"accounts.csv", "follows.csv", "countries.csv", "codes.csv", "previous.csv", "record.json"}) {
    if (auto bytes = read_whole(folder / "input" / name))
      files.emplace(std::string("input/") + name, *std::move(bytes));
  }
  return files;
}

// What lies in the folder and is none of `files`, in the order of its paths.
std::vector<std::string> others_in(const fs::path& folder, const FolderFiles& files) {
  std::vector<std::string> others;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::error_code ignored;
    if (at->is_directory(ignored) && !at->is_symlink(ignored)) continue;
    auto path = at->path().lexically_relative(folder).generic_string();
    if (!files.contains(path)) others.push_back(std::move(path));
  }
  std::ranges::sort(others);
  return others;
}

}  // namespace

FolderFiles folder_of(const Study& study) {
  FolderFiles files = frozen(study.input);
  files.merge(csv_tables(study));
  files.emplace("network.gexf", to_gexf(study));
  files.emplace("network.graphml", to_graphml(study));
  files.emplace("network.net", to_pajek(study));
  if (const auto view = network_view(study)) files.emplace("pictures/network.svg", view->picture.document());
  if (const auto view = ego_view(study)) files.emplace("pictures/ego.svg", view->picture.document());
  if (const auto view = performance_view(study)) files.emplace("pictures/gdp.svg", view->document());
  files.emplace("report.html", to_report(study));
  std::map<std::string, std::string> hashes;
  for (const auto& [path, bytes] : files) hashes.emplace(path, sha256_of_bytes(bytes));
  files.emplace(kStudyMark.file, boost::json::serialize(to_json(study, hashes)) + "\n");
  return files;
}

Status write_folder(const fs::path& folder, const FolderFiles& files) {
  // What an earlier study wrote there and this one does not have would be taken for its own.
  for (const auto* name : kNotInEvery) {
    std::error_code ignored;
    if (!files.contains(name)) fs::remove(folder / name, ignored);
  }
  std::vector<figure::OutFile> out;
  out.reserve(files.size());
  for (const auto& [name, bytes] : files) out.push_back({name, bytes});
  return figure::write_files(folder, out);
}

Result<Verification> verify_folder(const fs::path& folder, const std::string& version, const StepProgress& progress) {
  const auto told = read_whole(folder / kStudyMark.file);
  if (!told) {
    return fail(Errc::NotFound, "no study",
                (folder / kStudyMark.file).string() + ": cannot be read; is this a study's folder?");
  }
  Verification result;
  const auto input = read_input(folder);
  constexpr std::size_t kMost = std::size_t{1} << 30U;
  if (const auto study = json::parse_object(*told, {.bytes = kMost, .depth = 32, .members = 200'000'000})) {
    result.written_by = json::text_or_empty(*study, "version");
    if (const auto* hashes = json::object(*study, "files")) {
      for (const auto& [path, bytes] : input) {
        if (json::text_or_empty(*hashes, path) != sha256_of_bytes(bytes)) result.changed_input.push_back(path);
      }
    }
  }
  auto thawed = thaw(input);
  if (!thawed) return fail(thawed.error());
  const auto files = folder_of(make_study(*std::move(thawed), version, true, progress));
  for (const auto& [path, bytes] : files) {
    const auto found = read_whole(folder / path);
    if (!found) {
      result.missing.push_back(path);
    } else if (*found != bytes) {
      result.differ.push_back(path);
    } else {
      ++result.same;
    }
  }
  result.added = others_in(folder, files);
  return result;
}

}  // namespace chancery::measure
