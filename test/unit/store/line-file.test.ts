import { appendFileSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { checkedLine, readCheckedLine } from "../../../edge/store/checked-line.ts";
import { LineFile } from "../../../edge/store/line-file.ts";
import { tryWith } from "../../fakes/disk/failing-disk.ts";

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-lines-"));
  path = join(dir, "deep", "lines.txt");
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(dir, { recursive: true });
});

const text = () => readFileSync(path, "utf8");

/** Prototype of file handles: its replaced methods fail for every file. */
async function handles(): Promise<FileHandle> {
  const handle = await open(dir, "r");
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  return prototype;
}

const ioError = () => Object.assign(new Error("EIO: i/o error"), { code: "EIO" });

it("creates the file and its folder, grows, and returns its content", async () => {
  const { file, content } = await LineFile.open(path);
  expect(content.length).toBe(0);
  await file.append("a\nb\n");
  await file.append("中\n");
  expect(file.bytes).toBe(8);
  await file.close();
  const again = await LineFile.open(path);
  expect(again.content.toString()).toBe("a\nb\n中\n");
  expect(again.cutBytes).toBe(0);
  await again.file.close();
});

/** Files under the test's folder that this process has open. */
function openFiles(): string[] {
  const own = "/proc/self/fd";
  const links = readdirSync(own).map((fd) => {
    try {
      return readlinkSync(join(own, fd));
    } catch {
      return "";
    }
  });
  return links.filter((link) => link.startsWith(dir));
}

it.skipIf(process.platform !== "linux")("an opening that the disk refuses leaves no file open", async () => {
  const opened: number[] = [];
  let hasFailed = true;
  for (let at = 1; hasFailed; at++) {
    ({ hasFailed } = await tryWith(dir, { at, fault: "EIO" }, async () => {
      const { file } = await LineFile.open(path);
      opened.push(openFiles().length);
      await file.close();
    }));
    expect(openFiles()).toEqual([]);
  }
  expect(opened).toContain(1);
});

it("cuts off a torn end, or the lines that the caller rejects", async () => {
  const { file } = await LineFile.open(path);
  await file.append("a\n");
  await file.close();
  appendFileSync(path, "half");
  const torn = await LineFile.open(path);
  expect(torn.cutBytes).toBe(4);
  await torn.file.append("b\n");
  await torn.file.close();
  expect(text()).toBe("a\nb\n");
  const chosen = await LineFile.open(path, () => 2);
  expect(chosen.content.toString()).toBe("a\n");
  await chosen.file.close();
  expect(text()).toBe("a\n");
});

it("a failed write leaves nothing behind, and the next one continues", async () => {
  const { file } = await LineFile.open(path);
  await file.append("a\n");
  vi.spyOn(await handles(), "datasync").mockRejectedValueOnce(ioError());
  await expect(file.append("b\n")).rejects.toThrow("EIO");
  expect(text()).toBe("a\n");
  await file.append("c\n");
  expect(text()).toBe("a\nc\n");
  await file.close();
});

it("remains of a write that could not be cut off at once are cut off before the next write", async () => {
  const { file } = await LineFile.open(path);
  await file.append("a\n");
  const shared = await handles();
  vi.spyOn(shared, "datasync").mockRejectedValueOnce(ioError());
  vi.spyOn(shared, "truncate").mockRejectedValueOnce(ioError());
  await expect(file.append("b\n")).rejects.toThrow("EIO");
  expect(text()).toBe("a\nb\n");
  await file.append("c\n");
  expect(text()).toBe("a\nc\n");
  await file.close();
});

it("is replaced as a whole, and grows from there; if a draft cannot be written, the old file stays", async () => {
  const { file } = await LineFile.open(path);
  await file.append("a\nb\nc\n");
  await file.replace("b\n");
  await file.append("d\n");
  expect(text()).toBe("b\nd\n");
  expect(file.bytes).toBe(4);
  await tryWith(dir, { at: 2, fault: "EIO" }, async () => await expect(file.replace("e\n")).rejects.toThrow("EIO"));
  await file.append("f\n");
  expect(text()).toBe("b\nd\nf\n");
  expect(readdirSync(join(dir, "deep"))).toContain("lines.txt");
  await file.close();
});

it("an unreadable file is named, with a remedy", async () => {
  writeFileSync(join(dir, "deep"), "");
  await expect(LineFile.open(join(dir, "deep"))).resolves.toBeDefined();
  await expect(LineFile.open(dir)).rejects.toThrow(`${dir} cannot be read; check its owner and permissions`);
});

it("a checked line is read unchanged, and is refused when a byte differs", () => {
  const line = checkedLine({ 名: "值", n: 1 }).slice(0, -1);
  expect(readCheckedLine(line)).toEqual({ 名: "值", n: 1 });
  for (let at = 0; at < line.length; at++)
    expect(readCheckedLine(`${line.slice(0, at)}~${line.slice(at + 1)}`)).toBeUndefined();
  expect(readCheckedLine("")).toBeUndefined();
});
