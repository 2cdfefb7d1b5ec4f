// The program's log: one line an event on stderr, `level module: message`.
//
// Never a secret, never a private person's text or handle. Thread safety: any thread.
#pragma once

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace chancery::log {

enum class Level { Debug, Info, Warn, Error };

void set_level(Level level);
void write(Level level, std::string_view module, std::string_view message);

template <class... Args>
void debug(std::string_view module, fmt::format_string<Args...> text, Args&&... args) {
  write(Level::Debug, module, fmt::format(text, std::forward<Args>(args)...));
}
template <class... Args>
void info(std::string_view module, fmt::format_string<Args...> text, Args&&... args) {
  write(Level::Info, module, fmt::format(text, std::forward<Args>(args)...));
}
template <class... Args>
void warn(std::string_view module, fmt::format_string<Args...> text, Args&&... args) {
  write(Level::Warn, module, fmt::format(text, std::forward<Args>(args)...));
}
template <class... Args>
void error(std::string_view module, fmt::format_string<Args...> text, Args&&... args) {
  write(Level::Error, module, fmt::format(text, std::forward<Args>(args)...));
}

}  // namespace chancery::log
