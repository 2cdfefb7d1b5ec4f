// Light Markdown (CommonMark 0.30, read by md4c) as the HTML of a note.
//
// Paragraphs, line breaks as written, emphasis, strong, strikethrough, code, quotations, lists, links and bare
// addresses; headings become strong paragraphs. HTML in it is text; a picture leaves its description.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace chancery::text {

// Where marks lead; nothing: the mark stays text.
struct MarkLinks {
  using Find = std::function<std::optional<std::string>(std::string_view name)>;
  Find tag;      // "PortSelm" -> the address of its page
  Find mention;  // "consul@peer.example" or "press" -> the address of the actor
};

// Always what sanitise() would leave as it is. Linear in practice; the caller bounds the input.
[[nodiscard]] std::string markdown_to_html(std::string_view markdown, const MarkLinks& links = {});

}  // namespace chancery::text
