// What every public page has: the layout around it, its headers, its ETag. For pages/ alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "net/http.hpp"
#include "pages/labels.hpp"
#include "pages/view.hpp"
#include "staff/institution.hpp"
#include "store/store.hpp"

namespace chancery::pages {

struct Frame {
  const Labels& labels;
  std::string ministry;  // empty before set-up
  bool demo = false;
  std::string title;
  std::optional<Url> document_url;  // the same for servers
};

// Who reads, in which language, and whose page it is.
[[nodiscard]] Frame frame_for(const net::Request& request, store::Snapshot& snapshot);

// The whole answer: 304 when the reader has it already.
[[nodiscard]] net::Response page(int status, const net::Request& request, const Frame& frame, SafeHtml main);
// The 404 and 410 pages.
[[nodiscard]] net::Response not_found_page(const net::Request& request, Frame frame);
[[nodiscard]] net::Response deleted_page(const net::Request& request, Frame frame);

// Where the style sheet is: the address changes with its bytes.
[[nodiscard]] std::string style_sheet_path();
[[nodiscard]] net::Response style_sheet(const net::Request& request);

}  // namespace chancery::pages
