// A bad line to a server: a TCP proxy that delays, throttles, cuts, or takes what comes and says nothing. What it does may
// change while it runs, for connections that are open too.
import { once } from "node:events";
import net from "node:net";

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms)); // the line's own slowness

// `delay` holds every piece so many milliseconds each way; `rate` lets through so many bytes a second; `cut` resets after
// so many bytes of the answer; `silent` takes what comes and answers nothing.
export async function startLine(to, { delay = 0, rate = Infinity, cut = Infinity, silent = false } = {}) {
  const line = { delay, rate, cut, silent };
  const open = new Set();

  async function copy(from, into, answers) {
    let passed = 0;
    for await (const data of from) {
      const step = Number.isFinite(line.rate) ? Math.max(1, Math.ceil(line.rate / 20)) : data.length;
      for (let at = 0; at < data.length; at += step) {
        const piece = data.subarray(at, at + step);
        if (line.delay > 0 && at === 0) await sleep(line.delay);
        if (Number.isFinite(line.rate)) await sleep((1000 * piece.length) / line.rate);
        passed += piece.length;
        if (answers && passed > line.cut) return [from, into].forEach((socket) => socket.resetAndDestroy());
        if (into.destroyed) return;
        if (line.silent) continue;
        into.write(piece);
      }
    }
    into.end();
  }

  const proxy = net.createServer({ allowHalfOpen: true }, (client) => {
    open.add(client);
    client.on("error", () => {}).on("close", () => open.delete(client));
    const server = net.connect({ port: to, host: "127.0.0.1", allowHalfOpen: true }).on("error", () => client.destroy());
    open.add(server);
    server.on("close", () => open.delete(server));
    copy(client, server, false).catch(() => server.destroy());
    copy(server, client, true).catch(() => client.destroy());
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  line.port = proxy.address().port;
  line.stop = async () => {
    proxy.close();
    for (const socket of open) socket.destroy();
    await once(proxy, "close");
  };
  return line;
}
