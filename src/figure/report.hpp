// The frame of a report: one HTML file without script and without anything to load, for the screen and for paper.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "figure/svg.hpp"

namespace chancery::figure {

struct Column {
  std::string name;
  bool number = false;  // set flush right
  bool hash = false;    // of letters without words: set small, broken anywhere
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
    // What may change what all of it means, and the id of the section that says more.
    struct Caution {
      std::string text, section;
    };
    std::vector<Caution> cautions;
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

// A file of which lines could not be used, and how many.
struct UnusedLines {
  std::string file;
  std::uint64_t lines = 0;
};
// "3 lines of votes.csv and 1 line of comments.csv could not be used." Files without such lines are passed over; ""
// where there is none.
[[nodiscard]] std::string told(std::span<const UnusedLines> files);

}  // namespace chancery::figure
