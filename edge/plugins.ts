/** Everything that can be configured. A new plugin adds its line here. */

import { agentsSection } from "./agents/mcp/section.ts";
import { detectorsSection } from "./alerts/section.ts";
import { apiSection } from "./api/http/config.ts";
import { alarmReach } from "./compose/alerting/alarm-reach.ts";
import { type ConfigOf, definePlugins } from "./contracts/plant/plugins.ts";
import { dashboardsSection } from "./dashboards/config.ts";
import { dispatchSection } from "./dispatch/config.ts";
import { energySection } from "./energy/config.ts";
import { energyFollower } from "./energy/follower.ts";
import { loadFollower } from "./energy/tariff/follower.ts";
import { tariffsSection } from "./energy/tariff/section.ts";
import { uplinkSection } from "./fleet/section.ts";
import { peopleSection } from "./forecast/people/section.ts";
import { burstFollower } from "./health/features/follower/plugin.ts";
import { healthFollower } from "./health/plugin.ts";
import { historianSection } from "./historian/embedded/config.ts";
import { islandsSection } from "./islands/section.ts";
import { notifySection } from "./notify/section.ts";
import { passportSection } from "./passport/config.ts";
import { materialFollower } from "./production/books/material-plugin.ts";
import { statesFollower } from "./production/books/states-plugin.ts";
import { materialSection } from "./production/material/config.ts";
import { kpisSection } from "./production/state/config.ts";
import { causeFollower } from "./quality/causes/follower.ts";
import { qualitySection } from "./quality/config.ts";
import { costFollower } from "./quality/costs/follower.ts";
import { entryFollower } from "./quality/entries/follower.ts";
import { qualityFollower } from "./quality/follower.ts";
import { lotFollower } from "./quality/incoming/follower.ts";
import { reportsSection } from "./reports/config.ts";
import { safetySection } from "./safety/section.ts";
import { influxSink } from "./sinks/influx/plugin.ts";
import { sparkplugSink } from "./sinks/sparkplug/plugin.ts";
import { modbusSource } from "./sources/modbus/plugin.ts";
import { mqttJsonSource } from "./sources/mqtt/json/plugin.ts";
import { sparkplugSource } from "./sources/mqtt/sparkplug/plugin.ts";
import { vda5050Source } from "./sources/mqtt/vda5050/plugin.ts";
import { mtconnectSource } from "./sources/mtconnect/plugin.ts";
import { opcuaSource } from "./sources/opcua/plugin.ts";
import { s7Source } from "./sources/s7/plugin.ts";
import { sqlSection } from "./sql/config.ts";
import { standbySection } from "./standby/section.ts";
import { unsSection } from "./uns/section.ts";
import { maintenanceSection } from "./upkeep/config.ts";

export const plugins = definePlugins({
  sources: [opcuaSource, sparkplugSource, vda5050Source, mqttJsonSource, modbusSource, s7Source, mtconnectSource],
  sinks: [influxSink, sparkplugSink],
  sections: [
    historianSection,
    detectorsSection,
    kpisSection,
    materialSection,
    energySection,
    qualitySection,
    maintenanceSection,
    apiSection,
    dashboardsSection,
    notifySection,
    reportsSection,
    unsSection,
    agentsSection,
    sqlSection,
    tariffsSection,
    passportSection,
    dispatchSection,
    safetySection,
    islandsSection,
    peopleSection,
    uplinkSection,
    standbySection,
  ],
  followers: [
    materialFollower,
    statesFollower,
    energyFollower,
    qualityFollower,
    costFollower,
    healthFollower,
    burstFollower,
    causeFollower,
    loadFollower,
    entryFollower,
    lotFollower,
  ],
  advice: [{ find: alarmReach }],
});

/** A plant's config as the edge reads it, with the sections above. */
export type PlantConfig = ConfigOf<typeof plugins>;
