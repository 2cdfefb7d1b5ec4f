#include "cli/topic_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <span>
#include <system_error>

#include "text/linear_model.hpp"

namespace chancery::cli {
namespace {

namespace fs = std::filesystem;

Status add_file(listen::OwnTopics& topics, const fs::path& file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (!error && size > text::LinearModel::kMostBytes) {
    return fail(Errc::TooLarge, "too large", "it is larger than any model: put the file `chancery train topic` wrote");
  }
  std::ifstream in(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  if (!in && bytes.empty()) return fail(Errc::Unavailable, "unreadable", "it cannot be read: check its permissions");
  return topics.add(std::as_bytes(std::span(bytes)));
}

}  // namespace

TopicFolder read_topic_folder(const fs::path& data) {
  TopicFolder read;
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator entry(data / "topics", error), end; !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() == ".bin") files.push_back(entry->path());
  }
  std::ranges::sort(files);
  for (const auto& file : files) {
    if (auto added = add_file(read.topics, file); !added) {
      read.problems.push_back(fmt::format("{}: {}", file.string(), added.error().hint));
    }
  }
  return read;
}

}  // namespace chancery::cli
