#include "listen/heard_posts.hpp"

namespace chancery::listen {

std::string_view to_string(Network network) {
  switch (network) {
    case Network::Bluesky:
      return "bluesky";
    case Network::Sample:
      return "sample";
    case Network::Feed:
      return "feeds";
    case Network::File:
      break;
  }
  return "file";
}

Network parse_network(std::string_view text) {
  for (const auto network : {Network::Bluesky, Network::Sample, Network::Feed}) {
    if (text == to_string(network)) return network;
  }
  return Network::File;
}

Network network_of(std::string_view source) {
  if (source.starts_with("ws://") || source.starts_with("wss://")) return Network::Bluesky;
  if (source.starts_with("feed:")) return Network::Feed;
  return source == "recording:sample" ? Network::Sample : Network::File;
}

}  // namespace chancery::listen
