// Studies of random networks, and of whatever stands in a study's folder. No crash; no figure that is no number; what
// was made can be made again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "measure/study_folder.hpp"
#include "measure/study_json.hpp"

namespace {

using chancery::measure::FolderFiles;

constexpr std::string_view kRecord =
    R"({"parameters":{"seed":7,"undirected":false,"ego":""},"bad_lines":0,"files":{"accounts":{"sha256":"00"}}})";
constexpr std::string_view kUndirected =
    R"({"parameters":{"seed":7,"undirected":true,"ego":""},"bad_lines":2,"files":{"accounts":{"sha256":"00"}}})";
constexpr std::string_view kHeader =
    "id,handle,name,kind,office,country,network,list,following_count,posts,replies,reposts";

void expect(bool promise) {
  if (!promise) std::abort();
}

// Each byte an account or a tie: the first tells how many accounts.
FolderFiles random_network(std::string_view bytes) {
  constexpr std::size_t kMost = 40;
  const std::size_t n = 1 + static_cast<unsigned char>(bytes[0]) % kMost;
  std::string accounts = std::string(kHeader) + "\n";
  for (std::size_t i = 0; i < n; ++i) {
    const auto bits = static_cast<unsigned char>(bytes[i % bytes.size()]);
    accounts += std::to_string(i) + ",,\"<" + std::to_string(bits) + "&\",";
    accounts += bits % 2 == 0 ? "personal," : "institutional,";
    accounts += bits % 3 == 0 ? "," : "office,";
    accounts += bits % 5 == 0 ? "FRA,t," : ",t,";
    accounts += bits % 7 == 0 ? "failed," : ",";
    accounts += bits % 11 == 0
                    ? ",,,"
                    : std::to_string(bits) + "," + std::to_string(bits * 3) + "," + std::to_string(bits) + ",";
    accounts += std::to_string(bits % 13) + "\n";
  }
  std::string follows = "source,target\n";
  for (std::size_t i = 1; i + 1 < bytes.size(); i += 2) {
    follows += std::to_string(static_cast<unsigned char>(bytes[i]) % n) + "," +
               std::to_string(static_cast<unsigned char>(bytes[i + 1]) % n) + "\n";
  }
  return {{"input/accounts.csv", accounts},
          {"input/follows.csv", follows},
          {"input/record.json", std::string(static_cast<unsigned char>(bytes[0]) < 0x80 ? kRecord : kUndirected)},
          {"input/countries.csv", "country,gdp,population,region,name\nFRA,1e12,60000000,Europe,France\n"}};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace chancery::measure;
  if (size < 2 || size > 2000) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const bool raw = bytes[0] == '#';
  const auto input = raw ? FolderFiles{{"input/accounts.csv", std::string(bytes.substr(1))},
                                       {"input/record.json", std::string(kRecord)}}
                         : random_network(bytes);
  auto thawed = thaw(input);
  if (!thawed) {
    expect(!thawed.error().hint.empty());
    return 0;
  }
  const auto study = make_study(*std::move(thawed), "fuzz", true);
  const auto files = folder_of(study);
  for (const auto& [path, text] : files) {
    expect(path.starts_with("input/") || text.find("nan") == std::string::npos || raw);
  }
  // What was written is read back to the same.
  auto again = thaw(files);
  expect(again.has_value());
  if (!raw) expect(folder_of(make_study(*std::move(again), "fuzz", true)) == files);
  return 0;
}
