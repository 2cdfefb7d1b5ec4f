// fastText's lid.176 with its sums done beforehand: a known word costs one look-up, where the library adds up its
// n-grams' rows anew. For language_evidence.hpp alone.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::text {

struct TagShare {
  std::string tag;  // BCP 47, brought to one name
  float share = 0;  // probability, or part of the text
};

// The BCP 47 tag for a general model's code. Bosnian and Croatian are one answer, as are the written Norwegians: no
// model of this kind tells them apart. Scripts and regions are left out, so that two models can agree.
[[nodiscard]] std::string model_tag(std::string_view code);

// Linked in and loaded when made: about 30 ms and 12 MB. Thread safety: immutable.
class Lid176 {
 public:
  Lid176();
  ~Lid176();
  Lid176(const Lid176&) = delete;
  Lid176& operator=(const Lid176&) = delete;

  // The likeliest languages, best first. `line` has single spaces between words.
  [[nodiscard]] std::vector<TagShare> guess(std::string_view line) const;

 private:
  struct Model;
  std::unique_ptr<const Model> model_;
};

}  // namespace chancery::text
