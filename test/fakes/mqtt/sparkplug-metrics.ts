import sparkplug from "sparkplug-payload";
import { LastHeard } from "../../../edge/sources/mqtt/last-heard.ts";
import { Outlet } from "../../../edge/sources/mqtt/outlet.ts";
import type { SparkplugAddress, SparkplugBinding } from "../../../edge/sources/mqtt/sparkplug/config.ts";
import { SparkplugHost } from "../../../edge/sources/mqtt/sparkplug/host.ts";
import { FakeInlet } from "../source/inlet.ts";
import { fakeContext, type Wanted } from "../source/source-context.ts";

const codec = sparkplug.get("spBv1.0");
if (codec === null) throw new Error("sparkplug-payload does not know spBv1.0");

export const encode = (metrics: object[], seq: number) =>
  Buffer.from(codec.encodePayload({ timestamp: 1_700_000_000_000, seq, metrics } as never));

const D1 = { group: "g", node: "n", device: "d1" };

/** sparkplug-payload cannot write arrays: metrics of type Bytes (17) get these data types, in their order. */
function retyped(payload: Buffer, datatypes: readonly number[]): Buffer {
  let from = 0;
  for (const datatype of datatypes) {
    const at = payload.indexOf(Buffer.of(0x20, 17), from) + 1;
    payload[at] = datatype;
    from = at;
  }
  return payload;
}

/** A host for tags of one device, with messages from the encoder of sparkplug-payload. */
export function setUp(wanted: readonly (SparkplugBinding & Pick<Wanted<unknown, unknown>, "tag">)[]) {
  const fake = fakeContext<SparkplugAddress, SparkplugBinding>(
    wanted.map(({ tag, ...binding }) => ({ address: D1, binding, ...(tag === undefined ? {} : { tag }) })),
  );
  const outlet = new Outlet();
  const inlet = new FakeInlet();
  outlet.open(inlet);
  const host = new SparkplugHost(fake.context, outlet, {
    hostId: "edge",
    reorderTimeoutMs: 1_000,
    lastHeard: new LastHeard("/dev/null"),
  });
  host.online(() => undefined);
  let seq = 0;
  const send = (type: string, metrics: object[], arrays: readonly number[] = []) => {
    host.message(`spBv1.0/g/${type}/n${type.startsWith("D") ? "/d1" : ""}`, retyped(encode(metrics, seq++), arrays));
    outlet.flush();
  };
  send("NBIRTH", [{ name: "bdSeq", type: "Int64", value: 0 }]);
  return { ...fake, inlet, send };
}
