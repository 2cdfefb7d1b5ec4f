// Files of lines that `chancery train` reads side by side: texts, their labels, perhaps their languages.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace chancery::cli {

inline constexpr std::size_t kNamedBadLines = 10;  // of those that cannot be used; the rest are counted

// The lines of a file or, for "-", of standard input, without their ends. Of each the first 4 KiB are kept, cut between
// characters: no model reads further. Fails with Errc::NotFound when it cannot be opened, Errc::TooLarge past five
// million lines.
[[nodiscard]] Result<std::vector<std::string>> read_lines(const std::string& file);

struct LabelledLines {
  std::vector<std::string> texts;
  std::vector<std::string> labels;     // as many
  std::vector<std::string> languages;  // as many, or none
};

// Fails with Errc::Malformed when the files have not the same number of lines, and says how many each has.
// `languages_file` may be empty.
[[nodiscard]] Result<LabelledLines> read_labelled(const std::string& texts_file, const std::string& labels_file,
                                                  const std::string& languages_file);

// Says what went wrong in `chancery train WHAT`; gives its exit code.
[[nodiscard]] int train_failed(std::ostream& err, std::string_view what, const Error& error);

// Writes a model beside its name and renames it, so that a reader never sees half of one.
[[nodiscard]] Status write_model(const std::string& file, const std::vector<std::byte>& bytes);

}  // namespace chancery::cli
