// The frame of a report: one HTML file without script and without anything to load, for the screen and for paper.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "figure/svg.hpp"

namespace chancery::figure {

struct Column {
  std::string name;
  bool number = false;  // set flush right
};

struct Table {
  std::string caption;  // what it holds; the report numbers it
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;  // texts, escaped here; the first cell heads its row
  std::size_t folded_from = 30;                // with more rows than this it stands folded
};

// Puts a report together from above to below. Texts are escaped; where markup is taken, the name says so.
// Thread safety: one thread.
class Report {
 public:
  struct Head {
    std::string house;  // over the page: what made it
    std::string title;
    std::string lead;                                        // what was found, in a sentence or two
    std::vector<std::pair<std::string, std::string>> facts;  // name and figure, a few
    std::string colophon;                                    // how it was made
  };
  explicit Report(Head head) : head_(std::move(head)) {}

  // A numbered section, in the contents. `id` is unique: letters, digits, '-'.
  void section(std::string_view id, std::string_view heading);
  void heading(std::string_view text);
  void paragraph(std::string_view text);
  void paragraph_markup(std::string_view markup);
  // Something to bear in mind; `alert` where it may change what the figures mean.
  void note(std::string_view text, bool alert = false);
  void table(const Table& table);
  void figure(const Svg& drawing, std::string_view caption);
  // Terms and what they mean.
  void terms(const std::vector<std::pair<std::string, std::string>>& terms);

  [[nodiscard]] std::string html() const;

 private:
  Head head_;
  std::vector<std::pair<std::string, std::string>> sections_;  // id, heading
  std::string body_;
  int figures_ = 0;
  int tables_ = 0;
};

}  // namespace chancery::figure
