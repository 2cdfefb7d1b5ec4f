// The words of each language. For labels.cpp.
#pragma once

#include "pages/labels.hpp"

namespace chancery::pages {

[[nodiscard]] Labels labels_ar();
[[nodiscard]] Labels labels_en();
[[nodiscard]] Labels labels_es();
[[nodiscard]] Labels labels_fr();
[[nodiscard]] Labels labels_ru();
[[nodiscard]] Labels labels_zh();

}  // namespace chancery::pages
