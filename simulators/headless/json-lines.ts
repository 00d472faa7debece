import { closeSync, openSync, writeSync } from "node:fs";

const FLUSH_CHARACTERS = 1 << 20;

/** A file of JSON objects, one per line. */
export class JsonLines {
  readonly #file: number;
  #text = "";
  /** Lines so far. */
  count = 0;

  constructor(path: string) {
    this.#file = openSync(path, "w");
  }

  write(value: object): void {
    this.#text += `${JSON.stringify(value)}\n`;
    this.count++;
    if (this.#text.length >= FLUSH_CHARACTERS) this.flush();
  }

  flush(): void {
    if (this.#text === "") return;
    writeSync(this.#file, this.#text);
    this.#text = "";
  }

  close(): void {
    this.flush();
    closeSync(this.#file);
  }
}
