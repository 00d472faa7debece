import { existsSync } from "node:fs";

const SETPRIV = "/usr/bin/setpriv";
const hasSetpriv = process.platform === "linux" && existsSync(SETPRIV);

/**
 * Command line of a program that the kernel kills as soon as its parent is gone, even by `kill -9`, so that no
 * process outlives a bench, a test or a rig. For `spawn(...tied(program, args), options)`. Without setpriv of
 * util-linux, the program itself.
 */
export function tied(program: string, args: readonly string[]): [program: string, args: string[]] {
  return hasSetpriv ? [SETPRIV, ["--pdeathsig", "KILL", "--", program, ...args]] : [program, [...args]];
}
