// HTML that strangers write, made safe to show, and plain text made HTML.
//
// The input is read in one pass with memory for the open elements alone, and the output is written anew: only
// elements of a closed list, only their listed attributes, every text escaped, every element closed. So what a
// browser makes of it does not depend on how it repairs broken markup.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chancery::text {

inline constexpr std::size_t kMaxHtmlBytes = 256 * 1024;  // read; the rest is cut off
inline constexpr std::size_t kMaxHtmlDepth = 32;          // of open elements; deeper ones are unwrapped

// Keeps p, br, a[href, class], span[class], strong, em, b, i, u, s, del, code, pre, blockquote, ul, ol, li. Headings
// become strong paragraphs. href: http and https alone, with rel="nofollow noopener noreferrer" target="_blank".
// class: mention, hashtag, u-url, h-card. script, style and all else that is not text go with
// their content; of an img its alt is left, as text; other elements are unwrapped. Always well-formed, valid UTF-8.
// Linear in the input.
[[nodiscard]] std::string sanitise(std::string_view html);

// An officer's plain text: an empty line begins a paragraph, a line break is <br>, http(s) addresses become links.
// Well-formed and escaped whatever stands there; sanitise() gives it back unchanged. Empty for white space alone.
[[nodiscard]] std::string to_html(std::string_view plain);

// The text of HTML: paragraphs separated by an empty line, <br> and list items by a line break.
[[nodiscard]] std::string to_plain(std::string_view html);

// & < > " ' as entities: fit for an element's content and a quoted attribute. Invalid UTF-8 is repaired.
[[nodiscard]] std::string escape_html(std::string_view text);

}  // namespace chancery::text
