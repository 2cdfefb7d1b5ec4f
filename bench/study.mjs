// The study of a made-up roster with all its tables, pictures and the report. Called by measure.mjs.
import { spawnSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const accounts = 1000;
const ties = 40_000;
const countries = 120;

// Numbers in [0, 1), the same in every run (Lehmer, modulus 2^31 - 1).
function lehmer(seed) {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

const letter = (number) => String.fromCharCode(65 + (number % 26));
const code = (number) => `${letter(Math.floor(number / 26))}${letter(number)}X`;

function makeTables(folder) {
  const random = lehmer(42);
  const below = (most) => Math.floor(most * random());
  const write = (name, header, rows) => {
    const file = path.join(folder, name);
    writeFileSync(file, [header, ...rows, ""].join("\n"));
    return file;
  };
  const roster = Array.from({ length: accounts }, (_, i) =>
    [`a${i}`, `@a${i}@mission.example`, `Account ${i}`, i % 3 ? "institutional" : "personal", "ministry", code(i % countries), "made up", below(2000), below(9000), "en fr"].join(","),
  );
  const drawn = new Set();
  while (drawn.size < ties) {
    const [from, to] = [Math.floor(accounts * random() ** 1.5), Math.floor(accounts * random() ** 2.5)];
    if (from === to) continue;
    drawn.add(`a${from},a${to}`);
    if (random() < 0.25 && drawn.size < ties) drawn.add(`a${to},a${from}`);
  }
  const wealth = Array.from({ length: countries }, (_, i) =>
    [code(i), Math.round(10 ** (9 + 4 * random())), Math.round(10 ** (5 + 4 * random())), `Region ${i % 6}`].join(","),
  );
  return {
    roster: write("roster.csv", "id,handle,name,kind,office,country,network,following_count,posts,languages", roster),
    follows: write("follows.csv", "source,target", drawn),
    wealth: write("countries.csv", "country,gdp,population,region", wealth),
  };
}

// Processor time in seconds, start included.
function seconds(command) {
  const timed = spawnSync("bash", ["-c", 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>&1', "bash", ...command], { encoding: "utf8" });
  if (timed.status !== 0) throw new Error(`${command.join(" ")} failed`);
  const [user, system] = timed.stderr.trim().split(" ").map(Number);
  return user + system;
}

// {seconds, files}: the median of five runs, and how many files a study is.
export function measureStudy(binary, folder) {
  const { roster, follows, wealth } = makeTables(folder);
  const out = path.join(folder, "study");
  const study = [binary, "study", "--accounts", roster, "--follows", follows, "--countries", wealth, "--out", out];
  const times = Array.from({ length: 5 }, () => seconds(study));
  const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
  return { seconds: times.toSorted((a, b) => a - b)[2], files };
}
