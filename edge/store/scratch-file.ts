import { type FileHandle, open, unlink } from "node:fs/promises";

/**
 * A file without a name, for more than memory should hold while something is computed: the space is free again however
 * the process ends. Nothing is synced, because nothing is read after a restart.
 */
export class ScratchFile implements AsyncDisposable {
  readonly #file: FileHandle;
  #length = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** `path` must not exist; the file has no name afterwards. Throws system errors. */
  static async open(path: string): Promise<ScratchFile> {
    const file = await open(path, "wx+", 0o600);
    await unlink(path);
    return new ScratchFile(file);
  }

  /** Appends the bytes. Resolves with their place. */
  async append(bytes: Uint8Array): Promise<number> {
    const at = this.#length;
    for (let done = 0; done < bytes.length; )
      done += (await this.#file.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
    this.#length += bytes.length;
    return at;
  }

  /** Fills `bytes` from this place on. */
  async read(bytes: Uint8Array, at: number): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesRead } = await this.#file.read(bytes, done, bytes.length - done, at + done);
      if (bytesRead === 0) throw new RangeError("the scratch file ends before its content");
      done += bytesRead;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}
