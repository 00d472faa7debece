import { defineSource } from "../../../contracts/plugin.ts";
import { mqttSource } from "../session.ts";
import { Vda5050Address, Vda5050Binding, Vda5050Config } from "./config.ts";
import { STATE_OVERDUE_MS, Vda5050Observer } from "./observer.ts";
import { compileSchemas, type SchemaCheck } from "./schema-check.ts";

/** VDA 5050 2.1: follows vehicles by what they publish. */
export const vda5050Source = defineSource({
  kind: "vda5050",
  summary: "VDA 5050 2.1 vehicles over MQTT, as an observer: it never sends an order or an instant action.",
  config: Vda5050Config,
  address: Vda5050Address,
  binding: Vda5050Binding,
  linkOf: ({ manufacturer, serialNumber }) => `${manufacturer}/${serialNumber}`,
  describe: ({ manufacturer, serialNumber }, { topic, pointer }) => `${manufacturer}/${serialNumber}/${topic} ${pointer}`,
  staleAfterMs: () => STATE_OVERDUE_MS,
  create: (config, context) => {
    let check: SchemaCheck | undefined;
    return mqttSource(config, context, async (outlet) => {
      check ??= await compileSchemas();
      return new Vda5050Observer(context, outlet, { interfaceName: config.interfaceName, check });
    });
  },
});
