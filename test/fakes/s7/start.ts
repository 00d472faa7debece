/** An S7 source that reads a controller in a test. */
import type { S7Address, S7Binding, S7Config } from "../../../edge/sources/s7/config.ts";
import { s7Source } from "../../../edge/sources/s7/plugin.ts";
import { FakeInlet } from "../source/inlet.ts";
import { keepRunning } from "../source/run-source.ts";
import { fakeContext, type Wanted } from "../source/source-context.ts";

const CONFIG: S7Config = {
  host: "127.0.0.1",
  port: 102,
  connection: "op",
  rack: 0,
  slot: 1,
  pduSize: 960,
  timeoutMs: 200,
  pollMs: 50,
  maxGap: 16,
  encoding: "windows-1252",
  expectEveryMs: 1_000,
};

/** A tag at this address of DB 1. */
export function tagAt(
  at: string,
  type?: NonNullable<S7Binding["type"]>,
  more: { binding?: Partial<S7Binding>; address?: Partial<S7Address>; tag?: Wanted<S7Address, S7Binding>["tag"] } = {},
): Wanted<S7Address, S7Binding> {
  const { tag } = more;
  return {
    address: { db: 1, ...more.address },
    binding: { at, ...(type === undefined ? {} : { type }), ...more.binding },
    ...(tag === undefined ? {} : { tag }),
  };
}

export function startS7(
  port: number,
  wanted: readonly Wanted<S7Address, S7Binding>[],
  more: Partial<S7Config> = {},
): ReturnType<typeof fakeContext<S7Address, S7Binding>> &
  AsyncDisposable & {
    readonly inlet: FakeInlet;
    readonly troubles: readonly unknown[];
  } {
  const fake = fakeContext<S7Address, S7Binding>(wanted);
  const inlet = new FakeInlet();
  const stopping = new AbortController();
  const troubles: unknown[] = [];
  const source = s7Source.create({ ...CONFIG, port, ...more }, fake.context);
  const ended = keepRunning(source, inlet, stopping.signal, { pauseMs: 20, troubles });
  return {
    ...fake,
    inlet,
    troubles,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await ended;
    },
  };
}
