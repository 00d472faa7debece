/** Classic instances of shops, in the files in which their collections publish them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EdgeError } from "../../contracts/errors.ts";
import { ImpossibleShop, type Option, type Shop, shopOf } from "../../schedule/shop.ts";

/** One instance: its shop, and what is known of its shortest makespan. */
export interface Instance {
  /** As in the tables of best known values: `ta01`, `flexible/mk01`. */
  readonly name: string;
  readonly family: string;
  readonly file: string;
  /** Proven lower bound and best known makespan; undefined where the tables have none. */
  readonly known: readonly [lower: number, best: number] | undefined;
  /** Makespans of other engines, by name. */
  readonly others: Readonly<Record<string, number>>;
}

/** Folder, prefix of the names, and form of the files. */
const KINDS = [
  { folder: "jobshop", prefix: "", isFlexible: false },
  { folder: "flexible", prefix: "flexible/", isFlexible: true },
] as const;

/** The instances of a folder with `jobshop/`, `flexible/` and the tables of known values. Throws EdgeError. */
export function instancesIn(folder: string): readonly Instance[] {
  const known = tableIn<readonly [number, number]>(join(folder, "best-known.json"));
  const engines = tableIn<Readonly<Record<string, number>>>(join(folder, "engines-10min.json"));
  const instances = KINDS.flatMap(({ folder: kind, prefix }) =>
    filesIn(join(folder, kind)).map((file) => {
      const name = `${prefix}${file.replace(/\.txt$/, "")}`;
      const path = join(folder, kind, file);
      return { name, family: familyOf(name), file: path, known: known[name], others: engines[name] ?? {} };
    }),
  );
  if (instances.length === 0)
    throw new EdgeError("bad-request", `${folder} has no instance; it needs jobshop/*.txt or flexible/*.txt`);
  return instances;
}

/** `ta01` is of `ta`; `flexible/la01_edata` of `flexible/la edata`. */
function familyOf(name: string): string {
  const [, letters, , rest] = /^(.*?[a-z]+)(\d+)_?(.*)$/i.exec(name) ?? [];
  return letters === undefined ? name : `${letters}${rest === "" ? "" : ` ${rest}`}`;
}

/** Reads the shop of an instance. Throws EdgeError `bad-request` with the file, the line and what is wrong there. */
export function readShop(file: string, isFlexible: boolean): Shop {
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .map((text, at) => ({ line: at + 1, numbers: text.trim().split(/\s+/).filter(Boolean).map(Number) }))
    .filter(({ numbers }) => numbers.length > 0);
  const [head, ...rows] = lines;
  const [jobs = 0, machines = 0] = head?.numbers ?? [];
  if (rows.length !== jobs || !(jobs > 0 && machines > 0))
    throw new EdgeError(
      "bad-request",
      `${file}: line 1 must be the number of jobs and of machines, with one line a job below; it has ${rows.length}`,
    );
  const route = isFlexible ? flexibleRoute : plainRoute;
  const routes = rows.map(({ line, numbers }) => {
    const operations = route(numbers);
    if (operations !== undefined) return operations;
    throw new EdgeError("bad-request", `${file}:${line}: the numbers do not make whole operations; is the line cut?`);
  });
  try {
    return shopOf(routes, machines);
  } catch (error) {
    if (!(error instanceof ImpossibleShop)) throw error;
    throw new EdgeError("bad-request", `${file}: ${error.problems.join("; ")}`);
  }
}

export function isFlexible({ name }: Instance): boolean {
  return KINDS.some((kind) => kind.isFlexible && name.startsWith(kind.prefix));
}

/** Pairs of machine, counted from 0, and time. */
function plainRoute(numbers: readonly number[]): (readonly Option[])[] | undefined {
  if (numbers.length % 2 === 1) return undefined;
  return Array.from({ length: numbers.length / 2 }, (_, at) => [
    { machine: numbers[2 * at] as number, time: numbers[2 * at + 1] as number },
  ]);
}

/** The number of operations; for each, the number of options, and pairs of machine, counted from 1, and time. */
function flexibleRoute(numbers: readonly number[]): (readonly Option[])[] | undefined {
  const operations: Option[][] = [];
  let at = 1;
  while (operations.length < (numbers[0] ?? 0)) {
    const count = numbers[at++];
    if (count === undefined || !(count > 0) || at + 2 * count > numbers.length) return undefined;
    const options = Array.from({ length: count }, (_, option) => ({
      machine: (numbers[at + 2 * option] as number) - 1,
      time: numbers[at + 2 * option + 1] as number,
    }));
    operations.push(options);
    at += 2 * count;
  }
  return at === numbers.length ? operations : undefined;
}

function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".txt"))
    .sort();
}

function tableIn<Row>(file: string): Readonly<Record<string, Row>> {
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, Row>>;
  } catch (error) {
    throw new EdgeError("bad-request", `${file}: ${(error as Error).message}; give a JSON object by instance`);
  }
}
