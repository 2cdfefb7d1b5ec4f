// Plays a scene file line by line; shared by the runners.
#pragma once

#include <exception>
#include <fstream>
#include <iostream>
#include <string>

#include "base/log.hpp"

namespace chancery::test {

// `Scene` plays one line and throws what is wrong with it. Names file and line of the first that fails. Gives the exit
// code.
template <class Scene>
int play_file(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: " << argv[0] << " FILE\n";
    return 2;
  }
  log::set_level(log::Level::Error);
  std::ifstream file(argv[1]);
  Scene scene;
  std::string line;
  int number = 0;
  int played = 0;
  while (std::getline(file, line)) {
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    try {
      scene.play(line);
      ++played;
    } catch (const std::exception& error) {
      std::cerr << argv[1] << ":" << number << ": " << line << "\n  " << error.what() << '\n';
      return 1;
    }
  }
  std::cout << played << " lines played\n";
  return played > 0 ? 0 : 1;
}

}  // namespace chancery::test
