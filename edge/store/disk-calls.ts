import * as fs from "node:fs";
import * as promises from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

/**
 * The system calls of a durable write. One algorithm, a generator that yields the result of each call, runs in both
 * ways: synchronously (`runNow`), or without blocking the event loop (`runLater`).
 */
export interface DiskCalls {
  open(path: string, flags: string, mode?: number): unknown;
  /**
   * Returns how many bytes were written from `from` on: fewer than requested when the disk is nearly full. They go to
   * `position` in the file, or by default after the previous ones.
   */
  write(fd: number, bytes: Uint8Array, from: number, position?: number): unknown;
  sync(fd: number): unknown;
  /** As `sync`, for a file whose length has not changed. */
  datasync(fd: number): unknown;
  chmod(fd: number, mode: number): unknown;
  chown(fd: number, uid: number, gid: number): unknown;
  close(fd: number): unknown;
  stat(path: string): unknown;
  /** Status of a link itself. */
  lstat(path: string): unknown;
  realpath(path: string): unknown;
  rename(from: string, to: string): unknown;
  link(from: string, to: string): unknown;
  remove(path: string): unknown;
  list(folder: string): unknown;
  makeFolder(path: string): unknown;
  pause(ms: number): unknown;
}

/** Receives the results of the calls; its yielded values are not used. */
export type Steps<Result> = Generator<unknown, Result, unknown>;

export function runNow<Result>(steps: (calls: DiskCalls) => Steps<Result>): Result {
  const run = steps(NOW);
  let step = run.next();
  while (step.done !== true) step = run.next(step.value);
  return step.value;
}

export async function runLater<Result>(steps: (calls: DiskCalls) => Steps<Result>): Promise<Result> {
  return await runWith(steps(LATER));
}

/**
 * `runLater` for writes that only reach the system's cache before they are synced: all calls except the sync are made
 * synchronously, because each call in another thread costs more than the call itself.
 */
export async function runSyncLater<Result>(steps: (calls: DiskCalls) => Steps<Result>): Promise<Result> {
  return await runWith(steps(CACHE));
}

async function runWith<Result>(run: Steps<Result>): Promise<Result> {
  let step = run.next();
  while (step.done !== true)
    step = await settled(step.value).then(
      (value) => run.next(value),
      (error: unknown) => run.throw(error),
    );
  return step.value;
}

async function settled(call: unknown): Promise<unknown> {
  return await call;
}

const FOLDER_MODE = 0o750;

const NOW: DiskCalls = {
  open: (path, flags, mode) => fs.openSync(path, flags, mode),
  write: (fd, bytes, from, position) => fs.writeSync(fd, bytes, from, bytes.length - from, position ?? null),
  sync: (fd) => fs.fsyncSync(fd),
  datasync: (fd) => fs.fdatasyncSync(fd),
  chmod: (fd, mode) => fs.fchmodSync(fd, mode),
  chown: (fd, uid, gid) => fs.fchownSync(fd, uid, gid),
  close: (fd) => fs.closeSync(fd),
  stat: (path) => fs.statSync(path),
  lstat: (path) => fs.lstatSync(path),
  realpath: (path) => fs.realpathSync(path),
  rename: (from, to) => fs.renameSync(from, to),
  link: (from, to) => fs.linkSync(from, to),
  remove: (path) => fs.rmSync(path, { force: true }),
  list: (folder) => fs.readdirSync(folder),
  makeFolder: (path) => fs.mkdirSync(path, { recursive: true, mode: FOLDER_MODE }),
  pause: (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms),
};

type Done<Result> = (error: NodeJS.ErrnoException | null, result: Result) => void;

function later<Result>(call: (done: Done<Result>) => void): Promise<Result> {
  return new Promise((resolve, reject) => call((error, result) => (error === null ? resolve(result) : reject(error))));
}

const LATER: DiskCalls = {
  open: (path, flags, mode) => later<number>((done) => fs.open(path, flags, mode, done)),
  write: (fd, bytes, from, position) =>
    later<number>((done) => fs.write(fd, bytes, from, bytes.length - from, position ?? null, done)),
  sync: (fd) => later<void>((done) => fs.fsync(fd, done as Done<void> & fs.NoParamCallback)),
  datasync: (fd) => later<void>((done) => fs.fdatasync(fd, done as Done<void> & fs.NoParamCallback)),
  chmod: (fd, mode) => later<void>((done) => fs.fchmod(fd, mode, done as Done<void> & fs.NoParamCallback)),
  chown: (fd, uid, gid) => later<void>((done) => fs.fchown(fd, uid, gid, done as Done<void> & fs.NoParamCallback)),
  close: (fd) => later<void>((done) => fs.close(fd, done as Done<void> & fs.NoParamCallback)),
  stat: (path) => later<fs.Stats>((done) => fs.stat(path, done)),
  lstat: (path) => promises.lstat(path),
  realpath: (path) => promises.realpath(path),
  rename: (from, to) => promises.rename(from, to),
  link: (from, to) => promises.link(from, to),
  remove: (path) => promises.rm(path, { force: true }),
  list: (folder) => promises.readdir(folder),
  makeFolder: (path) => promises.mkdir(path, { recursive: true, mode: FOLDER_MODE }),
  pause: (ms) => pause(ms),
};

const CACHE: DiskCalls = { ...NOW, sync: LATER.sync, datasync: LATER.datasync, pause: LATER.pause };
