#include "figure/svg.hpp"

#include <fmt/format.h>

#include <array>
#include <iterator>

#include "figure/encoding.hpp"
#include "figure/number.hpp"

extern "C" {
extern const unsigned char chancery_drawing_sheet_begin[];
extern const unsigned char chancery_drawing_sheet_end[];
}

namespace chancery::figure {
namespace {

std::string at(double coordinate) {
  return shortest(coordinate, 2);
}

std::string points(std::initializer_list<Place> places) {
  std::string data;
  for (const Place place : places) data += (data.empty() ? "M" : "L") + at(place.x) + " " + at(place.y);
  return data + "Z";
}

// Of the same area as a circle of this radius, about.
std::string outline(Shape shape, Place c, double r) {
  const double s = r * 0.89, d = r * 1.25, t = r * 1.35;
  switch (shape) {
    case Shape::Square:
      return points({{c.x - s, c.y - s}, {c.x + s, c.y - s}, {c.x + s, c.y + s}, {c.x - s, c.y + s}});
    case Shape::Diamond:
      return points({{c.x, c.y - d}, {c.x + d, c.y}, {c.x, c.y + d}, {c.x - d, c.y}});
    case Shape::Triangle:
      return points({{c.x, c.y - t}, {c.x + t * 0.9, c.y + t * 0.6}, {c.x - t * 0.9, c.y + t * 0.6}});
    case Shape::Down:
      return points({{c.x, c.y + t}, {c.x - t * 0.9, c.y - t * 0.6}, {c.x + t * 0.9, c.y - t * 0.6}});
    default: {
      const double a = r * 0.4;
      return points({{c.x - a, c.y - d},
                     {c.x + a, c.y - d},
                     {c.x + a, c.y - a},
                     {c.x + d, c.y - a},
                     {c.x + d, c.y + a},
                     {c.x + a, c.y + a},
                     {c.x + a, c.y + d},
                     {c.x - a, c.y + d},
                     {c.x - a, c.y + a},
                     {c.x - d, c.y + a},
                     {c.x - d, c.y - a},
                     {c.x - a, c.y - a}});
    }
  }
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const bool valid = is_utf8(text);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (c == '\'') {
      out += "&#39;";
    } else if (byte < 0x20) {
      if (c == '\t' || c == '\n' || c == '\r') out += ' ';
    } else if (byte >= 0x80 && !valid) {
      out += "\ufffd";
    } else if (byte != 0x7f) {
      out += c;
    }
  }
  // U+FFFE and U+FFFF are no characters of XML.
  for (const std::string_view outlaw : {"\xef\xbf\xbe", "\xef\xbf\xbf"}) {
    for (auto found = out.find(outlaw); found != std::string::npos; found = out.find(outlaw)) out.erase(found, 3);
  }
  return out;
}

void Svg::line(Place from, Place to, std::string_view classes) {
  fmt::format_to(std::back_inserter(body_), "<line class=\"{}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>\n", classes,
                 at(from.x), at(from.y), at(to.x), at(to.y));
}

void Svg::rectangle(Place corner, double width, double height, std::string_view classes) {
  fmt::format_to(std::back_inserter(body_), "<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n",
                 classes, at(corner.x), at(corner.y), at(width), at(height));
}

void Svg::mark(Shape shape, Place centre, double radius, std::string_view classes, std::string_view told) {
  auto out = std::back_inserter(body_);
  const auto inner = told.empty() ? std::string("/>") : "><title>" + escaped(told) + "</title>";
  if (shape == Shape::Circle) {
    fmt::format_to(out, "<circle class=\"{}\" cx=\"{}\" cy=\"{}\" r=\"{}\"{}{}\n", classes, at(centre.x), at(centre.y),
                   at(radius), inner, told.empty() ? "" : "</circle>");
  } else {
    fmt::format_to(out, "<path class=\"{}\" d=\"{}\"{}{}\n", classes, outline(shape, centre, radius), inner,
                   told.empty() ? "" : "</path>");
  }
}

void Svg::text(Place where, std::string_view words, std::string_view classes, Anchor anchor) {
  turned_text(where, 0, words, classes, anchor);
}

void Svg::turned_text(Place where, double degrees, std::string_view words, std::string_view classes, Anchor anchor) {
  constexpr std::array<std::string_view, 3> kAnchors{"", " text-anchor=\"middle\"", " text-anchor=\"end\""};
  const auto turn = degrees == 0
                        ? std::string()
                        : fmt::format(" transform=\"rotate({} {} {})\"", at(degrees), at(where.x), at(where.y));
  fmt::format_to(std::back_inserter(body_), "<text class=\"{}\" x=\"{}\" y=\"{}\"{}{}>{}</text>\n", classes,
                 at(where.x), at(where.y), kAnchors.at(static_cast<std::size_t>(anchor)), turn, escaped(words));
}

void Svg::path(const std::string& data, std::string_view classes) {
  fmt::format_to(std::back_inserter(body_), "<path class=\"{}\" d=\"{}\"/>\n", classes, data);
}

std::string Svg::inline_markup() const {
  return markup({});
}

std::string Svg::document() const {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + markup(drawing_sheet());
}

std::string Svg::markup(std::string_view sheet) const {
  const bool alone = !sheet.empty();
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"drawing\" viewBox=\"0 0 {0} {1}\"{2} role=\"img\" "
      "aria-labelledby=\"{3}-title {3}-description\">\n<title id=\"{3}-title\">{4}</title>\n"
      "<desc id=\"{3}-description\">{5}</desc>\n{6}{7}{8}</svg>\n",
      at(head_.width), at(head_.height),
      alone ? fmt::format(" width=\"{}\" height=\"{}\"", at(head_.width), at(head_.height)) : "", head_.id,
      escaped(head_.title), escaped(head_.description),
      alone ? "<style>\n" + std::string(sheet) + "</style>\n" : std::string(),
      alone ? "<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n" : "", body_);
}

std::string_view drawing_sheet() {
  return {reinterpret_cast<const char*>(chancery_drawing_sheet_begin),
          static_cast<std::size_t>(chancery_drawing_sheet_end - chancery_drawing_sheet_begin)};
}

double text_width(std::string_view words, double size) {
  double width = 0;
  for (const char c : words) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xc0U) == 0x80) continue;  // the rest of a character
    width += byte >= 0xe0                                   ? 1.0
             : byte >= 0x80                                 ? 0.58
             : c == 'i' || c == 'l' || c == ' ' || c == '.' ? 0.3
             : c >= 'A' && c <= 'Z'                         ? 0.68
                                                            : 0.56;
  }
  return width * size;
}

}  // namespace chancery::figure
