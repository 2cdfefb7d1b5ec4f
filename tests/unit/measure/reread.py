"""Reads the network files of a study's folder with networkx and compares them with its tables."""
import csv
import sys

import networkx
from networkx.readwrite.gexf import GEXF

folder = sys.argv[1]
# networkx knows the drafts before 1.3 alone; the elements it reads are the same.
GEXF.versions["1.3"] = dict(
    GEXF.versions["1.2draft"], NS_GEXF="http://gexf.net/1.3", NS_VIZ="http://gexf.net/1.3/viz", VERSION="1.3"
)


def rows(name):
    with open(f"{folder}/tables/{name}", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


accounts = {row["id"]: row for row in rows("accounts.csv")}
ties = {(row["source"], row["target"]) for row in rows("ties.csv")}
graphs = {
    "GEXF": networkx.read_gexf(f"{folder}/network.gexf", version="1.3"),
    "GraphML": networkx.read_graphml(f"{folder}/network.graphml"),
    "Pajek": networkx.DiGraph(networkx.read_pajek(f"{folder}/network.net")),
}
for name, graph in graphs.items():
    assert set(graph.nodes) == set(accounts), name
    assert set(graph.edges) == ties, name
for name in ("GEXF", "GraphML"):
    for node, told in graphs[name].nodes(data=True):
        assert told["in_degree"] == int(accounts[node]["in_degree"]), (name, node)
        assert told["name"] == accounts[node]["name"], (name, node)
        assert abs(told["pagerank"] - float(accounts[node]["pagerank"])) < 1e-9, (name, node)
print("networkx reads", len(accounts), "accounts and", len(ties), "ties alike in", ", ".join(graphs))
