// A drawing in SVG: one that screen readers can tell, and whose bytes are the same on any machine.
//
// Elements carry classes alone; `figure/drawing.css` gives them colours for light, dark and paper. Inside a report the
// page brings that sheet; a drawing in a file of its own brings it along.
#pragma once

#include <string>
#include <string_view>

namespace chancery::figure {

// For text and attributes of HTML and XML. Characters XML cannot hold are left out, and bytes that are no UTF-8 become
// U+FFFD.
[[nodiscard]] std::string escaped(std::string_view text);

struct Place {
  double x = 0;
  double y = 0;
};

enum class Anchor { Start, Middle, End };
// So that meaning never rests on colour alone.
enum class Shape { Circle, Square, Diamond, Triangle, Down, Cross };
inline constexpr int kShapes = 6;

// Thread safety: one thread.
class Svg {
 public:
  struct Head {
    std::string id;  // unique on its page: letters, digits, '-'
    double width = 0, height = 0;
    std::string title;        // what it shows
    std::string description;  // what one sees in it, for those who do not
  };
  explicit Svg(Head head) : head_(std::move(head)) {}

  // `classes` are words of drawing.css. Places are written to a hundredth.
  void line(Place from, Place to, std::string_view classes);
  void rectangle(Place corner, double width, double height, std::string_view classes);
  // `told` is shown when somebody points at it; "": nothing.
  void mark(Shape shape, Place centre, double radius, std::string_view classes, std::string_view told = {});
  void text(Place at, std::string_view words, std::string_view classes, Anchor anchor = Anchor::Start);
  // Turned about its place, clockwise.
  void turned_text(Place at, double degrees, std::string_view words, std::string_view classes,
                   Anchor anchor = Anchor::Start);
  // `data` as the attribute d has it.
  void path(const std::string& data, std::string_view classes);

  [[nodiscard]] const Head& head() const { return head_; }
  // To stand in a page.
  [[nodiscard]] std::string inline_markup() const;
  // To stand alone, with its sheet.
  [[nodiscard]] std::string document() const;

 private:
  [[nodiscard]] std::string markup(std::string_view sheet) const;

  Head head_;
  std::string body_;
};

// drawing.css
[[nodiscard]] std::string_view drawing_sheet();

// How wide words of this size will be, about: fonts differ from machine to machine.
[[nodiscard]] double text_width(std::string_view words, double size);

}  // namespace chancery::figure
