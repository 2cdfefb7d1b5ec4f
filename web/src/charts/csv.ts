// Figures as a file: RFC 4180 with a byte order mark, so that spreadsheets read Arabic. What is withheld is an empty
// cell. The file is made here, of the numbers the page shows.

export type Cell = string | number | null | undefined;

// A table behind a chart: what it shows, what the file holds.
export interface Sheet {
  name: string; // of the file, without ".csv"
  head: readonly string[];
  rows: readonly (readonly Cell[])[];
}

// A text that a spreadsheet would run as a formula gets an apostrophe before it.
function quoted(cell: Cell): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : "";
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function toCsv({ head, rows }: Sheet): string {
  return `\ufeff${[head, ...rows].map((row) => row.map(quoted).join(",")).join("\r\n")}\r\n`;
}

// The context in which a page that shows what was heard says how a file is recorded before it is given.
export const exportContext = "export";

export function download(name: string, type: string, content: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
