/** Which files of a data folder a restart on another box needs. */

interface LeftOut {
  /** Path below the data folder, with `/`. */
  readonly path: RegExp;
  readonly reason: string;
}

/** Everything else is replicated, also what a later version adds. */
export const LEFT_OUT: readonly LeftOut[] = [
  { path: /(^|\/)(lock|[^/]+\.lock|[^/]+\.claim|lock\.stale\.\d+)$/, reason: "belongs to a running process" },
  { path: /^run\.json$/, reason: "addresses and processes of this box" },
  { path: /\.new$|\.part$/, reason: "half-written; its writer sweeps it" },
  { path: /\.damaged|\.other-log/, reason: "set aside on this box, for its people to look at" },
  { path: /^log\/[^/]+\.seg$/, reason: "goes as a stream of commits" },
  { path: /^historian\/history\.duckdb/, reason: "rebuilt from closed spans and the commit log" },
  { path: /^historian\/(building|snapshot-\d+)\//, reason: "half-built, or links of a running command" },
  { path: /^historian\/spans\/building\//, reason: "half-built; a span counts once it is renamed into place" },
  { path: /\.db-(wal|shm)$/, reason: "part of a table file, which goes as a snapshot that includes it" },
  { path: /^reserve$/, reason: "room on this disk" },
  { path: /^clock\.(json|confirm)$/, reason: "about the clock of this machine" },
  { path: /^box$/, reason: "name of this box" },
  { path: /^standby\//, reason: "state of the standby itself" },
  { path: /^sql\//, reason: "files of statements that run at the moment" },
];

export function isLeftOut(path: string): boolean {
  return LEFT_OUT.some((one) => one.path.test(path));
}

/** Files of tables are copied as a snapshot: their write-ahead log and they are one. */
export const isTables = (path: string): boolean => path.endsWith(".db");

/** Never changed once they have their name, so that their length tells them apart. */
export const isFixed = (path: string): boolean => /^historian\/spans\/.*\.parquet$/.test(path);

/** A path that a peer may name: below the folder, and none of those above. */
export function isReplicated(path: string): boolean {
  const steps = path.split("/");
  const isPlain = steps.every((step) => step !== "" && step !== "." && step !== ".." && !/[\\\0]/.test(step));
  return isPlain && path.length <= 1_000 && !isLeftOut(path);
}
