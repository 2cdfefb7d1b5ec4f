// The addresses a web page calls other places of the same author, with rel="me" (microformats.org/wiki/rel-me): how a
// page confirms an account that links to it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::text {

inline constexpr std::size_t kMaxRelMePage = std::size_t{1} << 20;  // bytes; what stands behind is not read
inline constexpr std::size_t kMaxRelMeLinks = 256;                  // the first of a page
inline constexpr std::size_t kMaxRelMeLink = 2'048;                 // bytes; a longer one is left out

// The href of every <a> and <link> whose rel names "me" among others, in the order of the page, entities decoded and
// without the spaces around it; perhaps a relative one. Comments, scripts and their like hold none. Linear.
[[nodiscard]] std::vector<std::string> rel_me_links(std::string_view html);

}  // namespace chancery::text
