// Whether the coefficients of a linear model can be told at all.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace chancery::statistics {

struct Predictor {
  std::string name;            // as readers call it
  std::vector<double> values;  // one for each observation, finite
};

// A predictor counts as constant where its standard deviation is below this part of its root mean square, and as
// following from others where what is left of it beside them is below this part of its standard deviation (a variance
// inflation of 10^10). Figures of economies are seldom known to five digits: what is left then is how they were
// rounded.
inline constexpr double kConstant = 1e-7;
inline constexpr double kCollinear = 1e-5;

// Why not, with the names of the predictors: "“b” follows from “a” …". "" where they can. By QR with column pivoting of
// the centred columns, each scaled to length one (Golub and Van Loan, Matrix Computations, section 5.4). All predictors
// have as many values.
[[nodiscard]] std::string why_not_estimable(std::span<const Predictor> predictors);

}  // namespace chancery::statistics
