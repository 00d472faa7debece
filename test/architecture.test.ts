import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cruise } from "dependency-cruiser";
import extractTsConfig from "dependency-cruiser/config-utl/extract-ts-config";
import { describe, expect, it } from "vitest";
import { KNOWN_KINDS } from "../edge/contracts/plant/kinds.ts";

const root = join(import.meta.dirname, "..");

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith(".d.ts"))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => !/(^|\/)(dist|node_modules)\//.test(path));
}

describe("layers", () => {
  it("the rule tool sees every file and finds no violation", async () => {
    const rules = (
      (await import(join(root, ".dependency-cruiser.mjs"))) as { default: { forbidden: never[]; options: object } }
    ).default;
    const folders = ["edge", "simulators", "twin-viewer/src"];
    const { output } = await cruise(
      folders,
      { ...rules.options, ruleSet: { forbidden: rules.forbidden }, validate: true } as never,
      {},
      {
        tsConfig: extractTsConfig(join(root, "tsconfig.json")),
      } as never,
    );
    if (typeof output === "string") throw new Error("expected a result object");
    // Declarations of packages without types are no code of ours.
    const seen = output.modules.filter((module) =>
      /^(edge|simulators|twin-viewer\/src)\/.*(?<!\.d)\.tsx?$/.test(module.source),
    );
    expect(new Set(seen.map((module) => module.source))).toEqual(new Set(folders.flatMap(sourceFiles)));
    expect(
      output.summary.violations.map((violation) => `${violation.rule.name}: ${violation.from} -> ${violation.to}`),
    ).toEqual([]);
  });
});

describe("layers of folders", () => {
  it("every folder has a rule for its imports", async () => {
    const { forbidden } = (
      (await import(join(root, ".dependency-cruiser.mjs"))) as { default: { forbidden: { from: { path?: string } }[] } }
    ).default;
    const ruled = new Set(forbidden.map(({ from }) => from.path));
    // Style sheets import nothing.
    const free = new Set(["twin-viewer/src/style", "simulators/scenarios"]);
    const folders = ["edge", "simulators", "twin-viewer/src"].flatMap((top) =>
      readdirSync(join(root, top), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => `${top}/${entry.name}`),
    );
    expect(folders.length).toBeGreaterThan(30);
    expect(folders.filter((folder) => !free.has(folder) && !ruled.has(`^${folder}/`))).toEqual([]);
  });
});

describe("stored files", () => {
  /** Files that may write without edge/store, with reasons. */
  const EXCEPTIONS: Readonly<Record<string, string>> = {
    "edge/access/user-file.ts": "openSync of the lock for changes of users: the file is empty",
    "edge/store/durable-lines.ts": "appends lines, and cuts off the rest of a failed append",
    "edge/model/data-folder.ts": "moves the lock of a dead process aside, which is not state",
    "edge/historian/log/segment-writer.ts":
      "appends blocks to segments of the commit log, which recovery cuts at the last sound one",
    "edge/historian/log/recover.ts": "cuts a torn end off a segment",
    "edge/sinks/influx/dead-letters.ts": "appends lines, and cuts off the rest of a failed append",
    "edge/store/line-file.ts": "the file of lines itself",
    "edge/store/scratch-file.ts": "a file without a name, which ends with its process",
    "edge/standby/box/deadline-file.ts": "until when a writer may write: between two processes of one run",
    "edge/standby/replicate/incoming.ts": "drafts of files from the other box, which come into place together",
    "edge/standby/replicate/receiver.ts": "the bytes of segments from the other box, at their places",
    "edge/standby/replicate/tails.ts": "sets the end of a segment aside, and takes one from the other box",
    "edge/store/disk-calls.ts": "the system calls of edge/store",
    "edge/historian/follow/dead-letters.ts": "appends lines with checksums; a torn line is skipped",
    "edge/historian/embedded/lend-history.ts": "links and files for one statement of SQL, which end with it",
    "edge/sql/answers/answer-file.ts": "the answer of one statement of SQL, which is read once and deleted",
    "edge/sql/line-writer.ts": "rows for one statement of SQL, which end with it",
    "edge/fleet/site-file-set.ts": "compressed copies of files, which each start makes anew",
    "edge/hub/site/site-file-store.ts":
      "what has come of a file: its hash is checked before edge/store puts it in place; and links to such files",
    "edge/sql/child.ts": "tells Linux to end this process first where memory is short",
    "edge/historian/past/influx.ts": "a day of a database in a temporary folder, which is gone once it is staged",
    "edge/historian/archive/backup.ts": "copies into a folder that the user names and that was empty",
    "edge/historian/archive/snapshot.ts":
      "hard links of spans in a folder of its own, to read them while the edge runs",
    "edge/cli/restore.ts": "copies a backup into a folder that was empty, and syncs it",
    "edge/historian/archive/record.ts": "copies a recorded incident to read it",
    "edge/evaluation/data-sets/table.ts": "writes scores of a data set, for a developer",
    "edge/config/editor-schema.ts": "writes the schema of this repository",
    "edge/cli/study/write-schema.ts": "writes a schema of this repository",
    "edge/historian/archive/table.ts": "writes a table of samples beside the user's path; edge/store puts it in place",
    "edge/cli/audit.ts": "writes to a path of the user, which may be a device such as /dev/stdout",
    "edge/cli/export.ts": "writes to a path of the user, which may be a device",
    "edge/cli/pki.ts": "writes to a path of the user, which may be a device",
    "edge/cli/tls.ts": "writes to a path of the user, which may be a device",
    "edge/cli/write-files.ts": "proposes a config in a folder that was empty",
  };
  const WRITES =
    /\b(?:rename|writeFile|write|appendFile|createWriteStream|f?truncate|copyFile|link|cp|open)(?:Sync)?\b/;
  /** `open` with anything but "r". */
  const OPENS_TO_WRITE = /\bopen(?:Sync)?\([^)"]*"(?:[^"r]|r\+)/;

  it("[FS11] only edge/store and the exceptions write with the functions of node:fs", () => {
    const writers = sourceFiles("edge").filter((path) => {
      const text = readFileSync(join(root, path), "utf8");
      const imports = text.matchAll(/^import ([^;]*?) from "node:fs(?:\/promises)?";$/gm);
      const names = [...imports].flatMap(([, list = ""]) =>
        list
          .replaceAll(/[{}]/g, "")
          .split(",")
          .map((name) => name.trim()),
      );
      return names.some(
        (name) =>
          name.startsWith("*") || (WRITES.test(name) && (!/^open(Sync)?$/.test(name) || OPENS_TO_WRITE.test(text))),
      );
    });
    expect(new Set(writers)).toEqual(new Set(Object.keys(EXCEPTIONS)));
  });

  it("[FS16] only edge/store opens SQLite files and prepares statements", () => {
    const sources = sourceFiles("edge").map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
    const users = sources.filter(({ text }) => /"node:sqlite"|\.prepare\(/.test(text)).map(({ path }) => path);
    expect(users.length).toBeGreaterThan(0);
    expect(users.filter((path) => !path.startsWith("edge/store/"))).toEqual([]);
  });
});

it("lists of networks are read in one place", () => {
  const readers = sourceFiles("edge").filter((path) => /\bBlockList\b/.test(readFileSync(join(root, path), "utf8")));
  expect(readers).toEqual(["edge/observe/networks.ts"]);
});

describe("answers of other machines", () => {
  it("[PA11] none is read as a whole", () => {
    const askers = ["edge", "simulators"]
      .flatMap(sourceFiles)
      .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }))
      .filter(({ text }) => /\bfetch\(|"undici"/.test(text));
    expect(askers.length).toBeGreaterThan(3);
    const whole = /\.(?:text|json|arrayBuffer|blob|bytes|formData)\(\)/;
    expect(askers.filter(({ text }) => whole.test(text)).map(({ path }) => path)).toEqual([]);
  });
});

describe("tests", () => {
  /** What a text bounds from above though it is a measured time. A file that sets the clock measures its own steps. */
  const boundedTimes = (text: string): string[] => {
    if (/useFakeTimers|stopClocks/.test(text)) return [];
    const since = "(?:performance|Date)\\.now\\(\\) - [A-Za-z_]";
    const names = [...text.matchAll(new RegExp(`\\b(\\w+) = [^;\\n]*${since}`, "g"))].map(
      ([, name]) => `\\b${name}\\b`,
    );
    const measured = new RegExp([since, ...names].join("|"));
    const bounds = text.matchAll(/expect\(((?:[^;](?!\bexpect\())*?)\)\s*\.toBeLessThan(?:OrEqual)?\(/g);
    return [...bounds].flatMap(([, what = ""]) => (measured.test(what) ? [what] : []));
  };

  it("none asserts how fast the machine is", () => {
    const [call, bound] = ["performance.now() - begun", ".toBeLessThan(500)"];
    expect(boundedTimes(`expect(${call})${bound}`)).toHaveLength(1);
    expect(boundedTimes(`const tookMs = ${call};\nexpect(tookMs / 2, "ms")${bound}`)).toHaveLength(1);
    expect(boundedTimes(`const tookMs = ${call};\nexpect(count)${bound}; expect(tookMs).toBe(1)`)).toEqual([]);
    const files = sourceFiles("test").filter((path) => path !== "test/architecture.test.ts");
    const texts = files.map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
    expect(texts.length).toBeGreaterThan(500);
    expect(texts.filter(({ text }) => boundedTimes(text).length > 0).map(({ path }) => path)).toEqual([]);
  });
});

describe("documents", () => {
  it("ARCHITECTURE.md names only paths that exist", () => {
    const text = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");
    const named = [
      ...text.matchAll(/`((?:edge|twin-viewer|simulators|config|test|docs|bench|scripts)\/[\w./-]*)`/g),
    ].map((match) => match[1] as string);
    expect(named.length).toBeGreaterThan(10);
    const missing = named.filter((path) => {
      try {
        readdirSync(join(root, path));
        return false;
      } catch (error) {
        return (error as NodeJS.ErrnoException).code !== "ENOTDIR";
      }
    });
    expect(missing).toEqual([]);
  });
});

describe("links", () => {
  const pages = [
    "README.md",
    "README.zh-CN.md",
    "ARCHITECTURE.md",
    "bench/README.md",
    "config/README.md",
    ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".md"))
      .map((name) => `docs/${name}`),
  ];

  it.each(pages)("%s: every link to a file leads somewhere", (page) => {
    const text = readFileSync(join(root, page), "utf8");
    const targets = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map((match) => match[1] as string)
      .filter((target) => !/^[a-z]+:/.test(target));
    expect(targets.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
  });
});

describe("kinds of assets", () => {
  it("[AS1] no code compares the kind of an asset, but the evaluation; discovery proposes kinds", () => {
    const kind = `"(?:${KNOWN_KINDS.join("|")})"`;
    const compares = new RegExp(`\\bkind\\)? *[!=]== *${kind}|${kind} *[!=]== *[\\w.?]*\\bkind\\b`);
    expect(compares.test(`asset.kind === "${KNOWN_KINDS[0]}"`)).toBe(true);
    const comparing = ["edge", "twin-viewer/src"]
      .flatMap(sourceFiles)
      .filter((path) => !/^edge\/(evaluation|sources\/\w+\/discovery)\//.test(path))
      .filter((path) => compares.test(readFileSync(join(root, path), "utf8")));
    expect(comparing).toEqual([]);
  });
});

describe("followers", () => {
  it("[FO3] the lint rule that forbids a clock covers the folder of every follower", () => {
    const rule = readFileSync(join(root, "lint/no-clock-in-followers.grit"), "utf8");
    const covered = new RegExp(/r"\.\*(edge\/[^"]*)"/.exec(rule)?.[1] ?? "never");
    const followers = sourceFiles("edge").filter((path) =>
      /^export const \w+: FollowerPlugin</m.test(readFileSync(join(root, path), "utf8")),
    );
    expect(followers.length).toBeGreaterThan(3);
    expect(followers.filter((path) => !covered.test(path))).toEqual([]);
  });
});

describe("jobs", () => {
  it("[PA1] edge/ repeats work only through the one guarded mechanism", () => {
    // Watching the parent is the only task of this thread.
    const mayUse = new Set(["edge/observe/jobs.ts", "edge/cli/process/parent-watch.ts"]);
    const bare = sourceFiles("edge").filter((path) => /\bsetInterval\b/.test(readFileSync(join(root, path), "utf8")));
    expect(bare.filter((path) => !mayUse.has(path))).toEqual([]);
  });
});

describe("size", () => {
  const files = ["edge", "simulators", "twin-viewer/src", "bench", "test", "scripts"].flatMap(sourceFiles);

  it("no line of a source file is wider than 120 columns", () => {
    const wide = files.flatMap((path) =>
      readFileSync(join(root, path), "utf8")
        .split("\n")
        .flatMap((line, at) => (line.length > 120 ? [`${path}:${at + 1}`] : [])),
    );
    expect(wide).toEqual([]);
  });

  it("no source file has more than 300 lines", () => {
    const long = files.filter((path) => readFileSync(join(root, path), "utf8").split("\n").length > 301);
    expect(long).toEqual([]);
  });
});
