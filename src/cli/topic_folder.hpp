// DIR/topics: the analyst's own topic models, as `chancery train topic --out DIR/topics/NAME.bin` writes them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "listen/own_topics.hpp"

namespace chancery::cli {

struct TopicFolder {
  listen::OwnTopics topics;
  std::vector<std::string> problems;  // "FILE: what is wrong and what to do", of each model left out
};

// Reads every *.bin, by name; a folder that is not there holds none. What cannot be used is left out and told.
[[nodiscard]] TopicFolder read_topic_folder(const std::filesystem::path& data);

}  // namespace chancery::cli
