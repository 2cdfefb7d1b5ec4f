// Light Markdown as a reader sees it: words with how they look, without the marks. What is no mark stays as written.

export type Look = "" | "strong" | "em" | "strong em" | "code";
export interface Run {
  text: string;
  look: Look;
}

const both = (look: Look, more: "strong" | "em"): Look => (look === "code" || look.includes(more) ? look : look === "" ? more : "strong em");
const marks =
  /\\(?<literal>[!-/:-@[-`{-~])|`(?<code>[^`\n]+)`|\*\*(?=\S)(?<strong>[^\n]*?\S)\*\*(?!\*)|__(?=\S)(?<strong2>[^\n]*?\S)__(?![\w_])|\*(?=[^\s*])(?<em>[^\n*]*?[^\s*])\*|(?<![\p{L}\p{N}_])_(?=[^\s_])(?<em2>[^\n_]*?[^\s_])_(?![\p{L}\p{N}_])|\[(?<words>[^\]\n]+)\]\((?<address>[^)\s]+)\)/gu;

function inline(text: string, look: Look): Run[] {
  const runs: Run[] = [];
  let from = 0;
  for (const found of text.matchAll(marks)) {
    runs.push({ text: text.slice(from, found.index), look });
    from = found.index + found[0].length;
    const { literal, code, strong, strong2, em, em2, words, address } = found.groups ?? {};
    if (literal !== undefined) runs.push({ text: literal, look });
    else if (code !== undefined) runs.push({ text: code, look: "code" });
    else if (words !== undefined) runs.push(...inline(words, look), { text: ` (${address})`, look });
    else runs.push(...inline(strong ?? strong2 ?? em ?? em2 ?? "", both(look, strong !== undefined || strong2 !== undefined ? "strong" : "em")));
  }
  return [...runs, { text: text.slice(from), look }].filter((run) => run.text !== "");
}

export function marked(markdown: string): Run[] {
  return markdown.split("\n").flatMap((line, at) => {
    const heading = /^ {0,3}#{1,6}\s+/.exec(line);
    const plain = line.slice(heading?.[0].length ?? 0).replace(/^(\s*)[-*+] (?=\S)/, "$1• ");
    return [...(at ? [{ text: "\n", look: "" as const }] : []), ...inline(plain, heading ? "strong" : "")];
  });
}
