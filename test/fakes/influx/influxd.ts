import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { tied } from "../../../bench/load/tied.ts";
import { freePort } from "../net/free-port.ts";

/** A real time series server on a free loopback port, with a folder of its own. */
export interface TimeSeriesServer {
  readonly url: string;
  /** Kills the process and keeps its folder, like a power cut. */
  kill(): Promise<void>;
  /** SIGSTOP: keeps its sockets open and answers nothing. */
  pause(): void;
  resume(): void;
  /** Starts it again on the same port and folder. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** InfluxDB 1.6 from Debian, in a folder of its own or in the given one; the folder is deleted with it. */
export async function startInfluxd(folder?: string): Promise<TimeSeriesServer> {
  const dir = folder ?? (await mkdtemp(join(tmpdir(), "gemba-influxd-")));
  const [port, rpcPort] = [await freePort(), await freePort()];
  await mkdir(dir, { recursive: true });
  const config = join(dir, "influxdb.conf");
  await writeFile(
    config,
    `reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
  dir = "${dir}/meta"
[data]
  dir = "${dir}/data"
  wal-dir = "${dir}/wal"
  query-log-enabled = false
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${port}"
  log-enabled = false
`,
  );
  return server({ dir, url: `http://127.0.0.1:${port}`, command: ["influxd", "-config", config], ready: "/ping" });
}

/** VictoriaMetrics from Debian, run as in docs/influxdb.md. */
export async function startVictoriaMetrics(): Promise<TimeSeriesServer> {
  const dir = await mkdtemp(join(tmpdir(), "gemba-victoria-"));
  const port = await freePort();
  const command = [
    "victoria-metrics",
    `-storageDataPath=${dir}/data`,
    `-httpListenAddr=127.0.0.1:${port}`,
    "-dedup.minScrapeInterval=1ms",
    "-retentionPeriod=100y",
    "-memory.allowedBytes=64MB",
  ];
  return server({ dir, url: `http://127.0.0.1:${port}`, command, ready: "/health" });
}

async function server(options: {
  dir: string;
  url: string;
  command: string[];
  ready: string;
}): Promise<TimeSeriesServer> {
  let child: ChildProcess | undefined;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const running = child;
    child = undefined;
    if (running === undefined || running.exitCode !== null) return;
    const over = new Promise((resolve) => running.once("exit", resolve));
    running.kill(signal);
    await over;
  };
  const start = async (): Promise<void> => {
    const [program, ...args] = options.command as [string, ...string[]];
    const started = spawn(...tied(program, args), { stdio: "ignore" });
    child = started;
    const deadline = Date.now() + 20_000;
    while (!(await answers(options.url + options.ready))) {
      if (Date.now() > deadline || started.exitCode !== null)
        throw new Error(`${program} did not start (npm test installs it from Debian)`);
      await sleep(50);
    }
  };
  process.once("exit", () => child?.kill("SIGKILL"));
  await start();
  return {
    url: options.url,
    kill: () => end("SIGKILL"),
    start,
    pause: () => child?.kill("SIGSTOP"),
    resume: () => child?.kill("SIGCONT"),
    async stop() {
      await end("SIGKILL");
      await rm(options.dir, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
