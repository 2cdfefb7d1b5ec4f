// The templates and the style sheet, embedded from src/pages at build time.
#pragma once

#include <string_view>

namespace chancery::pages::templates {

[[nodiscard]] std::string_view layout();
[[nodiscard]] std::string_view setting_up();
[[nodiscard]] std::string_view home();
[[nodiscard]] std::string_view account();
[[nodiscard]] std::string_view note();
[[nodiscard]] std::string_view conversation();
[[nodiscard]] std::string_view gone();
[[nodiscard]] std::string_view transparency();
[[nodiscard]] std::string_view door();
[[nodiscard]] std::string_view qa();  // the transcript of a session
[[nodiscard]] std::string_view verify();
[[nodiscard]] std::string_view list();  // of notes, with links to older and newer ones
[[nodiscard]] std::string_view ask();   // how to ask and to follow
[[nodiscard]] std::string_view tag();
[[nodiscard]] std::string_view history();  // of one note
[[nodiscard]] std::string_view embed();    // one note, for other sites
[[nodiscard]] std::string_view style_sheet();

}  // namespace chancery::pages::templates
