// How the server will set a plain text: blank lines part paragraphs, line ends stay, web addresses become links.

export interface Piece {
  text: string;
  link: boolean;
}

export function paragraphs(text: string): Piece[][][] {
  return text
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.split("\n").map(linked));
}

function linked(line: string): Piece[] {
  const result: Piece[] = [];
  let end = 0;
  for (const match of line.matchAll(/https?:\/\/[^\s<>"]+/gi)) {
    const address = match[0].replace(/[.,;:!?)\]}'»”]+$/, "");
    if (match.index > end) result.push({ text: line.slice(end, match.index), link: false });
    result.push({ text: address, link: true });
    end = match.index + address.length;
  }
  if (end < line.length) result.push({ text: line.slice(end), link: false });
  return result;
}
