/** The one list of everything that can be configured. A new connector adds its line here. */

import { apiConfig } from "./api/http/config.ts";
import { alarmReach } from "./compose/alerting/alarm-reach.ts";
import type { Plugins } from "./contracts/plant/edge-config.ts";
import { ruleProblems } from "./detect/rules/check-rules.ts";
import { detectorsConfig } from "./detect/rules/config.ts";
import { energyConfig, energyProblems } from "./energy/config.ts";
import { historianConfig } from "./historian/embedded/config.ts";
import { channelProblems, notifyConfig } from "./notify/config.ts";
import { materialConfig, materialProblems } from "./production/material/config.ts";
import { kpisConfig } from "./production/state/config.ts";
import { influxSink } from "./sinks/influx/plugin.ts";
import { modbusSource } from "./sources/modbus/plugin.ts";
import { mqttJsonSource } from "./sources/mqtt/json/plugin.ts";
import { sparkplugSource } from "./sources/mqtt/sparkplug/plugin.ts";
import { vda5050Source } from "./sources/mqtt/vda5050/plugin.ts";
import { opcuaSource } from "./sources/opcua/plugin.ts";

export const plugins: Plugins = {
  sources: [opcuaSource, sparkplugSource, vda5050Source, mqttJsonSource, modbusSource],
  sinks: [influxSink],
  historian: historianConfig,
  detectors: detectorsConfig,
  kpis: kpisConfig,
  material: materialConfig,
  energy: energyConfig,
  api: apiConfig,
  notify: notifyConfig,
  problems: [
    { section: "detectors", find: ruleProblems },
    { section: "notify", find: channelProblems },
    { section: "material", find: materialProblems },
    { section: "energy", find: energyProblems },
  ],
  advice: [alarmReach],
};
