import { spawnSync } from "node:child_process";
import { mkdtempDisposableSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { valueProblems } from "../../edge/config/read-file.ts";
import { hubConfig, hubProblems } from "../../edge/hub/config.ts";
import { writeExec } from "../../scripts/right-node.mjs";
import { has } from "../run/needs.ts";

const root = join(import.meta.dirname, "..", "..");
const read = (name: string) => readFileSync(join(root, name), "utf8");

interface Service {
  profiles?: string[];
  image?: string;
  network_mode?: string;
  ports?: string[];
  healthcheck?: { test: string[] };
  volumes?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
}

const compose = parse(read("docker-compose.yml")) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};

describe("docker-compose.yml", () => {
  it("has edge, simulators, InfluxDB and Mosquitto, and in the profile fleet a hub with three NATS servers", () => {
    const [fleet, demo] = [true, false].map((isFleet) =>
      Object.entries(compose.services)
        .filter(([, { profiles }]) => (profiles?.[0] === "fleet") === isFleet)
        .map(([name]) => name)
        .sort(),
    );
    expect(demo).toEqual(["edge", "influxdb", "mosquitto", "simulators"]);
    expect(fleet).toEqual(["clickhouse", "hub", "nats-1", "nats-2", "nats-3"]);
  });

  it("[HU18] the hub of the profile fleet has a valid config, which reaches each of the three servers", () => {
    const config = parse(read("config/fleet/hub.yaml")) as { servers: string[]; metrics: number };
    expect(valueProblems("hub.yaml", config, hubConfig, hubProblems)).toEqual([]);
    const listening = [1, 2, 3].map((n) => compose.services[`nats-${n}`]?.environment?.["NATS_LISTEN"]);
    expect(config.servers).toEqual(listening.map((address) => `tls://${address}`));
    expect(compose.services["hub"]?.healthcheck?.test.join(" ")).toContain(`:${config.metrics}/metrics`);
  });

  it.each(Object.entries(compose.services))(
    "%s: image pinned to a full version, health checked, data on a named volume",
    (_name, service) => {
      expect(service.image).toMatch(/:\d+\.\d+\.\d+/);
      expect(service.healthcheck?.test[0]).toBe("CMD");
      const named = (service.volumes ?? [])
        .map((volume) => volume.split(":")[0] as string)
        .filter((source) => !source.startsWith(".") && !source.startsWith("$"));
      expect(named.length).toBeGreaterThan(0);
      for (const name of named) expect(compose.volumes).toHaveProperty(name);
    },
  );

  it.each(Object.entries(compose.services))(
    "%s: publishes no port, so that loopback binds stay loopback",
    (_name, service) => {
      expect(service.ports).toBeUndefined();
      expect(service.network_mode).toBe("host");
    },
  );

  it("[S20] contains no secret: secrets come from outside and are required", () => {
    for (const service of Object.values(compose.services))
      for (const [name, value] of Object.entries(service.environment ?? {}))
        if (/TOKEN|PASSWORD/.test(name)) expect(value).toMatch(/^\$\{[A-Z_]+:\?/);
  });

  it("waits only for services that exist", () => {
    for (const service of Object.values(compose.services))
      for (const name of Object.keys(service.depends_on ?? {})) expect(compose.services).toHaveProperty(name);
  });
});

describe("Dockerfile", () => {
  it("runs the Node.js of package.json, not as root", () => {
    const { dependencies } = JSON.parse(read("package.json")) as { dependencies: Record<string, string> };
    const images = [...read("Dockerfile").matchAll(/^FROM (\S+)/gm)].map((match) => match[1]);
    expect(images.length).toBe(2);
    for (const image of images) expect(image).toContain(`node:${dependencies["node"]}`);
    expect(read("Dockerfile")).toMatch(/^USER node$/m);
  });
});

describe("package.json", () => {
  const { dependencies, devDependencies, scripts } = JSON.parse(read("package.json")) as Record<
    "dependencies" | "devDependencies" | "scripts",
    Record<string, string>
  >;

  it("pins every dependency exactly", () => {
    for (const version of Object.values({ ...dependencies, ...devDependencies })) expect(version).toMatch(/^\d/);
  });

  const commands = Object.entries(scripts).flatMap(([name, script]) =>
    script.split(" && ").map((command) => [name, command] as const),
  );

  it("[SU4] no script needs a POSIX shell: each is a program with its arguments", () => {
    expect(commands.length).toBeGreaterThan(10);
    // Programs of node_modules/.bin, which npm finds on every system. cmd.exe knows no quotes like 'these' and no
    // $VARIABLES.
    for (const [name, command] of commands) expect(command, name).toMatch(/^(?:exec )?(?:node|biome|vite) [\w./ -]+$/);
  });

  it("[SU4] long-running programs replace the shell, so that signals to npm reach them; cmd.exe gets an exec", () => {
    const long = commands.filter(([name]) =>
      ["start", "gemba", "bench", "test", "test:full", "reliability"].includes(name),
    );
    expect(long).toHaveLength(6);
    for (const [name, command] of long) expect(command, name).toMatch(/^exec node /);
    using folder = mkdtempDisposableSync(join(tmpdir(), "gemba-exec-"));
    writeExec(folder.path);
    expect(readFileSync(join(folder.path, "exec.cmd"), "utf8")).toBe("@%*\r\n");
  });
});

describe("the service of docs/install.md", () => {
  const unit = /^```ini\n([\s\S]*?)^```/m.exec(read("docs/install.md"))?.[1] ?? "";

  it("[S23] runs as a user of its own, writes one folder, and has no privilege", () => {
    for (const line of [
      "User=gemba",
      "ProtectSystem=strict",
      "ReadWritePaths=/var/lib/gemba",
      "NoNewPrivileges=true",
      "CapabilityBoundingSet=",
      "UMask=0077",
    ])
      expect(unit).toContain(`${line}\n`);
    expect(unit.match(/^ReadWritePaths=/gm)).toHaveLength(1);
  });

  const hasAnalyze = has(
    spawnSync("systemd-analyze", ["--version"]).status === 0,
    "systemd-analyze (apt-get install systemd)",
  );
  it.runIf(hasAnalyze)("[S23] systemd finds its exposure at most 3.0 of 10", () => {
    const folder = mkdtempSync(join(tmpdir(), "gemba-unit-"));
    const path = join(folder, "gemba.service");
    writeFileSync(path, unit);
    const { stdout, stderr, status } = spawnSync(
      "systemd-analyze",
      ["security", "--offline=true", "--threshold=30", "--no-pager", path],
      { encoding: "utf8" },
    );
    rmSync(folder, { recursive: true });
    expect(status, `${stdout}${stderr}`).toBe(0);
  });
});
