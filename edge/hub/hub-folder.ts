/** `hub.json` of a hub's data folder: the folder's identity, and the table of owners as the hub last saw it. */
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EdgeError } from "../contracts/errors.ts";
import { isEdgeId } from "../fleet/wire/subjects.ts";
import { replaceFileSync } from "../store/replace-file.ts";
import { type OwnerTable, readTable, tableText } from "./owner-table.ts";

const FILE = "hub.json";
const VERSION = 1;

export class HubFolder {
  readonly #path: string;
  readonly uid: string;
  #table: OwnerTable | undefined;

  private constructor(path: string, uid: string, table: OwnerTable | undefined) {
    this.#path = path;
    this.uid = uid;
    this.#table = table;
  }

  /** Makes the file where there is none. Throws EdgeError `disk` for a damaged one, or one of a newer version. */
  static open(dataDir: string): HubFolder {
    mkdirSync(dataDir, { recursive: true });
    const path = join(dataDir, FILE);
    if (existsSync(path)) return HubFolder.#read(path);
    const folder = new HubFolder(path, randomUUID(), undefined);
    folder.#save();
    return folder;
  }

  static #read(path: string): HubFolder {
    let content: Partial<Record<"version" | "uid" | "table", unknown>> | undefined;
    try {
      content = JSON.parse(readFileSync(path, "utf8")) as typeof content;
    } catch {
      // Refused below.
    }
    const table = readTable(content?.table);
    if (content?.version === VERSION && isEdgeId(content.uid) && (content.table === null || table !== undefined))
      return new HubFolder(path, content.uid, table);
    throw new EdgeError(
      "disk",
      `${path} is damaged or of a newer version; restore it from a backup, or move it away and give the hub its ` +
        "edges again with: gemba hub-adopt NAME",
    );
  }

  /** Undefined before the hub has met its servers for the first time. */
  get table(): OwnerTable | undefined {
    return this.#table;
  }

  keep(table: OwnerTable): void {
    this.#table = table;
    this.#save();
  }

  #save(): void {
    const table = this.#table === undefined ? "null" : tableText(this.#table);
    replaceFileSync(this.#path, `{"version":${VERSION},"uid":"${this.uid}","table":${table}}\n`);
  }
}
