/** Clocks of processes that are wrong, and jump while they run. */
import { renameSync, writeFileSync } from "node:fs";

const LOOK_EVERY_MS = 50;

/** @param offMs how wrong the clocks by this file are from now on */
export function setClock(file: string, offMs: number): void {
  writeFileSync(`${file}.new`, String(offMs));
  renameSync(`${file}.new`, file);
}

/** A module for `--import`: each thread of the process has a clock that is as wrong as the file says. */
export function clockFrom(file: string): string {
  const code = `import { readFileSync } from "node:fs";
    const now = Date.now;
    let off = 0;
    const look = () => { off = Number(readFileSync(${JSON.stringify(file)}, "utf8")); };
    look();
    setInterval(look, ${LOOK_EVERY_MS}).unref();
    Date.now = () => now() + off;`;
  return `data:text/javascript,${encodeURIComponent(code)}`;
}
