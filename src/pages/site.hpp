// What all public pages share: the addresses of what is ours, and the style sheet in the institution's colour.
#pragma once

#include <string>
#include <string_view>

#include "activity/addresses.hpp"
#include "activitypub/picture_links.hpp"
#include "net/http.hpp"

namespace chancery::pages {

// Thread safety: immutable after construction.
class Site {
 public:
  // Borrows the addresses and the links. `accent` is "#rrggbb", dark enough to be read on paper (Config checks it).
  // Without links no stranger's picture is shown.
  explicit Site(const activity::Addresses& addresses, std::string_view accent = "#1d3a6b",
                const activitypub::PictureLinks* picture_links = nullptr);

  [[nodiscard]] const activity::Addresses& addresses() const { return addresses_; }
  [[nodiscard]] const activitypub::PictureLinks* picture_links() const { return picture_links_; }
  [[nodiscard]] const std::string& style_sheet() const { return sheet_; }
  // Its address changes with its bytes.
  [[nodiscard]] const std::string& style_sheet_path() const { return sheet_path_; }
  // GET /public.css
  [[nodiscard]] net::Response style_sheet(const net::Request& request) const;

 private:
  const activity::Addresses& addresses_;
  const activitypub::PictureLinks* picture_links_;
  std::string sheet_;
  std::string sheet_path_;
};

}  // namespace chancery::pages
