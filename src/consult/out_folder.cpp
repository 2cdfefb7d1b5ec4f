#include "consult/out_folder.hpp"

#include <fmt/format.h>

#include <fstream>
#include <string_view>
#include <system_error>

#include "consult/export_tables.hpp"
#include "consult/map_drawing.hpp"
#include "consult/report.hpp"
#include "consult/result_json.hpp"

namespace chancery::consult {
namespace {

namespace fs = std::filesystem;

enum class For { Everybody, Owner };

Status write(const fs::path& file, std::string_view bytes, For whom) {
  std::error_code error;
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  if (whom == For::Owner && out) fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write, error);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out || error) return fail(Errc::Unavailable, fmt::format("--out: {} cannot be written", file.string()));
  return {};
}

}  // namespace

Status write_folder(const fs::path& folder, const Consultation& consultation, const Analysis& analysis) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    return fail(Errc::Unavailable, fmt::format("--out: {} cannot be made: {}", folder.string(), error.message()));
  struct File {
    std::string_view name;
    std::string bytes;
    For whom;
  };
  const auto document = boost::json::serialize(to_json(consultation, analysis, false)) + "\n";
  for (const auto& file : {File{"report.html", to_html(consultation, analysis), For::Everybody},
                           File{"map.svg", draw_people(analysis).document(), For::Everybody},
                           File{"comments.csv", comments_csv(consultation, analysis), For::Everybody},
                           File{"summary.csv", summary_csv(consultation, analysis), For::Everybody},
                           File{"votes.csv", votes_csv(consultation), For::Owner},
                           File{"participants-votes.csv", participants_votes_csv(consultation, analysis), For::Owner},
                           File{"consultation.json", document, For::Owner}}) {
    if (const auto done = write(folder / file.name, file.bytes, file.whom); !done) return fail(done.error());
  }
  return {};
}

}  // namespace chancery::consult
