// clang-tidy over every source under src/, a dozen of one module in one translation unit: what costs is reading the
// headers, and so they are read once a dozen. Sources whose private names clash go to the next unit. A unit that was
// clean is not looked at again until something it includes changes (build/dev/tidy/*.clean).
//   node script/tidy.mjs [--jobs N] [FILE…]     FILE: only the units of these sources' modules
import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
const build = path.join(root, "build/dev");
const folder = path.join(build, "tidy");
const kDozen = 12;
const kOutput = { maxBuffer: 1 << 29 };

const args = process.argv.slice(2);
const jobs = args[0] === "--jobs" ? Number(args.splice(0, 2)[1]) : 2;
const chosen = new Set(args.map(moduleOf));
const config = fs.readFileSync(path.join(root, ".clang-tidy"), "utf8");

function moduleOf(file) {
  return path.dirname(path.relative(path.join(root, "src"), path.resolve(root, file)));
}

// Flags by source, from what CMake wrote, without the launcher, compiler, warnings of gcc alone, source and output.
function flagsBySource() {
  const commands = JSON.parse(fs.readFileSync(path.join(build, "compile_commands.json"), "utf8"));
  const flags = new Map();
  for (const { file, command } of commands) {
    const kept = command.match(/(?:[^\s"]|"[^"]*")+/g).filter((word) => /^-(I|D|std|isystem|pthread|m)/.test(word));
    const words = command.split(/\s+/);
    words.forEach((word, at) => word === "-isystem" && kept.splice(kept.indexOf("-isystem"), 1, "-isystem" + words[at + 1]));
    flags.set(file, kept.map((word) => word.replace(/\\"/g, '"')));
  }
  return flags;
}

function run(program, words) {
  return new Promise((resolve) => {
    execFile(program, words, kOutput, (error, stdout, stderr) => resolve({ failed: error !== null, stdout, stderr }));
  });
}

// Members of a unit that clash with earlier ones; empty when the unit compiles.
async function clashing(unit, members, flags) {
  const { failed, stderr } = await run("clang++-19", ["-fsyntax-only", "-w", "-ferror-limit=0", ...flags, unit]);
  if (!failed) return [];
  const named = members.filter((member, at) => at > 0 && stderr.includes(`${member}:`) && new RegExp(
    `${member.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}:\\d+:\\d+: (fatal )?error`).test(stderr));
  if (named.length) return named;
  if (members.length === 1) throw new Error(`${members[0]} does not compile:\n${stderr}`);
  return members.slice(Math.ceil(members.length / 2)); // the clash shows in a header
}

async function look(module, index, waiting, flags) {
  let members = waiting.splice(0, kDozen);
  const unit = path.join(folder, `${module.replaceAll("/", "_")}-${index}.cpp`);
  const write = () => fs.writeFileSync(unit, members.map((member) => `#include "${member}"\n`).join(""));
  write();
  for (let clash = await clashing(unit, members, flags); clash.length; clash = await clashing(unit, members, flags)) {
    members = members.filter((member) => !clash.includes(member));
    waiting.push(...clash);
    write();
  }
  const { stdout: text } = await run("clang++-19", ["-E", "-P", "-w", ...flags, unit]);
  const key = createHash("sha256").update(config).update(flags.join(" ")).update(text).digest("hex");
  const stamp = unit.replace(/cpp$/, "clean");
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === key) return true;
  const { failed, stdout } = await run("clang-tidy-19", ["--quiet", "--warnings-as-errors=*", "--checks=-bugprone-suspicious-include",
    "--header-filter=/src/.*\\.[ch]pp$", unit, "--", ...flags]);
  if (failed) process.stdout.write(stdout);
  else fs.writeFileSync(stamp, key);
  return !failed;
}

fs.mkdirSync(folder, { recursive: true });
const flags = flagsBySource();
const listed = ["ls-files", "--cached", "--others", "--exclude-standard", "src/*.cpp"];
const modules = new Map();
for (const file of execFileSync("git", listed, { cwd: root, encoding: "utf8" }).trim().split("\n")) {
  const source = path.join(root, file);
  if (!fs.existsSync(source)) continue;
  const module = moduleOf(file);
  if (chosen.size && !chosen.has(module)) continue;
  if (!flags.has(source)) throw new Error(`${file} is not in build/dev/compile_commands.json: run cmake --preset dev`);
  if (!modules.has(module)) modules.set(module, []);
  modules.get(module).push(source);
}
// The largest modules first, so that the last worker does not stand alone.
const queue = [...modules].sort((a, b) => b[1].length - a[1].length);
let clean = true;
async function worker() {
  for (let next = queue.shift(); next; next = queue.shift()) {
    const [module, waiting] = next;
    for (let index = 0; waiting.length; index++) clean = (await look(module, index, waiting, flags.get(waiting[0]))) && clean;
  }
}
await Promise.all(Array.from({ length: jobs }, worker));
process.exit(clean ? 0 : 1);
