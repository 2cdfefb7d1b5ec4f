// The sections of a study's report, in the order in which they stand.
#pragma once

#include <vector>

#include "figure/report.hpp"
#include "measure/study.hpp"

namespace chancery::measure {

// What has to be known before anything else: input that is not whole, and the like.
[[nodiscard]] std::vector<figure::Report::Head::Caution> cautions_of(const Study& study);

void tell_census(const Study& study, figure::Report& report);
void tell_connected(const Study& study, figure::Report& report);  // who is well connected
void tell_network(const Study& study, figure::Report& report);
void tell_mixing(const Study& study, figure::Report& report);  // whether like follows like; part of the network
void tell_ego(const Study& study, figure::Report& report);
void tell_performance(const Study& study, figure::Report& report);  // above and below what the economy suggests
void tell_mobility(const Study& study, figure::Report& report);
void tell_reliability(const Study& study, figure::Report& report);
void tell_accounts(const Study& study, figure::Report& report);
void tell_data(const Study& study, figure::Report& report);  // what was read, and what is missing
void tell_method(const Study& study, figure::Report& report);

}  // namespace chancery::measure
