#include "cli/labelled_lines.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <system_error>
#include <utility>

#include "cli/exit_codes.hpp"
#include "text/utf8.hpp"

namespace chancery::cli {
namespace {

constexpr std::size_t kMostLines = 5'000'000;
constexpr std::size_t kMostKept = 4096;

Result<std::vector<std::string>> read_from(std::istream& in, const std::string& name) {
  using Traits = std::istream::traits_type;
  std::vector<std::string> lines;
  std::string line;
  bool begun = false;
  const auto take = [&] {
    if (line.ends_with('\r')) line.pop_back();
    line.resize(text::cut_at_character(line, kMostKept).size());
    lines.push_back(line);
    line.clear();
    begun = false;
  };
  std::streambuf& buffer = *in.rdbuf();
  for (auto c = buffer.sbumpc(); !Traits::eq_int_type(c, Traits::eof()); c = buffer.sbumpc()) {
    begun = true;
    if (Traits::to_char_type(c) != '\n') {
      if (line.size() < kMostKept + 4) line += Traits::to_char_type(c);
      continue;
    }
    take();
    if (lines.size() > kMostLines) {
      return fail(Errc::TooLarge, fmt::format("{}: more than {} lines; train on a sample of them", name, kMostLines));
    }
  }
  if (begun) take();
  return lines;
}

}  // namespace

Result<std::vector<std::string>> read_lines(const std::string& file) {
  if (file == "-") return read_from(std::cin, "standard input");
  std::error_code error;
  if (std::filesystem::is_directory(file, error)) {
    return fail(Errc::NotFound, fmt::format("{}: this is a folder; name a file of lines", file));
  }
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(Errc::NotFound, fmt::format("{}: cannot be opened; is the name right?", file));
  return read_from(in, file);
}

Result<LabelledLines> read_labelled(const std::string& texts_file, const std::string& labels_file,
                                    const std::string& languages_file) {
  LabelledLines lines;
  auto texts = read_lines(texts_file);
  if (!texts) return fail(texts.error());
  lines.texts = std::move(*texts);
  const auto beside = [&](const std::string& file, std::vector<std::string>& into) -> Status {
    auto read = read_lines(file);
    if (!read) return fail(read.error());
    if (read->size() != lines.texts.size()) {
      return fail(Errc::Malformed, fmt::format("{} has {} lines and {} has {}: they need one line for each text",
                                               texts_file, lines.texts.size(), file, read->size()));
    }
    into = std::move(*read);
    return {};
  };
  if (auto read = beside(labels_file, lines.labels); !read) return fail(read.error());
  if (!languages_file.empty()) {
    if (auto read = beside(languages_file, lines.languages); !read) return fail(read.error());
  }
  return lines;
}

int train_failed(std::ostream& err, std::string_view what, const Error& error) {
  err << "chancery train " << what << ": " << error.hint << '\n';
  return error.code == Errc::Unavailable ? errc_info(error.code).exit_code : kUnusable;
}

Status write_model(const std::string& file, const std::vector<std::byte>& bytes) {
  const std::string unfinished = file + ".part";
  {
    std::ofstream out(unfinished, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    out.flush();
    if (!out) {
      return fail(Errc::Unavailable,
                  fmt::format("{}: cannot be written; does its folder exist, and has the disk room?", unfinished));
    }
  }
  std::error_code error;
  std::filesystem::rename(unfinished, file, error);
  if (error) return fail(Errc::Unavailable, fmt::format("{}: {}", file, error.message()));
  return {};
}

}  // namespace chancery::cli
