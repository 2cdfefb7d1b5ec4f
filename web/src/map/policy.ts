// How the map draws what states disagree about. It takes no position: contested borders are dashed, areas whose
// sovereignty is contested carry a dashed outline, and none is left out, unless the installation says otherwise of one
// dispute (the configuration's [map]).
//
// The scale is 1:110 million, so lines drawn here are approximate, as the legend says.

import { countryName } from "../format.ts";

// What the configuration may name; src/base/map_settings.cpp has the same list.
export const disputes = [
  "abkhazia",
  "abyei",
  "aksai-chin",
  "arunachal",
  "bhutan",
  "crimea",
  "donbas",
  "essequibo",
  "falklands",
  "golan",
  "halaib",
  "ilemi",
  "karabakh",
  "kashmir",
  "korea",
  "kosovo",
  "lebanon",
  "northern-cyprus",
  "palestine",
  "somaliland",
  "south-ossetia",
  "taiwan",
  "transnistria",
  "western-sahara",
] as const;
export type Dispute = (typeof disputes)[number];
export type Way = "dashed" | "solid" | "hidden";

// Names by code, then by language: { "PS": { "en": "State of Palestine" } }; "*" stands for every other language.
export type Names = Readonly<Record<string, Readonly<Record<string, string>>>>;
export interface MapSettings {
  names: Names;
  solid: readonly string[];
  hidden: readonly string[];
}

// What the installation decided: known from the first answer of the server on, before anything is drawn.
let settings: MapSettings = { names: {}, solid: [], hidden: [] };
export function settle(decided: MapSettings | undefined): void {
  if (decided) settings = decided;
}

// Whether the installation departs from dashing all of them, and whether any is left dashed.
export function hasOwnPolicy(kept: MapSettings = settings): boolean {
  return disputes.some((dispute) => wayOf(dispute, kept) !== "dashed");
}
export function hasDashed(kept: MapSettings = settings): boolean {
  return disputes.some((dispute) => wayOf(dispute, kept) === "dashed");
}

export function wayOf(dispute: Dispute, { solid, hidden }: MapSettings = settings): Way {
  if (hidden.includes(dispute)) return "hidden";
  return solid.includes(dispute) ? "solid" : "dashed";
}

export function placeName(code: string, language: string, names: Names = settings.names): string {
  const own = names[code];
  const chosen = own?.[language] ?? own?.[language.split("-")[0] ?? ""] ?? own?.["*"];
  if (chosen) return chosen;
  return countryName(code, language);
}

export type Point = readonly [longitude: number, latitude: number];
// West, south, east, north.
export type Box = readonly [number, number, number, number];

// Land borders that are disputed from end to end, by the pair of shapes they part (codes, or the name of a shape
// without one), in alphabetical order.
const borders: Readonly<Record<string, Dispute>> = {
  "DZ/EH": "western-sahara",
  "EH/MA": "western-sahara",
  "EH/MR": "western-sahara",
  "CY/N. Cyprus": "northern-cyprus",
  "ET/Somaliland": "somaliland",
  "SO/Somaliland": "somaliland",
  "DJ/Somaliland": "somaliland",
  "IL/PS": "palestine",
  "KP/KR": "korea",
  "MK/XK": "kosovo",
  "AL/XK": "kosovo",
  "ME/XK": "kosovo",
  "RS/XK": "kosovo",
};

// Parts of a border that are disputed: inside the box, the first that holds.
const stretches: Readonly<Record<string, readonly (readonly [Dispute, Box])[]>> = {
  "IN/PK": [["kashmir", [73, 32.4, 80, 37.5]]],
  "CN/IN": [
    ["aksai-chin", [75, 31.5, 80.5, 37]],
    ["arunachal", [91.5, 26.5, 97.5, 29.6]],
  ],
  "CN/PK": [["kashmir", [73, 34, 78, 38]]],
  "IL/SY": [["golan", [35, 32, 37, 34]]],
  "IL/LB": [["lebanon", [35.4, 33, 36, 33.6]]],
  "RU/UA": [
    ["crimea", [32, 43.5, 36.7, 46.4]],
    ["donbas", [32, 43.5, 41, 50.5]],
  ],
  "EG/SD": [["halaib", [33, 21, 38, 23.5]]],
  "KE/SS": [["ilemi", [33, 4, 36.5, 5.8]]],
  "SD/SS": [["abyei", [26.5, 8.8, 30, 10.9]]],
  "AM/AZ": [["karabakh", [44, 38, 48, 41.5]]],
  "BT/CN": [["bhutan", [88, 26, 92, 29]]],
  "GY/VE": [["essequibo", [-62, 0, -57, 9]]],
};

// Contested lines the data do not hold.
export const lines: readonly { of: Dispute; points: readonly Point[] }[] = [
  { of: "abkhazia", points: [[40.0, 43.4], [40.9, 43.4], [42.1, 43.2], [41.8, 42.8], [41.5, 42.4]] },
  { of: "south-ossetia", points: [[43.4, 42.6], [43.6, 42.3], [43.9, 42.1], [44.4, 42.2], [44.7, 42.5], [44.5, 42.7]] },
  { of: "golan", points: [[35.7, 33.3], [35.9, 33.2], [35.9, 32.9], [35.7, 32.7]] },
  { of: "aksai-chin", points: [[77.8, 35.5], [78.9, 34.4], [79.2, 33.2], [78.8, 32.6]] },
  { of: "transnistria", points: [[28.2, 48.2], [28.9, 47.8], [29.3, 47.3], [29.6, 46.9], [29.6, 46.5]] },
  { of: "essequibo", points: [[-58.5, 6.9], [-58.6, 5.5], [-58.2, 4.2], [-57.5, 3.3], [-56.8, 2.2]] },
];

// Shapes whose whole outline is dashed, by code, or by name where the data know no code.
const contested: Readonly<Record<string, Dispute>> = {
  EH: "western-sahara",
  FK: "falklands",
  PS: "palestine",
  TW: "taiwan",
  XK: "kosovo",
  "N. Cyprus": "northern-cyprus",
  Somaliland: "somaliland",
};

// A part of a country's shape that is contested, known by a point within it: it is coloured for nobody.
export const parts: readonly { of: Dispute; shape: string; within: Point }[] = [
  { of: "crimea", shape: "RU", within: [34.3, 45.2] },
];

function pair(a: string, b: string): string {
  return a < b ? `${a}/${b}` : `${b}/${a}`;
}

export function isContested(shape: string, kept: MapSettings = settings): boolean {
  const dispute = contested[shape];
  return dispute !== undefined && wayOf(dispute, kept) === "dashed";
}

// Cuts a border between two shapes into runs of one way.
export function cutBorder(a: string, b: string, points: readonly Point[], kept: MapSettings = settings): { way: Way; points: Point[] }[] {
  const name = pair(a, b);
  const whole = borders[name];
  const boxes = stretches[name];
  if (points.length < 2 || whole || !boxes) return [{ way: whole ? wayOf(whole, kept) : "solid", points: [...points] }];
  const result: { way: Way; points: Point[] }[] = [];
  for (let index = 1; index < points.length; index += 1) {
    const [from, to] = [points[index - 1] as Point, points[index] as Point];
    const middle: Point = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
    const dispute = boxes.find(([, box]) => inside(middle, box))?.[0];
    const way = dispute ? wayOf(dispute, kept) : "solid";
    const last = result.at(-1);
    if (last?.way === way) last.points.push(to);
    else result.push({ way, points: [from, to] });
  }
  return result;
}

function inside([x, y]: Point, [west, south, east, north]: Box): boolean {
  return x >= west && x <= east && y >= south && y <= north;
}

// Steps of the scale: 0 for nothing known, 1 to 5 for a share below 1, 3, 10, 30 % and above.
const steps = [0.01, 0.03, 0.1, 0.3] as const;
export function step(share: number | null | undefined): number {
  if (typeof share !== "number" || share <= 0) return 0;
  return 1 + steps.filter((limit) => share >= limit).length;
}
export const limits: readonly number[] = steps;
