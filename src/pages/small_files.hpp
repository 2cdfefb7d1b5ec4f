// What browsers and robots ask every site for: an icon, and what they may read.
#pragma once

#include "net/router.hpp"

namespace chancery::pages {

// /favicon.ico and /robots.txt
void add_small_files(net::Router& router);

}  // namespace chancery::pages
