// The geometry of charts, in the units of their view box.

export interface Expectation {
  matched: number | null;
  expected?: number | null;
  lower?: number | null;
  upper?: number | null;
}

// The next round number: the top of an axis. 0 gives 1.
export function roundUp(value: number): number {
  if (value <= 1) return 1;
  const size = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((one) => one * size >= value) ?? 10;
  return Math.max(1, Math.round(step * size));
}

export function topOf(cells: readonly Expectation[]): number {
  return roundUp(Math.max(0, ...cells.map((cell) => Math.max(cell.matched ?? 0, cell.upper ?? 0))));
}

// What lies between lower and upper as one closed path for each run of known hours, each hour `step` wide.
export function bandPath(cells: readonly Expectation[], step: number, height: number, top: number): string {
  const y = (value: number) => round(height - (Math.max(0, value) / top) * height);
  const paths: string[] = [];
  for (const { start, end } of runs(cells)) {
    let over = "";
    let under = "";
    for (let index = start; index < end; index += 1) {
      const cell = cells[index];
      const [left, right] = [index * step, (index + 1) * step];
      over += `${over ? "L" : "M"}${left} ${y(cell?.upper ?? 0)}L${right} ${y(cell?.upper ?? 0)}`;
      under = `L${right} ${y(cell?.lower ?? 0)}L${left} ${y(cell?.lower ?? 0)}${under}`;
    }
    paths.push(`${over}${under}Z`);
  }
  return paths.join("");
}

// The line of what is usual, a step an hour.
export function usualPath(cells: readonly Expectation[], step: number, height: number, top: number): string {
  let path = "";
  for (const { start, end } of runs(cells))
    for (let index = start; index < end; index += 1) {
      const level = round(height - ((cells[index]?.expected ?? 0) / top) * height);
      path += `${index === start ? "M" : "L"}${index * step} ${level}L${(index + 1) * step} ${level}`;
    }
  return path;
}

function runs(cells: readonly Expectation[]): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  cells.forEach((cell, index) => {
    if (typeof cell.lower !== "number" || typeof cell.upper !== "number") return;
    const last = found.at(-1);
    if (last?.end === index) last.end = index + 1;
    else found.push({ start: index, end: index + 1 });
  });
  return found;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

// Where a value stands against what is usual.
export type Standing = "below" | "within" | "above" | "unknown";
export function standing(matched: number | null, lower?: number | null, upper?: number | null): Standing {
  if (matched === null || typeof lower !== "number" || typeof upper !== "number") return "unknown";
  if (matched < lower) return "below";
  return matched > upper ? "above" : "within";
}

// Shares on a scale that ends at a round share: 0.37 gives 0.4, so that small shares stay visible.
export function shareTop(rows: readonly { share?: number | null; upper?: number | null; expected?: number | null }[]): number {
  const most = Math.max(0, ...rows.map((row) => Math.max(row.share ?? 0, row.upper ?? 0, row.expected ?? 0)));
  return Math.min(1, Math.max(0.01, roundUp(most * 1000) / 1000));
}
