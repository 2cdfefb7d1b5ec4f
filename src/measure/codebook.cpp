#include "measure/codebook.hpp"

namespace chancery::measure {

const std::vector<std::pair<std::string, std::string>>& codebook() {
  static const std::vector<std::pair<std::string, std::string>> terms{
      {"in_degree", "Peer-followed: accounts of the roster that follow this one."},
      {"out_degree", "Accounts of the roster that this one follows."},
      {"mutual",
       "Accounts of the roster that follow this one and are followed by it. Best connected: the most of them."},
      {"follows_none", "The account follows nobody at all, in the roster or not: its following_count is 0."},
      {"follows_no_peer", "It follows no account of the roster; told where the list of whom it follows was read."},
      {"reciprocity", "Ties that are answered among all ties, over pairs of accounts whose lists were both read."},
      {"density", "Ties among possible ones, m / (n (n − 1)); where ties have no direction, m / (n (n − 1) / 2)."},
      {"pagerank", "Damping 0.85, what falls to accounts that follow nobody is spread evenly; sums to 1."},
      {"betweenness",
       "Shortest paths of others that lead over the account; not normalised, ends left out; each "
       "unordered pair once where ties have no direction."},
      {"hub, authority", "Kleinberg's scores; each sums to 1."},
      {"eigenvector", "Eigenvector centrality along ties; the largest is 1."},
      {"core", "k-core of the simple undirected graph: a mutual tie counts once."},
      {"community",
       "By the Leiden algorithm for modularity, resolution 1, on the simple undirected graph; numbered by "
       "size from 0."},
      {"conversational", "Replies among posts."},
      {"effectiveness", "How often posts were passed on, for each original post: posts less shares of others' posts."},
      {"list", "Whether the list of whom an account follows was read: present, absent or failed."},
      {"rank",
       "Competition ranks: equals share the best. Mobility is the change of the rank's percentile among accounts "
       "with an office in both waves."},
      {"by chance",
       "What one search for communities finds in networks drawn anew with as many ties for every account (ends of ties "
       "exchanged), and in this one (here). A modularity no higher than there means nothing."},
      {"interval",
       "95 %: Wilson's for shares of accounts; bootstrap over accounts for sums of what they post; Student's for "
       "coefficients. What was counted whole (how the roster is made up, density, reciprocity) has none."},
      {"not estimable",
       "A regressor of which less than one part in 100,000 of its standard deviation is not given by the others: its "
       "coefficient says nothing. Of fewer than 10 countries no interval is given."},
      {"withheld", "A ratio of fewer than 20 is not told, nor anything of one account without an office."},
      {"assortativity", "Newman's coefficient: 1 where all ties stay within their category, 0 as by chance."},
  };
  return terms;
}

}  // namespace chancery::measure
