// Lists of blocked servers as others publish them: read and written as Mastodon exports them (CSV), and as plain
// lists of one domain a line.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activitypub/moderation.hpp"

namespace chancery::activitypub {

struct BlockList {
  std::vector<HostRule> rules;  // without who and when; each host once, the stricter level
  struct BadLine {
    std::size_t line = 0;  // from 1
    std::string why;
  };
  std::vector<BadLine> bad_lines;
  std::size_t ignored = 0;  // "noop" rows, empty lines and comments
};

inline constexpr std::size_t kMaxBlockList = 100'000;  // lines

// With a header line ("#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate", the columns in any
// order, '#' or not, RFC 4180 quoting) or without: then each line is a domain to block. "suspend" is a block,
// "silence" a limit. Fails with Errc::TooLarge over kMaxBlockList lines, and Errc::Invalid when no column is a domain.
[[nodiscard]] Result<BlockList> read_block_list(std::string_view csv, std::string_view own_host);
// What a listed rule makes of the one that stands for its host, or for a domain above it: the stricter level, what
// either refuses, and our own people's words. Nothing when what stands is as strict in everything.
[[nodiscard]] std::optional<HostRule> joined(const HostRule& here, HostRule listed);
[[nodiscard]] std::string write_block_list(const std::vector<HostRule>& rules);

}  // namespace chancery::activitypub
