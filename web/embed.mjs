// embed.mjs DIST OUT: turns a built application into OUT/staff_application.cpp and OUT/staff_application.S, which link
// every file into the server as it is, gzipped and with Brotli, each with its ETag. Prints what a first visit loads
// and fails when it is too much.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const limit = 190_000; // bytes, compressed
const [dist, out] = process.argv.slice(2);
if (!out) {
  console.error("usage: embed.mjs DIST OUT");
  process.exit(2);
}
const manifestPath = ".vite/manifest.json";
const manifest = JSON.parse(readFileSync(path.join(dist, manifestPath), "utf8"));

// A compressed form is worth keeping when it saves a twentieth.
const worth = (packed, bytes) => (packed.length < bytes.length * 0.95 ? packed : Buffer.alloc(0));

const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(dist, path.join(entry.parentPath, entry.name)))
  .filter((name) => name !== manifestPath)
  .sort()
  .map((name) => {
    const bytes = readFileSync(path.join(dist, name));
    return {
      name,
      bytes,
      gzip: worth(gzipSync(bytes, { level: 9 }), bytes),
      brotli: worth(
        brotliCompressSync(bytes, {
          params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
        }),
        bytes,
      ),
      etag: createHash("sha256").update(bytes).digest("hex").slice(0, 32),
    };
  });

weigh();
write();

// What a browser asks for at the first visit: the page, the entry with all it imports at once, the page a reader sees
// first (either of two), the fonts and the catalogue of her language.
function weigh() {
  const packed = new Map(files.map(({ name, bytes, brotli }) => [name, brotli.length || bytes.length]));
  const graph = (key, seen = new Set()) => {
    const chunk = manifest[key];
    if (!chunk || seen.has(chunk.file)) return seen;
    seen.add(chunk.file);
    for (const style of chunk.css ?? []) seen.add(style);
    for (const next of chunk.imports ?? []) graph(next, seen);
    return seen;
  };
  const font = (part) => {
    const found = files.find(({ name }) => name.includes(part));
    if (!found) throw new Error(`no font ${part} in ${dist}`);
    return found.name;
  };
  const pages = {
    Today: ["src/pages/Today.svelte", "src/text/heard/TAG.json", "src/text/topics/TAG.json"],
    Inbox: ["src/pages/Inbox.svelte", "src/text/inbox/TAG.json"],
  };
  const every = [
    "index.html",
    ...graph("index.html"),
    ...graph("src/Shell.svelte"),
    font("source-sans-3-latin-wght"),
    font("source-serif-4-latin-400"),
    font("source-serif-4-latin-600"),
  ];
  const languages = { English: ["en"], French: ["fr"], Arabic: ["ar", font("vazirmatn-arabic")] };
  let tooMuch = false;
  for (const [language, [tag, ...more]] of Object.entries(languages))
    for (const [page, sources] of Object.entries(pages)) {
      const parts = [`src/text/${tag}.json`, ...sources].flatMap((source) => [...graph(source.replace("TAG", tag))]);
      const total = [...new Set([...every, ...more, ...parts])].reduce((sum, name) => sum + (packed.get(name) ?? 0), 0);
      console.log(`web: first load of ${page} in ${language}: ${total} bytes of at most ${limit}`);
      tooMuch ||= total > limit;
    }
  if (!tooMuch) return;
  console.error("web: the first load is too heavy; load what is not needed at once with import()");
  process.exit(1);
}

function write() {
  const blobs = path.join(out, "packed");
  rmSync(blobs, { recursive: true, force: true });
  mkdirSync(blobs, { recursive: true });
  const assembly = ["    .section .rodata"];
  const declarations = [];
  const rows = files.map(({ name, bytes, gzip, brotli, etag }, index) => {
    const part = (kind, content, file) => {
      if (!content.length) return "{}";
      const symbol = `web_asset_${index}_${kind}`;
      if (kind !== "bytes") writeFileSync(file, content);
      assembly.push(
        `    // ${name} ${etag}`,
        `    .global ${symbol}_begin, ${symbol}_end`,
        `${symbol}_begin:`,
        `    .incbin ${JSON.stringify(file)}`,
        `${symbol}_end:`,
        "    .byte 0",
      );
      declarations.push(`extern "C" const unsigned char ${symbol}_begin[], ${symbol}_end[];`);
      return `between(${symbol}_begin, ${symbol}_end)`;
    };
    return `      {${JSON.stringify(`/${name}`)}, ${part("bytes", bytes, path.resolve(dist, name))},
       ${part("gzip", gzip, path.join(blobs, `${index}.gz`))},
       ${part("brotli", brotli, path.join(blobs, `${index}.br`))}, ${JSON.stringify(`"${etag}"`)}},`;
  });
  assembly.push('    .section .note.GNU-stack,"",@progbits', "");
  writeFileSync(path.join(out, "staff_application.S"), assembly.join("\n"));
  writeFileSync(
    path.join(out, "staff_application.cpp"),
    `// Generated from web/.
#include "api/staff_application.hpp"

#include <array>
#include <string_view>

${declarations.join("\n")}

namespace chancery::api {
namespace {

std::string_view between(const unsigned char* begin, const unsigned char* end) {
  return {reinterpret_cast<const char*>(begin), static_cast<std::size_t>(end - begin)};
}

}  // namespace

std::span<const net::EmbeddedFile> staff_application() {
  static const std::array<net::EmbeddedFile, ${files.length}> kFiles{{
${rows.join("\n")}
  }};
  return kFiles;
}

}  // namespace chancery::api
`,
  );
}
