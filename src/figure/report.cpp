#include "figure/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "figure/number.hpp"

extern "C" {
extern const unsigned char chancery_report_sheet_begin[];
extern const unsigned char chancery_report_sheet_end[];
}

namespace chancery::figure {
namespace {

std::string_view report_sheet() {
  return {reinterpret_cast<const char*>(chancery_report_sheet_begin),
          static_cast<std::size_t>(chancery_report_sheet_end - chancery_report_sheet_begin)};
}

std::string row_markup(const std::vector<Column>& columns, const std::vector<std::string>& row) {
  std::string markup = "<tr>";
  for (std::size_t i = 0; i < row.size() && i < columns.size(); ++i) {
    const auto* set = columns[i].number ? " class=\"n\"" : columns[i].hash ? " class=\"hash\"" : "";
    markup += i == 0 ? fmt::format("<th scope=\"row\"{}><bdi>{}</bdi></th>", set, escaped(row[i]))
                     : fmt::format("<td{}><bdi>{}</bdi></td>", set, escaped(row[i]));
  }
  return markup + "</tr>\n";
}

}  // namespace

void Report::section(std::string_view id, std::string_view heading) {
  body_ += sections_.empty() ? "" : "</section>\n";
  sections_.emplace_back(id, heading);
  fmt::format_to(std::back_inserter(body_),
                 "<section id=\"{0}\" aria-labelledby=\"{0}-heading\">\n<h2 id=\"{0}-heading\"><span class=\"number\">"
                 "{1}</span>{2}</h2>\n",
                 id, sections_.size(), escaped(heading));
}

void Report::heading(std::string_view text) {
  body_ += "<h3>" + escaped(text) + "</h3>\n";
}

void Report::paragraph(std::string_view text) {
  paragraph_markup(escaped(text));
}

void Report::paragraph_markup(std::string_view markup) {
  body_ += "<p>" + std::string(markup) + "</p>\n";
}

void Report::note(std::string_view text, bool alert) {
  body_ += fmt::format("<p class=\"note{}\">{}</p>\n", alert ? " alert" : "", escaped(text));
}

void Report::table(const Table& table) {
  auto out = std::back_inserter(body_);
  const auto label = fmt::format("Table {}", ++tables_);
  const bool folded = table.rows.size() > table.folded_from;
  if (folded) {
    fmt::format_to(out, "<details><summary>{}: {} ({} rows)</summary>\n", label, escaped(table.caption),
                   table.rows.size());
  }
  fmt::format_to(out,
                 "<div class=\"scroll wide\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\">\n<table>\n"
                 "<caption><span class=\"label\">{0}.</span> {1}</caption>\n<thead><tr>",
                 label, escaped(table.caption));
  for (const Column& column : table.columns) {
    fmt::format_to(out, "<th scope=\"col\"{}>{}</th>", column.number ? " class=\"n\"" : "", escaped(column.name));
  }
  body_ += "</tr></thead>\n<tbody>\n";
  for (const auto& row : table.rows) body_ += row_markup(table.columns, row);
  body_ += "</tbody>\n</table>\n</div>\n";
  if (folded) body_ += "</details>\n";
}

void Report::figure(const Svg& drawing, std::string_view caption) {
  fmt::format_to(std::back_inserter(body_),
                 "<figure>\n{}<figcaption><span class=\"label\">Figure {}.</span> {}</figcaption>\n</figure>\n",
                 drawing.inline_markup(), ++figures_, escaped(caption));
}

void Report::terms(const std::vector<std::pair<std::string, std::string>>& terms) {
  Table table{.caption = "Terms", .columns = {{"Term"}, {"Meaning"}}};
  for (const auto& [term, meaning] : terms) table.rows.push_back({term, meaning});
  table.folded_from = table.rows.size();
  this->table(table);
}

std::string told(std::span<const UnusedLines> files) {
  std::vector<std::string> parts;
  std::uint64_t all = 0;
  for (const auto& [file, lines] : files) {
    all += lines;
    if (lines > 0) parts.push_back(fmt::format("{} of {}", counted(lines, "line", "lines"), file));
  }
  if (parts.empty()) return {};
  std::string words = parts.front();
  for (std::size_t i = 1; i < parts.size(); ++i) words += (i + 1 == parts.size() ? " and " : ", ") + parts[i];
  return words + (all == 1 ? " could not be used as it stands." : " could not be used as they stand.");
}

std::string Report::html() const {
  std::string facts;
  for (const auto& [name, value] : head_.facts) {
    facts += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", escaped(name), escaped(value));
  }
  std::string cautions;
  for (const auto& caution : head_.cautions) {
    const auto found = std::ranges::find(sections_, caution.section, &std::pair<std::string, std::string>::first);
    cautions += fmt::format("<p class=\"note alert\">{}{}</p>\n", escaped(caution.text),
                            found == sections_.end()
                                ? ""
                                : fmt::format(" See <a href=\"#{}\">{}</a>.", found->first, escaped(found->second)));
  }
  std::string contents;
  for (std::size_t i = 0; i < sections_.size(); ++i) {
    contents += fmt::format("<li><a href=\"#{}\"><span class=\"number\">{}</span>{}</a></li>\n", sections_[i].first,
                            i + 1, escaped(sections_[i].second));
  }
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
      "<title>{title}</title>\n<style>\n{sheet}{drawings}</style>\n</head>\n<body>\n"
      "<header class=\"masthead\"><div><p>{house}</p></div></header>\n<main>\n"
      "<div class=\"head\">\n<h1>{title}</h1>\n<p class=\"lead\">{lead}</p>\n<dl "
      "class=\"facts\">\n{facts}</dl>\n{cautions}</div>\n"
      "<nav class=\"contents\" aria-label=\"Contents\">\n<p>Contents</p>\n<ol>\n{contents}</ol>\n</nav>\n"
      "{body}{end}</main>\n<footer class=\"colophon\"><div><p>{colophon}</p></div></footer>\n</body>\n</html>\n",
      fmt::arg("title", escaped(head_.title)), fmt::arg("sheet", report_sheet()), fmt::arg("drawings", drawing_sheet()),
      fmt::arg("house", escaped(head_.house)), fmt::arg("lead", escaped(head_.lead)), fmt::arg("facts", facts),
      fmt::arg("cautions", cautions), fmt::arg("contents", contents), fmt::arg("body", body_),
      fmt::arg("end", sections_.empty() ? "" : "</section>\n"), fmt::arg("colophon", escaped(head_.colophon)));
}

}  // namespace chancery::figure
