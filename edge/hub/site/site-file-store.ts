/**
 * The files of one site as the hub keeps them: each content once, and which of them held from when on, so that the past
 * has the layout of its time as far as it is known.
 *
 *   edges/ID/site/versions.json   which list of files holds from when on, oldest first
 *   edges/ID/site/content/HASH    contents, unpacked; lists too
 *   edges/ID/site/part/HASH       what has come so far of one that is on its way, compressed
 *   edges/ID/site/folder/HASH     the files of a list under their names, as links to the contents
 */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, existsSync, readFileSync } from "node:fs";
import { appendFile, copyFile, link, mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createZstdDecompress } from "node:zlib";
import { EdgeError } from "../../contracts/errors.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import {
  type Content,
  FOLDER,
  MOST_LIST_BYTES,
  readSiteFileList,
  type SiteFileList,
} from "../../fleet/wire/site-files.ts";
import { movePath, placeFile } from "../../store/move-path.ts";
import { replaceFile } from "../../store/replace-file.ts";

/** A plant of 100,000 tags takes some 40 MB. */
const MOST_READ_BYTES = 96 * 1024 * 1024;
/** Of older ones the contents go; nobody draws a plant anew so often in a year. */
const MOST_VERSIONS = 200;

export interface SiteVersion {
  /** From when on these files hold, by the edge's clock. */
  readonly at: Micros;
  /** Hash of the list. */
  readonly list: string;
}

export class SiteFileStore {
  readonly #dir: string;
  readonly #mostBytes: number;
  #versions: readonly SiteVersion[];

  constructor(dir: string, mostBytes: number) {
    this.#dir = dir;
    this.#mostBytes = mostBytes;
    this.#versions = versionsIn(join(dir, "versions.json"));
  }

  /** Oldest first, by arrival. */
  get versions(): readonly SiteVersion[] {
    return this.#versions;
  }

  /** The version that held at a time; the oldest one for times before it, because nothing else is known. */
  versionAt(time: Micros): SiteVersion | undefined {
    return this.#versions.findLast(({ at }) => at <= time) ?? this.#versions[0];
  }

  has(sha256: string): boolean {
    return existsSync(this.pathOf(sha256));
  }

  pathOf(sha256: string): string {
    return join(this.#dir, "content", sha256);
  }

  /** A list that is here. Undefined where it is none, or too large together. */
  async list(sha256: string): Promise<SiteFileList | undefined> {
    return this.has(sha256) ? readSiteFileList(await readFile(this.pathOf(sha256)), this.#mostBytes) : undefined;
  }

  /** Most of all files of the site together. */
  get mostBytes(): number {
    return this.#mostBytes;
  }

  /** Bytes of a content that have come. */
  async arrived(sha256: string): Promise<number> {
    return await stat(this.#partOf(sha256)).then(
      ({ size }) => size,
      () => 0,
    );
  }

  async append(sha256: string, bytes: Uint8Array): Promise<void> {
    await mkdir(join(this.#dir, "part"), { recursive: true });
    await appendFile(this.#partOf(sha256), bytes);
  }

  /** Drops what has come, of one content or of all but one. */
  async dropParts(but?: string): Promise<void> {
    const names = await readdir(join(this.#dir, "part")).catch(() => []);
    for (const name of names) if (name !== but) await rm(this.#partOf(name), { force: true });
  }

  /**
   * Takes a content that has come whole. False where it is not what its hash says, or is longer than it was said to be:
   * then nothing of it is kept.
   *
   * @param length bytes of the content itself at most
   */
  async finish({ sha256 }: Content, length = MOST_LIST_BYTES): Promise<boolean> {
    const part = this.#partOf(sha256);
    const draft = `${part}.new`;
    await mkdir(join(this.#dir, "content"), { recursive: true });
    const hash = createHash("sha256");
    let unpacked = 0;
    try {
      await pipeline(
        createReadStream(part),
        passing((chunk) => void hash.update(chunk)),
        createZstdDecompress(),
        passing((chunk) => {
          unpacked += chunk.length;
          if (unpacked > length) throw new RangeError("longer than it was said to be");
        }),
        createWriteStream(draft),
      );
      if (hash.digest("hex") !== sha256) throw new RangeError("another content than its hash says");
      await placeFile(draft, this.pathOf(sha256));
      return true;
    } catch (error) {
      // A disk that refuses is no fault of the content.
      if (typeof (error as NodeJS.ErrnoException).errno === "number" && !isZlib(error)) throw error;
      return false;
    } finally {
      await rm(part, { force: true });
      await rm(draft, { force: true });
    }
  }

  /**
   * Removes contents that neither a version nor the list that is on its way needs: an edge that names one list after
   * another, and completes none, must not fill the disk.
   */
  async keepFor(onItsWay: string): Promise<void> {
    const lists = [onItsWay, ...this.#versions.map(({ list }) => list)].filter((list) => this.has(list));
    const needed = new Set(lists);
    for (const list of lists) for (const { sha256 } of (await this.list(list))?.files ?? []) needed.add(sha256);
    await this.#dropBut(needed);
  }

  async #dropBut(needed: ReadonlySet<string>): Promise<void> {
    for (const name of await readdir(join(this.#dir, "content")).catch(() => []))
      if (!needed.has(name)) await rm(this.pathOf(name), { force: true });
  }

  /** From `at` on the files of this list hold, all of which are here. */
  async holds(version: SiteVersion): Promise<void> {
    if (this.#versions.at(-1)?.list === version.list) return;
    const versions = [...this.#versions, version].slice(-MOST_VERSIONS);
    await replaceFile(join(this.#dir, "versions.json"), `${JSON.stringify({ version: 1, versions })}\n`);
    this.#versions = versions;
    await this.#prune();
  }

  /**
   * Bytes of one of the files; undefined where the list has none of this name, or its content is gone. Rejects with
   * EdgeError `conflict` for one that would take the hub's memory and time: other sites need both.
   */
  async read(list: SiteFileList, name: string): Promise<Buffer | undefined> {
    const file = list.files.find((one) => one.name === name);
    if (file === undefined) return undefined;
    const path = this.pathOf(file.sha256);
    const size = await stat(path).then(
      (stats) => stats.size,
      () => undefined,
    );
    if (size !== undefined && size > MOST_READ_BYTES)
      throw new EdgeError("conflict", `The file ${name} of this plant is larger than ${MOST_READ_BYTES} bytes.`);
    return await readFile(path).catch(() => undefined);
  }

  /** A folder with the plant's own files under their names. */
  async folderOf({ list: sha256 }: SiteVersion, list: SiteFileList): Promise<string> {
    const folder = join(this.#dir, "folder", sha256);
    if (existsSync(folder)) return folder;
    const draft = `${folder}.new`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true });
    for (const { name, sha256: content } of list.files) {
      if (!name.startsWith(FOLDER)) continue;
      const path = join(draft, name.slice(FOLDER.length));
      // A name that is a file and a folder at once, or has gone: one file less, and the rest of the twin.
      await placed(this.pathOf(content), path).catch(() => undefined);
    }
    await movePath(draft, folder);
    return folder;
  }

  /** Folders and contents that no version needs go; the newest versions stay while there is room for their contents. */
  async #prune(): Promise<void> {
    const needed = new Set<string>();
    let left = this.#mostBytes;
    const lists = new Set<string>();
    for (const { list } of this.#versions.toReversed()) {
      const files = (await this.list(list))?.files ?? [];
      const fresh = [list, ...files.map(({ sha256 }) => sha256)].filter((one) => !needed.has(one) && this.has(one));
      const sizes = await Promise.all(fresh.map(async (one) => (await stat(this.pathOf(one))).size));
      left -= sizes.reduce((sum, size) => sum + size, 0);
      if (left < 0) break;
      lists.add(list);
      for (const one of fresh) needed.add(one);
    }
    await this.#dropBut(needed);
    const folders = join(this.#dir, "folder");
    for (const name of await readdir(folders).catch(() => []))
      if (!lists.has(name)) await rm(join(folders, name), { recursive: true, force: true });
  }

  #partOf(sha256: string): string {
    return join(this.#dir, "part", sha256);
  }
}

/** Damaged ones are forgotten: the edge sends its newest files again, and contents that are here do not come twice. */
function versionsIn(path: string): readonly SiteVersion[] {
  try {
    const { version, versions } = JSON.parse(readFileSync(path, "utf8")) as { version: unknown; versions: unknown };
    return version === 1 && Array.isArray(versions) ? (versions as SiteVersion[]) : [];
  } catch {
    return [];
  }
}

function passing(look: (chunk: Buffer) => void): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        look(chunk);
        done(undefined, chunk);
      } catch (error) {
        done(error as Error);
      }
    },
  });
}

function isZlib(error: unknown): boolean {
  return String((error as NodeJS.ErrnoException).code).startsWith("Z");
}

/** A link where the disk has such, else a copy. */
async function placed(content: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await link(content, path).catch(() => copyFile(content, path));
}
