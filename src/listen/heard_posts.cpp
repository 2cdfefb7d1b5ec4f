#include "listen/heard_posts.hpp"

namespace chancery::listen {

std::string_view to_string(Network network) {
  switch (network) {
    case Network::Bluesky:
      return "bluesky";
    case Network::Sample:
      return "sample";
    case Network::File:
      break;
  }
  return "file";
}

Network parse_network(std::string_view text) {
  if (text == "bluesky") return Network::Bluesky;
  return text == "sample" ? Network::Sample : Network::File;
}

Network network_of(std::string_view source) {
  if (source.starts_with("ws://") || source.starts_with("wss://")) return Network::Bluesky;
  return source == "recording:sample" ? Network::Sample : Network::File;
}

}  // namespace chancery::listen
