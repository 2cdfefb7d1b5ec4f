// The world as shapes and borders, drawn once. Loaded only where a map is shown: the shapes alone weigh 33 kB
// compressed.
import { geoContains, geoNaturalEarth1, geoPath } from "d3-geo";
import type { Feature, Geometry, Polygon } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, LineString, Topology } from "topojson-specification";
import atlas from "world-atlas/countries-110m.json";
import { type Point, type Way, cutBorder, isContested, lines, parts, wayOf } from "./policy.ts";
import { codeOf, dots } from "./places.ts";

type Shape = Feature<Geometry, { name: string }>;

export interface Area {
  key: string;
  code: string; // the country it is counted for; "" for none
  path: string;
  contested: boolean;
}
export interface World {
  width: number;
  height: number;
  areas: readonly Area[];
  borders: string;
  disputed: string;
  dots: readonly { code: string; x: number; y: number }[];
}

const width = 960;
const height = 470;

// The name by which policy.ts knows a shape.
function keyOf(shape: { id?: string | number | undefined; properties: { name: string } }): string {
  return shape.id === undefined ? (shape.properties.name === "Kosovo" ? "XK" : shape.properties.name) : codeOf(shape.id, "");
}

export function drawWorld(): World {
  const topology = atlas as unknown as Topology<{ countries: GeometryCollection<{ name: string }> }>;
  const { countries } = topology.objects;
  const shapes: Shape[] = feature(topology, countries).features.filter((shape) => keyOf(shape as Shape) !== "AQ") as Shape[];
  const projection = geoNaturalEarth1().fitExtent(
    [
      [2, 2],
      [width - 2, height - 2],
    ],
    { type: "FeatureCollection", features: shapes },
  );
  const path = geoPath(projection).digits(1);
  const areas = shapes.flatMap((shape) => areasOf(shape, path));
  const kinds = bordersOf(topology, countries);
  const draw = (found: Point[][]) => path({ type: "MultiLineString", coordinates: found.map((line) => line.map((point) => [...point])) }) ?? "";
  const drawn = (way: Way) => lines.filter(({ of }) => wayOf(of) === way).map(({ points }) => [...points]);
  return {
    width,
    height,
    areas,
    borders: draw([...kinds.solid, ...drawn("solid")]),
    disputed: draw([...kinds.dashed, ...drawn("dashed")]),
    dots: dots.flatMap(({ code, at }) => {
      const place = projection(at);
      return place ? [{ code, x: Math.round(place[0] * 10) / 10, y: Math.round(place[1] * 10) / 10 }] : [];
    }),
  };
}

// A shape, less its contested parts, which are areas of nobody.
function areasOf(shape: Shape, path: (object: Geometry) => string | null): Area[] {
  const key = keyOf(shape);
  const code = codeOf(shape.id, shape.properties.name);
  const { geometry } = shape;
  const cut = parts.filter((part) => part.shape === key);
  if (geometry.type !== "MultiPolygon" || cut.length === 0)
    return [{ key, code, path: path(geometry) ?? "", contested: isContested(key) }];
  const kept = [];
  const areas: Area[] = [];
  for (const coordinates of geometry.coordinates) {
    const polygon: Polygon = { type: "Polygon", coordinates };
    const part = cut.find(({ within }) => geoContains(polygon, [...within]));
    if (part) areas.push({ key: part.of, code: "", path: path(polygon) ?? "", contested: wayOf(part.of) === "dashed" });
    else kept.push(coordinates);
  }
  return [{ key, code, path: path({ type: "MultiPolygon", coordinates: kept }) ?? "", contested: false }, ...areas];
}

// Two shapes that share an arc are neighbours along it.
function bordersOf(topology: Topology, countries: GeometryCollection<{ name: string }>) {
  const owners = new Map<number, string[]>();
  for (const geometry of countries.geometries) {
    const key = keyOf({ id: geometry.id, properties: (geometry.properties ?? { name: "" }) as { name: string } });
    if (geometry.type !== "Polygon" && geometry.type !== "MultiPolygon") continue;
    const arcs = geometry.arcs.flat(3) as number[];
    for (const arc of arcs) {
      const index = arc < 0 ? ~arc : arc;
      owners.set(index, [...(owners.get(index) ?? []), key]);
    }
  }
  const solid: Point[][] = [];
  const dashed: Point[][] = [];
  for (const [arc, [first, second]] of owners) {
    if (first === undefined || second === undefined || first === second) continue;
    const line: LineString = { type: "LineString", arcs: [arc] };
    const { geometry } = feature(topology, line);
    if (geometry.type !== "LineString") continue;
    for (const run of cutBorder(first, second, geometry.coordinates as unknown as Point[]))
      if (run.way !== "hidden") (run.way === "dashed" ? dashed : solid).push(run.points);
  }
  return { solid, dashed };
}
