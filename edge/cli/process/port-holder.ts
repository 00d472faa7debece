/** Finds the program that listens on a port of this machine, from /proc on Linux; elsewhere it finds none. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";

/** State of a listening socket in /proc/net/tcp (include/net/tcp_states.h). */
const LISTEN = "0A";
const MOST_NAME = 60;

/** A program by its process id, and its name where this user may see it. */
export interface PortHolder {
  readonly pid: number;
  /** Program and script, such as `node main.ts`; no options, which may hold secrets. */
  readonly name: string;
}

export function portHolder(port: number): PortHolder | undefined {
  const inodes = new Set(["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) => listeners(table, port)));
  if (inodes.size === 0) return undefined;
  const pid = pids().find((one) => sockets(one).some((inode) => inodes.has(inode)));
  return pid === undefined ? undefined : { pid, name: nameOf(pid) };
}

/** Returns `by node main.ts (process 123)`, or `by another program`. */
export function takenBy(port: number): string {
  const holder = portHolder(port);
  return holder === undefined ? "by another program" : `by ${holder.name} (process ${holder.pid})`;
}

/** Inodes of the sockets that listen on this port, on any address. */
function listeners(table: string, port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  return linesOf(table).flatMap((line) => {
    const [, local = "", , state, , , , , , inode] = line.trim().split(/\s+/);
    return state === LISTEN && local.endsWith(`:${hex}`) && inode !== undefined ? [inode] : [];
  });
}

function linesOf(table: string): string[] {
  return attempt(() => readFileSync(table, "utf8").split("\n").slice(1)) ?? [];
}

function pids(): number[] {
  return attempt(() => readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []))) ?? [];
}

/** Inodes of a process's sockets; none where it is another user's. */
function sockets(pid: number): string[] {
  const open = attempt(() => readdirSync(`/proc/${pid}/fd`)) ?? [];
  return open.flatMap(
    (fd) => /^socket:\[(\d+)\]$/.exec(attempt(() => readlinkSync(`/proc/${pid}/fd/${fd}`)) ?? "")?.[1] ?? [],
  );
}

function nameOf(pid: number): string {
  const words = (attempt(() => readFileSync(`/proc/${pid}/cmdline`, "utf8")) ?? "").split("\0");
  const [program = "", ...rest] = words;
  const file = rest.find((word) => word !== "" && !word.startsWith("-"));
  const named =
    file !== undefined && /^[\w./@-]+$/.test(file) ? `${basename(program)} ${basename(file)}` : basename(program);
  return named.replaceAll(/[^\w .@-]/g, "").slice(0, MOST_NAME) || "a program";
}

/** A process may end between two reads of /proc. */
function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
