// How the map draws what states disagree about. It takes no position: contested borders are dashed, areas whose
// sovereignty is contested carry a dashed outline, and none is left out.
//
// The scale is 1:110 million, so lines drawn here are approximate, as the legend says.

export type BorderPolicy = "dashed" | "solid";
export const policy: BorderPolicy = "dashed";

// Names the ministry wants instead of those of CLDR, by code: { "PS": { "en": "State of Palestine" } }.
export const names: Readonly<Record<string, Readonly<Record<string, string>>>> = {};

export function placeName(code: string, language: string, overrides = names): string {
  const own = overrides[code];
  const chosen = own?.[language] ?? own?.[language.split("-")[0] ?? ""];
  if (chosen) return chosen;
  try {
    return new Intl.DisplayNames(language, { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}

export type Point = readonly [longitude: number, latitude: number];
// West, south, east, north.
export type Box = readonly [number, number, number, number];

// Land borders that are disputed from end to end, by the pair of shapes they part (codes, or the name of a shape
// without one), in alphabetical order.
const borders: readonly string[] = [
  "DZ/EH",
  "EH/MA",
  "EH/MR",
  "CY/N. Cyprus",
  "ET/Somaliland",
  "IL/PS",
  "KP/KR",
  "MK/XK",
  "AL/XK",
  "ME/XK",
  "RS/XK",
  "SO/Somaliland",
  "DJ/Somaliland",
];

// Parts of a border that are disputed: inside the box.
const stretches: Readonly<Record<string, readonly Box[]>> = {
  "IN/PK": [[73, 32.4, 80, 37.5]], // Kashmir, the line of control
  "CN/IN": [
    [75, 31.5, 80.5, 37], // Aksai Chin
    [91.5, 26.5, 97.5, 29.6], // the eastern sector
  ],
  "CN/PK": [[73, 34, 78, 38]],
  "IL/SY": [[35, 32, 37, 34]], // the Golan
  "IL/LB": [[35.4, 33, 36, 33.6]],
  "RU/UA": [[32, 43.5, 41, 50.5]], // Crimea and the east
  "EG/SD": [[33, 21, 38, 23.5]], // Hala'ib
  "KE/SS": [[33, 4, 36.5, 5.8]], // Ilemi
  "SD/SS": [[26.5, 8.8, 30, 10.9]], // Abyei
  "AM/AZ": [[44, 38, 48, 41.5]],
  "BT/CN": [[88, 26, 92, 29]],
  "GY/VE": [[-62, 0, -57, 9]], // the Essequibo
};

// Contested lines the data do not hold.
export const lines: readonly { of: string; points: readonly Point[] }[] = [
  { of: "Abkhazia", points: [[40.0, 43.4], [40.9, 43.4], [42.1, 43.2], [41.8, 42.8], [41.5, 42.4]] },
  { of: "South Ossetia", points: [[43.4, 42.6], [43.6, 42.3], [43.9, 42.1], [44.4, 42.2], [44.7, 42.5], [44.5, 42.7]] },
  { of: "Golan", points: [[35.7, 33.3], [35.9, 33.2], [35.9, 32.9], [35.7, 32.7]] },
  { of: "Aksai Chin", points: [[77.8, 35.5], [78.9, 34.4], [79.2, 33.2], [78.8, 32.6]] },
  { of: "Transnistria", points: [[28.2, 48.2], [28.9, 47.8], [29.3, 47.3], [29.6, 46.9], [29.6, 46.5]] },
  { of: "Essequibo", points: [[-58.5, 6.9], [-58.6, 5.5], [-58.2, 4.2], [-57.5, 3.3], [-56.8, 2.2]] },
];

// Shapes whose whole outline is dashed, by code, or by name where the data know no code.
const contested: ReadonlySet<string> = new Set(["EH", "FK", "PS", "TW", "XK", "N. Cyprus", "Somaliland"]);

// A part of a country's shape that is contested, known by a point within it: it is coloured for nobody.
export const parts: readonly { of: string; shape: string; within: Point }[] = [
  { of: "Crimea", shape: "RU", within: [34.3, 45.2] },
];

function pair(a: string, b: string): string {
  return a < b ? `${a}/${b}` : `${b}/${a}`;
}

export function isContested(shape: string): boolean {
  return contested.has(shape);
}

// Cuts a border between two shapes into runs of one kind.
export function cutBorder(
  a: string,
  b: string,
  points: readonly Point[],
  kept: BorderPolicy = policy,
): { dashed: boolean; points: Point[] }[] {
  const name = pair(a, b);
  if (kept === "solid" || points.length < 2) return [{ dashed: false, points: [...points] }];
  if (borders.includes(name)) return [{ dashed: true, points: [...points] }];
  const boxes = stretches[name];
  if (!boxes) return [{ dashed: false, points: [...points] }];
  const result: { dashed: boolean; points: Point[] }[] = [];
  for (let index = 1; index < points.length; index += 1) {
    const [from, to] = [points[index - 1] as Point, points[index] as Point];
    const middle: Point = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
    const dashed = boxes.some((box) => inside(middle, box));
    const last = result.at(-1);
    if (last?.dashed === dashed) last.points.push(to);
    else result.push({ dashed, points: [from, to] });
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
