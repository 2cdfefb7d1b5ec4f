#include "listen/breach_pack.hpp"

#include <fmt/format.h>

#include "text/html.hpp"

namespace chancery::listen {
namespace {

std::string cell_text(const json::Value& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return std::string(value.get_string());
  return boost::json::serialize(value);
}

// "broken_at" as a heading.
std::string words(std::string_view key) {
  std::string text(key);
  for (auto& c : text) c = c == '_' ? ' ' : c;
  return text;
}

void write_value(std::string& html, std::string_view key, const json::Value& value, int level);

// A list of objects is a table, its first row's keys the columns.
void write_table(std::string& html, const json::Array& rows) {
  if (rows.empty() || !rows.front().is_object()) {
    html += "<p>–</p>\n";
    return;
  }
  html += "<table border=\"1\">\n<thead><tr>";
  for (const auto& column : rows.front().get_object()) {
    html += fmt::format("<th scope=\"col\">{}</th>", text::escape_html(words(column.key())));
  }
  html += "</tr></thead>\n<tbody>\n";
  for (const auto& row : rows) {
    html += "<tr>";
    for (const auto& column : row.get_object()) {
      html += fmt::format("<td>{}</td>", text::escape_html(cell_text(column.value())));
    }
    html += "</tr>\n";
  }
  html += "</tbody></table>\n";
}

void write_object(std::string& html, const json::Object& object, int level) {
  html += "<dl>\n";
  for (const auto& member : object) {
    if (member.value().is_array() || member.value().is_object()) continue;
    html += fmt::format("<dt>{}</dt><dd>{}</dd>\n", text::escape_html(words(member.key())),
                        text::escape_html(cell_text(member.value())));
  }
  html += "</dl>\n";
  for (const auto& member : object) {
    if (member.value().is_array() || member.value().is_object()) write_value(html, member.key(), member.value(), level);
  }
}

void write_value(std::string& html, std::string_view key, const json::Value& value, int level) {
  html += fmt::format("<h{0}>{1}</h{0}>\n", level, text::escape_html(words(key)));
  if (value.is_array()) {
    write_table(html, value.get_array());
  } else if (value.is_object()) {
    write_object(html, value.get_object(), level + 1);
  }
}

}  // namespace

std::string breach_pack_html(const json::Object& pack) {
  std::string html =
      "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Breach pack</title></head>\n<body>\n"
      "<h1>Breach pack</h1>\n";
  write_object(html, pack, 2);
  html += "</body>\n</html>\n";
  return html;
}

}  // namespace chancery::listen
