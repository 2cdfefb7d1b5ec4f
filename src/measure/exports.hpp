// The network for other programs: accounts with an office and the ties among them.
#pragma once

#include <string>

#include "measure/study.hpp"

namespace chancery::measure {

// GEXF 1.3 (gexf.net): attributes, places of the layout, sizes and colours of communities. For Gephi 0.9.3 and later.
[[nodiscard]] std::string to_gexf(const Study& study);
// GraphML (Brandes and others 2002): attributes with their types.
[[nodiscard]] std::string to_graphml(const Study& study);
// Pajek .net (Mrvar and Batagelj): labels and arcs; undirected studies have edges.
[[nodiscard]] std::string to_pajek(const Study& study);

}  // namespace chancery::measure
