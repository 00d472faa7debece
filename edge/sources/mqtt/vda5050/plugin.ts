import { peerIn } from "../../../contracts/path/peer.ts";
import type { SourceContext } from "../../../contracts/path/plugin.ts";
import { defineSource } from "../../../contracts/path/plugin.ts";
import { LastHeard } from "../last-heard.ts";
import { mqttSource } from "../session.ts";
import { Vda5050Address, Vda5050Binding, Vda5050Config } from "./config.ts";
import { Floor } from "./floor.ts";
import { readLayout } from "./layout.ts";
import { MapTransform } from "./map-transform.ts";
import { type ObserverOptions, STATE_OVERDUE_MS, Vda5050Observer } from "./observer.ts";
import { compileSchemas } from "./schema-check.ts";

/** A worse fit gives a warning: the points are wrong, or the map is not in metres. */
const MAX_RESIDUAL_M = 0.5;

/** VDA 5050 2.1 and 3.0: follows vehicles by their messages. */
export const vda5050Source = defineSource({
  kind: "vda5050",
  summary: "VDA 5050 vehicles (2.1 or 3.0) over MQTT, as an observer: it never sends an order or an instant action.",
  config: Vda5050Config,
  address: Vda5050Address,
  binding: Vda5050Binding,
  peerOf: ({ url }) => peerIn(url),
  linkOf: ({ manufacturer, serialNumber }) => `${manufacturer}/${serialNumber}`,
  describe: ({ manufacturer, serialNumber }, { topic, pointer }) =>
    `${manufacturer}/${serialNumber}/${topic} ${pointer}`,
  staleAfterMs: () => STATE_OVERDUE_MS,
  create: (config, context) => {
    let options: ObserverOptions | undefined;
    return mqttSource(config, context, async (outlet) => {
      options ??= await optionsOf(config, context);
      return new Vda5050Observer(context, outlet, options);
    });
  },
});

async function optionsOf(
  config: Vda5050Config,
  { dataDir, log }: SourceContext<Vda5050Address, Vda5050Binding>,
): Promise<ObserverOptions> {
  const maps = new Map<string, MapTransform>();
  for (const { mapId, points } of config.maps) {
    const map = new MapTransform(mapId, points);
    maps.set(mapId, map);
    const fit = { mapId, residualM: map.residualM, scale: map.scale, rotationRad: map.rotation };
    if (map.residualM > MAX_RESIDUAL_M)
      log.warn(fit, "map of the vehicles fits the plant badly; check the common points");
    else log.info(fit, "map of the vehicles laid on the plant");
  }
  const layout = config.layout === undefined ? [] : await readLayout(config.layout);
  return {
    version: config.majorVersion,
    check: await compileSchemas(config.majorVersion),
    floor: new Floor(maps, layout),
    lastHeard: new LastHeard(dataDir),
    ...(config.interfaceName === undefined ? {} : { interfaceName: config.interfaceName }),
  };
}
