/**
 * The files that a twin needs beside the log: the plant file, the layout that was drawn since, the islands, and what
 * the config names in the plant's folder. Each is compressed once and kept in the data folder, so that a piece of it
 * can be read at any time.
 */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open, opendir, readdir, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, extname, join, relative, sep } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createZstdCompress } from "node:zlib";
import type { Plant } from "../contracts/plant/plant.ts";
import {
  FOLDER,
  isName,
  type ListedFile,
  MOST_FILES,
  MOST_LEFT_OUT,
  MOST_LIST_BYTES,
  MOST_NAME,
  SITE_FILES,
  type SiteFileList,
} from "./wire/site-files.ts";

/** Errors of a file that is not there, or may not be read. */
const NOT_THERE = new Set(["ENOENT", "ENOTDIR", "EACCES", "ENAMETOOLONG"]);
const MESHES = new Set([".stl", ".glb"]);
/** Files and folders that are looked at around a URDF: it may lie beside anything. */
const MOST_ENTRIES = 2_000;
/** Of the list for its files; the rest is for the names of those that were left out. */
const MOST_LISTED_BYTES = MOST_LIST_BYTES - 4 * MOST_NAME * MOST_LEFT_OUT;

export interface SiteFileSetOptions {
  readonly dataDir: string;
  /** Folder of the plant's config. */
  readonly plantFolder: string | undefined;
  /** The plant as it is drawn now. */
  plant(): Pick<Plant, "floor" | "assets">;
  /** Most of all files together, compressed ones and the files themselves. */
  readonly mostBytes: number;
}

interface Packed {
  /** Size and times of the file that was packed: it is packed again once they change. */
  readonly seen: string;
  readonly file: ListedFile;
}

export class SiteFileSet {
  readonly #options: SiteFileSetOptions;
  readonly #dir: string;
  #packed: ReadonlyMap<string, Packed> = new Map();
  /** Files that had no room once they were packed: they are not packed again at each look. */
  #tooLarge: ReadonlyMap<string, Packed> = new Map();

  constructor(options: SiteFileSetOptions) {
    this.#options = options;
    this.#dir = join(options.dataDir, "uplink", "files");
  }

  /** The files as they are now. Files that changed since are compressed anew. Rejects with errors of the disk. */
  async look(): Promise<SiteFileList> {
    await mkdir(this.#dir, { recursive: true });
    const { dataDir, plantFolder, mostBytes } = this.#options;
    const roots = {
      data: await realpath(dataDir),
      plant: plantFolder === undefined ? undefined : await unlessMissing(realpath(plantFolder)),
    };
    const found = new Map<string, Packed>();
    const tooLarge = new Map<string, Packed>();
    const leftOut: string[] = [];
    let left = mostBytes;
    let listLeft = MOST_LISTED_BYTES;
    for (const { name, path } of await this.#paths()) {
      const root = name.startsWith(FOLDER) ? roots.plant : roots.data;
      const canTake = root !== undefined && found.size < MOST_FILES && listLeft > 0 && isName(name);
      const packed = canTake ? await unlessMissing(this.#pack(name, path, { root, left })) : undefined;
      const listed = packed === undefined ? 0 : Buffer.byteLength(JSON.stringify(packed.file)) + 1;
      if (packed !== undefined && bytesOf(packed) <= left && listed <= listLeft) {
        found.set(name, packed);
        left -= bytesOf(packed);
        listLeft -= listed;
        continue;
      }
      if (packed !== undefined) tooLarge.set(name, packed);
      if (name.startsWith(FOLDER)) leftOut.push(shown(name));
    }
    await this.#drop(found);
    this.#packed = found;
    this.#tooLarge = tooLarge;
    const files = [...found.values()].map(({ file }) => file);
    return {
      version: 1,
      files: files.sort((a, b) => (a.name < b.name ? -1 : 1)),
      leftOut: leftOut.sort().slice(0, MOST_LEFT_OUT),
      leftOutMore: Math.max(0, leftOut.length - MOST_LEFT_OUT),
    };
  }

  /** Bytes of a compressed file; undefined where no file has this content any more. */
  async read(sha256: string, from: number, most: number): Promise<Uint8Array | undefined> {
    const known = [...this.#packed.values()].find(({ file }) => file.sha256 === sha256)?.file;
    if (known === undefined || from >= known.size) return undefined;
    try {
      const file = await open(this.#pathOf(sha256), "r");
      try {
        const bytes = new Uint8Array(Math.min(most, known.size - from));
        const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
        return bytesRead === 0 ? undefined : bytes.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    } catch {
      return undefined;
    }
  }

  /** First what every twin needs, then what is drawn, then papers. */
  async #paths(): Promise<{ readonly name: string; readonly path: string }[]> {
    const { dataDir, plantFolder } = this.#options;
    const { floor, assets } = this.#options.plant();
    const own = [
      { name: SITE_FILES.plant, path: join(dataDir, "plant.json") },
      { name: SITE_FILES.layout, path: join(dataDir, "layout.json") },
      { name: SITE_FILES.islands, path: join(dataDir, "islands", "islands.log") },
    ];
    if (plantFolder === undefined) return own;
    const models = new Set(assets.flatMap(({ model }) => model ?? []));
    const drawn = [floor.underlay?.file, ...models].filter((file) => file !== undefined);
    const folders = new Set([...models].filter((model) => model.endsWith(".urdf")).map((model) => dirname(model)));
    const meshes = await Promise.all([...folders].map((folder) => meshesIn(plantFolder, folder)));
    const papers = assets.flatMap(({ documents = [] }) => documents.map(({ file }) => file));
    const named = new Set([...drawn, ...meshes.flat(), ...papers].filter((file): file is string => file !== undefined));
    return [...own, ...[...named].map((file) => ({ name: `${FOLDER}${file}`, path: join(plantFolder, file) }))];
  }

  /** Undefined where there is no such file in the folder, or it has no room. */
  async #pack(
    name: string,
    path: string,
    { root, left }: { readonly root: string; readonly left: number },
  ): Promise<Packed | undefined> {
    const real = await realpath(path);
    if (!real.startsWith(root + sep)) return undefined;
    const stats = await stat(real);
    // A pipe would be waited for without end, and a socket opens for nobody.
    if (!stats.isFile()) return undefined;
    const { size, mtimeMs, ino } = stats;
    const seen = `${size} ${mtimeMs} ${ino}`;
    const known = this.#packed.get(name);
    if (known?.seen === seen) return known;
    const tooLarge = this.#tooLarge.get(name);
    if (tooLarge?.seen === seen && bytesOf(tooLarge) > left) return tooLarge;
    if (size > left) return undefined;
    return { seen, file: { name, ...(await this.#compress(real)) } };
  }

  async #compress(path: string): Promise<Omit<ListedFile, "name">> {
    const draft = join(this.#dir, "draft");
    const plain = meter();
    const packed = meter();
    await pipeline(createReadStream(path), plain.stream, createZstdCompress(), packed.stream, createWriteStream(draft));
    const sha256 = packed.hash.digest("hex");
    await rename(draft, this.#pathOf(sha256));
    return { sha256, size: packed.bytes(), length: plain.bytes() };
  }

  /** Removes what no file has any more, and what an earlier start left. */
  async #drop(kept: ReadonlyMap<string, Packed>): Promise<void> {
    const needed = new Set([...kept.values()].map(({ file }) => file.sha256));
    for (const name of await readdir(this.#dir))
      if (!needed.has(name)) await rm(join(this.#dir, name), { force: true });
  }

  #pathOf(sha256: string): string {
    return join(this.#dir, sha256);
  }
}

/** Bytes that the file and what was packed of it take together. */
function bytesOf({ file }: Packed): number {
  return file.size + file.length;
}

/** JSON takes six bytes for a control character and for half of a pair: the list would be longer than it may be. */
function shown(name: string): string {
  return name
    .slice(0, MOST_NAME)
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, "\uFFFD");
}

/** Undefined where there is no such file, or it may not be read. */
async function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined && NOT_THERE.has(code)) return undefined;
    throw error;
  }
}

/** Counts and hashes what goes through. */
function meter() {
  const hash = createHash("sha256");
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(undefined, chunk);
    },
  });
  return { stream, hash, bytes: () => bytes };
}

/** Meshes in the folder of a URDF, which names them itself, and in folders of it; names from the plant's folder. */
async function meshesIn(plantFolder: string, folder: string): Promise<string[]> {
  const found: string[] = [];
  let entries = 0;
  try {
    for await (const { parentPath, name } of await opendir(join(plantFolder, folder), { recursive: true })) {
      if (++entries > MOST_ENTRIES) break;
      if (MESHES.has(extname(name).toLowerCase())) found.push(relative(plantFolder, join(parentPath, name)));
    }
  } catch {
    return [];
  }
  return found.map((path) => path.replaceAll(sep, "/")).sort();
}
