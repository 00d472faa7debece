/**
 * Security properties that hold because the sources lack certain patterns (rows S29 and S30 of docs/security.md),
 * and that document itself.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");

/** Every file of the repository, as git has it; without git there is nothing to check. */
const tracked = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" }).split("\0").filter(Boolean);
const sources = tracked.filter((path) => /^(edge|simulators|twin-viewer\/src)\/.*\.tsx?$/.test(path));

/** `path: line` of every line of the files that the pattern finds. */
function found(files: readonly string[], pattern: RegExp): string[] {
  return files.flatMap((path) =>
    readFileSync(join(root, path), "utf8")
      .split("\n")
      .flatMap((line) => (pattern.test(line) ? [`${path}: ${line.trim().slice(0, 120)}`] : [])),
  );
}

/** `files` of `found` lines, each once. */
const filesOf = (lines: readonly string[]): string[] =>
  [...new Set(lines.map((line) => line.slice(0, line.indexOf(":"))))].sort();

describe("[S29] sources hold", () => {
  it("many files, so that no rule below passes because there was nothing to check", () => {
    expect(sources.length).toBeGreaterThan(800);
  });

  const ABSENT: readonly (readonly [string, RegExp])[] = [
    ["no text that is run as code", /\beval\(|new Function\(|from "node:vm"|setTimeout\("|setInterval\("/],
    ["no shell", /shell: *true|\bexecSync\(|from "node:child_process".*\bexec\b/],
    [
      "no markup from text",
      /\.(innerHTML|outerHTML|srcdoc)\b|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write/,
    ],
    ["no TLS that takes any certificate", /rejectUnauthorized: *(false|!1)|NODE_TLS_REJECT_UNAUTHORIZED/],
  ];
  it.each(ABSENT)("%s", (_what, pattern) => {
    expect(found(sources, pattern)).toEqual([]);
  });

  it("predictable random numbers are only used to spread retries, or in the simulated plant", () => {
    const files = filesOf(found(sources, /Math\.random/)).filter((path) => !path.startsWith("simulators/"));
    expect(files).toEqual([
      "edge/notify/channel.ts",
      "edge/observe/backoff.ts",
      "edge/pipeline/run-sink.ts",
      "edge/sources/mqtt/sparkplug/rebirth-pace.ts",
      "twin-viewer/src/data/link.ts",
    ]);
  });

  it("no broken hash except for OPC UA thumbprints (OPC 10000-6, 6.2.2) and to find repeats", () => {
    expect(filesOf(found(sources, /createHash\("(md5|sha1)"\)/))).toEqual([
      "edge/sources/mqtt/repeats.ts",
      "edge/sources/opcua/pki/pki.ts",
    ]);
  });

  it("no private key, and nothing that looks like a provider's secret, in any file of the repository", () => {
    const text = tracked.filter(
      (path) => !/\.(png|jpg|gz|tgz|bin|woff2|parquet|glb)$/.test(path) && path !== "package-lock.json",
    );
    const secrets = [
      /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\\n]*[A-Za-z0-9+/]{20}/,
      /\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bxox[baprs]-[0-9A-Za-z-]{20,}/,
    ];
    const holdsSecret = (content: string) => secrets.some((secret) => secret.test(content));
    expect(text.length).toBeGreaterThan(1_000);
    expect(text.filter((path) => holdsSecret(readFileSync(join(root, path), "utf8")))).toEqual([]);
  });
});

/** Files that write to machines, with the message and its author. */
const WRITERS: Readonly<Record<string, string>> = {
  "edge/mqtt/client.ts": "the one way out over MQTT",
  "edge/sources/mqtt/discovery/discover.ts": "asks edge nodes for their births, while a person looks at a broker",
  "edge/sources/mqtt/session.ts": "the host's own STATE (Sparkplug 3.0)",
  "edge/sources/mqtt/sparkplug/rebirth-requests.ts":
    "asks an edge node to be born again, which changes no process value",
  "edge/sources/mqtt/sparkplug/write-command.ts":
    "the metric that a person writes with gemba command, where the config allows it",
  "edge/sources/opcua/events/condition-call.ts":
    "what an operator does with a server's condition, where writeBack allows it",
  "edge/sources/opcua/events/event-reader.ts": "ConditionRefresh",
  "edge/sources/opcua/jobs/job-call.ts": "the job that a person gives to a machine, where writeBack allows it",
  "edge/sources/opcua/link/connection.ts": "asks for samples (publish requests)",
  "edge/sources/opcua/subscribe/publish-loop.ts": "asks for samples (publish requests)",
  "edge/sources/opcua/subscribe/publish-port.ts": "asks for samples (publish requests)",
  "edge/uns/value-topics.ts": "what the edge read, on topics of its own prefix",
};

describe("[S30] no part is a safety function", () => {
  it.each([
    ["README.md", /No safety function/],
    ["README.zh-CN.md", /不具备安全功能/],
    ["SECURITY.md", /No safety function/],
    ["docs/operators.md", /no safety function/],
    ["docs/operators.zh-CN.md", /不具备安全功能/],
    ["twin-viewer/src/i18n/texts/safety.ts", /no safety function[\s\S]*不具备安全功能/],
  ])("%s says so", (path, words) => {
    expect(readFileSync(join(root, path), "utf8")).toMatch(words);
  });

  it("only these files write to a machine", () => {
    const callers = found(
      sources.filter((path) => /^edge\/(sources|cli|mqtt|uns)\//.test(path)),
      /\bsession\.(write|call)\w*\(|\bpublish(Async)?\(|\bwrite(Coil|Register)s?\(/,
    );
    expect(filesOf(callers)).toEqual(Object.keys(WRITERS));
  });
});

describe("docs/security.md", () => {
  const text = readFileSync(join(root, "docs/security.md"), "utf8");
  const titles = tracked
    .filter((path) => /^test\/.*\.ts$/.test(path))
    .map((path) => readFileSync(join(root, path), "utf8"));

  it("names only rules and rows that a test carries in its name", () => {
    const named = [...new Set([...text.matchAll(/\[([A-Z]{1,2}\d+)\](?!\()/g)].map((match) => match[0]))];
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter((name) => !titles.some((file) => file.includes(name)))).toEqual([]);
  });

  it("has every chapter of the standard and every row of the checklist", () => {
    for (let chapter = 1; chapter <= 14; chapter++)
      expect(text, `V${chapter}`).toMatch(new RegExp(`\\bV${chapter}\\b`));
    for (let row = 1; row <= 30; row++) expect(text).toContain(`| [S${row}] |`);
  });
});
