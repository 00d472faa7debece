import type { JsonAddress, JsonBinding } from "../../../edge/sources/mqtt/json/config.ts";
import { JsonReader } from "../../../edge/sources/mqtt/json/reader.ts";
import { Outlet } from "../../../edge/sources/mqtt/outlet.ts";
import { FakeInlet } from "../source/inlet.ts";
import { fakeContext } from "../source/source-context.ts";

export function reading(
  config: ConstructorParameters<typeof JsonReader>[2],
  wanted: Parameters<typeof fakeContext<JsonAddress, JsonBinding>>[0],
) {
  const fake = fakeContext<JsonAddress, JsonBinding>(wanted);
  const outlet = new Outlet();
  const inlet = new FakeInlet();
  outlet.open(inlet);
  const reader = new JsonReader(fake.context, outlet, config);
  const send = async (topic: string, text: string) => {
    (await reader.message(topic, Buffer.from(text), false))?.();
    outlet.flush();
  };
  return { ...fake, inlet, send, reader };
}
