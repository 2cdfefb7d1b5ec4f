#include "consult/out_folder.hpp"

#include <array>
#include <string>

#include "consult/export_tables.hpp"
#include "consult/map_drawing.hpp"
#include "consult/report.hpp"
#include "consult/result_json.hpp"

namespace chancery::consult {

Status write_folder(const std::filesystem::path& folder, const Consultation& consultation, const Analysis& analysis) {
  const std::string report = to_html(consultation, analysis), map = draw_people(analysis).document(),
                    comments = comments_csv(consultation, analysis), summary = summary_csv(consultation, analysis),
                    votes = votes_csv(consultation), rows = participants_votes_csv(consultation, analysis),
                    document = boost::json::serialize(to_json(consultation, analysis, false)) + "\n";
  return figure::write_files(folder, std::array<figure::OutFile, 7>{{{"report.html", report},
                                                                     {"map.svg", map},
                                                                     {"comments.csv", comments},
                                                                     {"summary.csv", summary},
                                                                     {"votes.csv", votes, true},
                                                                     {"participants-votes.csv", rows, true},
                                                                     {"consultation.json", document, true}}});
}

}  // namespace chancery::consult
