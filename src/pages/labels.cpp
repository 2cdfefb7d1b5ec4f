#include "pages/labels.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

#include "pages/labels_in.hpp"
#include "pages/labels_table.hpp"

namespace chancery::pages {
namespace {

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// "fr-CH;q=0.8" as tag and weight.
std::pair<std::string_view, double> weighted(std::string_view item) {
  const auto semicolon = item.find(';');
  const auto tag = trim(item.substr(0, semicolon));
  if (semicolon == std::string_view::npos) return {tag, 1.0};
  const auto parameter = trim(item.substr(semicolon + 1));
  double weight = 0;
  if (parameter.starts_with("q=")) {
    std::from_chars(parameter.data() + 2, parameter.data() + parameter.size(), weight);
  }
  return {tag, weight};
}

}  // namespace

std::span<const Labels> all_labels() {
  static const std::array kLabels{labels_ar(), labels_en(), labels_es(), labels_fr(), labels_ru(), labels_zh()};
  return kLabels;
}

const Labels* labels_for(std::string_view tag) {
  const auto language = primary_subtag(tag);
  for (const auto& labels : all_labels()) {
    if (labels.language == language) return &labels;
  }
  return nullptr;
}

std::vector<std::string_view> liked_languages(std::string_view accept_language) {
  std::vector<std::pair<std::string_view, double>> liked;
  auto rest = accept_language.substr(0, 1'024);
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    const auto item = weighted(rest.substr(0, comma));
    if (!item.first.empty() && item.first != "*" && item.second > 0) liked.push_back(item);
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
  }
  std::ranges::stable_sort(liked, std::ranges::greater{}, &std::pair<std::string_view, double>::second);
  std::vector<std::string_view> tags;
  for (const auto& [tag, weight] : liked) tags.push_back(tag);
  return tags;
}

const Labels& choose_labels(std::string_view accept_language, std::string_view fallback) {
  for (const auto tag : liked_languages(accept_language)) {
    if (const auto* labels = labels_for(tag)) return *labels;
  }
  const auto* labels = labels_for(fallback);
  return labels ? *labels : labels_in(all_labels(), "en");
}

std::string primary_subtag(std::string_view tag) {
  std::string first(tag.substr(0, tag.find('-')));
  std::ranges::transform(first, first.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return first;
}

std::string filled(std::string_view label, std::initializer_list<std::string_view> values) {
  std::string out(label);
  std::size_t from = 0;
  for (const auto value : values) {
    const auto at = out.find("{}", from);
    if (at == std::string::npos) break;
    out.replace(at, 2, value);
    from = at + value.size();
  }
  return out;
}

std::string_view direction_of(std::string_view tag) {
  static constexpr std::array<std::string_view, 10> kRightToLeft{"ar", "arc", "ckb", "dv", "fa",
                                                                 "he", "ps",  "sd",  "ug", "ur"};
  return std::ranges::find(kRightToLeft, primary_subtag(tag)) == kRightToLeft.end() ? "ltr" : "rtl";
}

}  // namespace chancery::pages
